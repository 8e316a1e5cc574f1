/** `promotion-bot import` in a story: run by the operator of the story's App, beside its `.env`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importIn } from '../../src/cli/import.ts';
import type { Fetch } from '../../src/github/transport.ts';
import type { Issue } from '../../src/sandbox/index.ts';
import { cliWorld } from '../acceptance/cli-world.ts';
import { promotionOf } from './laws.ts';
import { REPO, SECRETS, type Story } from './story.ts';

type Given = Parameters<typeof importIn>[1];

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Order extends Partial<Omit<Given, 'args'>> {
  readonly files?: Readonly<Record<string, string>>;
  /** Variables in place of those of the App's operator. */
  readonly env?: Readonly<Record<string, string>>;
  /** Goes between the command and GitHub. */
  readonly way?: (github: Fetch) => Fetch;
}

const NOTHING = { repo: REPO, deployments: false, version: [], subject: undefined, operator: 'ada', write: false, json: false };

const operator = ({ world }: Story): Readonly<Record<string, string>> => ({
  APP_ID: String(world.app.id),
  PRIVATE_KEY: SECRETS.privateKey,
  WEBHOOK_SECRET: 'a secret that is long enough for every version of this',
  LEDGER_KEY: SECRETS.ledgerKey,
});

/** Files of the order are read in the order written. */
export async function imports(s: Story, { files = {}, env = operator(s), way = (github) => github, ...given }: Order): Promise<Ran> {
  const world = cliWorld({ NO_COLOR: '1', ...env });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(world.folder, path)), { recursive: true });
    writeFileSync(join(world.folder, path), text);
  }
  try {
    const pacing = {
      sleep: async (milliseconds: number) => void s.world.clock.advance(Math.ceil(milliseconds / 1000)),
      now: () => Date.parse(s.world.clock.now()),
    };
    const args: Given['args'] = [Object.keys(files)];
    const code = await importIn(world.io, { ...NOTHING, ...given, args }, { fetch: way(s.world.fetch), pacing });
    await s.settles();
    return { code, out: world.out(), err: world.err() };
  } finally {
    rmSync(world.folder, { recursive: true, force: true });
  }
}

/** The App hears of everything as soon as it has happened. */
export const heardBy =
  (s: Story) =>
  (github: Fetch): Fetch =>
  async (input, init) => {
    const answer = await github(input, init);
    await s.settles();
    return answer;
  };

/** A MATURITY.md as teams have them. */
export const maturity = (version: string, stage = 'Staging'): Readonly<Record<string, string>> => ({
  'components/orchestration/MATURITY.md': `# Agent Orchestration Component Maturity Status

**Current Stage**: **${stage}** 🎉
**Version**: ${version}
**Promoted**: 2026-10-08 (Development → Staging)
`,
});
export const FILES = maturity('v1.4.0');

export const first = (s: Story): Issue => {
  const [issue] = s.issues();
  if (!issue) throw new Error('there is no issue');
  return issue;
};
/** What stands on the commit of a promotion. */
export const statusesOf = (s: Story, issue: Issue): readonly string[] =>
  (s.world.repository(REPO).commits.get(promotionOf(s, issue)?.round?.terms.sha ?? '')?.statuses ?? []).map(
    ({ context, state, description }) => `${context} ${state}: ${description}`,
  );
