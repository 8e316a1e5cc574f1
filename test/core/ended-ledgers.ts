/** Ledgers of promotions at each kind of end, and the report each has. */
import { expect } from '@jest/globals';
import { readConfig, settingsHash } from '../../src/core/config.ts';
import type { Entry } from '../../src/core/entry.ts';
import { fold } from '../../src/core/fold.ts';
import type { Terms } from '../../src/core/promotion.ts';
import { promotionReport } from '../../src/core/promotion-report.ts';
import type { Report } from '../../src/core/report-document.ts';
import { readReport } from '../../src/core/report-read.ts';
import { configWith, factsOf, PEOPLE, REQUEST, ruledBy, SEEN, SHA } from './facts-builder.ts';

const RULES = `
    deploy: { workflow: deploy.yml }
    verify: { workflow: verify.yml, gates: { health: { http: 'https://shop.example/health' }, smoke: { command: 'npm run smoke' } } }
    watch: { for: 24h, every: 1h, on_fail: rollback, gates: { health: { http: 'https://shop.example/health' } } }
    gates:
      coverage: { coverage: coverage.json, min: 70 }
      lint: { findings: ruff.json, max: 0 }
      reviewed: { human: Code review approved, by: [qa] }`;
export const CONFIG = configWith('{ all: [qa] }').replace(
  'staging: { rollback_plan: false, approval: { all: [qa] } }',
  `staging:\n    rollback_plan: false\n    approval: { all: [qa] }${RULES}`,
);
export const facts = factsOf(ruledBy(SEEN, CONFIG));
const { config } = readConfig(CONFIG);

function digestOf(): string {
  const subject = config?.subjects.find(({ name }) => name === 'api');
  const environment = config?.environments.find(({ name }) => name === 'staging');
  if (!config || !subject || !environment) throw new Error(JSON.stringify(readConfig(CONFIG).problems));
  return settingsHash(facts.digest, { config, subject, environment });
}

export const hex = (digit: string): string => digit.repeat(64);
export const KEY = { gates: '1'.repeat(32), there: '2'.repeat(32), back: '3'.repeat(32), check: '4'.repeat(32) };
export const TERMS: Terms = {
  subject: 'api',
  version: 'v1',
  sha: SHA.first,
  from: 'development',
  to: 'staging',
  config: digestOf(),
  gates: hex('a'),
};
export const minute = (minutes: number): string => `2026-11-20T10:${String(minutes).padStart(2, '0')}:00Z`;
export const judged = (name: string, outcome: 'pass' | 'fail', value: number, summary: string) => ({
  ...{ name, outcome, summary, value, limit: null, unit: name === 'coverage' ? '%' : null, evidence: [] },
});
const target = { issue: 3, version: 'v0.9', sha: SHA.second };

export const ASKED: readonly Entry[] = [
  { kind: 'requested', at: minute(0), by: PEOPLE.alice, request: { ...REQUEST, rollbackPlan: 'Redeploy v0.9' }, sha: SHA.first },
  {
    ...{ kind: 'gates_dispatched', at: minute(0), key: KEY.gates, subject: 'api', sha: SHA.first, to: 'staging', config: TERMS.config },
    ...{ policy: hex('c'), workflow: 'promotion-gates.yml', ref: 'main' },
  },
  {
    ...{ kind: 'gates_judged', at: minute(1), key: KEY.gates, run: 900, attempt: 1, report: hex('d') },
    outcomes: { coverage: 'pass', lint: 'pass' },
    gates: [judged('coverage', 'pass', 76.25, '76.25 % of lines'), judged('lint', 'pass', 0, 'no findings')],
  },
  { kind: 'round_opened', at: minute(2), round: 1, terms: TERMS, fingerprint: hex('e'), approval: true, changed: [], voided: [] },
  {
    ...{ kind: 'signed', at: minute(3), by: PEOPLE.carol, comment: 61, gate: 'reviewed', sha: SHA.first, roles: ['qa'], evidence: '' },
  },
];
export const ACCEPTED: readonly Entry[] = [
  { kind: 'approved', at: minute(4), by: PEOPLE.carol, comment: 62, round: 1, roles: ['qa'], note: '' },
  { kind: 'accepted', at: minute(4), round: 1 },
];
export const started = (way: 'forward' | 'back', at: number, key: string): Entry => ({
  ...{ kind: 'deploy_started', at: minute(at), key, way, attempt: 1, to: 'staging', workflow: 'deploy.yml', ref: 'v1' },
  ...(way === 'back' ? { version: 'v0.9', sha: SHA.second } : { version: 'v1', sha: SHA.first }),
});
export const checked = (deploy: string, at: number, outcome: 'pass' | 'fail', purpose: 'verify' | 'watch' = 'verify'): Entry => ({
  ...{ kind: 'checked', at: minute(at), key: KEY.check, deploy, purpose, outcome, run: 901, attempt: 1, report: hex('f') },
  reason: outcome === 'fail' ? 'health: it answered 503' : '',
  gates: [judged('smoke', 'pass', 0, 'exit 0'), judged('health', outcome, 503, `it answered ${outcome === 'fail' ? 503 : 200}`)],
});
export const THERE: readonly Entry[] = [
  ...[...ASKED, ...ACCEPTED, started('forward', 5, KEY.there)],
  { kind: 'deployed', at: minute(6), key: KEY.there, run: 950 },
];
export const ARRIVED: readonly Entry[] = [
  ...[...THERE, checked(KEY.there, 7, 'pass')],
  { kind: 'promoted', at: minute(7), round: 1, watched: true, until: minute(59) },
];
export const goingBack = (why: 'watch' | 'verify', at: number): readonly Entry[] => [
  { kind: 'rollback_started', at: minute(at), by: null, comment: null, why, reason: 'health: it answered 503', target },
  started('back', at, KEY.back),
  { kind: 'deployed', at: minute(at + 1), key: KEY.back, run: 951 },
];
export const BACK: readonly Entry[] = [
  checked(KEY.back, 30, 'pass'),
  { kind: 'rolled_back', at: minute(30), by: null, reason: 'health: it answered 503', target, issues: [13, 14] },
];

export const reports = (entries: readonly Entry[], known: Parameters<typeof promotionReport>[2] = facts): Report | undefined =>
  promotionReport(fold(entries), entries, known);

/** Read back as programs do. @throws where there is none. */
export function ended(entries: readonly Entry[], known = facts): Report {
  const report = reports(entries, known);
  if (!report) throw new Error('this has not ended');
  const back = readReport(JSON.stringify(report));
  expect(back).toEqual({ ok: true, value: report });
  return report;
}
