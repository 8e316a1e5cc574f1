/** The three installs of the README, command by command as they stand there, in a fresh clone. GitHub is the one in memory, as an Enterprise Server. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type Sandbox } from '../../src/sandbox/index.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { type Enterprise, enterprise } from '../harness/enterprise.ts';
import { place, type Running, stepsOf, types } from '../harness/newcomer.ts';
import { apiOf, runStep } from '../harness/runner.ts';
import { eventually } from '../harness/stage.ts';
import { form, REPO, TEAMS } from '../harness/story.ts';

const here = place();
const world: Sandbox = createWorld({ at: '2026-11-20T10:00:00Z', secret: 'unknown before the App is registered' });
world.organisation('acme', { teams: TEAMS });
world.repository(REPO, { files: { 'README.md': '# Shop\n' }, collaborators: { alice: 'write', bob: 'write', carol: 'write' } });
const running: Running[] = [];
let github: Enterprise;
let bot: string | undefined;

beforeAll(async () => {
  github = await enterprise(world, () => bot && `${bot}/api/github/webhooks`);
  Object.assign(here.env, { GHE_HOST: github.host, GHE_PROTOCOL: 'http', GH_HOST: github.host, GH_ENTERPRISE_TOKEN: 'ghp_alice' });
});
afterAll(async () => {
  for (const one of running) one.stop();
  await Promise.all(running.map(({ ended }) => ended));
  await github.close();
  here.remove();
});

/** What this machine has not, and what only GitHub itself can do: such commands are not run. */
const OUT_OF_REACH: readonly (readonly [RegExp, string])[] = [
  [/^gh /, 'GitHub'],
  [/^docker /, 'a container engine'],
];
const needs = (command: string): string | undefined => OUT_OF_REACH.find(([pattern]) => pattern.test(command))?.[1];

const typed = (command: string, more?: Readonly<Record<string, string>>): Running => {
  const one = types(here, command, more);
  running.push(one);
  return one;
};

/** What more is done at a command than to run it to its end. */
const PLAYED: Readonly<Record<string, (command: string) => Promise<void>>> = {
  'npm run setup -- --webhook-url https://bot.example.com --org acme': registers,
  'npm start': starts,
  'npx promotion-bot open --repo acme/shop --subject my-component --version v1.4.0 --to staging': asks,
  'curl --fail http://127.0.0.1:3000/readyz': async () => runs(`curl --fail --silent --show-error ${bot}/readyz`),
};

async function runs(command: string): Promise<void> {
  const one = typed(command);
  const code = await one.ended;
  if (code !== 0) throw new Error(`"${command}" ended with ${code}:\n${one.said()}`);
}

/** In the browser: the page of the set-up, the form of GitHub, and back. */
async function registers(command: string): Promise<void> {
  const setup = typed(command);
  const [, page = ''] = await setup.printed(/Open (http:\/\/127\.0\.0\.1:\d+)\//);
  const html = (await (await fetch(page)).text()).replaceAll('&amp;', '&');
  const action = new URL(/action="([^"]+)"/.exec(html)?.[1] ?? '');
  expect(action.href).toMatch(`${github.url}/organizations/acme/settings/apps/new?`);
  await fetch(`${page}/registered?code=once&state=${action.searchParams.get('state')}`);
  expect(await setup.ended).toBe(0);
  Object.assign(world, { secret: parseEnv(readFileSync(join(here.clone, '.env'), 'utf8'))['WEBHOOK_SECRET'] });
  pushes();
}

/** What lies in the project, with the lines marked CHANGE changed, is pushed. */
function pushes(): void {
  const folder = join(here.shop, '.github');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path));
  const files = Object.fromEntries(paths.map((path) => [`.github/${path}`, readFileSync(join(folder, path), 'utf8')]));
  world.as('alice').pushes(REPO, { ...files, 'src/my-component/index.ts': '', 'specs/my-component.md': '# It\n' });
  world.as('alice').tags(REPO, 'v1.4.0');
}

async function starts(command: string): Promise<void> {
  await putEmptyDatabase(join(here.clone, 'data'));
  const server = typed(command, { PORT: '0' });
  [, bot] = await server.printed(/"url":"(http:\/\/127\.0\.0\.1:\d+)"/);
}

async function asks(command: string): Promise<void> {
  await runs(command);
  expect(await saidOn(1, /Waiting for 2 approvals/)).toContain('my-component');
}

const saidOn = (number: number, words: RegExp): Promise<string> =>
  eventually(
    () =>
      world
        .repository(REPO)
        .issues.find((issue) => issue.number === number)
        ?.comments.map(({ body }) => body)
        .join('\n') ?? '',
    (said) => words.test(said),
  );

const INSTALLS = ['Install as a GitHub App', 'Install without a server: the Action alone', 'Host it yourself'] as const;
const commandsOf = (install: string): readonly string[] => stepsOf(install).flatMap(({ commands }) => commands);

describe.each(INSTALLS)('%s', (install) => {
  for (const { number, title, commands } of stepsOf(install)) {
    const reached = commands.filter((command) => needs(command) === undefined);
    if (reached.length > 0)
      test(`step ${number}: ${title}`, async () => {
        for (const command of reached) await (PLAYED[command] ?? runs)(command);
      }, 300_000);
    for (const command of commands.filter((one) => needs(one)))
      test.skip(`step ${number}: ${title} (needs ${needs(command)}: ${command})`, () => {});
  }
});

test('the workflow and the key of the install without a server make the bot answer', async () => {
  const rules = join(here.shop, '.github/promotion.yml');
  const people = readFileSync(rules, 'utf8')
    .replaceAll(/^ +users: .*\n/gm, '')
    .replaceAll(/teams: \[[a-z-]+\]/g, 'users: [bob, carol, dave]');
  writeFileSync(rules, people);
  pushes();
  bot = undefined;
  const issue = world.as('alice').opens(REPO, { title: 'Promote', body: form({ subject: 'my-component' }), labels: ['promotion'] });
  const { payload } = world.hooks.queue.find(({ event, action }) => event === 'issues' && action === 'opened') ?? { payload: {} };
  const run = world.actions.run(REPO, { workflow: '.github/workflows/promotion-bot.yml', event: 'issues' });
  world.actions.starts(run);
  const job = world.actions.job(run);
  const env = { ...job.env, ...apiOf(github), GITHUB_EVENT_NAME: 'issues' };
  const inputs = { mode: 'bot', 'ledger-key': readFileSync(join(here.clone, 'ledger-key.pem'), 'utf8') };
  const { exit, log } = await runStep({ inputs, files: {}, sha: '', job: { ...job, env, event: payload } });
  expect([exit, log]).toEqual([0, expect.stringContaining(`#${issue.number} is AWAITING_APPROVAL`)]);
});

test('how many commands each install takes is what the README says', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const install of INSTALLS) {
    const [intro = ''] = readme.split(`## ${install}\n`)[1]?.replaceAll('\n', ' ').split(' 1. ') ?? [];
    const many = commandsOf(install);
    expect([install, intro]).toEqual([install, expect.stringContaining(`${many.length} commands`)]);
  }
});

test('what is played is in the README, and what is out of reach is known', () => {
  const all = INSTALLS.flatMap(commandsOf);
  expect(Object.keys(PLAYED).filter((command) => !all.includes(command))).toEqual([]);
  expect(OUT_OF_REACH.filter(([pattern]) => !all.some((command) => pattern.test(command)))).toEqual([]);
  expect(existsSync(join(here.clone, '.env'))).toBe(true);
});
