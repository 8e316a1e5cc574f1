/** The command line: what it answers, and with which exit code. */
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { COMMANDS, commandsTable } from '../../src/cli/index.ts';
import { main } from '../../src/cli.ts';
import type { Variables } from '../../src/env.ts';
import { VERSION } from '../../src/github/version.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { type CliWorld, cliWorld } from './cli-world.ts';

async function run(...argv: string[]) {
  const world = cliWorld();
  const code = await main(argv, world.io);
  return { code, out: world.out(), err: world.err() };
}

test('--version and --help answer on standard output, with 0', async () => {
  expect(await run('--version')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  const help = await run('--help');
  expect([help.code, help.err]).toEqual([0, '']);
  for (const { name } of COMMANDS) expect(help.out).toContain(`  ${name.split(' ')[0]}`);
  expect(help.out).toContain('Exit codes: 0 yes, 1 no, 2 cannot say, 64 the command was not understood.');
  expect(await run('help')).toEqual(help);
});

test('help for one command names its arguments and options', async () => {
  const asked = await run('help', 'setup');
  expect(asked).toEqual(await run('setup', '--help'));
  expect([asked.code, asked.err]).toEqual([0, '']);
  expect(asked.out).toContain('--webhook-url <url>');
  expect((await run('config', 'check', '--help')).out).toContain('.github/promotion.yml when not given');
});

test.each([
  [['strat'], 'Did you mean start?'],
  [['start', '--prot', '1'], "unknown option '--prot'"],
  [['sandbox', '--prot', '1'], 'Did you mean --port?'],
  [['config', 'chekc'], 'Did you mean check?'],
  [['config', 'check', 'a.yml', 'b.yml'], 'too many arguments'],
  [['setup', '--org'], "option '--org <name>' argument missing"],
  [['setup', '--org', 'a/b'], '--org takes the name of an organisation'],
  [['sandbox', '--port', '70000'], '--port takes a number from 0 to 65535.'],
])('%j is not understood: 64, and it says what would be', async (argv, words) => {
  const { code, out, err } = await run(...argv);
  expect([code, out]).toEqual([64, '']);
  expect(err).toContain(words);
  expect(err).toContain('(--help says what there is.)');
  expect(err).not.toMatch(/\n\s+at /);
});

test.each([[[]], [['config']]])('%j alone shows the help, with 64', async (argv) => {
  const { code, err } = await run(...argv);
  expect(code).toBe(64);
  expect(err).toContain('Usage: promotion-bot');
});

test('start without settings refuses: every problem with its remedy, the way to set up, no stack', async () => {
  const { code, out, err } = await run('start');
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^Promotion Bot cannot start yet:\n\n {2}- APP_ID is missing\.\n {4}Copy the number/);
  expect(err.match(/ {2}- /g)).toHaveLength(4);
  expect(err).toContain('"npm run setup" registers the GitHub App');
  expect(err).not.toMatch(/\n\s+at /);
});

test.each(['', 'development'])('start with the webhook secret %j refuses', async (secret) => {
  const world = cliWorld({ WEBHOOK_SECRET: secret });
  expect(await main(['start'], world.io)).toBe(1);
  expect(world.err()).toMatch(/ {2}- WEBHOOK_SECRET is (empty|the public default)/);
});

const key = (made: KeyPairKeyObjectResult) => made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const settings = {
  APP_ID: '1',
  PRIVATE_KEY: key(generateKeyPairSync('rsa', { modulusLength: 2048 })),
  LEDGER_KEY: key(generateKeyPairSync('ed25519')),
  WEBHOOK_SECRET: 'a webhook secret of GitHub, 32 long',
};

/** A folder to start in, where a database is already made. */
async function startWorld(env: Variables): Promise<CliWorld> {
  const world = cliWorld({ ...settings, ...env });
  await putEmptyDatabase(join(world.folder, 'data'));
  return world;
}

test('start listens until it is asked to stop, and ends with 0', async () => {
  const world = await startWorld({ PORT: '0' });
  const running = main(['start'], world.io);
  const [, url = ''] = await world.printed(/"url":"(http:[^"]+)"/);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  world.stop();
  expect(await running).toBe(0);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
  expect([world.err(), world.out().includes('a webhook secret')]).toEqual(['', false]);
});

test('start on a port that is taken says so, and ends with 1', async () => {
  const first = await startWorld({ PORT: '0' });
  const running = main(['start'], first.io);
  const [, port = ''] = await first.printed(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
  const second = await startWorld({ PORT: port });
  expect(await main(['start'], second.io)).toBe(1);
  expect(second.err()).toBe(
    `Port ${port} of 127.0.0.1 is in use. Stop what listens there, or set PORT to another one (0 takes any that is free).\n`,
  );
  first.stop();
  await running;
});

test('start with a port for the metrics that is taken names that one, and leaves nothing behind', async () => {
  const first = await startWorld({ PORT: '0' });
  const running = main(['start'], first.io);
  const [, port = ''] = await first.printed(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
  const second = await startWorld({ PORT: '0', METRICS_PORT: port });
  expect(await main(['start'], second.io)).toBe(1);
  expect(second.err()).toBe(
    `Port ${port} of 127.0.0.1 is in use. Stop what listens there, or set METRICS_PORT to another one (0 takes any that is free).\n`,
  );
  first.stop();
  await running;
});

const CONFIG = `version: 1
environments:
  development: {}
  staging: { approval: none }
subjects:
  web: { kind: component }
`;

function worldWith(text: string) {
  const world = cliWorld();
  mkdirSync(join(world.folder, '.github'));
  writeFileSync(join(world.folder, '.github/promotion.yml'), text);
  return world;
}

test('config check: fine is 0', async () => {
  const world = worldWith(CONFIG);
  expect(await main(['config', 'check'], world.io)).toBe(0);
  expect(world.out()).toBe('.github/promotion.yml is fine.\n');
});

test('config check: a problem is 1, with file, line, column, path and sentence', async () => {
  const world = worldWith(CONFIG.replace('approval:', 'aproval:'));
  expect(await main(['config', 'check', '.github/promotion.yml'], world.io)).toBe(1);
  expect(world.out()).toMatch(/^\.github\/promotion\.yml:4:\d+ {2}environments\.staging has an unknown key "aproval"/m);
});

test('config check --json says the same for programs', async () => {
  const world = worldWith(CONFIG.replace('approval:', 'aproval:'));
  expect(await main(['config', 'check', '--json'], world.io)).toBe(1);
  const told = JSON.parse(world.out());
  expect(told).toMatchObject({ file: '.github/promotion.yml', ok: false });
  expect(told.problems).toContainEqual(
    expect.objectContaining({ line: 4, code: 'unknown_key', sentence: expect.stringContaining('aproval') }),
  );
});

test('config check: a file that cannot be read is 2', async () => {
  const world = cliWorld();
  expect(await main(['config', 'check', 'gone.yml'], world.io)).toBe(2);
  expect(world.err()).toContain('gone.yml cannot be read: there is no such file. Name the file to check');
  expect(await main(['config', 'check', '.', '--json'], world.io)).toBe(2);
  expect(JSON.parse(world.out())).toMatchObject({ file: '.', ok: null });
});

test('a bug is told in a sentence, without a stack and without secrets, with 2', async () => {
  const world = cliWorld();
  const stdout = {
    write: () => {
      throw new Error(`broken by ghs_${'a'.repeat(36)}`);
    },
  };
  expect(await main(['config', 'check', '--json', 'gone.yml'], { ...world.io, stdout })).toBe(2);
  expect(world.err()).toBe(
    `This should not have happened: broken by [redacted]\nPlease report it, with the command you ran and the version (${VERSION}).\n`,
  );
});

test('the table for the README has a row for each command', () => {
  expect(commandsTable()).toMatchInlineSnapshot(`
"| Command | What it does | Arguments and options |
| --- | --- | --- |
| \`promotion-bot setup\` | Register the GitHub App, make the key of the audit trail, and write both to .env. | \`--webhook-url <url>\` where GitHub can reach this bot; asked for when not given<br>\`--org <name>\` the organisation that shall own the App; your own account when not given<br>\`--key-only\` make only the key of the audit trail |
| \`promotion-bot start\` | Run the bot: listen for GitHub and answer. |  |
| \`promotion-bot sandbox\` | Try the bot against a GitHub in memory: no account, no network, nothing to set up. | \`--play [name]\` play a story and print what everybody says<br>\`--empty\` begin with people and rules only: nothing has happened yet, and nothing deploys<br>\`--port <number>\` where the sandbox listens |
| \`promotion-bot open\` | Ask for a promotion: opens the issue as you, after a look at the rules there. Asks for what is missing on a terminal. | \`--subject <name>\` the component or agent<br>\`--version <version>\` a tag or a full commit SHA; the head of the default branch when not given<br>\`--to <environment>\` the environment it shall reach<br>\`--from <environment>\` where it comes from; checked when given<br>\`--notes <text>\` why now, and what is different<br>\`--blockers <text>\` issues that must be closed first, like "#12, #13"<br>\`--rollback-plan <text>\` how to come back<br>\`--repo <name>\` owner/name; that of the checkout you stand in when not given<br>\`--dry-run\` print the issue, and open nothing<br>\`--json\` print the result as JSON |
| \`promotion-bot why [promotion]\` | Say where a promotion stands, what is missing, who can give it and what comes next. 0 when nobody has to do anything, 1 when somebody has. | \`[promotion]\` address of the issue, owner/name#7, or 7 in a checkout or with --repo<br>\`--repo <name>\` owner/name; that of the checkout you stand in when not given<br>\`--key <file...>\` public keys of the audit trail, PEM; .github/promotion-bot.pub.pem when not given<br>\`--bot <id>\` numeric id of the app's account; told from the comments when not given<br>\`--json\` print the result as JSON |
| \`promotion-bot approve [promotion] [comment...]\` | Approve a promotion: writes /approve on its issue as you. Whether it counts, the bot decides. | \`[promotion]\` address of the issue, owner/name#7, or 7 in a checkout or with --repo<br>\`[comment...]\` kept with your decision<br>\`--repo <name>\` owner/name; that of the checkout you stand in when not given<br>\`--dry-run\` say what would be written, and write nothing<br>\`--json\` print the result as JSON |
| \`promotion-bot reject [promotion] [reason...]\` | Say no to a promotion: writes /reject on its issue as you. Whether it counts, the bot decides. | \`[promotion]\` address of the issue, owner/name#7, or 7 in a checkout or with --repo<br>\`[reason...]\` why not; kept with your decision<br>\`--repo <name>\` owner/name; that of the checkout you stand in when not given<br>\`--dry-run\` say what would be written, and write nothing<br>\`--json\` print the result as JSON |
| \`promotion-bot list\` | List promotions of all repositories, the newest first. | \`--repository <name>\` only those of owner/name<br>\`--subject <name>\` only those of this component or agent<br>\`--from <environment>\` only those that leave it<br>\`--to <environment>\` only those that enter it<br>\`--status <status...>\` only those that stand so: PENDING, AWAITING_APPROVAL, PROMOTED, REJECTED, CANCELLED, FAILED, ROLLED_BACK<br>\`--person <login>\` only those that this person asked for, approved or rejected<br>\`--since <date>\` only those asked for from this day or moment on (UTC)<br>\`--until <date>\` only those asked for up to this day or moment (UTC)<br>\`--search <text>\` only those with this text in subject, version or title<br>\`--limit <number>\` how many, 1000 at most; 50 when not given<br>\`--before <page>\` go on where a page ended<br>\`--json\` print the result as JSON |
| \`promotion-bot status [subject]\` | Say which version runs where, by what was promoted. Exits with 1 when nothing of the subject does. | \`[subject]\` a component or agent; all of them when not given<br>\`--environment <name>\` only what runs there<br>\`--json\` print the result as JSON |
| \`promotion-bot inbox [promotion]\` | Show what waits to be looked at, what fails, and what was given up; have it done again. 1 when something was given up. | \`[promotion]\` owner/name#7, with --replay: only this one<br>\`--replay\` look now at what waits or was given up<br>\`--drop\` take deliveries that nobody could read off the list<br>\`--json\` print the result as JSON |
| \`promotion-bot rebuild\` | Read every promotion from GitHub into the index again. It may be stopped: the next one goes on where it was. |  |
| \`promotion-bot site\` | Write the pages of the dashboard as files, for a Pages branch. Whoever may read the files reads the promotions in them. | \`--out <folder>\` an empty folder, or one that this command has filled before<br>\`--repository <name...>\` show these, owner/name; needed as soon as there are several<br>\`--from-github <name>\` read owner/name from GitHub with GH_TOKEN, where there is no database<br>\`--key <file...>\` with --from-github: public keys of the audit trail, PEM; .github/promotion-bot.pub.pem when not given |
| \`promotion-bot config check [file]\` | Check a promotion.yml: every problem with its line, its column and what to write instead. | \`[file]\` the file to check; .github/promotion.yml when not given<br>\`--json\` print the result as JSON |
| \`promotion-bot config schema\` | Print the JSON Schema of promotion.yml, with which editors complete and check while you type. |  |
| \`promotion-bot config simulate [file]\` | Say what these rules would have decided otherwise about the last promotions. 0 nothing, 1 something, 2 something cannot be said. | \`[file]\` the rules to try; .github/promotion.yml when not given<br>\`--repo <name>\` owner/name; that of the checkout you stand in when not given<br>\`--last <number>\` how many promotions, the newest first, 100 at most; 20 when not given<br>\`--key <file...>\` public keys of the audit trail, PEM; .github/promotion-bot.pub.pem when not given<br>\`--bot <id>\` numeric id of the app's account; told from the comments when not given<br>\`--json\` print the result as JSON |
| \`promotion-bot agents\` | Show the Agent Engine map, or one path of it, and say whether it is ready; offline, without a token. With --validate: 2 while something is not set. | \`--agent <name>\` one agent, or all; all when not given<br>\`--from-env <environment>\` the path from here, with --to-env: its checks, approval and channel<br>\`--to-env <environment>\` where the path leads<br>\`--validate\` say whether everything is set and validated; for every path when none is named<br>\`--config <file>\` the map; config/agent_engine_envs.yaml when not given<br>\`--json\` print the result as JSON |
| \`promotion-bot agents set <agent> <environment>\` | Write what is known of an agent in an environment into the Agent Engine map; everything else in the file stays as it is. | \`<agent>\` as the map names it<br>\`<environment>\` as the map names it<br>\`--engine-id <id>\` the number, or the full resource name<br>\`--engine-name <name>\` as Agent Engine shows it<br>\`--project-id <id>\` the project of Google Cloud<br>\`--region <region>\` us-central1 for instance<br>\`--status <status>\` pending, deployed or validated<br>\`--config <file>\` the map; config/agent_engine_envs.yaml when not given<br>\`--json\` print the result as JSON |
| \`promotion-bot gates\` | Judge the gates of a subject for an environment on the files at hand, as the Action would; no token is needed. | \`--subject <name>\` the component or agent<br>\`--to <environment>\` the environment it is to enter<br>\`--dir <folder>\` the checkout, with .github/promotion.yml in it; the working directory when not given<br>\`--previous <file>\` the report of the last promotion, to compare with<br>\`--json\` print the promotion report as JSON |
| \`promotion-bot evidence <file...>\` | Say what a report of tests, coverage, findings, performance or evals says, and whether it would pass. Several files are one report. | \`<file...>\` files, or patterns like "reports/junit-*.xml"<br>\`--as <format>\` the format, when the content does not tell it<br>\`--min <percent>\` the least coverage (60 when not given), rate of evals that pass (80), or score<br>\`--fail-on <level>\` the lowest level of a finding that fails: any, note, warning, error, low, medium, high, critical; error when not given<br>\`--score <name>\` the score of an eval that --min is about<br>\`--json\` print the result as one JSON object |
| \`promotion-bot audit verify [promotion]\` | Prove that an audit trail is whole and unchanged, or name the first entry that is not. | \`[promotion]\` owner/repo#number, read with GH_TOKEN or GITHUB_TOKEN, or a file that \`audit export --format json\` made<br>\`--key <file...>\` public keys of the audit trail, PEM; .github/promotion-bot.pub.pem when not given<br>\`--bot <id>\` numeric id of the app's account; told from the comments when not given<br>\`--json\` print the result as JSON |
| \`promotion-bot audit export [promotions...]\` | Hand out audit trails: signed lines (ndjson), a table (csv), or all that verifying offline takes (json). | \`[promotions...]\` owner/repo#number each, read with GH_TOKEN or GITHUB_TOKEN<br>\`--format <format>\` ndjson, csv or json; ndjson when not given<br>\`--subject <name>\` only what is about this subject<br>\`--person <login>\` only what this person did<br>\`--action <kind>\` only entries of this kind, \`approved\` for instance<br>\`--since <date>\` only from this day or moment on (UTC)<br>\`--until <date>\` only up to this day or moment (UTC)<br>\`--out <file>\` where to write; standard output when not given<br>\`--key <file...>\` public keys of the audit trail, PEM; .github/promotion-bot.pub.pem when not given<br>\`--bot <id>\` numeric id of the app's account; told from the comments when not given |
| \`promotion-bot keys rotate\` | Make a new key for the audit trail. Ledgers that the old one began are gone on with: both keys sign the change. |  |
"
`);
});
