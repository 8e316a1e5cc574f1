/** The two example configs: they mean what they say, and no letter of a key can be wrong without being told. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { type Config, readConfig } from '../../src/core/config.ts';
import { effectiveGates } from '../../src/core/gates/effective.ts';
import { GATE_KINDS } from '../../src/core/gates/index.ts';

const EXAMPLES = ['promotion.tta.yml', 'promotion.agent.yml'] as const;
const textOf = (name: string): string => readFileSync(`test/fixtures/config/${name}`, 'utf8');

function read(name: string): Config {
  const { config, problems } = readConfig(textOf(name));
  expect(problems).toEqual([]);
  if (!config) throw new Error('it has no problems');
  return config;
}

test('there are eighteen keys that make a gate', () => {
  expect(GATE_KINDS.join(' ')).toBe(
    'coverage tests findings k6 lighthouse benchmark evals json file prometheus uptime http command check workflow attestation human use',
  );
});

test('26 gates for a component in production, each of the kind it is written with', () => {
  const config = read('promotion.tta.yml');
  const [subject, environment] = [config.subjects[0], config.environments[2]];
  const gates = subject && environment ? effectiveGates({ config, subject, environment }) : [];
  expect(gates.map(({ name, kind, rule }) => `${name}:${kind}:${rule}`)).toHaveLength(26);
  expect(Object.fromEntries(gates.map(({ name, rule }) => [name, rule]))).toMatchObject({
    spec: 'development',
    coverage: 'production',
    tests: 'staging',
    'code-review': 'staging',
    uptime: 'production',
  });
  expect(gates.find(({ name }) => name === 'e2e')).toMatchObject({ maxAge: 86_400 });
});

/** Below these keys people choose the names. */
const NAMES: readonly string[] = ['roles', 'environments', 'subjects', 'gates', 'labels', 'metrics', 'json'];

interface Key {
  readonly key: string;
  readonly from: number;
  readonly line: number;
}

function keysIn(text: string): readonly Key[] {
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const walk = (node: unknown, areNames: boolean): readonly Key[] =>
    isMap(node)
      ? (node as YAMLMap).items.flatMap(({ key, value }) => {
          const name = isScalar(key) ? String(key.value) : '';
          const from = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
          return [...(areNames ? [] : [{ key: name, from, line: lineOf(from) }]), ...walk(value, !areNames && NAMES.includes(name))];
        })
      : typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)
        ? node.items.flatMap((item: unknown) => walk(item, false))
        : [];
  return walk(parseDocument(text).contents, false);
}

describe('a key with one letter too many is told with its line and the key that was meant', () => {
  test.each(EXAMPLES)('every key of %s', (name) => {
    const text = textOf(name);
    const keys = keysIn(text);
    expect(keys.length).toBeGreaterThan(50);
    for (const { key, from, line } of keys) {
      const end = from + key.length;
      const { config, problems } = readConfig(`${text.slice(0, end)}${key.at(-1)}${text.slice(end)}`);
      expect({ key, line, config }).toEqual({ key, line, config: undefined });
      const told = problems.map((problem) => ({ line: problem.line, suggestion: problem.suggestion }));
      expect({ key, told }).toEqual({ key, told: expect.arrayContaining([{ line, suggestion: key }]) });
    }
  });
});

const gates = (written: string): string =>
  `version: 1\nenvironments: { dev: { gates: ${written} } }\nsubjects: { web: { kind: component } }`;

test.each<[string, string]>([
  ['a billion laughs in a gate', '{ a: &a { file: x }, b: [*a, *a] }'],
  ['a merge key in a gate', '{ a: { <<: { file: x } } }'],
  ['a prototype as a gate', '{ __proto__: { file: x } }'],
  ['a prototype in a gate', '{ a: { file: x, __proto__: { required: false } } }'],
  ['a constructor in a gate', '{ a: { file: x, constructor: { prototype: {} } } }'],
  ['a tag on a source', '{ a: { file: !!js/function "x" } }'],
  ['a custom tag on a limit', '{ a: { coverage: x, min: !env MIN } }'],
  ['a key twice', '{ a: { coverage: x, min: 80, min: 0 } }'],
  ['a number without end', '{ a: { json: x, at: "", max: 1e400 } }'],
  ['not a number', '{ a: { json: x, at: "", max: .nan } }'],
  ['a number that is a map', '{ a: { coverage: x, min: { valueOf: 0 } } }'],
  ['a thousand maps in each other', `{ a: { http: "https://x.example", json: ${'{ a: '.repeat(1_000)}1${' }'.repeat(1_000)} } }`],
])('attack 48: %s', (_what, written) => {
  const { config, problems } = readConfig(gates(written));
  expect(config).toBeUndefined();
  expect(problems.length).toBeGreaterThan(0);
  expect(Object.hasOwn(Object.prototype, 'required')).toBe(false);
});
