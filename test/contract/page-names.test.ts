/** Whatever a page names is there: scripts, commands and their options, settings, inputs of the Action, what people say. */
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/cli/index.ts';
import { commands } from '../../src/core/commands/index.ts';
import { readEnv } from '../../src/env.ts';
import { VARIABLES } from '../../src/env-variables.ts';
import { SERIES } from '../../src/web/metrics.ts';
import { DOCS, MADE, PAGES, section, spans, textOf, wrong } from './pages.ts';

test('every script that a page names is in package.json', () => {
  const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(textOf('package.json'));
  const named = (page: string) =>
    [...textOf(page).matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(([, one, other]) => one ?? other ?? '');
  expect(wrong((page) => named(page).filter((name) => scripts[name] === undefined))).toEqual([]);
});

/** The command that words begin with; its options are the words that begin with two dashes. */
function flawOf(words: string): string | undefined {
  const named = COMMANDS.filter(({ name }) => words === name || words.startsWith(`${name} `)).toSorted(
    (a, b) => b.name.length - a.name.length,
  );
  const [command] = named;
  const flags = [...words.matchAll(/(?<=^| )(--[a-z-]+)/g)].map(([flag]) => flag);
  if (!command) return flags.join() === '--version' ? undefined : `no command: ${words}`;
  const known = [...command.options.map(({ flags: written }) => written.split(' ')[0]), '--help'];
  return flags.find((flag) => !known.includes(flag));
}

test('every call of promotion-bot is one, with options that it has', () => {
  const calls = (page: string) =>
    [...textOf(page).matchAll(/(?<![/"]|--env )\bpromotion-bot ((?:--)?[a-z][^`\n|"<>,;]*)/g)].map(([, words = '']) => words.trim());
  const flaws = (page: string) => calls(page).flatMap((call) => flawOf(call) ?? []);
  expect(wrong(flaws)).toEqual([]);
});

test('a call that is none, and an option that is not there, are found', () => {
  expect(['audit verify --kee x', 'audits', 'audit verify --key x', 'list'].map(flawOf)).toEqual([
    '--kee',
    'no command: audits',
    undefined,
    undefined,
  ]);
});

test('nobody is told to say what the bot does not hear', () => {
  const verbs = (page: string) => spans(textOf(page)).flatMap((span) => /^\/([a-z-]+)( |$)/.exec(span)?.[1] ?? []);
  // Paths of the server and of pages look alike.
  const paths = ['livez', 'healthz', 'readyz', 'metrics', 'events', 'data'];
  const unheard = (page: string) =>
    verbs(page).filter((verb) => !paths.includes(verb) && !commands.some((command) => command.verb === verb));
  expect(wrong(unheard, DOCS)).toEqual([]);
});

/** Variables of others, and of people: what they are stands beside their name. */
const NOT_OURS: readonly string[] = [
  'GH_TOKEN',
  'GITHUB_TOKEN',
  'PROMETHEUS_TOKEN',
  'POSTGRES_PASSWORD',
  'PROMOTION_LEDGER_KEY',
  'PROMOTION_LEDGER_KEY_PREVIOUS',
  'GH_HOST',
  'GH_ENTERPRISE_TOKEN',
  'GITHUB_ENTERPRISE_TOKEN',
  'GITHUB_API_URL',
  'GITHUB_SERVER_URL',
  'NODE_EXTRA_CA_CERTS',
];
/** Words in capitals that are no variables. */
const NO_VARIABLE =
  /^(PENDING|AWAITING_APPROVAL|PROMOTED|REJECTED|CANCELLED|FAILED|ROLLED_BACK|PUBLISHED|DRAFT|DEPRECATED|CHANGE|SERIES|GET|HEAD|SIGTERM|SIGINT|UTC|ENGINE|ID|FILE)$/;

test('every variable that a page names is one', () => {
  const names = (page: string) => spans(textOf(page)).flatMap((span) => /^([A-Z][A-Z_]+)(=|$)/.exec(span)?.[1] ?? []);
  const known = (name: string) => NOT_OURS.includes(name) || NO_VARIABLE.test(name) || VARIABLES[name.replace(/_PATH$/, '')] !== undefined;
  expect(wrong((page) => names(page).filter((name) => !known(name)), DOCS)).toEqual([]);
});

test('every metric that a page names is one', () => {
  const names = Object.values(SERIES).map(({ name }) => String(name));
  const named = (page: string) => (textOf(page).match(/\bpromotion_bot_[a-z_]+/g) ?? []).map((name) => name.replace(/_bucket$/, ''));
  expect(wrong((page) => named(page).filter((name) => !names.includes(name)))).toEqual([]);
});

test('every mode and every input that the page of the Action names is one', () => {
  const { inputs }: { inputs: Readonly<Record<string, { readonly description: string }>> } = parse(textOf('action/action.yml'));
  const modes = [...(inputs['mode']?.description ?? '').matchAll(/"(\w+)"/g)].map(([, mode]) => mode);
  const [, table = ''] = /\| --- \| --- \| --- \|\n([\s\S]*?)\n\n/.exec(textOf('docs/action.md')) ?? [];
  const shown = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => spans(cell));
  expect(shown.toSorted()).toEqual(modes.toSorted());
  const named = PAGES.flatMap((page) => [...textOf(page).matchAll(/`mode: (\w+)`/g)].map(([, mode = '']) => mode));
  expect(named.filter((mode) => !modes.includes(mode))).toEqual([]);
});

test('every word in backticks on that page is an input, an output, a mode or a part of a workflow', () => {
  const { inputs, outputs }: { inputs: object; outputs: object } = parse(textOf('action/action.yml'));
  const known = [
    ...Object.keys(inputs),
    ...Object.keys(outputs),
    'gates',
    'verify',
    'watch',
    'pull_request',
    'bot',
    'pull_request_target',
    'run-name',
  ];
  const words = spans(textOf('docs/action.md').replaceAll(MADE, '')).filter((span) => /^[a-z_-]+$/.test(span));
  expect(words.length).toBeGreaterThan(10);
  expect(words.filter((word) => !known.includes(word))).toEqual([]);
});

test('every command of the table has its section', () => {
  expect([...section('docs/commands.md', 'Each command').matchAll(/^### promotion-bot (.+)$/gm)].map(([, name]) => name)).toEqual(
    COMMANDS.map(({ name }) => name),
  );
});

test('docs/operations.md lists every setting of the server', () => {
  const bad = {
    PORT: 'x',
    METRICS_PORT: 'x',
    DATABASE_URL: 'x',
    GHE_HOST: '!',
    GHE_PROTOCOL: 'x',
    LOG_LEVEL: 'x',
    ORGANIZATION_RULES: 'x',
  };
  const dashboard = { GITHUB_CLIENT_ID: '!', GITHUB_CLIENT_SECRET: 'x', DASHBOARD_URL: 'x' };
  const reading = readEnv({ ...bad, ...dashboard, WEBHOOK_SECRET_PREVIOUS: 'x', LEDGER_KEY_PREVIOUS: 'x' }, '.');
  const names = reading.ok ? [] : reading.problems.map(({ name }) => name);
  expect([...names, 'DATA_DIR', 'HOST', 'METRICS_HOST'].toSorted()).toEqual(Object.keys(VARIABLES).toSorted());
  for (const name of [...Object.keys(VARIABLES), 'PRIVATE_KEY_PATH', 'LEDGER_KEY_PATH', 'LEDGER_KEY_PREVIOUS_PATH'])
    expect(spans(textOf('docs/operations.md'))).toContain(name);
});
