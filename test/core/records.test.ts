/** Records: what stands around a value stays as it is, and what does not fit is told. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { readConfig } from '../../src/core/config.ts';
import { applyEdits, applyRecord, pathsOf, planRecords, type RecordAbout } from '../../src/core/records/index.ts';
import { scanPython } from '../../src/core/records/python-scan.ts';
import { RECORD_PROBLEMS, recordProblemText } from '../../src/core/views/records.ts';

const set = (text: string, path: string, value: string) => {
  const done = applyRecord('set', text, { keys: path.split('.'), value });
  return done.ok ? done.value : done.error.code;
};
const block = (text: string, content: string) => {
  const done = applyRecord('block', text, { name: 'promotion', content });
  return done.ok ? done.value : done.error.code;
};
const python = (text: string, name: string, value: string) => {
  const done = applyRecord('python', text, { name, value });
  return done.ok ? done.value : done.error.code;
};
const append = (text: string, line: string) => {
  const done = applyRecord('append', text, { line });
  return done.ok ? done.value : done.error.code;
};

const STAGES = `# stages
id:   1234567890123456789   # kept
components:
    shop: { stage: 'staging', since: 2026-01-02 } # one line
    web:
      stage: "staging"   # where it is
      version: 1.2

      # the last
other: [ 1,2 ]
`;

describe('a value of a YAML file', () => {
  test.each([
    ['components.shop.stage', 'production', "'staging'", "'production'"],
    ['components.web.stage', 'it\'s "it"', '"staging"', '"it\'s \\"it\\""'],
    ['components.web.version', '1.10', '1.2', '1.10'],
    ['components.shop.since', '2026-11-20', '2026-01-02', '2026-11-20'],
    ['other.1', '3', '[ 1,2 ]', '[ 1,3 ]'],
    ['components.web.version', 'no', '1.2', "'no'"],
    ['components.web.version', 'true', '1.2', "'true'"],
    ['components.web.version', 'a: b #c', '1.2', "'a: b #c'"],
  ])('%s becomes %s, and nothing else moves', (path, value, from, to) => {
    const done = set(STAGES, path, value);
    expect(done).toBe(STAGES.replace(from, to));
    expect(set(done, path, value)).toBe(done);
  });

  test('a last key that is missing is added, in a map of lines and in one of braces', () => {
    expect(set(STAGES, 'components.web.by', 'alice')).toBe(STAGES.replace('version: 1.2\n', 'version: 1.2\n      by: alice\n'));
    expect(set(STAGES, 'components.shop.by', '1')).toBe(STAGES.replace('2026-01-02 }', "2026-01-02, by: '1' }"));
    expect(set('a: {}', 'a.b', 'c')).toBe('a: { b: c }');
    expect(set('a: { b: "" }', 'a.c', 'd')).toBe('a: { b: "", c: d }');
    expect(set('a:\n  - b: |\n      text\n', 'a.0.c', 'd')).toBe('a:\n  - b: |\n      text\n    c: d\n');
    expect(set('a: # why\nb: 1', 'a', 'x')).toBe('a: x # why\nb: 1');
    expect(set('a: 1\r\nb: 2', 'c', 'x')).toBe('a: 1\r\nb: 2\r\nc: x');
  });

  test.each([
    ['a: 1', 'b.c', 'yaml_no_parent'],
    ['a: &x 1\nb: *x', 'a', 'yaml_shared'],
    ['a: &x 1\nb: *x', 'b', 'yaml_no_parent'],
    ['a: !!str 1', 'a', 'yaml_tagged'],
    ['a: |\n  x', 'a', 'yaml_not_scalar'],
    ['a: { b: 1 }', 'a', 'yaml_no_parent'],
    ['a: 1\n---\nb: 1', 'a', 'yaml_unreadable'],
    ['['.repeat(10_000), 'a', 'yaml_unreadable'],
  ])('%j has no place for %s: %s', (text, path, code) => {
    const told = set(text, path, 'x');
    expect(code === 'yaml_no_parent' ? ['yaml_no_parent', 'yaml_not_scalar'] : [code]).toContain(told);
  });

  test('whatever the value, it is read back as it was, and its neighbours too', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text));
    fc.assert(
      fc.property(line, fc.constantFrom("'a'", '"a"', 'a', '', '1'), (value, old) => {
        const done = set(`x: {y: 7}\nk: ${old} # c\nz: 1\n`, 'k', value);
        const { k, ...rest } = parse(done);
        expect(rest).toEqual({ x: { y: 7 }, z: 1 });
        expect(done).toContain(' # c\n');
        expect(String(k) === value || Number(value) === k).toBe(true);
      }),
    );
  });
});

const PAGE = '# Shop\n\n<!-- promotion-bot:promotion -->\nold\n<!-- /promotion-bot:promotion -->\n\nEnd';

describe('a block of a Markdown file', () => {
  test('is replaced, and again it is the same', () => {
    const done = block(PAGE, 'Stage: staging\nSince: today');
    expect(done).toBe(PAGE.replace('old', 'Stage: staging\nSince: today'));
    expect(block(done, 'Stage: staging\nSince: today')).toBe(done);
    expect(block(PAGE.replaceAll('\n', '\r\n'), 'a\nb')).toBe(PAGE.replace('old', 'a\nb').replaceAll('\n', '\r\n'));
  });

  test('marks in fenced code are only shown', () => {
    expect(block(`\`\`\`html\n${PAGE}\n\`\`\`\n`, 'x')).toBe('block_missing');
    const both = `~~~\n${PAGE}\n~~~\n${PAGE}`;
    expect(block(both, 'x')).toBe(`~~~\n${PAGE}\n~~~\n${PAGE.replace('old', 'x')}`);
  });

  test.each([
    ['nothing', 'block_missing'],
    [`${PAGE}\n${PAGE}`, 'block_twice'],
    [PAGE.replace('<!-- /', '<!-- x/'), 'block_not_ended'],
    [PAGE.replace('<!-- promotion', '<!-- x'), 'block_not_begun'],
    [PAGE.replace('old', '<!-- promotion-bot:other -->'), 'block_crossed'],
    ['<!-- /promotion-bot:promotion --><!-- promotion-bot:promotion -->', 'block_crossed'],
  ])('%j is told as %s', (text, code) => expect(block(text, 'x')).toBe(code));

  test('its text can neither hide nor double its marks', () => {
    for (const text of ['```', '<!-- promotion-bot:promotion -->', '<!-- /promotion-bot:promotion -->'])
      expect(block(PAGE, text)).toBe('block_breaks');
  });
});

const MODULE = `# -*- coding: utf-8 -*-
'''
Shop

Maturity: staging
Last updated:  2026-01-02
'''
import os
__version__: str = '1.2'  # kept
TEXT = """
__maturity__ = "not me"
"""
if True:
    __maturity__ = "nor me"
__maturity__ = "staging"
`;

describe('a Python module', () => {
  test('its assignments and the lines of its docstring are set where they stand', () => {
    expect(python(MODULE, '__version__', "it's")).toBe(MODULE.replace("'1.2'", "'it\\'s'"));
    expect(python(MODULE, '__maturity__', 'a\\"b')).toBe(MODULE.replace('"staging"', '"a\\\\\\"b"'));
    expect(python(MODULE, 'Last updated', '2026-11-20')).toBe(MODULE.replace('2026-01-02', '2026-11-20'));
    expect(python(MODULE, 'Maturity', "'''x")).toBe(MODULE.replace(': staging', ": \\'\\'\\'x"));
    expect(python('"""A\r\n\r\nMaturity: b"""\r\n', 'Maturity', 'c')).toBe('"""A\r\n\r\nMaturity: c"""\r\n');
  });

  test.each([
    [MODULE, '__author__', 'python_missing'],
    [MODULE, 'Coverage', 'python_no_field'],
    ['x = """\nMaturity: a\n"""', 'Maturity', 'python_no_docstring'],
    ['f"""\nMaturity: a\n"""', 'Maturity', 'python_no_docstring'],
    ['__version__ = get()', '__version__', 'python_not_text'],
    ['__version__ = "a" "b"', '__version__', 'python_not_text'],
    ['__version__ = r"a"', '__version__', 'python_not_text'],
    ['__version__ = "a"\n__version__ = "b"', '__version__', 'python_twice'],
    ['f(\n__version__ = "a"\n)', '__version__', 'python_missing'],
    ['x = "', '__version__', 'python_unreadable'],
  ])('%j has no place for %s: %s', (text, name, code) => expect(python(text, name, 'x')).toBe(code));

  test('no value breaks out of its string, and again nothing changes', () => {
    const sign = fc.constantFrom("'", '"', '\\', 'a', ' ', '#', '{', ';');
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 12 }), fc.constantFrom('__version__', '__maturity__', 'Maturity'), (value, name) => {
        const done = python(MODULE, name, value);
        expect(scanPython(done)?.statements.length).toBe(scanPython(MODULE)?.statements.length);
        expect(scanPython(done)?.strings.length).toBe(scanPython(MODULE)?.strings.length);
        expect(python(done, name, value)).toBe(done);
      }),
    );
  });
});

test('a line is appended once, and the end of the file stays as it was', () => {
  expect(append('a\n', 'b')).toBe('a\nb\n');
  expect(append('a', 'b')).toBe('a\nb');
  expect(append('a\r\n', 'b')).toBe('a\r\nb\r\n');
  expect(append('', 'b')).toBe('b\n');
  expect(append('a\nb\nc\n', 'b')).toBe('a\nb\nc\n');
});

const CONFIG = `version: 1
roles: { qa: { teams: [qa] } }
environments: { dev: { gates: { load: { human: Load tested, by: [qa] } } }, prod: { approval: qa } }
subjects: { shop.ui: { kind: component }, web: { kind: component } }
records:
  files:
    - { file: 'src/{subject}/__init__.py', python: { __maturity__: '{to}', Last updated: '{date}' } }
    - { file: stages.yaml, set: { 'components.{subject}.stage': '{to}' }, environments: [prod] }
    - { file: README.md, block: promotion, text: "Version: {version}\\nLoad: {gate:load}\\nCoverage: {coverage}", subjects: [web] }
    - { file: learnings.md, append: '- {date}: {subject} {version} from {from} to {to} (#{issue}) {"a": 1}', optional: true }
`;
const ABOUT: RecordAbout = {
  subject: 'shop.ui',
  version: 'v1',
  sha: 'a'.repeat(40),
  from: 'dev',
  to: 'prod',
  at: '2026-11-20T10:00:00Z',
  issue: 7,
  requester: 'alice',
  status: 'PROMOTED',
  coverage: undefined,
  gates: {},
};
const { config } = readConfig(CONFIG);
if (!config) throw new Error('the config of these stories is not good');
const planned = (about: Partial<RecordAbout>) => planRecords(config, { ...ABOUT, ...about });

test('what the settings ask for is planned for this subject and this environment only', () => {
  expect(pathsOf(planned({}))).toEqual(['src/shop.ui/__init__.py', 'stages.yaml', 'learnings.md']);
  expect(planned({})[2]).toMatchObject({ kind: 'set', values: { keys: ['components', 'shop.ui', 'stage'], value: 'prod' } });
  expect(planned({ subject: 'web', to: 'dev', from: null }).slice(2)).toMatchObject([
    { kind: 'block', values: { content: 'Version: v1\nLoad: not measured\nCoverage: not measured' } },
    { kind: 'append', values: { line: '- 2026-11-20: web v1 from none to dev (#7) {"a": 1}' } },
  ]);
});

test('what fits is done although something else does not, and a second time nothing changes', () => {
  const files = new Map([
    ['src/shop.ui/__init__.py', '__maturity__ = "dev"\n'],
    ['stages.yaml', 'components:\n  shop.ui: { stage: dev }\n'],
  ]);
  const first = applyEdits(files, planned({}));
  expect(Object.fromEntries(first.changed)).toEqual({
    'src/shop.ui/__init__.py': '__maturity__ = "prod"\n',
    'stages.yaml': 'components:\n  shop.ui: { stage: prod }\n',
  });
  expect(first.problems.map(recordProblemText)).toEqual([
    'src/shop.ui/__init__.py: The module has no docstring for the line "Last updated:". Add one at its top.',
  ]);
  expect(applyEdits(new Map([...files, ...first.changed]), planned({})).changed.size).toBe(0);
});

test('a hostile name leaves the repository, the block and the line as they are', () => {
  const version = '../x\n<!-- /promotion-bot:promotion -->```{requester}';
  const [, , block, append] = planned({ subject: 'web', to: 'dev', version });
  expect(JSON.stringify(block?.values)).not.toMatch(/<|`|alice/);
  expect(JSON.stringify(append?.values)).not.toMatch(/<|\\n|alice/);
  const edit = { path: `a/${version}`, optional: true, kind: 'append', values: { line: 'x' } } as const;
  expect(pathsOf([edit])).toEqual([]);
  expect(applyEdits(new Map(), [edit]).problems).toMatchObject([{ code: 'bad_path' }]);
});

test.each(RECORD_PROBLEMS)('%s is one plain sentence', (code) => {
  const facts = new Proxy({}, { get: () => 'a\u202Eb' });
  expect(recordProblemText({ path: 'a.md', code, facts })).toMatch(/^a\.md: [A-Z\d\uFFFDa][^\n\u202E]*[^.]\.$/u);
});

test('whatever a file holds, each change is made or told, and again nothing changes', () => {
  const piece = fc.constantFrom(
    'k',
    ': ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '"""',
    '#',
    '&a ',
    '*a',
    '|',
    '?',
    ',',
    '\\',
    '\r\n',
    '\t',
  );
  const mark = fc.constantFrom(
    '__version__ = "1"\n',
    '<!-- promotion-bot:promotion -->',
    '<!-- /promotion-bot:promotion -->',
    '```',
    'k: v\n',
  );
  const file = fc.array(fc.oneof(piece, mark), { maxLength: 25 }).map((pieces) => pieces.join(''));
  const edits = [
    ['set', { keys: ['k'], value: 'new' }],
    ['set', { keys: ['k', 'k'], value: '1.10' }],
    ['block', { name: 'promotion', content: 'new' }],
    ['python', { name: '__version__', value: '2' }],
    ['append', { line: 'new' }],
  ] as const;
  fc.assert(
    fc.property(file, fc.constantFrom(...edits), (text, [kind, values]) => {
      const once = applyRecord(kind, text, values as never);
      if (once.ok) expect(applyRecord(kind, once.value, values as never)).toEqual(once);
      else expect(RECORD_PROBLEMS).toContain(once.error.code);
    }),
    { numRuns: 1_000 },
  );
});
