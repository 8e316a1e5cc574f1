import { expect, test } from '@jest/globals';
import { FINDINGS } from '../../../src/core/evidence/findings/index.ts';
import { ofJson, refusalOf } from './reading.ts';

type Json = Readonly<Record<string, unknown>>;

const RULES = [
  { id: 'quiet', defaultConfiguration: { level: 'note' } },
  {
    id: 'loud',
    defaultConfiguration: { level: 'error' },
    properties: { 'security-severity': '8.8' },
    messageStrings: { default: { text: 'Do not {0}' } },
  },
  { id: 'plain' },
];
const EXTENSION = { name: 'pack', rules: [{ id: 'packed', defaultConfiguration: { level: 'error' } }] };
const runOf = (results: unknown, more: Json = {}): Json => ({
  tool: { driver: { name: 'T', rules: RULES }, extensions: [EXTENSION] },
  results,
  ...more,
});
const sarif = (...runs: readonly Json[]) => ofJson({ version: '2.1.0', runs });
const one = (result: Json) => sarif(runOf([{ message: { text: 'x' }, ...result }]));

test.each([
  ['its own', { ruleId: 'quiet', level: 'error' }, 'error'],
  ["its rule's, by id", { ruleId: 'quiet' }, 'note'],
  ["its rule's, by index alone", { ruleIndex: 1 }, 'error'],
  ["its rule's, by the rule reference", { rule: { index: 0 } }, 'note'],
  ["an extension's rule", { ruleId: 'packed', rule: { index: 0, toolComponent: { index: 0 } } }, 'error'],
  ["an extension's rule, by its name", { rule: { index: 0, toolComponent: { name: 'pack' } } }, 'error'],
  ["an extension's rule, by id alone", { ruleId: 'packed' }, 'error'],
  ['the rule of a hierarchical id', { ruleId: 'quiet/part/2' }, 'note'],
  ['the rule of the id, where the index names another', { ruleId: 'quiet', ruleIndex: 1 }, 'note'],
  ['warning, where the rule has none', { ruleId: 'plain' }, 'warning'],
  ['warning, where there is no rule', { ruleId: 'unheard-of', ruleIndex: -1 }, 'warning'],
  ['note, for none', { level: 'none' }, 'note'],
  ['error, for a word that SARIF does not have', { level: 'catastrophe' }, 'error'],
])('the level of a result is %s', (_, result, level) => {
  expect(one(result).findings).toEqual([expect.objectContaining({ level })]);
});

test.each([
  ['of kind pass', { kind: 'pass' }, 0],
  ['of kind review', { kind: 'review' }, 0],
  ['gone since the baseline', { baselineState: 'absent' }, 0],
  ['unchanged since the baseline', { baselineState: 'unchanged' }, 1],
  ['suppressed in the source', { suppressions: [{ kind: 'inSource' }] }, 0],
  ['with no suppression in its list', { suppressions: [] }, 1],
  ['whose suppression is under review', { suppressions: [{ kind: 'external', status: 'underReview' }] }, 1],
  ['of which one suppression was rejected', { suppressions: [{ status: 'accepted' }, { status: 'rejected' }] }, 1],
  ['with a suppression that is no object', { suppressions: ['yes'] }, 1],
])('a result %s counts as it should', (_, result, count) => {
  const { error, aside } = one({ level: 'error', ...result });
  expect(error).toBe(count);
  expect(aside).toBe('suppressions' in result && count === 0 ? 1 : 0);
});

test.each([
  ['9.0', 'critical'],
  ['8.99', 'high'],
  ['7', 'high'],
  [6.9, 'medium'],
  ['4.0', 'medium'],
  ['0.1', 'low'],
  ['HIGH', 'high'],
  ['extreme', 'critical'],
  ['1e400', 'critical'],
])('security-severity %s is %s', (said, severity) => {
  const rules = [{ id: 'r', properties: { 'security-severity': said } }];
  const found = sarif({ tool: { driver: { rules } }, results: [{ ruleId: 'r', message: {} }] });
  expect(found.findings).toEqual([expect.objectContaining({ severity })]);
});

test('severities are known only when every run that found something rated it', () => {
  const rated = runOf([
    { ruleId: 'loud', message: {} },
    { ruleId: 'plain', message: {} },
  ]);
  expect(sarif(rated, runOf([])).severities).toEqual({ critical: 0, high: 1, medium: 0, low: 0 });
  expect(sarif(rated, runOf([{ ruleId: 'plain', message: {} }])).severities).toBeUndefined();
});

test.each([
  ['its results are null', runOf(null)],
  ['it has no results', { tool: { driver: { name: 'T' } } }],
  ['it says that it failed', runOf([], { invocations: [{ executionSuccessful: false }] })],
  ['it could not start', runOf([], { invocations: [{ processStartFailureMessage: 'no memory' }] })],
  [
    'it reports an error of its own, though it calls itself successful',
    runOf([], {
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: [{ level: 'error', message: { text: 'half of it' } }] }],
    }),
  ],
])('a run did not do its work when %s', (_, run) => {
  expect(sarif(run)).toMatchObject({ error: 0, toolErrors: 1 });
});

test('a failure and its own explanation are one problem, and the warnings of a tool are none', () => {
  const said = [
    { level: 'error', message: { text: 'Parsing error' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'a.js' } } }] },
  ];
  const failed = sarif(runOf([], { invocations: [{ executionSuccessful: false, toolConfigurationNotifications: said }] }));
  expect(failed).toMatchObject({ toolErrors: 1, findings: [{ path: 'a.js', message: 'Parsing error' }] });
  const warned = runOf([], {
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning', message: {} }, { message: {} }] }],
  });
  expect(sarif(warned).toolErrors).toBe(0);
});

const BASES = {
  SRCROOT: { uri: 'file:///home/build/' },
  SUB: { uri: 'src/lib', uriBaseId: 'SRCROOT' },
  LOOP: { uri: 'x/', uriBaseId: 'LOOP' },
};

test.each([
  [{ uri: 'src/a%20b.py', uriBaseId: '%SRCROOT%' }, 'src/a b.py'],
  [{ uri: 'file:///home/build/a.py' }, '/home/build/a.py'],
  [{ uri: 'file:///C:/work/a.cs' }, 'C:/work/a.cs'],
  [{ uri: 'a.py', uriBaseId: 'SRCROOT' }, 'a.py'],
  [{ uri: 'a.py', uriBaseId: 'SUB' }, 'src/lib/a.py'],
  [{ uri: 'a.py', uriBaseId: 'LOOP' }, 'x/x/x/x/x/x/x/x/a.py'],
  [{ uri: 'a.py', uriBaseId: '__proto__' }, 'a.py'],
  [{ index: 0 }, 'listed.py'],
  [{ uri: '100%.py' }, '100%.py'],
])('the location %j is %s', (artifactLocation, path) => {
  const result = { message: { text: 'x' }, locations: [{ physicalLocation: { artifactLocation, region: { startLine: 7 } } }] };
  const found = sarif(runOf([result], { originalUriBaseIds: BASES, artifacts: [{ location: { uri: 'listed.py' } }] }));
  expect(found.findings).toEqual([expect.objectContaining({ path, line: 7 })]);
});

test('a message may stand with its rule, with gaps to fill', () => {
  expect(one({ ruleId: 'loud', message: { id: 'default', arguments: ['panic'] } }).findings[0]).toMatchObject({
    rule: 'loud',
    message: 'Do not panic',
  });
});

test.each([
  [{ version: '2.0.0', runs: [] }, /SARIF "2.0.0", and 2.1.0 is needed/],
  [{ version: '2.1.0', runs: {} }, /At "runs" stands an object, where a list of runs is needed/],
  [{ version: '2.1.0', runs: [runOf({})] }, /At "runs\[0\].results" stands an object/],
  [{ version: '2.1.0', runs: [runOf([null])] }, /At "runs\[0\].results\[0\]" stands null/],
])('a log of another shape is malformed: %j', (document, message) => {
  expect(refusalOf(JSON.stringify(document))).toEqual({ code: 'malformed', message: expect.stringMatching(message) });
});

test('a false green: in a report that rates others, an error without a rating is as bad as `high`', () => {
  const rules = [
    { id: 'loud', defaultConfiguration: { level: 'warning' }, properties: { 'security-severity': '5.0' } },
    { id: 'plain', defaultConfiguration: { level: 'error' } },
  ];
  const found = sarif({
    tool: { driver: { rules } },
    results: [
      { ruleId: 'loud', message: {} },
      { ruleId: 'plain', message: {} },
    ],
  });
  expect(FINDINGS.judge(found, { failOn: 'high' })).toMatchObject({
    outcome: 'fail',
    summary: '1 medium, 1 without severity; none allowed from high up',
    findings: [{ name: 'plain' }],
    counts: { critical: 0, high: 1, medium: 2, low: 2 },
  });
  expect(FINDINGS.judge(found, { failOn: 'critical' }).outcome).toBe('pass');
  const merged = FINDINGS.merge([found, found]);
  expect(merged.ok && FINDINGS.judge(merged.value, { failOn: 'high', max: 1 }).outcome).toBe('fail');
});

test('a log without results and without a list of files may be of nothing', () => {
  expect(sarif(runOf([])).emptyIsAmbiguous).toBe(true);
  expect(sarif(runOf([], { artifacts: [{ location: { uri: 'a.js' } }] })).emptyIsAmbiguous).toBe(false);
});
