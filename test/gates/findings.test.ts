import type { FindingsEvidence } from '../../src/core/evidence/evidence.ts';
import { report, table } from './asked.ts';

const found = (counts: Partial<FindingsEvidence>) => {
  const none = { error: 0, warning: 0, note: 0, toolErrors: 0, aside: 0, findings: [], emptyIsAmbiguous: false };
  return { report: report({ kind: 'findings', format: 'sarif', ...none, ...counts }) };
};

table('findings', [
  ['clean', { findings: 'a.sarif' }, found({}), 'pass', /^clean/],
  ['audited', { findings: 'a.sarif' }, found({ aside: 3 }), 'pass', /^clean \(3 /],
  ['errors', { findings: 'a.sarif' }, found({ error: 3, warning: 1 }), 'fail', /3 errors, 1 warning/],
  ['warnings are no errors', { findings: 'a.sarif' }, found({ warning: 1 }), 'pass', /./],
  ['unless they count', { findings: 'a.sarif', fail_on: 'warning' }, found({ warning: 1 }), 'fail', /1 warning/],
  ['as many as are allowed', { findings: 'a.sarif', max: 3 }, found({ error: 3 }), 'pass', /3/],
  ['one more', { findings: 'a.sarif', max: 3 }, found({ error: 4 }), 'fail', /4/],
  ['no result, and a file that did not parse', { findings: 'a.sarif' }, found({ toolErrors: 1 }), 'error', /./],
  ['a severity the report does not know', { findings: 'a.sarif', fail_on: 'high' }, found({}), 'error', /./],
  ['too few files looked at', { findings: 'a.sarif', min_files: 2 }, found({ unit: 1 }), 'error', /./],
]);
