/** What people said that got no reply, and what another promotion says about this one. */
import { expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { Seen } from '../../src/core/seen.ts';
import { asking, factsOf, later, PEOPLE, pass, SEEN, saying } from './facts-builder.ts';

const kinds = (entries: readonly Entry[]): readonly string[] =>
  entries.map((entry) => (entry.kind === 'refused' ? `refused: ${entry.code}` : entry.kind));
/** The usual promotion, its first round announced. */
const OPEN: Seen = later(pass(SEEN).seen);
const decided = (seen: Seen): readonly string[] => kinds(pass(seen).decision.entries);

test('what got no reply is written down with what is written next, and never judged again', () => {
  const twice = saying(saying(OPEN, 'eve', '/approve'), 'eve', '/reject');
  expect(decided(saying(twice, 'bob', '/approve'))).toEqual(['approved', 'refused: set_aside', 'refused: set_aside']);
  const aside = pass(twice);
  expect(aside.decision).toMatchObject({ entries: [], aside: { count: 2 } });
  const promoted = { ...later(aside.seen), teams: { ...OPEN.teams, qa: { id: 2, members: [PEOPLE.eve] } } };
  expect(decided(promoted)).toEqual([]);
  const after = pass(saying(promoted, 'bob', '/approve'));
  expect(kinds(after.decision.entries)).toEqual(['approved', 'refused: set_aside', 'refused: set_aside']);
  expect(after.decision.aside.count).toBe(2);
  expect(decided(saying(later(after.seen), 'eve', '/approve'))).toEqual(['approved', 'accepted', 'promoted']);
});

test('one refusal a person and round gets a reply', () => {
  const twice = saying(saying(OPEN, 'dave', '/approve'), 'dave', '/reject');
  expect(decided(twice)).toEqual(['refused: no_role', 'refused: set_aside']);
  // The second is written down beside the first, and counted on the panel.
  expect(pass(twice).decision.aside.count).toBe(1);
  const next = later(pass(asking(later(pass(twice).seen), { version: 'v2' })).seen);
  expect(decided(saying(next, 'dave', '/approve'))).toEqual(['refused: no_role']);
});

test('a newer promotion that says so takes the place of the older one; an ended one is left alone', () => {
  const { promotion } = pass(SEEN).decision;
  const newer = [{ number: 9, promotion, superseding: [7] }];
  expect(decide(factsOf(OPEN, newer))).toMatchObject({
    entries: [{ kind: 'cancelled', why: 'superseded', by: null, reason: '#9 takes its place' }],
    promotion: { status: 'CANCELLED' },
  });
  expect(decide(factsOf(later(pass(saying(OPEN, 'carol', '/reject')).seen), newer)).entries).toEqual([]);
  expect(decide(factsOf(OPEN, [{ number: 9, promotion, superseding: [6] }])).entries).toEqual([]);
});
