/** The report of a promotion that has ended: what its ledger says, whatever came of it. */
import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../src/core/entry.ts';
import { fold } from '../../src/core/fold.ts';
import { promotionReport } from '../../src/core/promotion-report.ts';
import {
  ACCEPTED,
  ARRIVED,
  ASKED,
  BACK,
  CONFIG,
  checked,
  ended,
  facts,
  goingBack,
  hex,
  KEY,
  minute,
  reports,
  started,
  TERMS,
  THERE,
} from './ended-ledgers.ts';
import { factsOf, PEOPLE, ruledBy, SEEN, SHA } from './facts-builder.ts';

describe('a good end', () => {
  test('has the keys and shapes of the component promotion workflow', () => {
    const { quality_gates, promotion_criteria, deployment, validation, ...report } = ended([
      ...ARRIVED,
      { kind: 'settled', at: minute(59) },
    ]);
    expect(report).toMatchObject({ component: 'api', from_stage: 'development', to_stage: 'staging', date: minute(7), result: 'promoted' });
    expect(quality_gates).toEqual({
      ...{ coverage: '76.25%', tests_passing: null, linting: 'clean' },
      ...{ type_checking: 'not measured', security: 'not measured' },
    });
    expect(promotion_criteria.all_met).toBe(true);
    expect(promotion_criteria.details.map(({ id, kind, outcome, summary }) => `${id} ${kind} ${outcome}: ${summary}`)).toEqual([
      'coverage coverage pass: 76.25 % of lines',
      'lint findings pass: no findings',
      'reviewed human pass: attested by carol',
    ]);
    expect(deployment).toEqual({
      success: true,
      environment: 'staging',
      version: 'v1',
      url: 'https://github.com/acme/shop/actions/runs/950',
    });
    expect(validation).toEqual({ smoke_tests: 'passed', health_checks: 'passed', verification: 'passed', monitoring: 'normal' });
    expect(report.blockers).toEqual([]);
    expect(report.approvals).toEqual([
      { login: 'carol', roles: ['qa'], at: minute(4), via: 'https://github.com/acme/shop/issues/7#issuecomment-62' },
    ]);
    expect(report.rollback).toEqual({ procedure: 'Redeploy v0.9' });
    expect(report.policy).toEqual({ path: '.github/promotion.yml', sha256: hex('c') });
    expect(report.run).toEqual({ key: KEY.gates, id: 900, attempt: 1, url: 'https://github.com/acme/shop/actions/runs/900' });
    expect(report).not.toHaveProperty('previous_promotion');
  });

  test('a watch that goes on says until when; one that a newer version ended says by which', () => {
    expect(ended(ARRIVED).validation['monitoring']).toBe(`under way until ${minute(59)}`);
    const replaced: Entry = { kind: 'settled', at: minute(20), replaced: 12 };
    expect(ended([...ARRIVED, replaced]).validation['monitoring']).toBe('ended early: #12 brought a newer version');
  });

  test('what is only recorded was not deployed, checked or watched', () => {
    const promoted: Entry = { kind: 'promoted', at: minute(5), round: 1, watched: false };
    const { deployment, validation } = ended([...ASKED, ...ACCEPTED, promoted]);
    expect(deployment.success).toBeNull();
    expect(validation).toEqual({ smoke_tests: 'not run', health_checks: 'not run', monitoring: 'not run' });
  });

  test('where nothing is deployed and only looked at, nothing is said of a deployment', () => {
    const begun: Entry = { ...started('forward', 5, KEY.there), workflow: null, ref: '' } as Entry;
    const { deployment, validation } = ended([
      ...[...ASKED, ...ACCEPTED, begun, { kind: 'deployed', at: minute(5), key: KEY.there } as const, checked(KEY.there, 7, 'pass')],
      { kind: 'promoted', at: minute(7), round: 1, watched: false },
    ]);
    expect([deployment.success, validation['health_checks']]).toEqual([null, 'passed']);
  });
});

describe('another end', () => {
  test('rolled back: why, to which version, and that what was brought back works', () => {
    const report = ended([...ARRIVED, checked(KEY.there, 20, 'fail', 'watch'), ...goingBack('watch', 21), ...BACK]);
    expect(report).toMatchObject({ result: 'rolled-back', date: minute(30), deployment: { success: true, version: 'v1' } });
    expect(report.deployment.url).toContain('/runs/950');
    expect(report.validation).toMatchObject({ monitoring: 'failed: health: it answered 503', health_checks: 'passed', rollback: 'passed' });
    expect(report.rollback).toEqual({ procedure: 'Redeploy v0.9', previous_version: 'v0.9' });
    expect(report.blockers).toEqual([
      { gate: null, outcome: 'fail', summary: 'Taken back because a check of the watch failed: health: it answered 503' },
    ]);
    // What was asked for before the deployment had been met all the same.
    expect(report.promotion_criteria.all_met).toBe(true);
  });

  test('rolled back after a verification that failed: the health check did, the smoke tests did not', () => {
    const { validation } = ended([...THERE, checked(KEY.there, 7, 'fail'), ...goingBack('verify', 8), ...BACK]);
    expect(validation).toEqual({
      ...{ smoke_tests: 'passed', health_checks: 'failed: health: it answered 503', verification: 'failed: health: it answered 503' },
      ...{ rollback: 'passed', monitoring: 'not run' },
    });
  });

  test('failed: the deployment did not succeed, in the words of the ledger', () => {
    const broke: Entry = {
      kind: 'deploy_failed',
      at: minute(6),
      key: KEY.there,
      reason: 'It ended.',
      changed: true,
      again: false,
      run: 950,
    };
    const report = ended([
      ...ASKED,
      ...ACCEPTED,
      started('forward', 5, KEY.there),
      broke,
      { kind: 'failed', at: minute(6), reason: 'It ended.' },
    ]);
    expect(report).toMatchObject({ result: 'failed', deployment: { success: false } });
    expect(report.blockers.map(({ summary }) => summary)).toEqual(['Failed: It ended.']);
  });

  test('rejected and cancelled: by whom and why; nothing was deployed', () => {
    const rejected = ended([
      ...ASKED,
      { kind: 'rejected', at: minute(9), by: PEOPLE.bob, comment: 70, round: 1, reason: 'error rate doubled' },
    ]);
    expect(rejected).toMatchObject({ result: 'rejected', date: minute(9), deployment: { success: null }, approvals: [] });
    expect(rejected.blockers).toEqual([{ gate: null, outcome: 'fail', summary: 'Rejected by bob: error rate doubled' }]);
    const cancelled = ended([...ASKED, { kind: 'cancelled', at: minute(9), by: null, comment: null, why: 'closed', reason: '' }]);
    expect(cancelled).toMatchObject({ result: 'cancelled', blockers: [{ summary: 'Cancelled (closed).' }] });
  });

  test('cancelled before it was understood: nothing counts as met', () => {
    const report = ended([
      ...ASKED.slice(0, 1),
      { kind: 'cancelled', at: minute(9), by: PEOPLE.alice, comment: 70, why: 'withdrawn', reason: '' },
    ]);
    expect(report).toMatchObject({
      component: 'api',
      from_stage: null,
      deployment: { version: 'v1' },
      promotion_criteria: { all_met: false },
    });
    expect(report.blockers.map(({ summary }) => summary)).toEqual([
      'It ended before it was known what has to be met.',
      'Cancelled (withdrawn) by alice.',
    ]);
  });

  test('gates that nobody judged wait, also after a rejection', () => {
    const round = ASKED.filter(({ kind }) => kind === 'requested' || kind === 'round_opened');
    const report = ended([...round, { kind: 'rejected', at: minute(9), by: PEOPLE.bob, comment: 70, round: 1, reason: 'no' }]);
    expect(report.promotion_criteria.details.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      ...['coverage pending', 'lint pending', 'reviewed pending'],
    ]);
    expect([report.promotion_criteria.all_met, report.quality_gates.coverage]).toEqual([false, null]);
  });

  test('skipped gates are said to be so, and never met', () => {
    const skipped: Entry = { kind: 'gates_skipped', at: minute(3), by: PEOPLE.alice, round: 1 };
    const promoted: Entry = { kind: 'promoted', at: minute(5), round: 1, watched: false };
    const report = ended([...ASKED, skipped, ...ACCEPTED, promoted]);
    expect([report.skipped_quality_gates, report.promotion_criteria.all_met, report.result]).toEqual([true, false, 'promoted']);
  });
});

describe('no report', () => {
  test('while it goes on, or is being taken back', () => {
    const open = [ASKED, [...ASKED, ...ACCEPTED], THERE, [...ARRIVED, ...goingBack('watch', 21)]];
    for (const entries of open) expect(reports(entries)).toBeUndefined();
    expect(promotionReport(undefined, [], facts)).toBeUndefined();
  });

  test('but after a rollback that failed there is one, and it says that', () => {
    const failed: Entry = { kind: 'rollback_failed', at: minute(25), reason: 'The run ended as failure.' };
    const report = ended([...ARRIVED, ...goingBack('watch', 21), failed]);
    expect(report).toMatchObject({
      result: 'promoted',
      blockers: [{ summary: 'The rollback did not succeed: The run ended as failure.' }],
    });
  });
});

describe('rules that have changed since', () => {
  const REJECTED: Entry = { kind: 'rejected', at: minute(9), by: PEOPLE.bob, comment: 70, round: 1, reason: 'no' };

  test('ask for nothing afterwards; what was judged and signed stays', () => {
    const today = factsOf(ruledBy(SEEN, CONFIG.replace('      lint: {', '      new: { file: NEW.md }\n      lint: {')));
    expect(ended(ARRIVED, today).promotion_criteria.details.map(({ id }) => id)).toEqual(['coverage', 'lint', 'reviewed']);
  });

  test('that cannot be read leave the kinds unknown, so that nothing is told as measured', () => {
    const broken = factsOf(ruledBy(SEEN, 'version: ['));
    const report = ended(ARRIVED, broken);
    expect(report.promotion_criteria.details.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'coverage unknown',
      'lint unknown',
      'reviewed human',
    ]);
    expect([report.quality_gates.coverage, report.quality_gates.linting]).toEqual([null, 'not measured']);
    expect(report.validation).toMatchObject({ smoke_tests: 'not run', health_checks: 'not run', verification: 'passed' });
  });

  test('without a run of the gates: what had to be met cannot be told', () => {
    const round = ASKED.filter(({ kind }) => kind === 'requested' || kind === 'round_opened');
    const report = ended([...round, REJECTED], factsOf(ruledBy(SEEN, 'version: [')));
    expect(report.promotion_criteria).toEqual({ all_met: false, details: [] });
    expect(report.blockers[0]?.summary).toContain('cannot be told');
  });
});

test('the promotion before is named where it was looked up: the newest, or the one that was brought back', () => {
  const before = (number: number, at: string, version: string) => {
    const terms = { ...TERMS, version, sha: SHA.second };
    const entries = [...ARRIVED, { kind: 'settled', at: minute(59) } as const].map(
      (entry): Entry => (entry.kind === 'round_opened' ? { ...entry, terms } : entry.kind === 'promoted' ? { ...entry, at } : entry),
    );
    const promotion = fold(entries);
    if (!promotion) throw new Error('no promotion');
    return { number, promotion };
  };
  const records = [before(5, '2026-11-10T10:00:00Z', 'v0.9.5'), before(3, '2026-11-01T10:00:00Z', 'v0.9'), before(9, minute(50), 'v2')];
  const known = { ...facts, records };
  expect(ended(ARRIVED, known).previous_promotion).toEqual({
    ...{ version: 'v0.9.5', commit: SHA.second, date: '2026-11-10T10:00:00Z', url: 'https://github.com/acme/shop/issues/5' },
  });
  expect(ended([...ARRIVED, ...goingBack('watch', 21), ...BACK], known).previous_promotion).toMatchObject({ version: 'v0.9' });
});
