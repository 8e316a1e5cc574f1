import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Rule } from '../../src/core/config.ts';
import { alternatives, type Standing, type Vote, weigh } from '../../src/core/policy.ts';

const ROLES = ['tech-lead', 'qa', 'security'] as const;
const ALL: Rule = { all: ROLES.map((role) => ({ role, count: 1 })) };

/** People by the roles they hold; each has approved. */
const votesOf = (people: readonly (readonly string[])[]): readonly Vote[] =>
  people.map((roles, i) => ({
    roles,
    approval: {
      by: { id: 100 + i, login: `p${i}`, kind: 'person' },
      at: '2026-11-20T10:00:00Z',
      comment: 500 + i,
      roles: ['whatever was held then'],
      note: '',
    },
  }));

const lacking = ({ slots }: Standing): number => slots.filter(({ filledBy }) => !filledBy).length;

/** Every slot is filled by somebody who holds its role, and nobody fills two. */
function keepsItsWord({ met, slots }: Standing, votes: readonly Vote[]): void {
  const sitting = slots.flatMap(({ filledBy }) => (filledBy ? [filledBy.by.id] : []));
  expect(new Set(sitting).size).toBe(sitting.length);
  for (const { role, filledBy } of slots) if (filledBy) expect(votes.find(({ approval }) => approval === filledBy)?.roles).toContain(role);
  expect(met).toBe(slots.every(({ filledBy }) => filledBy !== undefined));
}

describe('attack 18: one person fills one role', () => {
  test('all 4096 memberships of four people in three roles are weighed as trying everything does', () => {
    const seats = people4().flatMap((a) => people4().flatMap((b) => people4().map((c) => [a, b, c] as const)));
    const distinct = seats.filter((seat) => new Set(seat).size === 3);
    const wrong: number[] = [];
    for (let memberships = 0; memberships < 4096; memberships += 1) {
      const holds = (person: number, role: number): boolean => ((memberships >> (person * 3 + role)) & 1) === 1;
      const votes = votesOf(people4().map((person) => ROLES.filter((_, role) => holds(person, role))));
      const best = Math.max(...distinct.map((seat) => seat.filter((person, role) => holds(person, role)).length));
      const standing = weigh(ALL, votes);
      if (standing.met !== (best === 3) || lacking(standing) !== 3 - best) wrong.push(memberships);
      const sitting = standing.slots.flatMap(({ filledBy }) => (filledBy ? [filledBy.by.id] : []));
      if (new Set(sitting).size !== sitting.length) wrong.push(memberships);
    }
    expect(wrong).toEqual([]);
  });

  test('who was first makes room for who comes later', () => {
    const votes = votesOf([['tech-lead', 'qa'], ['tech-lead']]);
    const standing = weigh(
      {
        all: [
          { role: 'tech-lead', count: 1 },
          { role: 'qa', count: 1 },
        ],
      },
      votes,
    );
    expect(standing.slots.map(({ role, filledBy }) => [role, filledBy?.by.login])).toEqual([
      ['tech-lead', 'p1'],
      ['qa', 'p0'],
    ]);
    expect(standing.met).toBe(true);
  });

  test('one who holds every role is one', () => {
    expect(lacking(weigh(ALL, votesOf([[...ROLES]])))).toBe(2);
  });
});

const people4 = (): readonly number[] => [0, 1, 2, 3];

test('no rule is met by nobody', () => {
  expect(weigh('none', [])).toEqual({ met: true, slots: [], alternatives: 1 });
});

test('a count takes as many different people', () => {
  const two: Rule = { role: 'qa', count: 2 };
  expect(weigh(two, votesOf([['qa']]))).toMatchObject({ met: false, slots: [{ role: 'qa', filledBy: {} }, { role: 'qa' }] });
  expect(weigh(two, votesOf([['qa'], ['security'], ['qa']])).met).toBe(true);
});

test('of several ways the shortest is shown, the first of equals', () => {
  const rule: Rule = { any: [{ role: 'qa', count: 2 }, { all: [{ role: 'tech-lead', count: 1 }] }, { role: 'security', count: 1 }] };
  expect(alternatives(rule)).toEqual([['qa', 'qa'], ['tech-lead'], ['security']]);
  expect(weigh(rule, [])).toMatchObject({ met: false, slots: [{ role: 'tech-lead' }], alternatives: 3 });
  expect(weigh(rule, votesOf([['security']]))).toMatchObject({ met: true, slots: [{ role: 'security' }] });
});

describe('any rule', () => {
  const role = fc.constantFrom(...ROLES, 'sre');
  const { rule } = fc.letrec<{ rule: Rule; leaf: Rule; all: Rule; any: Rule }>((tie) => ({
    leaf: fc.record({ role, count: fc.integer({ min: 1, max: 3 }) }),
    all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all): Rule => ({ all })),
    any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any): Rule => ({ any })),
    rule: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie('leaf'), tie('all'), tie('any')),
  }));
  const people = fc.array(fc.subarray([...ROLES, 'sre']), { maxLength: 4 });
  const few = rule.filter((tree) => leaves(tree).length <= 5);

  test('is met, and lacks, what the best of all ways to place the people says', () => {
    fc.assert(
      fc.property(few, people, (tree, held) => {
        const votes = votesOf(held);
        const standing = weigh(tree, votes);
        keepsItsWord(standing, votes);
        expect(lacking(standing)).toBe(leastLacking(tree, held));
        expect(standing.alternatives).toBe(alternatives(tree).length);
      }),
      { numRuns: 1_500 },
    );
  });

  test('one more approval never lacks more, and their order changes nothing', () => {
    fc.assert(
      fc.property(few, people, fc.subarray([...ROLES]), (tree, held, more) => {
        const before = lacking(weigh(tree, votesOf(held)));
        expect(lacking(weigh(tree, votesOf([...held, more])))).toBeLessThanOrEqual(before);
        expect(lacking(weigh(tree, votesOf(held.toReversed())))).toBe(before);
      }),
      { numRuns: 1_000 },
    );
  });
});

type Leaf = Extract<Rule, { role: string }>;

function leaves(rule: Rule): readonly Leaf[] {
  if ('role' in rule) return [rule];
  return ('all' in rule ? rule.all : rule.any).flatMap(leaves);
}

/** Tries every way to give each person one leaf they may fill, or none, and judges the tree as it reads. */
function leastLacking(tree: Rule, people: readonly (readonly string[])[]): number {
  const all = leaves(tree);
  const given = all.map(() => 0);
  const judge = (rule: Rule, next: { at: number }): number => {
    if ('role' in rule) {
      const here = given[next.at] ?? 0;
      next.at += 1;
      return Math.max(0, rule.count - here);
    }
    const parts = ('all' in rule ? rule.all : rule.any).map((part) => judge(part, next));
    return 'all' in rule ? parts.reduce((sum, part) => sum + part, 0) : Math.min(...parts);
  };
  const place = (person: number): number => {
    const roles = people[person];
    if (!roles) return judge(tree, { at: 0 });
    const ways = all.flatMap((leaf, i) => {
      if (!roles.includes(leaf.role)) return [];
      given[i] = (given[i] ?? 0) + 1;
      const least = place(person + 1);
      given[i] = (given[i] ?? 0) - 1;
      return [least];
    });
    return Math.min(place(person + 1), ...ways);
  };
  return place(0);
}
