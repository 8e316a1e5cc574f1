/** Every command and file of docs/importing.md, run by the operator of a bot that has just begun. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { publicHalf } from '../../src/app/notary.ts';
import { main } from '../../src/cli.ts';
import { type Listening, listen } from '../../src/sandbox/index.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, SECRETS, Story } from '../harness/story.ts';
import { cliWorld } from './cli-world.ts';

const PAGE = readFileSync('docs/importing.md', 'utf8');
const blocks = (kind: string): readonly string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);
const FILES = [...PAGE.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)^```/gm)].map(([, path = '', text = '']) => ({ path, text }));
const COMMANDS = blocks('sh').flatMap((text) => text.trim().split('\n'));

const s = new Story({ config: blocks('yaml')[0] });
const world = cliWorld();
let github: Listening;

beforeAll(async () => {
  for (const { path, text } of FILES) {
    mkdirSync(dirname(join(world.folder, path)), { recursive: true });
    writeFileSync(join(world.folder, path), text);
  }
  mkdirSync(join(world.folder, '.github'));
  writeFileSync(join(world.folder, '.github/promotion-bot.pub.pem'), publicHalf(SECRETS.ledgerKey));
  s.world.silently(() => {
    const deployment = s.world.as('eve').deploys(REPO, { ref: 'v1.4.0', environment: 'production' });
    s.world.as('eve').setsDeploymentStatus(deployment, { state: 'success' });
  });
  github = await listen(s.world);
});
afterAll(async () => github.close());

/** Words as a shell would split them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

async function runs(line: string) {
  const [program, ...words] = wordsOf(line);
  if (program === 'gh') return asksGithub(words);
  const { folder: DATA_DIR } = world;
  const ran = cliWorld({
    ...{ APP_ID: String(s.world.app.id), PRIVATE_KEY: SECRETS.privateKey, LEDGER_KEY: SECRETS.ledgerKey },
    ...{
      WEBHOOK_SECRET: 'a secret that is long enough for every version of this',
      GHE_HOST: new URL(github.url).host,
      GHE_PROTOCOL: 'http',
    },
    ...{ DATA_DIR: join(DATA_DIR, 'data'), USER: 'ada', NO_COLOR: '1', GH_TOKEN: 'ghp_alice' },
  });
  const code = await main(words, { ...ran.io, cwd: world.folder });
  return { code, out: ran.out(), err: ran.err() };
}

const anyCommit = (text: string): string => text.replaceAll(/[0-9a-f]{12}/g, '(commit)');

/** `gh api` as it is, but for who asks. */
async function asksGithub(words: readonly string[]) {
  const { positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { paginate: { type: 'boolean' }, slurp: { type: 'boolean' } },
  });
  const [, path = '', , file = ''] = positionals;
  const answer = await s.world.fetch(`https://api.github.com/${path}`, { headers: { authorization: 'token ghp_alice' } });
  writeFileSync(join(world.folder, file), JSON.stringify([await answer.json()]));
  return { code: answer.status === 200 ? 0 : 2, out: '', err: '' };
}

test('the page is run from top to bottom', async () => {
  const said: string[] = [];
  for (const command of COMMANDS) {
    const { code, out, err } = await runs(command);
    said.push(`${code} ${command.split(' --')[0]}`);
    expect([command, err]).toEqual([command, '']);
    if (code !== 0) expect(anyCommit(out)).toBe(anyCommit(blocks('text')[0] ?? ''));
    else if (!command.startsWith('gh') && !command.includes('rebuild')) expect(out).toMatch(/first record/);
  }
  expect(said).toEqual([
    '1 promotion-bot import MATURITY.md',
    '0 promotion-bot import MATURITY.md',
    '0 promotion-bot import components/shop/MATURITY.md',
    '0 promotion-bot import config/agent_engine_envs.yaml',
    '0 promotion-bot import',
    '0 gh api',
    '0 promotion-bot import deployments.json',
    '0 promotion-bot rebuild',
  ]);
  expect(s.issues().map((issue) => [issue.title, promotionOf(s, issue)?.imported?.operator])).toEqual([
    ['Imported: shop v1.4.0 in staging', 'Ada Lovelace'],
    ['Imported: cart v1.4.0 in staging', 'Ada Lovelace'],
  ]);
});

test('afterwards status, list and the site tell of it, and the audit trail verifies', async () => {
  expect(await runs('promotion-bot status shop')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^staging +v1\.4\.0 \(imported\) +8 Oct 2026 00:00 UTC +acme\/shop#1/m),
  });
  expect((await runs('promotion-bot status')).out).toMatch(/^ {2}cart +v1\.4\.0 \(imported\)/m);
  expect((await runs('promotion-bot list')).out).toMatch(
    /^acme\/shop#1 +shop +v1\.4\.0 +staging +PROMOTED \(imported\) +promotion-bot\[bot\]/m,
  );
  expect(await runs('promotion-bot site --out site')).toMatchObject({ code: 0 });
  expect(readFileSync(join(world.folder, 'site/index.html'), 'utf8')).toContain('imported, nobody approved it here');
  expect(await runs('promotion-bot audit verify acme/shop#1')).toMatchObject({ code: 0, out: expect.stringContaining('acme/shop#1') });
});
