/** What is locked stays at least as strict, judged by what judges promotions: by approvals that are weighed, and gates that are judged. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Config, readConfig } from '../../src/core/config.ts';
import { effectiveGates } from '../../src/core/gates/effective.ts';
import { type Vote, weigh } from '../../src/core/policy.ts';
import { ok } from '../../src/core/result.ts';

const ROLES = ['a', 'b', 'c'] as const;
const rules: fc.Arbitrary<string> = fc.letrec<{ rule: string }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom(...ROLES),
    fc
      .record({ role: fc.constantFrom(...ROLES), count: fc.integer({ min: 1, max: 2 }) })
      .map(({ role, count }) => `{ role: ${role}, count: ${count} }`),
    fc
      .record({ form: fc.constantFrom('all', 'any'), parts: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) })
      .map(({ form, parts }) => `{ ${form}: [${parts.join(', ')}] }`),
  ),
})).rule;
const votes: fc.Arbitrary<readonly Vote[]> = fc.array(fc.uniqueArray(fc.constantFrom(...ROLES)), { maxLength: 5 }).map((all) =>
  all.map((roles, id) => ({
    roles,
    approval: { by: { id, login: `p${id}`, kind: 'person' }, at: '2026-11-20T10:00:00Z', comment: id, roles, note: '' },
  })),
);

const HEAD = `version: 1
roles: { a: { teams: [a] }, b: { teams: [b] }, c: { teams: [c] } }
environments:
`;
const TAIL = 'version: 1\nextends: org\nsubjects: { web: { kind: component } }\nenvironments:\n';
const read = (own: string, organization: string): Config | undefined =>
  readConfig(`${TAIL}  one: ${own}\n`, { file: 'org', text: `${HEAD}  one: ${organization}\nlocked: [environments.one]\n` }).config;

describe('an approval over a locked one', () => {
  const both = fc.tuple(rules, rules);
  const taken = ([kept, found]: readonly [string, string]) => {
    const config = read(`{ approval: ${found} }`, `{ approval: ${kept} }`);
    return (
      config && {
        found: config.environments[0]?.approval ?? 'none',
        kept: read('{}', `{ approval: ${kept} }`)?.environments[0]?.approval ?? 'none',
      }
    );
  };

  test('is taken only where nobody can fulfil it without fulfilling the locked one', () => {
    let count = 0;
    fc.assert(
      fc.property(both, fc.array(votes, { minLength: 8, maxLength: 8 }), (pair, many) => {
        const rule = taken(pair);
        if (!rule) return;
        count += 1;
        for (const some of many) if (weigh(rule.found, some).met) expect([pair, weigh(rule.kept, some).met]).toEqual([pair, true]);
      }),
      { numRuns: 400 },
    );
    expect(count).toBeGreaterThan(40);
  });

  test('is taken where it asks for everything that the locked one asks for, and more', () => {
    fc.assert(
      fc.property(both, ([kept, more]) => {
        fc.pre(read('{}', `{ approval: { all: [${kept}, ${more}] } }`) !== undefined);
        expect(taken([kept, kept])).toBeDefined();
        expect(taken([kept, `{ all: [${kept}, ${more}] }`])).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });
});

test('a gate over a locked one is taken only where what it lets through would have been let through', () => {
  const limits = fc.record({ min: fc.integer({ min: -5, max: 5 }), max: fc.integer({ min: -5, max: 5 }) }, { requiredKeys: ['max'] });
  const gate = (own: object): string => `{ approval: none, gates: { load: ${JSON.stringify({ json: 'a.json', at: '/a', ...own })} } }`;
  const passes = (config: Config | undefined, value: number): boolean => {
    const [subject, environment] = [config?.subjects[0], config?.environments[0]];
    if (!config || !subject || !environment) throw new Error('there is nothing to judge');
    const [{ gate: load } = { gate: undefined }] = effectiveGates({ config, subject, environment });
    const about = { subject: { name: 'web', kind: 'component', paths: [], labels: {}, spec: undefined } } as never;
    const ask = (() => ok({ value: { a: value }, source: { path: 'a.json' } })) as never;
    return load?.judge(ask, about).outcome === 'pass';
  };
  fc.assert(
    fc.property(limits, limits, fc.integer({ min: -6, max: 6 }), (kept, found, value) => {
      const organization = gate(kept);
      const config = read(gate(found), organization);
      if (config && passes(config, value)) expect(passes(read('{}', organization), value)).toBe(true);
      const isStricter = found.max <= kept.max && (kept.min === undefined || (found.min ?? kept.min) >= kept.min);
      expect(config !== undefined).toBe(isStricter);
    }),
    { numRuns: 300 },
  );
});
