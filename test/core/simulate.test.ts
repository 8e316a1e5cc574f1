/** What other rules would have said of gates that were measured: nothing that was not measured is guessed. */
import { expect, test } from '@jest/globals';
import { readConfig, settingsHash } from '../../src/core/config.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { GateRun, JudgedGate, Promotion } from '../../src/core/promotion.ts';
import { simulate } from '../../src/core/simulate.ts';
import { CONFIG, configWith, factsOf, PEOPLE, REQUEST, ruledBy, SEEN, SHA } from './facts-builder.ts';

const judged = (name: string, outcome: JudgedGate['outcome']): JudgedGate => ({
  ...{ name, outcome, summary: `${name} said ${outcome}`, value: null, limit: null, unit: null, evidence: [] },
});
const withGates = (gates: string): string => configWith('none', `, gates: { ${gates} }`);
const THEN = withGates('cov: { coverage: c.json, min: 80 }, lint: { check: lint, required: false }');

/** A promotion that arrived under `then`, seen with the rules `next`. */
function arrived(then: string, next: string): Facts {
  const facts = factsOf(ruledBy(SEEN, next));
  const { config } = readConfig(then);
  const [subject, environment] = [config?.subjects[0], config?.environments[1]];
  if (!config || !subject || !environment) throw new Error('the rules of then are broken');
  const hash = settingsHash(facts.digest, { config, subject, environment });
  const at = '2026-11-20T09:00:00Z';
  const terms = { subject: 'api', version: 'v1', sha: SHA.first, from: 'development', to: 'staging', config: hash, gates: '' };
  const about = { key: 'k', at, subject: 'api', sha: SHA.first, to: 'staging', config: hash, policy: '', workflow: 'g.yml', ref: 'main' };
  const gateRun: GateRun = { ...about, state: 'judged', gates: [judged('cov', 'pass'), judged('lint', 'fail')], again: false };
  const promotion: Promotion = {
    ...{
      requestedBy: PEOPLE.alice,
      amendedBy: [],
      requestedAt: at,
      request: REQUEST,
      frozen: SHA.first,
      approvals: [],
      gates: {},
      gateRun,
    },
    ...{ round: { number: 1, terms, fingerprint: '', approval: false, openedAt: at }, signatures: [], touched: false, released: [] },
    ...{ doubts: { errors: 0, allowed: 3 }, status: 'PROMOTED', phase: 'settled', at },
  };
  return { ...facts, promotion };
}

const codes = (next: string, today: string | undefined = THEN): readonly string[] => {
  const { points } = simulate(arrived(THEN, next), today === undefined ? undefined : readConfig(today).config);
  return points.map(({ kind, code, facts }) => `${kind} ${code} ${facts['gate'] ?? ''}`.trim());
};

test('the same rules say the same, whatever the repository says today', () => {
  expect(codes(THEN)).toEqual([]);
  expect(codes(THEN, CONFIG)).toEqual([]);
});

test('a gate that was advice and failed would block where it is required', () => {
  expect(codes(THEN.replace(', required: false', ''))).toEqual(['differs gate_blocks lint']);
});

test('a gate that passed passes again as long as it is the same gate', () => {
  expect(codes(withGates('cov: { coverage: c.json, min: 80 }'))).toEqual([]);
  expect(codes(withGates('cov: { coverage: c.json, min: 90 }'))).toEqual(['unknown gate_changed cov']);
  expect(codes(withGates('cov: { coverage: other.json, min: 80 }'))).toEqual(['unknown gate_changed cov']);
});

test('where a report comes from is part of what a gate means', () => {
  const next = withGates('cov: { coverage: c.json, min: 80 }').replace('environments:', 'evidence: [{ artifact: nightly }]\nenvironments:');
  expect(codes(next)).toEqual(['unknown gate_changed cov']);
});

test('when the rules of then are gone, nobody knows what a gate was', () => {
  const next = withGates('cov: { coverage: c.json, min: 80 }');
  expect(codes(next, CONFIG)).toEqual(['unknown gate_changed cov']);
  expect(codes(next, 'version: 2')).toEqual(['unknown gate_changed cov']);
});

test('a gate that nobody measured is unknown; one that is off or advice asks for nothing', () => {
  expect(codes(withGates('e2e: { check: e2e }'))).toEqual(['unknown gate_unmeasured e2e']);
  expect(codes(withGates('e2e: { check: e2e, required: false }'))).toEqual([]);
});

test('what was imported was never decided, so no rules would have decided it otherwise', () => {
  const facts = arrived(THEN, THEN.replace(', required: false', ''));
  const { promotion } = facts;
  if (!promotion) throw new Error('nothing arrived');
  const source = { kind: 'maturity', file: 'MATURITY.md', line: 5, deployment: null } as const;
  const imported = { at: '2026-11-20T09:00:00Z', operator: 'ada', since: null, source } as const;
  expect(simulate({ ...facts, promotion: { ...promotion, imported } }, undefined)).toEqual({ outcome: 'same', points: [] });
});

test('a ledger that does not hold says nothing', () => {
  const facts = arrived(THEN, THEN);
  const broken: Facts = { ...facts, ledger: { ...facts.ledger, problems: [{ code: 'ledger_bad_signature', place: 'ledger' }] } };
  expect(simulate(broken, undefined)).toMatchObject({ outcome: 'unknown', points: [{ code: 'ledger' }] });
});
