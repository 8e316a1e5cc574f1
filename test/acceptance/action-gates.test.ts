/** Mode gates of the committed bundle, as a runner would run it: for the bot, and by hand. */
import { expect, test } from '@jest/globals';
import { readReport } from '../../src/core/report-read.ts';
import { CI, REPO, rules, sample, workshop } from './action-world.ts';

const COVERAGE = 'coverage: { coverage: reports/coverage.json, min: 70 }';
const green = { 'coverage.json': sample('coveragepy-json/line.json') };

test('green: exit 0, ready, and the report says where everything comes from', async () => {
  const { ci, gates, world, sha } = await workshop(rules(COVERAGE, '', CI));
  ci(green);
  const { exit, outputs, report, summary, read, left } = await gates({ key: 'a'.repeat(32), version: 'v1.4.0', promotion: '7' });
  expect([exit, outputs]).toEqual([
    0,
    { passed: 'true', result: 'ready', report: 'promotion-report.json', gates: '{"coverage":"pass"}', 'gate-coverage': 'pass' },
  ]);
  const [, run] = world.actions.of(REPO).toSorted((a, b) => a.id - b.id);
  expect(report).toMatchObject({
    component: 'web',
    from_stage: 'development',
    to_stage: 'staging',
    result: 'ready',
    subject: { repository: REPO, commit: sha, version: 'v1.4.0' },
    policy: { path: '.github/promotion.yml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    run: { id: run?.id, attempt: 1, actor: 'alice', key: 'a'.repeat(32) },
  });
  expect(readReport(JSON.stringify(report))).toMatchObject({ ok: true });
  expect(summary).toContain('## ✅ Ready: ');
  expect(read('promotion-report.md')).toBe(summary);
  expect(left).toEqual(['promotion-report.json', 'promotion-report.md', 'reports/coverage.json']);
});

test('by hand, without the bot: no key, no promotion, names as people call them, the rules of the default branch', async () => {
  const { gates, push } = await workshop(rules('spec: { file: README.md }'));
  const old = push({ '.github/promotion.yml': rules('spec: { file: NOT-THERE.md }') });
  push({ '.github/promotion.yml': rules('readme: { file: README.md }') });
  const { exit, report, outputs } = await gates({ to: 'stage', sha: old }, { sha: old });
  expect([exit, outputs['gates']]).toEqual([0, '{"readme":"pass"}']);
  expect(report).toMatchObject({ from_stage: 'development', to_stage: 'staging', subject: { version: old } });
  expect(report?.run).not.toHaveProperty('key');
});

test('the rules of the commit that the bot names hold, whatever came after', async () => {
  const { gates, sha, push } = await workshop(rules('readme: { file: README.md }'));
  push({ '.github/promotion.yml': rules('other: { file: NOT-THERE.md }') });
  const { exit, report } = await gates({ policy: sha });
  expect([exit, report?.policy.commit]).toEqual([0, sha]);
});

const RED = { 'coverage.json': sample('coveragepy-json/malformed.truncated.json') };
test.each([
  ['blocked', 1],
  ['never', 0],
])('red, with fail-on: %s, ends with exit %i; the outputs say the same both times', async (failOn, code) => {
  const { ci, gates } = await workshop(rules('coverage: { coverage: reports/coverage.json, min: 80 }', '', CI));
  ci(green);
  const { exit, outputs, log, report } = await gates({ 'fail-on': failOn });
  expect([exit, outputs['passed'], outputs['result'], outputs['gate-coverage']]).toEqual([code, 'false', 'blocked', 'fail']);
  expect(log).toMatch(/^::error title=Gate coverage blocks,file=src\/.*::75\.80 %25 of lines/m);
  expect(report?.result).toBe('blocked');
});

test('a report that cannot be read is an error, and blocks', async () => {
  const { ci, gates } = await workshop(rules(COVERAGE, '', CI));
  ci(RED);
  const { exit, outputs } = await gates();
  expect([exit, outputs['gate-coverage']]).toEqual([1, 'error']);
});

test('people sign later: what they have to sign does not make a run fail', async () => {
  const config = rules('readme: { file: README.md }\nreview: { human: Reviewed, by: [lead] }').replace(
    'environments:',
    'roles:\n  lead: { users: [alice] }\nenvironments:',
  );
  const { gates } = await workshop(config);
  expect(await gates()).toMatchObject({ exit: 0, outputs: { passed: 'true', result: 'waiting', 'gate-review': 'pending' } });
});

test('what is off or only advice holds nobody up, and is told', async () => {
  const config = rules('readme: { file: README.md }\nspec: { file: NOT-THERE.md, required: false }\nold: { file: GONE.md }').replace(
    'web: { kind: component }',
    'web: { kind: component, gates: { old: { off: no longer kept } } }',
  );
  const { exit, outputs, report } = await (await workshop(config)).gates();
  expect([exit, outputs['result'], outputs['gates']]).toEqual([0, 'ready', '{"readme":"pass","spec":"error","old":"off"}']);
  expect(report?.promotion_criteria.details[2]?.summary).toContain('no longer kept');
});

test('compared with what the bot says was measured last time', async () => {
  const { ci, gates } = await workshop(
    rules('coverage: { coverage: reports/coverage.json, compare: { with: previous, max_drop: 1% } }', '', CI),
  );
  ci(green);
  const before = (coverage: number) => JSON.stringify({ issue: 3, version: 'v1.3.0', at: '2026-10-01T10:00:00Z', gates: { coverage } });
  expect(await gates({ previous: before(76) })).toMatchObject({ exit: 0, outputs: { 'gate-coverage': 'pass' } });
  const worse = await gates({ previous: before(90) });
  expect([worse.exit, worse.report?.blockers[0]?.summary]).toEqual([1, expect.stringContaining('v1.3.0 had 90 %')]);
  expect((await gates({ previous: 'null' })).report?.promotion_criteria.details[0]?.summary).toContain('first promotion');
});

const whole = rules('readme: { file: README.md }');
/** What stands in the way, and the sentence for it; each is a report that blocks. */
const TROUBLES: readonly (readonly [what: string, config: string | null, inputs: Readonly<Record<string, string>>, sentence: string])[] = [
  ['no rules', null, {}, 'There is no .github/promotion.yml at the default branch. Start from templates/promotion.yml'],
  ['rules that are broken', whole.replace('approval:', 'aproval:'), {}, 'line 6: environments.staging has an unknown key "aproval"'],
  ['rules of a commit that is not there', whole, { policy: 'f'.repeat(40) }, 'There is no .github/promotion.yml at commit fffffff'],
  ['an unknown subject', whole, { subject: 'wev' }, 'There is no subject "wev" in .github/promotion.yml. Did you mean web? Known are web.'],
  [
    'an unknown environment',
    whole,
    { to: 'stagin' },
    'There is no environment "stagin" in .github/promotion.yml. Did you mean staging? Known are development, staging.',
  ],
  [
    'another commit checked out',
    whole,
    { sha: 'a'.repeat(40) },
    `is checked out, and not ${'a'.repeat(40)}. Give "ref: \${{ inputs.sha }}" to actions/checkout.`,
  ],
  ['a short SHA', whole, { sha: 'abc1234' }, 'The input "sha" is "abc1234"; it must be a full commit SHA.'],
  ['a history that is no JSON', whole, { previous: '{' }, 'the input "previous" is no JSON'],
  [
    'a history of another shape',
    whole,
    { previous: '{"version":1}' },
    'the input "previous" does not have the shape the bot gives it: version',
  ],
  ['no token', whole, { token: '' }, 'The input "token" is empty'],
  ['a token that is none', whole, { token: 'ghs_stolen' }, 'The rules could not be read: '],
];
test.each(TROUBLES)('%s: exit 1, and a report that says why', async (_what, config, inputs, sentence) => {
  const { exit, outputs, report, log, summary } = await (await workshop(config)).gates(inputs);
  expect([exit, outputs]).toEqual([1, { passed: 'false', result: 'blocked', report: 'promotion-report.json', gates: '{}' }]);
  expect(report).toMatchObject({
    result: 'blocked',
    blockers: [{ gate: null, outcome: 'error', summary: expect.stringContaining(sentence) }],
  });
  expect(readReport(JSON.stringify(report))).toMatchObject({ ok: true });
  expect(log).toMatch(/^::error::/m);
  expect(summary).toContain('## ❌ Blocked: ');
});

test('nothing checked out: exit 1, and a report that says what to do', async () => {
  const { exit, report } = await (await workshop(whole)).gates({}, { sha: '' });
  expect([exit, report?.blockers[0]?.summary]).toEqual([
    1,
    `Nothing is checked out in the workspace. Use actions/checkout with "ref: \${{ inputs.sha }}" before this action.`,
  ]);
});

test.each([
  [{ mode: 'gate' }, 'The input "mode" is "gate"; it may be gates, verify, watch, pull_request or bot.'],
  [{ wait: 'long' }, 'The input "wait" is "long"; it may be a number of minutes from 0 to 350.'],
  [{ wait: '' }, 'The input "wait" is ""; it may be a number of minutes from 0 to 350.'],
  [{ poll: '0' }, 'The input "poll" is "0"; it may be a number of seconds from 0.01 to 3600.'],
  [{ 'fail-on': 'always' }, 'The input "fail-on" is "always"; it may be blocked or never.'],
  [{ key: 'x' }, 'The input "key" is "x"; it may be the 32 hex digits the bot gives, or nothing.'],
  [{ policy: 'main' }, 'The input "policy" is "main"; it may be a full commit SHA, or nothing.'],
  [{ report: '../report.json' }, 'The input "report" is "../report.json", and that cannot be used: it has a segment of dots alone.'],
])('inputs %j are told, with what is allowed, and nothing is written', async (inputs, sentence) => {
  const { exit, log, left } = await (await workshop(whole)).gates(inputs);
  expect([exit, left]).toEqual([1, []]);
  expect(log).toContain(`::error::${sentence}`);
});

test('the report goes where it is wanted, with its page beside it', async () => {
  const { left, outputs } = await (await workshop(whole)).gates({ report: 'out/gates.json' });
  expect([left, outputs['report']]).toEqual([['out/gates.json', 'out/gates.md'], 'out/gates.json']);
});

test('outside of a workflow it says so', async () => {
  const { exit, log } = await (await workshop(whole)).gates({}, { env: { GITHUB_REPOSITORY: '' } });
  expect([exit, log]).toEqual([1, expect.stringContaining('This runs in a GitHub Actions workflow only')]);
});

test('at most ten gates are marked: GitHub shows no more of a step', async () => {
  const many = Array.from({ length: 14 }, (_, i) => `gate${i}: { file: NONE${i}.md }`).join('\n');
  const { log, outputs } = await (await workshop(rules(many))).gates();
  expect(log.match(/^::error /gm)).toHaveLength(10);
  expect(Object.keys(outputs).filter((name) => name.startsWith('gate-'))).toHaveLength(14);
});
