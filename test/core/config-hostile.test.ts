import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readConfig } from '../../src/core/config.ts';
import { configProblem } from '../../src/core/views/config-problem.ts';

const example = readFileSync(new URL('../fixtures/config/promotion.tta.yml', import.meta.url), 'utf8');

/** What holds for any text at all. */
function readsSafely(text: string): void {
  const { config, problems } = readConfig(text);
  expect(config === undefined).toBe(problems.length > 0);
  expect(problems.length).toBeLessThanOrEqual(21);
  const lines = text.split(/\r?\n/).length;
  for (const problem of problems.filter(({ code }) => code !== 'more_problems')) {
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.line).toBeLessThanOrEqual(lines);
    expect(problem.column).toBeGreaterThanOrEqual(1);
    expect(configProblem(problem)).toMatch(/^[^\p{Cc}]+[.?]$/u);
  }
  const order = problems.filter(({ line }) => line !== undefined).map(({ line = 0, column = 0 }) => line * 100_000 + column);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
}

describe('whatever is written, it is answered', () => {
  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), readsSafely), { numRuns: 300 });
  });

  test('any text that looks like YAML', () => {
    const piece = fc.constantFrom(
      'a',
      'version',
      ': ',
      ':\n',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '"',
      "'",
      '&a ',
      '*a',
      '!!x ',
      '<<',
      '__proto__',
      '? ',
      '|\n',
      '>\n',
      '#',
      '---\n',
      '...\n',
      '%',
      '1',
      '\t',
      '~',
      '@b',
      '\r\n',
      '\u2028',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
        readsSafely,
      ),
      { numRuns: 500 },
    );
  });

  test('a good config with one place cut, doubled or replaced', () => {
    const edit = fc.record({
      at: fc.nat(example.length),
      length: fc.nat(40),
      put: fc.oneof(
        fc.constantFrom('', '[', '}', ': ', '\n', '*x', '<<: ', '__proto__: ', 'null', '-', '"', '\t', '1e400'),
        fc.string({ maxLength: 8 }),
      ),
    });
    fc.assert(
      fc.property(edit, ({ at, length, put }) => readsSafely(example.slice(0, at) + put + example.slice(at + length))),
      { numRuns: 300 },
    );
  });

  test('any JSON value in any place of the config', () => {
    const place = fc.constantFrom('version', 'notify', 'roles', 'project', 'evidence', 'prometheus', 'environments', 'subjects');
    const inner = fc.constantFrom('', 'a', 'constructor', 'approval', 'extends', 'gates', 'depends_on', 'teams', 'watch');
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(place, inner, inner, json, (top, middle, low, value) =>
        readsSafely(JSON.stringify({ version: 1, [top]: { [middle]: { [low]: value } } })),
      ),
      { numRuns: 500 },
    );
  });
});

const aliases = Array.from(
  { length: 9 },
  (_, index) => `l${index + 1}: &l${index + 1} [${Array.from({ length: 9 }, () => `*l${index}`).join(', ')}]`,
);

describe('hostile texts are refused by name, quickly and without a trace', () => {
  test.each<[string, string, string]>([
    ['a billion laughs', ['l0: &l0 [lol]', ...aliases].join('\n'), 'alias'],
    ['5,000 merge keys', `a: &a { b: 1 }\n<<: [${'*a, '.repeat(5_000)}*a]`, 'merge_key'],
    ['an alias of itself', 'a: &a [*a]', 'alias'],
    ['a prototype', '__proto__: { admin: true }', 'forbidden_key'],
    ['a prototype in quotes', '"__proto__": { admin: true }', 'forbidden_key'],
    ['a prototype in code points', '"\\x5f_proto__": { admin: true }', 'forbidden_key'],
    ['a constructor', 'version: 1\nconstructor: { prototype: { admin: true } }', 'unknown_key'],
    ['a prototype of an environment', `${example}\n    __proto__: { approval: none }`, 'forbidden_key'],
    ['a prototype by merging', '<<: { __proto__: { admin: true } }', 'merge_key'],
    ['a JavaScript tag', 'version: !!js/function "function () { return 1 }"', 'tag'],
    ['a tag by its full name', 'version: !<tag:yaml.org,2002:js/undefined> x', 'tag'],
    ['30,000 open lists', '['.repeat(30_000), 'too_deep'],
    ['30,000 lists in lists', '['.repeat(30_000) + ']'.repeat(30_000), 'too_deep'],
    ['16,000 open maps', '{a: '.repeat(16_000), 'too_deep'],
    ['32,000 dashes', '- '.repeat(32_000), 'too_deep'],
    ['32,000 question marks', '? '.repeat(32_000), 'too_deep'],
    ['a map 300 deep', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'too_deep'],
    ['65,536 brackets that close', ']'.repeat(65_536), 'yaml_syntax'],
    ['a megabyte', 'a: '.repeat(350_000), 'too_long'],
    ['a null byte', 'version: "\\0"', 'bad_character'],
  ])('%s', (_what, text, code) => {
    // Twice: an engine that has warmed up compiles again, at whatever depth it happens to stand.
    for (const { config, problems } of [readConfig(text), readConfig(text)]) {
      expect(config).toBeUndefined();
      expect(problems.map((problem) => problem.code)).toContain(code);
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    readsSafely(text);
  });

  test('a role called constructor is a role like any other', () => {
    const text =
      'version: 1\nroles: { constructor: { users: [a] } }\nenvironments: { dev: { approval: constructor } }\nsubjects: { constructor: { kind: agent } }';
    expect(readConfig(text)).toMatchObject({ problems: [], config: { environments: [{ approval: { role: 'constructor', count: 1 } }] } });
    expect(readConfig(text.replace('{ constructor: { users', '{ owner: { users')).problems).toMatchObject([{ code: 'unknown_role' }]);
  });

  test('thousands of names that are almost right are counted, and the first are told', () => {
    const subjects = Array.from({ length: 900 }, (_, index) => `  s${index}: { kind: agent }`).join('\n');
    const wanted = Array.from({ length: 6_000 }, (_, index) => `t${index}`).join(', ');
    const { problems } = readConfig(`subjects:\n${subjects}\n  z: { kind: agent, depends_on: [${wanted}] }`);
    expect([problems.length, problems.at(-1)]).toMatchObject([21, { code: 'more_problems', facts: { count: '5982' } }]);
  });

  test('inherited gates that multiply without taking room are refused before they are judged', () => {
    const lines = (count: number, line: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => line(index)).join('\n');
    const head = 'version: 1\nroles: { qa: { users: [ann] } }\nenvironments:\n  first:\n    approval: qa\n    gates:\n';
    const gates = lines(200, (index) => `      g${index}: { file: a }`);
    const text = `${head}${gates}\n${lines(400, (index) => `  e${index}: { extends: first }`)}\nsubjects:\n${lines(700, (index) => `  s${index}: { kind: agent }`)}\n`;
    const { problems } = readConfig(text);
    expect(problems).toMatchObject([
      { code: 'too_many_gates', place: 'subjects', found: '56140000', facts: { limit: '100000' }, line: 607 },
    ]);
    expect(problems.map(configProblem)).toEqual([
      'Each gate of each environment for each subject makes 56140000 to judge, and at most 100000 can be; make one of several subjects, or take gates away.',
    ]);
  });
});
