/** What the panel says of a damaged audit trail: what happened where, and what to do. */
import { expect, test } from '@jest/globals';
import { problemText } from '../../src/core/views/problem.ts';

const told = (code: string, facts: Readonly<Record<string, string>> = { comment: '12', seq: '5' }): string =>
  problemText({ code, place: 'ledger', facts }).markdown;

test.each([
  ['edited', 'was edited'],
  ['not_json', 'holds a line that is no JSON'],
  ['unknown_shape', 'holds an entry of an unknown shape'],
  ['newer_kind', 'holds an entry of a kind this version does not know; upgrade the bot to go on'],
  ['other_place', 'holds an entry that belongs to another issue'],
  ['out_of_order', 'does not follow the entry before: an entry is missing or doubled'],
  ['broken_chain', 'does not fit the hash of the entry before'],
  ['unknown_key', 'is signed with a key this server does not have'],
  ['unrotated_key', 'names another key than the entry before, and no entry hands the audit trail over to that key'],
  ['bad_signature', 'holds an entry whose signature does not verify'],
  ['bad_rotation', 'hands the audit trail over to a key that never agreed to it'],
])('%s is named at its place, with what to do', (why, says) => {
  const words = told(`ledger_${why}`);
  expect(words).toContain(`Comment \`12\`, entry 5, ${says}. `);
  expect(words).toMatch(/open a new promotion, and keep this issue as it is/);
});

test('a key that nobody handed over to, and one that never agreed, are told apart from a bad signature, each with a way out', () => {
  expect(told('ledger_unrotated_key')).toMatch(/second server writes here with a key of its own[\s\S]*`promotion-bot keys rotate`/);
  expect(told('ledger_bad_rotation')).toMatch(/takes that key for stolen[\s\S]*`promotion-bot keys rotate`/);
  expect(told('ledger_bad_signature')).not.toContain('keys rotate');
});
