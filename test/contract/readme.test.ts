/** What newcomers and contributors read is held to what is there: links, commands, files, settings, and everything taken from the code. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMMANDS } from '../../src/cli/index.ts';
import { commands } from '../../src/core/commands/index.ts';
import { readConfig } from '../../src/core/config.ts';
import { FORMATS } from '../../src/core/evidence/formats.ts';
import { KINDS, kindsIn } from '../../src/core/gates/index.ts';
import { KNOWN_PLACEHOLDERS } from '../../src/core/gates/placeholders.ts';
import { STATUSES } from '../../src/core/promotion.ts';
import { untrustedText } from '../../src/core/views/gates.ts';
import { GENERATED, weave } from '../../src/docs.ts';
import { readEnv } from '../../src/env.ts';
import { VARIABLES } from '../../src/env-variables.ts';
import { GATES_CONFIG, GREEN, judgedBy, withGates } from '../harness/gates.ts';
import type { Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const textOf = (file: string): string => readFileSync(file, 'utf8');
const markdownIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = ['README.md', '.github/CONTRIBUTING.md', ...markdownIn('.github/decisions'), ...markdownIn('docs')];
const readme = textOf('README.md');
const section = (title: string): string => readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
const generated = /<!-- generated:\S+ -->[\s\S]*?<!-- \/generated -->/g;
const spans = (text: string): readonly string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

/** `yaml` is a settings file, `yml` a part of one or of a workflow: GitHub draws them alike. */
const blocksIn = (page: string, fence: 'yaml' | 'yml'): readonly string[] =>
  [...textOf(page).matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, name, text = '']) => (name === fence ? [text] : []));
const settingsIn = (page: string): readonly string[] => blocksIn(page, 'yaml');

test.each(Object.entries(GENERATED))('what %s takes from the code is what the code says; `npm run docs` mends it', async (path, parts) => {
  expect(weave(textOf(path), await parts())).toBe(textOf(path));
});

test('a mark that nothing fills, and a part without a place, are named', () => {
  const page = '<!-- generated:a -->\nold\n<!-- /generated -->';
  expect(weave(page, { a: 'new $1' })).toBe('<!-- generated:a -->\nnew $1\n<!-- /generated -->');
  expect(() => weave(page, { b: 'new' })).toThrow('Nothing generates "a". Take one of: b.');
  expect(() => weave(page, { a: 'new', b: 'more' })).toThrow('No place is marked for: b.');
});

/** As GitHub makes anchors of headings, for the plain ones that are used here. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

/** What is wrong, page by page. */
const wrong = (find: (page: string) => readonly string[]): readonly string[] =>
  pages.flatMap((page) => find(page).map((one) => `${page}: ${one}`));

test('every link inside the project leads somewhere', () => {
  const isDead = (page: string, link: string): boolean => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    return !existsSync(target) || (anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor));
  };
  const linksOf = (page: string) => [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  expect(wrong((page) => linksOf(page).filter((link) => !/^https?:/.test(link) && isDead(page, link)))).toEqual([]);
});

test('every file that a page names is there', () => {
  // What a repository that uses the bot has, and this one has not.
  const elsewhere = ['.github/promotion.yml', '.github/ISSUE_TEMPLATE/promotion.yml', '.github/workflows/promotion-gates.yml'];
  const isPath = (span: string): boolean => /^(src|test|templates|docs|\.github|\.ci)\/[\w./-]+$/.test(span);
  const named = (page: string) => spans(textOf(page)).filter((span) => isPath(span) && !elsewhere.includes(span));
  expect(wrong((page) => named(page).filter((path) => !existsSync(path)))).toEqual([]);
});

test('every script that a page names is in package.json', () => {
  const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(textOf('package.json'));
  const named = (page: string) =>
    [...textOf(page).matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(([, one, other]) => one ?? other ?? '');
  expect(wrong((page) => named(page).filter((name) => scripts[name] === undefined))).toEqual([]);
});

test('every call of promotion-bot is one', () => {
  const known = COMMANDS.map(({ name }) => name);
  const calls = (page: string) => [...textOf(page).matchAll(/\bpromotion-bot ((?:[a-z]+ ?)+)/g)].map(([, words = '']) => words.trim());
  expect(wrong((page) => calls(page).filter((call) => !known.some((name) => call === name || call.startsWith(`${name} `))))).toEqual([]);
});

test('every settings file that a page shows is right', () => {
  const flaws = (text: string): readonly string[] => readConfig(text).problems.map(({ code, line }) => `${code} in line ${line}`);
  expect(wrong((page) => settingsIn(page).flatMap(flaws))).toEqual([]);
});

test('every table is drawn as one', () => {
  const drawn = (page: string): string => micromark(textOf(page), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  expect(wrong((page) => drawn(page).match(/^.*\| ?-{3}.*$/gm) ?? [])).toEqual([]);
  expect(drawn('README.md').match(/<table>/g)?.length).toBe(12);
});

test('every approval rule in the table is one', () => {
  const rules = [...section('The rules of a repository').matchAll(/^\| `(.+?)` \|/gm)]
    .map(([, rule]) => rule)
    .filter((rule) => rule !== 'approval:');
  expect(rules.length).toBe(5);
  const [example = ''] = settingsIn('README.md');
  for (const rule of rules) expect(readConfig(example.replace(/approval: .*$/m, `approval: ${rule}`)).problems).toEqual([]);
});

test('the first screen says what it is, how to try it, how to test it, and that it was never tried against github.com', () => {
  const [first = ''] = readme.split(/^## /m);
  expect(first.split('\n').length).toBeLessThanOrEqual(50);
  for (const words of ['npm run sandbox\u0020', 'npm run sandbox -- --play', 'npm cit', 'never tried against github.com', '```mermaid'])
    expect(first).toContain(words);
});

test('the picture shows statuses and commands that exist', () => {
  const [, picture = ''] = /```mermaid\n([\s\S]*?)```/.exec(readme) ?? [];
  const statuses = [...picture.matchAll(/\b[A-Z_]{5,}\b/g)].map(([status]) => status);
  expect(new Set(statuses)).toEqual(new Set(STATUSES));
  const said = [...picture.matchAll(/\/([a-z]+)/g)].map(([, verb]) => verb);
  expect(said.filter((verb) => !commands.some((command) => command.verb === verb))).toEqual([]);
});

test('nobody is told to say what the bot does not hear', () => {
  const promised = spans(readme.replaceAll(generated, '').replace(section('Not yet'), ''));
  const verbs = promised.flatMap((span) => /^\/([a-z]+)( |$)/.exec(span)?.[1] ?? []);
  expect(verbs.filter((verb) => !commands.some((command) => command.verb === verb))).toEqual([]);
});

const GATES = 'docs/gates.md';
const examples = blocksIn(GATES, 'yml');
const around = (gates: string): string => `version: 1
prometheus: { url: 'https://prometheus.example' }
roles: { tech-lead: { teams: [tech-leads] }, qa: { teams: [qa] } }
environments:
  development:
  staging:
    approval: none
    gates:
${gates.replaceAll(/^/gm, '      ')}
subjects: { shop: { kind: agent, labels: { job: shop } } }
`;

test('every example of a gate is one, and a letter too many is told', () => {
  expect(examples.flatMap((example) => readConfig(around(example)).problems)).toEqual([]);
  for (const example of examples) expect(readConfig(around(example.replace(/ \}$/m, ', minn: 1 }'))).problems).not.toEqual([]);
});

test('each kind of gate has its section, with an example that has every key it knows', () => {
  const [, kinds = ''] = textOf(GATES).split(/^## Kinds$/m);
  const sections = (kinds.split(/^## /m)[0] ?? '').split(/^### /m).slice(1);
  expect(sections.map((text) => text.split('\n')[0])).toEqual(KINDS.map(({ kind }) => kind));
  const shape = z.object({ properties: z.record(z.string(), z.unknown()) });
  const missing = KINDS.flatMap(({ kind, options }, index) => {
    const shown = sections[index] ?? '';
    const keys = Object.keys(shape.parse(z.toJSONSchema(options(), { io: 'input', unrepresentable: 'any' })).properties);
    const [, example = ''] = /```yml\n([\s\S]*?)```/.exec(shown) ?? [];
    const written: readonly Readonly<Record<string, unknown>>[] = Object.values(parse(example));
    const isKind = written.some((gate) => kindsIn(gate).join() === kind);
    return [...keys.filter((key) => !written.some((gate) => Object.hasOwn(gate, key))), ...(isKind ? [] : ['an example'])].map(
      (key) => `${kind}: ${key}`,
    );
  });
  expect(missing).toEqual([]);
});

test('every placeholder, kind and format is named where people look for it', () => {
  const inGates = spans(textOf(GATES));
  expect(KNOWN_PLACEHOLDERS.filter((name) => !inGates.includes(name.replace('<name>', 'job')))).toEqual([]);
  const inReadme = spans(section('Quality gates'));
  expect([...KINDS.map(({ kind }) => kind), ...FORMATS.map(({ name }) => name)].filter((name) => !inReadme.includes(name))).toEqual([]);
});

test('every reason not to take a report is in the table of what to do, in the words of the panel, and nothing else is', () => {
  const sources = ['src/core/gate-trust.ts', 'src/core/gates-due.ts', 'src/github/artifacts.ts'].map(textOf).join('\n');
  const codes = [...sources.matchAll(/(?:misfit\(|code: |^ {4}\[)'([a-z_]+)'/gm)].map(([, code = '']) => code);
  const said = new Set(codes.map((code) => String(untrustedText(code, {}).markdown)));
  const [, trouble = ''] = textOf(GATES).split(/^## When something is not taken$/m);
  const rows = [...(trouble.split(/^## /m)[0] ?? '').matchAll(/^\| ([^|]+?) \| ([^|]{8,}) \|$/gm)].map(([, words = '']) => words);
  expect(new Set(rows.slice(1).filter((words) => words !== 'The quality gates could not be started'))).toEqual(said);
  expect(said.size).toBeGreaterThan(15);
});

test('what the pages say of the workflow is what the template has', () => {
  const workflow = textOf('templates/workflows/promotion-gates.yml');
  const inputs = [...textOf(GATES).matchAll(/`(\w+: \$\{\{ inputs\.\w+ \}\})`/g)].map(([, line = '']) => line);
  expect(inputs.length).toBeGreaterThan(3);
  const used = [...readme.matchAll(/uses: (\S+@[0-9a-f]{40} # \S+)/g)].map(([, pin = '']) => pin);
  expect(used.length).toBe(blocksIn('README.md', 'yml').length);
  for (const words of [...inputs, ...used, 'overwrite: true', 'if: always()', 'name: promotion-report', 'retention-days'])
    expect(workflow).toContain(words);
});

/** What is asked of GitHub by the act, in short. */
async function asks(s: Story, act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = s.requests().length;
  await act();
  return s.asked(before).map((asked) => asked.replace(/ addComment.*| addLabels.*| updateIssue.*|\?.*/, ''));
}

test('running the gates costs 1 request to start them, 6 to judge what they left, and 1 to look once more before completing', async () => {
  await story(
    async (s) => {
      withGates(s.world, judgedBy(GREEN));
      let issue: Awaited<ReturnType<Story['opens']>> | undefined;
      const opening = await asks(s, async () => {
        issue = await s.opens('alice');
      });
      if (!issue) return;
      const start = opening.findIndex((asked) => asked.endsWith('/dispatches'));
      expect(opening.slice(0, start)).toHaveLength(5);
      expect(opening.slice(start + 1)).toHaveLength(6);
      await s.says('bob', issue, '/approve');
      const completing = await asks(s, () => s.says('carol', issue ?? never(), '/approve'));
      expect(completing.filter((asked) => /^GET .*\/actions\//.test(asked))).toHaveLength(1);
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config: GATES_CONFIG },
  );
});

function never(): never {
  throw new Error('it was opened');
}

test('docs/operations.md lists every setting of the server', () => {
  const bad = { PORT: 'x', METRICS_PORT: 'x', DATABASE_URL: 'x', GHE_HOST: '!', GHE_PROTOCOL: 'x', LOG_LEVEL: 'x' };
  const dashboard = { GITHUB_CLIENT_ID: '!', GITHUB_CLIENT_SECRET: 'x', DASHBOARD_URL: 'x' };
  const reading = readEnv({ ...bad, ...dashboard, WEBHOOK_SECRET_PREVIOUS: 'x', LEDGER_KEY_PREVIOUS: 'x' }, '.');
  const names = reading.ok ? [] : reading.problems.map(({ name }) => name);
  expect([...names, 'DATA_DIR', 'HOST', 'METRICS_HOST'].toSorted()).toEqual(Object.keys(VARIABLES).toSorted());
  for (const name of [...Object.keys(VARIABLES), 'PRIVATE_KEY_PATH', 'LEDGER_KEY_PATH', 'LEDGER_KEY_PREVIOUS_PATH'])
    expect(spans(textOf('docs/operations.md'))).toContain(name);
});

test('every file in the layout of CONTRIBUTING is a folder with code in it', () => {
  const [, layout = ''] = textOf('.github/CONTRIBUTING.md').split('## Where things are\n');
  const folders = [...(layout.split('\n## ')[0] ?? '').matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => spans(cell));
  expect(folders.length).toBeGreaterThanOrEqual(6);
  for (const folder of folders)
    expect(statSync(folder).isDirectory() && readdirSync(folder).some((file) => file.endsWith('.ts'))).toBe(true);
});

test('decisions are numbered without a gap, and each has context, decision and consequences', () => {
  const names = readdirSync('.github/decisions').sort();
  for (const [index, name] of names.entries()) {
    const page = textOf(`.github/decisions/${name}`);
    expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
    expect(page).toMatch(new RegExp(`^# ${index + 1}\\. .+\\n\\n## Context\\n[\\s\\S]+\\n## Decision\\n[\\s\\S]+\\n## Consequences\\n`));
  }
});
