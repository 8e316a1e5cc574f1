import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/core/config.ts';
import { CONFIG_PROBLEMS, configProblem } from '../../src/core/views/config-problem.ts';
import { GATE_ROWS } from './config-gate-mistakes.ts';
import { edited, ROWS as OTHER_ROWS, unmark } from './config-mistakes.ts';
import { RECORD_ROWS } from './config-record-mistakes.ts';
import { SUBJECT_ROWS } from './config-subject-mistakes.ts';
import { FILE, over, PAIRS } from './organization-mistakes.ts';

const ROWS = { ...OTHER_ROWS, ...GATE_ROWS, ...RECORD_ROWS, ...SUBJECT_ROWS };

test('the config all rows start from is good', () => {
  expect(readConfig(edited({})).problems).toEqual([]);
});

describe('each mistake is found where it stands, and said once', () => {
  test.each(Object.entries(ROWS))('%s', (_title, { marked, code, place, suggestion }) => {
    const { text, line, column } = unmark(marked);
    const { config, problems } = readConfig(text);
    expect(config).toBeUndefined();
    const seen = problems.map((problem) => ({
      code: problem.code,
      place: problem.place,
      line: problem.line,
      column: problem.column,
      suggestion: problem.suggestion,
    }));
    expect(seen).toEqual([{ code, place, line, column, suggestion }]);
  });
});

const problemsOf = (text: string): readonly string[] =>
  readConfig(text).problems.map((problem) => `${problem.line}:${problem.column} ${configProblem(problem)}`);

test('a person who makes several mistakes reads them all, in the order of the file', () => {
  const text = edited({
    1: 'version: 2',
    3: '  qa: { team: [qa] }',
    4: '  lead: { users: ["@carol"] }',
    7: '    alias: [dev]',
    9: '    aproval: qa\n    soak: a week',
    11: '  web: { kind: service, depends_on: [app] }',
  });
  expect(problemsOf(text)).toMatchInlineSnapshot(`
[
  "1:10 version is 2, and must be 1.",
  "3:9 roles.qa has an unknown key "team"; did you mean "teams"?",
  "4:19 roles.lead.users[0] is "@carol", and must be the login of a person, without @, for instance "carol".",
  "7:5 environments.development has an unknown key "alias"; allowed here: aliases, extends, approval, gates, deploy, verify, rollback, soak, rollback_plan, allow_skip, protected, newer, watch or freeze.",
  "9:5 environments.staging has an unknown key "aproval"; did you mean "approval"?",
  "10:11 environments.staging.soak is "a week", and must be a duration such as 7d, 24h, 10m or 30s.",
  "12:16 subjects.web.kind is "service", and must be component or agent.",
  "12:38 subjects.web.depends_on[0] names the subject "app", which is not defined; define it under "subjects".",
]
`);
});

test('a misspelt key is said once: nothing is reported missing because of it', () => {
  expect(
    problemsOf(
      'versoin: 1\nrols: { qa: { teams: [qa] } }\nenvironments: { dev: {}, prod: { aproval: qa } }\nsubjects: { web: { knd: agent } }',
    ),
  ).toMatchInlineSnapshot(`
[
  "1:1 The file has an unknown key "versoin"; did you mean "version"?",
  "2:1 The file has an unknown key "rols"; did you mean "roles"?",
  "3:34 environments.prod has an unknown key "aproval"; did you mean "approval"?",
  "4:20 subjects.web has an unknown key "knd"; did you mean "kind"?",
]
`);
});

test('inherited and deep mistakes are said in plain words', () => {
  const text = edited({
    7: '    approval: none',
    9: '    extends: development\n  middle:\n    approval:\n  production:\n    approval: { all: [qa, { any: [leed, { role: lead, count: 3 }] }] }\n    gates: { cov: { coverag: a.json } }\n    deploy: {}',
  });
  expect(problemsOf(text)).toMatchInlineSnapshot(`
[
  "9:14 environments.staging would inherit "approval: none" from development; write "approval: none" here if promotions shall complete by themselves, else name the roles that approve.",
  "11:5 environments.middle.approval is empty, and must be none, a role name, { role: qa, count: 2 }, { all: [tech-lead, qa] } or { any: [tech-lead, qa] }.",
  "13:35 environments.production.approval.all[1].any[0] names the role "leed", which is not defined; did you mean "lead"?",
  "13:62 environments.production.approval.all[1].any[1].count asks for 3 people, and the role "lead" has only 2; lower the count, or add people to the role.",
  "14:21 environments.production.gates.cov does not say what it measures: "coverag" is no kind of gate; did you mean "coverage"?",
  "15:13 environments.production.deploy must have exactly one of the keys workflow and deployment.",
]
`);
});

test('a byte order mark moves no column', () => {
  expect(readConfig(`\uFEFF${edited({ 1: 'version: 2' })}`).problems).toMatchObject([{ line: 1, column: 10 }]);
});

test('at most twenty problems are told, and then how many more there are', () => {
  const { problems } = readConfig(`${edited({})}\n${Array.from({ length: 30 }, (_, index) => `key${index}: 1`).join('\n')}`);
  expect(problems).toHaveLength(21);
  expect(problems.at(0)).toMatchObject({ found: 'key0', line: 12 });
  expect(problems.at(-1)).toEqual({ code: 'more_problems', place: '', facts: { count: '10' } });
  expect(problems.map(configProblem).at(-1)).toBe('There are 10 further problems below these.');
});

test('every code has its words and every word its code', () => {
  const reported = Object.values(ROWS).flatMap(({ marked }) => readConfig(unmark(marked).text).problems.map(({ code }) => code));
  const ofPairs = Object.values(PAIRS).map(({ code }) => code);
  const lacking = [undefined, ...(['repository', 'file', 'text'] as const)].flatMap((lacks) =>
    readConfig(over(), lacks && { file: FILE, text: undefined, lacks }).problems.map(({ code }) => code),
  );
  expect([...new Set([...reported, ...ofPairs, ...lacking, 'more_problems'])].sort()).toEqual([...CONFIG_PROBLEMS].sort());
});

describe('each sentence is one plain line that names the suggestion', () => {
  test.each(Object.entries(ROWS))('%s', (_title, { marked, suggestion }) => {
    for (const sentence of readConfig(unmark(marked).text).problems.map(configProblem)) {
      expect(sentence).toMatch(/^\S.*[.?]$/);
      expect(sentence).not.toMatch(/undefined|\p{Cc}|\.\.$/u);
      expect(sentence.length).toBeLessThan(500);
      if (suggestion !== undefined) expect(sentence).toContain(suggestion.replaceAll('"', ''));
    }
  });
});

test('signs that do not print cannot hide or turn a sentence', () => {
  const [problem] = readConfig(`${edited({})}\n"safe\u202Eevil": 1`).problems;
  expect(problem && configProblem(problem)).toBe(
    'The file has an unknown key "safe\uFFFDevil"; allowed here: version, extends, notify, gates_workflow, roles, project, evidence, prometheus, records, environments or subjects.',
  );
});
