/** GitHub Enterprise Server: the first story with the real programs, none of which reaches any other host. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { publicHalf } from '../../src/app/notary.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { clientId } from '../../src/sandbox/json.ts';
import { CLIENT_SECRET } from '../../src/sandbox/oauth.ts';
import { FILE } from '../harness/bot-mode.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { DEPLOY, withDelivery } from '../harness/delivery.ts';
import { type Enterprise, enterprise, type Program, program, stayingHere } from '../harness/enterprise.ts';
import { apiOf, type Finished, runStep } from '../harness/runner.ts';
import { eventually } from '../harness/stage.ts';
import { CONFIG, form, REPO, SECRETS, shopWorld } from '../harness/story.ts';

const GATES = 'promotion-gates.yml';
const RULES = `    gates: { readme: { file: README.md } }\n    deploy: { workflow: ${DEPLOY} }\n`;
const config = CONFIG.replace('    aliases: [stage]\n', `    aliases: [stage]\n${RULES}`);

const folder = mkdtempSync(join(tmpdir(), 'enterprise-'));
// Beside the files that pages bring along, as it finds them.
const cli = join(folder, 'web', 'program', 'cli.mjs');
const { env: here, went } = stayingHere(folder);
const WEBHOOK_SECRET = 'as long as the secret of a real server is';
const world: Sandbox = Object.assign(shopWorld({ config }), { secret: WEBHOOK_SECRET });
const judged: Finished[] = [];
let github: Enterprise;
let server: Program;
let bot = '';

beforeAll(async () => {
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  cpSync('src/web/assets', join(folder, 'web', 'assets'), { recursive: true });
  const kind = { bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'error' } as const;
  await build({ ...kind, entryPoints: ['src/cli.ts'], outfile: cli });
  cpSync('app.yml', join(folder, 'app.yml'));
  github = await enterprise(world, () => (bot === '' ? undefined : `${bot}/api/github/webhooks`));
  // Such a server tells nothing of the run that it starts.
  world.actions.answersRunDetails = false;
  world.as('alice').pushes(REPO, { [`.github/workflows/${GATES}`]: readFileSync(`templates/workflows/${GATES}`, 'utf8') });
  withDelivery(world);
  world.actions.runner(GATES, async (run, inputs, job) => {
    const files = Object.fromEntries(world.repository(REPO).commits.get(inputs['sha'] ?? run.sha)?.files ?? []);
    const env = { ...job.env, ...apiOf(github) };
    const step = await runStep({ inputs, files, sha: inputs['sha'] ?? run.sha, job: { ...job, env }, env: here });
    judged.push(step);
    const report = { name: 'promotion-report', files: { 'promotion-report.json': JSON.stringify(step.report) } };
    return { conclusion: step.exit === 0 ? 'success' : 'failure', artifacts: [report] };
  });
  await putEmptyDatabase(join(folder, 'data'));
  server = program([cli, 'start'], folder, {
    ...here,
    ...{ APP_ID: String(world.app.id), PRIVATE_KEY: SECRETS.privateKey, LEDGER_KEY: SECRETS.ledgerKey },
    ...{ WEBHOOK_SECRET, PORT: '0', GHE_HOST: github.host, GHE_PROTOCOL: 'http', DATA_DIR: join(folder, 'data') },
    ...{ GITHUB_CLIENT_ID: clientId(world), GITHUB_CLIENT_SECRET: CLIENT_SECRET },
  });
  [, bot = ''] = await server.printed(/"url":"(http:\/\/127\.0\.0\.1:\d+)"/);
});
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  await github.close();
  rmSync(folder, { recursive: true });
});

/** A command of somebody who stands in a checkout from this server. */
async function says(login: string, ...argv: readonly string[]): Promise<readonly [number | null, string]> {
  const checkout = join(folder, `checkout-${login}`);
  mkdirSync(join(checkout, '.git'), { recursive: true });
  mkdirSync(join(checkout, '.github'), { recursive: true });
  writeFileSync(join(checkout, '.git/config'), `[remote "origin"]\n\turl = ${github.url}/${REPO}.git\n`);
  writeFileSync(join(checkout, '.github/promotion-bot.pub.pem'), publicHalf(SECRETS.ledgerKey));
  const env = { ...here, GH_ENTERPRISE_TOKEN: `ghp_${login}`, GH_TOKEN: 'of github.com', GH_HOST: github.host, GHE_PROTOCOL: 'http' };
  const one = program([cli, ...argv], checkout, env);
  return [await one.ended, one.out()];
}

const bodies = (): readonly string[] => world.repository(REPO).issues.flatMap(({ comments }) => comments.map(({ body }) => body));
const panelSays = (words: RegExp): Promise<string> =>
  eventually(
    () => bodies().find((body) => body.startsWith('<!-- promotion-bot:panel')) ?? '',
    (panel) => words.test(panel),
  );

/** As a browser does it, which keeps cookies and is asked by GitHub who sits there. */
async function signsIn(login: string): Promise<string> {
  const home = bot.replace('127.0.0.1', 'localhost');
  const jar = new Map<string, string>();
  const get = async (url: string): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  const to = async (answer: Promise<Response>): Promise<URL> => new URL((await answer).headers.get('location') ?? '', home);
  const door = await to(get(`${home}/auth/login?next=${encodeURIComponent(`/promotions/${REPO}/1`)}`));
  expect(door.href).toMatch(`${github.url}/login/oauth/authorize?`);
  door.searchParams.set('login', login);
  const inside = await to(get((await to(get(door.href))).href));
  return (await get(inside.href)).text();
}

test('asked for, judged, approved, deployed and read, all on this server', async () => {
  const asked = ['--subject', 'agent_orchestration', '--version', 'v1.4.0', '--to', 'staging'];
  expect(await says('alice', 'open', ...asked)).toEqual([0, `${github.url}/${REPO}/issues/1\n`]);
  await panelSays(/Waiting for 2 approvals/);
  expect(judged.map(({ exit }) => exit)).toEqual([0]);
  const [, why] = await says('bob', 'why', '1');
  expect(why).toContain('AWAITING_APPROVAL');
  expect(await says('bob', 'approve', `${github.url}/${REPO}/issues/1`)).toEqual([
    0,
    expect.stringContaining(`${github.url}/${REPO}/issues/1#`),
  ]);
  await says('carol', 'approve', '1');
  await panelSays(/✅ Promoted/);
  expect(world.actions.of(REPO, DEPLOY)).toHaveLength(1);
  expect(await says('carol', 'audit', 'verify', `${REPO}#1`)).toEqual([0, expect.stringContaining('entries')]);
  expect(
    await eventually(
      () => signsIn('alice'),
      (page) => page.includes('title="PROMOTED"'),
    ),
  ).toContain(`${github.url}/${REPO}/issues/1`);
  for (const text of [...bodies(), ...judged.map(({ summary }) => summary)]) expect(text).not.toContain('github.com');
  expect(bodies().join('\n')).toContain(`${github.url}/${REPO}/commit/`);
});

test('an App is registered there', async () => {
  const place = join(folder, 'setup');
  mkdirSync(place);
  const env = { ...here, GHE_HOST: github.host, GHE_PROTOCOL: 'http' };
  const setup = program([cli, 'setup', '--webhook-url', 'https://bot.example.com'], place, env);
  const [, page = ''] = await setup.printed(/Open (http:\/\/127\.0\.0\.1:\d+)\//);
  const html = (await (await fetch(page)).text()).replaceAll('&amp;', '&');
  const action = new URL(/action="([^"]+)"/.exec(html)?.[1] ?? '');
  expect(action.origin + action.pathname).toBe(`${github.url}/settings/apps/new`);
  await fetch(`${page}/registered?code=once&state=${action.searchParams.get('state')}`);
  expect(await setup.ended).toBe(0);
});

test('mode bot of the Action speaks there too', async () => {
  const other = shopWorld({ config: CONFIG.replaceAll(/teams: \[[a-z-]+\]/g, 'users: [bob]') });
  const place = await enterprise(other, () => undefined);
  other.as('alice').pushes(REPO, { [FILE]: readFileSync('templates/workflows/promotion-bot.yml', 'utf8') });
  const issue = other.as('alice').opens(REPO, { title: 'Promote', body: form(), labels: ['promotion'] });
  const { payload } = other.hooks.queue.find(({ event, action }) => event === 'issues' && action === 'opened') ?? { payload: {} };
  const run = other.actions.run(REPO, { workflow: FILE, event: 'issues' });
  other.actions.starts(run);
  const job = other.actions.job(run);
  const env = { ...job.env, ...apiOf(place), GITHUB_EVENT_NAME: 'issues' };
  const inputs = { mode: 'bot', 'ledger-key': SECRETS.ledgerKey };
  const { exit, log } = await runStep({ inputs, files: {}, sha: '', job: { ...job, env, event: payload }, env: here });
  await place.close();
  expect([exit, place.strange]).toEqual([0, []]);
  expect(log).toContain('is AWAITING_APPROVAL');
  const said = issue.comments.map(({ body }) => body).join('\n');
  expect(said).toContain(`${place.url}/${REPO}/commit/`);
  expect(said).not.toContain('github.com');
});

test('nothing went to any other host, and this server was asked for nothing it does not have', async () => {
  expect([went(), github.strange]).toEqual(['', []]);
  expect(world.requests.length).toBeGreaterThan(20);
  expect(world.contract.problems).toEqual([]);
  // What watches over it sees what goes out.
  const sent = program(['-e', "fetch('https://api.github.com/meta').catch(() => {})"], folder, here);
  await sent.ended;
  expect(went()).toBe('api.github.com\n');
});
