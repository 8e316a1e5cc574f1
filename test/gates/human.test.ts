import { expect, test } from '@jest/globals';
import type { EffectiveGate } from '../../src/core/gates/effective.ts';
import { judgeGates } from '../../src/core/gates/judge.ts';
import type { Given } from '../../src/core/gates/signed.ts';
import { about, asks, gate, SHA } from './asked.ts';

const REVIEW = { human: 'Security review complete', by: ['security', 'lead'] };
const dave = { id: 4, login: 'dave', kind: 'person' } as const;
const signed = (changed: Partial<Given> = {}): Given => ({
  gate: 'review',
  by: dave,
  at: '2026-11-20T10:12:00Z',
  comment: 7,
  sha: SHA,
  roles: ['security'],
  evidence: '',
  url: 'https://github.com/acme/shop/issues/1#issuecomment-7',
  ...changed,
});
const effective = (settings: Readonly<Record<string, unknown>>, changed: Partial<EffectiveGate> = {}): EffectiveGate => ({
  name: 'review',
  kind: 'human',
  required: true,
  gate: gate(settings),
  rule: 'staging',
  maxAge: undefined,
  compare: undefined,
  ...changed,
});
const judge = (one: EffectiveGate, signatures: readonly Given[]) => judgeGates([one], asks({}), () => about(), signatures)[0];

test('a signature for this commit by somebody of the role is a pass', () => {
  expect(judge(effective(REVIEW), [signed()])).toMatchObject({
    id: 'review',
    title: 'Security review complete',
    outcome: 'pass',
    summary: 'dave signed as security on 2026-11-20 10:12 UTC',
    by: ['security', 'lead'],
    signed_by: [{ login: 'dave', at: '2026-11-20T10:12:00Z', via: 'https://github.com/acme/shop/issues/1#issuecomment-7' }],
  });
});

test('without one it waits, and says who may sign', () => {
  expect(judge(effective(REVIEW), [])).toMatchObject({
    outcome: 'pending',
    summary: 'not signed: whoever holds security or lead answers /sign review',
    signed_by: [],
  });
});

test.each<[string, Partial<Given>, Readonly<Record<string, unknown>>, Partial<EffectiveGate>, string]>([
  ['for another gate', { gate: 'other' }, {}, {}, 'not signed'],
  ['for another commit', { sha: 'b'.repeat(40) }, {}, {}, 'is for another commit (bbbbbbb)'],
  ['without the role', { roles: ['qa'] }, {}, {}, 'security or lead is needed'],
  ['by a bot', { by: { ...dave, kind: 'bot' } }, {}, {}, 'not that of a person'],
  ['by whoever asked', { own: true }, {}, {}, 'asked for themselves'],
  ['given before this environment asked', { inherited: true }, {}, { rule: 'production' }, 'before production asked'],
  ['without the evidence that is wanted', { evidence: ' ' }, { evidence: 'link' }, {}, 'brings no evidence'],
  ['too old', {}, {}, { maxAge: 3_600 }, 'older than 1 hour'],
])('a signature %s does not count', (_what, change, settings, changed, says) => {
  const said = judge(effective({ ...REVIEW, ...settings }, changed), [signed(change)]);
  expect(said).toMatchObject({ outcome: 'pending', summary: expect.stringContaining(says), signed_by: [] });
});

test.each<[string, Partial<Given>, Readonly<Record<string, unknown>>]>([
  ['of whoever asked, where self: true', { own: true }, { self: true }],
  ['for the same commit on its way to the environment the gate comes from', { inherited: true }, {}],
  ['with its evidence', { evidence: 'https://example.com/run' }, { evidence: 'link' }],
])('a signature %s counts', (_what, change, settings) => {
  expect(judge(effective({ ...REVIEW, ...settings }), [signed(change)])?.outcome).toBe('pass');
});
