/** Every settings file that a page shows is right, and docs/configuration.md has every key, with examples that are ones and defaults that are so. */
import { describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { readConfig, readOrganization } from '../../src/core/config.ts';
import { configJsonSchema } from '../../src/core/config-json-schema.ts';
import { verifyWorkflow, watchSettings } from '../../src/core/delivery-settings.ts';
import { KINDS } from '../../src/core/gates/index.ts';
import { KEYS } from '../../src/docs-config-words.ts';
import { configKeys, PATTERNS } from '../../src/docs-configuration.ts';
import { makeAjv } from '../../src/sandbox/contract/ajv.ts';
import { DOCS, fenced, MADE, PAGES, section, spans, textOf, wrong } from './pages.ts';

/** An organisation whose rules say nothing. */
const BARE = { file: 'below', text: 'version: 1\n' };
const flaws = (text: string): readonly string[] => readConfig(text, BARE).problems.map(({ code, line }) => `${code} in line ${line}`);

test('every settings file that a page shows is right, also for the schema of editors', () => {
  const fits = makeAjv().compile(configJsonSchema());
  expect(wrong((page) => fenced(page, 'yaml').flatMap(flaws))).toEqual([]);
  for (const text of PAGES.flatMap((page) => fenced(page, 'yaml'))) expect([text, fits(parse(text))]).toEqual([text, true]);
});

test('every pair of settings files that a page shows is right, the one of the organisation before that of the repository', () => {
  const pairFlaws = (page: string): readonly string[] => {
    const [below, own] = [fenced(page, 'yaml organization'), fenced(page, 'yaml repository')];
    if (below.length !== own.length) return ['a file without the other'];
    const problems = own.flatMap((text, index) => readConfig(text, { file: 'below', text: below[index] }).problems);
    return [...below.flatMap(readOrganization), ...problems].map(({ code, line, file }) => `${code} in line ${line} ${file ?? ''}`);
  };
  expect(wrong(pairFlaws)).toEqual([]);
  expect(PAGES.flatMap((page) => fenced(page, 'yaml repository'))).not.toEqual([]);
});

test('every approval rule in the table is one', () => {
  const rules = [...section('docs/configuration.md', 'Approval rules').matchAll(/^\| `(.+?)` \|/gm)].map(([, rule]) => rule);
  expect(rules.shift()).toBe('approval:');
  expect(rules.length).toBe(5);
  const [example = ''] = fenced('README.md', 'yaml');
  for (const rule of rules) expect(flaws(example.replace(/approval: .*$/m, `approval: ${rule}`))).toEqual([]);
});

test('every key of the language has its words, and no words are about a key that is gone', () => {
  expect(Object.keys(KEYS).toSorted()).toEqual(
    configKeys()
      .map(({ path }) => path)
      .toSorted(),
  );
});

test('every pattern of the language has a name in words', () => {
  const patterns = new Set(
    [...JSON.stringify(configJsonSchema()).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) => JSON.parse(text)),
  );
  expect(new Set(Object.keys(PATTERNS))).toEqual(patterns);
});

test('what is required says nothing about being left out, and everything else does', () => {
  const asked = new Map(configKeys().map(({ path, required }) => [path, required]));
  expect(Object.entries(KEYS).flatMap(([path, { without }]) => ((without === undefined) === asked.get(path) ? [] : [path]))).toEqual([
    'gate.by',
  ]);
});

/** What a kind of gate takes, as its own schema says. */
const shape = z.object({ properties: z.record(z.string(), z.unknown()) });

type Map = Readonly<Record<string, unknown>>;

/** A file in which the example of any key may stand. */
const BASE = {
  version: 1,
  prometheus: { url: 'https://prometheus.example.com' },
  roles: { qa: { teams: ['qa'] }, 'tech-lead': { teams: ['tech-leads'] }, 'on-call': { teams: ['on-call'] } },
  environments: {
    development: {},
    staging: { approval: 'qa', gates: { evals: { evals: 'a.json', pass_rate: '90%' }, coverage: { coverage: 'a.json', min: 80 } } },
    production: { approval: 'qa' },
  },
  subjects: { shop: { kind: 'agent' }, database: { kind: 'component' } },
};

/** The base with an example in the section it belongs to. */
function withExample(path: string, example: string): string {
  const own = parse(example) as Map;
  const { development, staging, production } = BASE.environments;
  const [place] = path.split('.');
  if (place === 'environments' && path.includes('*'))
    return stringify({ ...BASE, environments: { development, staging: { ...staging, ...own }, production } });
  if (place === 'gate') return stringify({ ...BASE, environments: { development, staging: { ...staging, gates: own }, production } });
  if (place === 'roles' && path.includes('*')) return stringify({ ...BASE, roles: { ...BASE.roles, more: own } });
  if (place === 'subjects' && path.includes('*'))
    return stringify({ ...BASE, subjects: { ...BASE.subjects, shop: { ...BASE.subjects.shop, ...own } } });
  return stringify({ ...BASE, ...own });
}

test('what the README shows of an environment is right', () => {
  const [, table = ''] = /^\| In an environment .*\n\| ---.*\n((?:\|.*\n)+)/m.exec(section('README.md', 'The rules of a repository')) ?? [];
  const shown = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => spans(cell)).filter((span) => !span.includes('...'));
  expect(shown.length).toBeGreaterThan(4);
  for (const span of shown) expect([span, flaws(withExample('environments.*', span))]).toEqual([span, []]);
});

/** Keys of workflows, of inputs and of what they write, which pages name as well. */
const OTHERS = ['mode', 'fail-on', 'run-name', 'name', 'subject', 'to', 'sha', 'key', 'way', 'environment', 'if', 'overwrite', 'engine_id'];
/** What a workflow may be given. */
const PERMISSIONS = ['contents', 'issues', 'statuses', 'actions', 'deployments'];

test('every key of YAML that a page names is one of the language, of a gate, or of a workflow', () => {
  const kinds = KINDS.flatMap(({ kind, options }) => [
    kind,
    ...Object.keys(shape.parse(z.toJSONSchema(options(), { io: 'input', unrepresentable: 'any' })).properties),
  ]);
  const keys = configKeys().flatMap(({ path }) => path.split('.').at(-1)?.replace('[]', '') ?? []);
  const known = [...kinds, ...keys, ...OTHERS, ...PERMISSIONS, 'with', 'query', 'offset'];
  const named = (page: string) => spans(textOf(page).replaceAll(MADE, '')).flatMap((span) => /^([a-z][a-z_-]*): \S/.exec(span)?.[1] ?? []);
  expect(wrong((page) => named(page).filter((key) => !known.includes(key)), DOCS)).toEqual([]);
});

/** Whether the key that an example is for stands in it. */
function has(path: string, example: string): boolean {
  const name = path.split('.').at(-1)?.replace('[]', '') ?? '';
  return new RegExp(`(^|[{,\\s])${name}:`).test(example);
}

describe('the example of', () => {
  test.each(Object.entries(KEYS))('%s is one, and has it', (path, { example }) => {
    expect(has(path, example)).toBe(true);
    expect(flaws(withExample(path, example))).toEqual([]);
  });
});

/** What a file comes to, for what is looked at here. */
function comesTo(text: string): unknown {
  const { config, problems } = readConfig(text);
  expect(problems).toEqual([]);
  const environments = config?.environments.map((one) => [watchSettings(one), verifyWorkflow(one)]);
  return { ...config, environments };
}

test.each([
  ['notify', '', 'notify: true'],
  ['gates_workflow', '', 'gates_workflow: promotion-gates.yml'],
  ['project.field', 'project: { number: 1 }', 'project: { number: 1, field: Status }'],
  ['environments.*.watch.every', 'watch: { for: 1h }', 'watch: { for: 1h, every: 10m }'],
  ['environments.*.watch.incidents', 'watch: { for: 1h }', 'watch: { for: 1h, incidents: [critical-bug] }'],
])('%s left out is what the page says', (path, without, written) => {
  const { without: told = '' } = KEYS[path] ?? {};
  expect(written).toContain(told.replaceAll('`', ''));
  expect(comesTo(withExample(path, without || '{}'))).toEqual(comesTo(withExample(path, written)));
});
