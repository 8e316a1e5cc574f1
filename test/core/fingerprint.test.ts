import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digest } from '../../src/app/notary.ts';
import { type Bound, changedTerms, fingerprint } from '../../src/core/fingerprint.ts';
import type { Terms } from '../../src/core/promotion.ts';

const name = fc.constantFrom('a', 'b', 'ab', '', 'null', '"', '\u0000', 'é', 'e\u0301');
const hex = fc.constantFrom('0'.repeat(64), '1'.repeat(64));
const terms: fc.Arbitrary<Terms> = fc.record({
  subject: name,
  version: name,
  sha: fc.constantFrom('a'.repeat(40), 'b'.repeat(40)),
  from: fc.option(name),
  to: name,
  config: hex,
  gates: hex,
});
const bound: fc.Arbitrary<Bound> = fc.record({
  repo: fc.integer({ min: 1, max: 12 }),
  issue: name,
  round: fc.integer({ min: 1, max: 12 }),
  terms,
});

const print = (value: Bound): string => fingerprint(digest, value);
const base: Bound = {
  repo: 7,
  issue: 'I_1',
  round: 1,
  terms: { subject: 'api', version: 'v1', sha: 'a'.repeat(40), from: 'dev', to: 'prod', config: '0'.repeat(64), gates: '1'.repeat(64) },
};

describe('the fingerprint of a round', () => {
  test('is a SHA-256', () => {
    expect(print(base)).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each<[string, Bound]>([
    ['the repository', { ...base, repo: base.repo + 1 }],
    ['the issue', { ...base, issue: `${base.issue}x` }],
    ['the round', { ...base, round: base.round + 1 }],
    ...Object.keys(base.terms).map((field): [string, Bound] => [
      `the ${field}`,
      { ...base, terms: { ...base.terms, [field]: `${base.terms[field as keyof Terms]}x` } },
    ]),
    ['no environment below', { ...base, terms: { ...base.terms, from: null } }],
  ])('changes with %s', (_, other) => {
    expect(print(other)).not.toBe(print(base));
  });

  test('attack 26: two are the same only if everything is', () => {
    fc.assert(
      fc.property(bound, bound, (one, other) => {
        const same = changedTerms(one.terms, other.terms).length === 0 && one.repo === other.repo && one.issue === other.issue;
        expect(print(one) === print(other)).toBe(same && one.round === other.round);
      }),
      { numRuns: 2_000 },
    );
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(bound, ({ terms: asked, round, issue, repo }) => {
        const { subject, version, sha, from, to, config, gates } = asked;
        const turned = { gates, config, to, from, sha, version, subject };
        expect(print({ terms: turned, round, issue, repo })).toBe(print({ repo, issue, round, terms: asked }));
      }),
    );
  });
});

test('what changed is told field by field, in the order a person reads', () => {
  fc.assert(
    fc.property(terms, terms, (before, after) => {
      const changed = changedTerms(before, after);
      expect(changedTerms(after, before)).toEqual(changed);
      expect({ ...before, ...Object.fromEntries(changed.map((field) => [field, after[field]])) }).toEqual(after);
      expect(changed.every((field) => before[field] !== after[field])).toBe(true);
    }),
  );
  const [one, other] = [base.terms, { ...base.terms, to: 'x', subject: 'y', gates: 'z' }];
  expect(changedTerms(one, one)).toEqual([]);
  expect(changedTerms(one, other)).toEqual(['subject', 'to', 'gates']);
});
