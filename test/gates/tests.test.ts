import type { TestEvidence } from '../../src/core/evidence/evidence.ts';
import { report, table } from './asked.ts';

const ran = (counts: Partial<TestEvidence>) => {
  const all = { tests: 0, passed: 0, failed: 0, skipped: 0, flaky: 0, undeclared: 0, failures: [], warnings: [], ...counts };
  return { report: report({ kind: 'tests', format: 'junit', ...all }) };
};

table('tests', [
  ['all pass', { tests: 'a.xml' }, ran({ tests: 17, passed: 17 }), 'pass', '17 passed, 0 failed, 0 skipped'],
  ['one fails', { tests: 'a.xml' }, ran({ tests: 2, passed: 1, failed: 1 }), 'fail', /1 failed/],
  ['a file that did not compile shows no case', { tests: 'a.xml' }, ran({ tests: 4, passed: 4, undeclared: 1 }), 'fail', /./],
  ['no test at all', { tests: 'a.xml' }, ran({}), 'error', /./],
  ['all skipped', { tests: 'a.xml' }, ran({ tests: 3, skipped: 3 }), 'error', /./],
  ['fewer than wanted', { tests: 'a.xml', min_tests: 5 }, ran({ tests: 4, passed: 4 }), 'fail', /5/],
  ['more skipped than allowed', { tests: 'a.xml', max_skipped: 1 }, ran({ tests: 4, passed: 2, skipped: 2 }), 'fail', /skipped/],
]);
