/** Modes verify and watch of the committed bundle, as a runner would run it: what was deployed is judged by gates of its own. */
import { expect, test } from '@jest/globals';
import { readReport } from '../../src/core/report-read.ts';
import { rules, workshop } from './action-world.ts';

/** Gates to enter, to work, and to stay, each of another file. */
const afterwards = (verify: string, watch: string): string =>
  rules('entry: { file: README.md }').replace(
    '    approval: none\n',
    `    approval: none\n    verify: { workflow: promotion-verify.yml, gates: { ${verify} } }\n    watch: { for: 1h, gates: { ${watch} } }\n`,
  );
const BOTH = afterwards('works: { command: "node smoke.mjs" }', 'stays: { file: NOT-THERE.md }');

test('verify judges the gates of verify, and its report says what the smoke tests came to', async () => {
  const { gates } = await workshop(BOTH, { 'smoke.mjs': '' });
  const { exit, report, outputs } = await gates({ mode: 'verify', key: 'b'.repeat(32) });
  expect([exit, outputs['gates']]).toEqual([0, '{"works":"pass"}']);
  expect(report).toMatchObject({
    to_stage: 'staging',
    validation: { smoke_tests: 'passed', health_checks: 'not run', monitoring: 'not run' },
  });
  expect(report?.run).toMatchObject({ key: 'b'.repeat(32) });
  expect(readReport(JSON.stringify(report))).toMatchObject({ ok: true });
});

test('watch judges the gates of watch', async () => {
  const { gates } = await workshop(BOTH);
  const { exit, outputs, report } = await gates({ mode: 'watch' });
  expect([exit, outputs['gates']]).toEqual([1, '{"stays":"error"}']);
  expect(report?.validation).toMatchObject({ smoke_tests: 'not run', monitoring: expect.stringMatching(/^not known: stays: /) });
});

test('what fails is told from what could not be measured', async () => {
  const { gates, push } = await workshop(BOTH, { 'smoke.mjs': 'process.exit(1)' });
  const failed = await gates({ mode: 'verify' });
  expect([failed.exit, failed.outputs['gates']]).toEqual([1, '{"works":"fail"}']);
  expect(failed.report?.validation['smoke_tests']).toMatch(/^failed: works: /);
  const sha = push({ '.github/promotion.yml': afterwards('errors: { http: "http://127.0.0.1:9/health" }', 'stays: { file: README.md }') });
  const unknown = await gates({ mode: 'verify', sha }, { sha });
  expect([unknown.exit, unknown.outputs['gates']]).toEqual([1, '{"errors":"error"}']);
  expect(unknown.report?.validation['health_checks']).toMatch(/^not known: errors: /);
});

test('without gates nothing blocks: the steps of the workflow decide', async () => {
  const { gates } = await workshop(rules('entry: { file: README.md }'));
  const { exit, outputs } = await gates({ mode: 'verify' });
  expect([exit, outputs['gates']]).toEqual([0, '{}']);
});
