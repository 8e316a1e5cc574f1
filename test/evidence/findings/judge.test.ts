import { expect, test } from '@jest/globals';
import type { FindingsEvidence } from '../../../src/core/evidence/evidence.ts';
import { FINDINGS, type FindingsLimits } from '../../../src/core/evidence/findings/index.ts';

const NOTHING: FindingsEvidence = {
  kind: 'findings',
  format: 'eslint-json',
  error: 0,
  warning: 0,
  note: 0,
  toolErrors: 0,
  aside: 0,
  findings: [],
  emptyIsAmbiguous: false,
};
const judge = (evidence: Partial<FindingsEvidence>, limits: FindingsLimits = {}) => FINDINGS.judge({ ...NOTHING, ...evidence }, limits);
const DIRTY = { error: 3, warning: 1, unit: 4 };
const RATED = { error: 3, warning: 1, severities: { critical: 1, high: 1, medium: 1, low: 0 } };
const RUFF = { format: 'ruff-json', emptyIsAmbiguous: true };

test.each<[Partial<FindingsEvidence>, FindingsLimits, string, string]>([
  [{}, {}, 'pass', 'clean'],
  [{ aside: 3, format: 'detect-secrets' }, {}, 'pass', 'clean (3 audited as false positives)'],
  [{ aside: 2 }, {}, 'pass', 'clean (2 suppressed)'],
  [DIRTY, {}, 'fail', '3 errors, 1 warning; none allowed'],
  [DIRTY, { max: 3 }, 'pass', '3 errors, 1 warning; 3 allowed'],
  [DIRTY, { max: 2 }, 'fail', '3 errors, 1 warning; 2 allowed, 1 too many'],
  [DIRTY, { failOn: 'warning', max: 3 }, 'fail', '3 errors, 1 warning; 3 allowed from warning up, 1 too many'],
  [{ warning: 2 }, {}, 'pass', '2 warnings; none from error up'],
  [{ warning: 2 }, { failOn: 'warning' }, 'fail', '2 warnings; none allowed from warning up'],
  [{ note: 1 }, { failOn: 'any' }, 'fail', '1 note; none allowed'],
  [{ note: 1 }, { failOn: 'note' }, 'fail', '1 note; none allowed'],
  [RATED, { failOn: 'critical' }, 'fail', '1 critical, 1 high, 1 medium, 1 without severity; none allowed'],
  [RATED, { failOn: 'high' }, 'fail', '1 critical, 1 high, 1 medium, 1 without severity; none allowed from high up'],
  [{ ...RATED, severities: { critical: 0, high: 0, medium: 0, low: 4 } }, { failOn: 'medium' }, 'pass', '4 low; none from medium up'],
  [{ severities: { critical: 0, high: 0, medium: 0, low: 0 } }, { failOn: 'low' }, 'pass', 'clean'],
  [
    DIRTY,
    { failOn: 'high' },
    'error',
    'this ESLint JSON report has no severities (3 errors, 1 warning), so fail_on: high cannot be judged: use error, warning, note or any',
  ],
  [
    { toolErrors: 2, error: 1, findings: [{ level: 'error', path: 'a.py', message: 'cannot parse\nmore' }] },
    { max: 9 },
    'error',
    'the tool could not do all its work, 2 problems (a.py: cannot parse); 1 error in the rest: mend that and run it again',
  ],
  [{ unit: 0 }, {}, 'error', 'no file was looked at: check the paths the tool is given, or write allow_empty: true if there may be none'],
  [{ unit: 0 }, { allowEmpty: true }, 'pass', 'clean'],
  [{ unit: 3 }, { minFiles: 4 }, 'error', '3 files looked at, at least 4 needed: check the paths the tool is given'],
  [{ unit: 4 }, { minFiles: 4 }, 'pass', 'clean'],
  [{ unit: 1, error: 1 }, { minFiles: 4 }, 'fail', '1 error; none allowed'],
  [
    RUFF,
    {},
    'pass',
    'clean, but ruff JSON is just as empty when nothing was looked at: a command: gate can tell, min_files refuses it, allow_empty: true expects it',
  ],
  [RUFF, { allowEmpty: true }, 'pass', 'clean'],
  [
    RUFF,
    { allowEmpty: false },
    'error',
    'this ruff JSON report is empty, which it also is when nothing was looked at, and allow_empty: false asks for more: use a command: gate that runs the tool',
  ],
  [
    RUFF,
    { minFiles: 1 },
    'error',
    'this ruff JSON report does not say how many files were looked at, so min_files: 1 cannot be checked: use a format that counts them, or a command: gate that runs the tool',
  ],
])('%j against %j is %s: %s', (evidence, limits, outcome, summary) => {
  expect(judge(evidence, limits)).toMatchObject({ outcome, summary });
});

test('a verdict carries what was counted, and nothing where nothing could be', () => {
  expect(judge(DIRTY, { failOn: 'any', max: 1 })).toMatchObject({ value: 4, threshold: 1, unit: 'findings' });
  expect(judge({ ...DIRTY, toolErrors: 1 })).toMatchObject({ value: null, threshold: 0 });
});

test('what fails is shown, what does not is left out', () => {
  const findings: FindingsEvidence['findings'] = [
    { level: 'error', severity: 'high', path: 'a.py', line: 3, rule: 'B602', message: 'shell' },
    { level: 'warning', message: 'meh' },
  ];
  expect(judge({ error: 1, warning: 1, findings }).findings).toEqual([{ path: 'a.py', line: 3, name: 'B602', message: 'shell' }]);
  expect(judge({ error: 1, warning: 1, findings }, { failOn: 'any' }).findings).toHaveLength(2);
  expect(judge({ error: 1, warning: 1, findings }, { max: 1 }).findings).toHaveLength(2);
});

test('a severity is counted with everything worse', () => {
  expect(FINDINGS.counts({ ...NOTHING, ...RATED, unit: 2 })).toEqual({
    error: 3,
    warning: 1,
    note: 0,
    toolErrors: 0,
    aside: 0,
    unit: 2,
    critical: 1,
    high: 2,
    medium: 3,
    low: 3,
  });
});

const merged = (...parts: readonly Partial<FindingsEvidence>[]): FindingsEvidence => {
  const read = FINDINGS.merge(parts.map((part) => ({ ...NOTHING, ...part })));
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
};

test('several reports are one: counts are summed, and what one does not know the whole does not know', () => {
  expect(merged(DIRTY, { error: 1, unit: 1, toolErrors: 1, aside: 2 })).toMatchObject({
    error: 4,
    warning: 1,
    unit: 5,
    toolErrors: 1,
    aside: 2,
  });
  expect(merged(DIRTY, { error: 1 }).unit).toBeUndefined();
  expect(merged(RATED, RATED).severities).toEqual({ critical: 2, high: 2, medium: 2, low: 0 });
  expect(merged(RATED, { warning: 1 }).severities).toBeUndefined();
  expect(merged(RATED, {}).severities).toEqual(RATED.severities);
  expect(merged({}, RUFF)).toMatchObject({ emptyIsAmbiguous: true, format: 'eslint-json, ruff-json' });
});

test('merged reports show what tools could not do first, then the worst', () => {
  const clean = { findings: [{ level: 'note', message: 'n' }] } as const;
  const broken = {
    toolErrors: 1,
    findings: [
      { level: 'error', message: 'crash' },
      { level: 'error', message: 'e' },
    ],
  } as const;
  const rated = { findings: [{ level: 'warning', severity: 'critical', message: 'c' }] } as const;
  expect(merged(clean, broken, rated).findings.map(({ message }) => message)).toEqual(['crash', 'c', 'e', 'n']);
});

test('no report at all is no clean one', () => {
  expect(FINDINGS.merge([])).toMatchObject({ ok: false, error: { code: 'empty' } });
});
