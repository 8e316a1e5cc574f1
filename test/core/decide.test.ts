import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.ts';
import type { Entry } from '../../src/core/entry.ts';
import { asideUpTo } from '../../src/core/panel-mark.ts';
import type { Seen } from '../../src/core/seen.ts';
import {
  asking,
  CONFIG,
  changing,
  commit,
  configWith,
  factsOf,
  later,
  type Name,
  PEOPLE,
  pass,
  ruledBy,
  SEEN,
  SHA,
  saying,
} from './facts-builder.ts';

const kinds = (entries: readonly Entry[]): readonly string[] =>
  entries.map((entry) => (entry.kind === 'refused' ? `refused: ${entry.code}` : entry.kind));
/** The usual promotion, its first round announced. */
const OPEN: Seen = later(pass(SEEN).seen);
/** What was written, and whether something was set aside without a reply. */
const decided = (seen: Seen): readonly string[] => {
  const { entries, aside } = pass(seen).decision;
  return [...kinds(entries), ...(aside.upTo > asideUpTo(seen.comments, seen.bot) ? ['no reply'] : [])];
};

describe('a promotion begins', () => {
  test('when its request is understood, with a round to decide about', () => {
    const { decision, seen } = pass(SEEN);
    expect(kinds(decision.entries)).toEqual(['requested', 'round_opened']);
    expect(decision.promotion).toMatchObject({ status: 'AWAITING_APPROVAL', frozen: SHA.first, round: { number: 1 } });
    expect(decided(later(seen))).toEqual([]);
  });

  test('and ends at once where nobody has to approve', () => {
    const { decision } = pass(asking(SEEN, { to: 'development' }));
    expect(kinds(decision.entries)).toEqual(['requested', 'round_opened', 'promoted']);
    expect(decision.promotion).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
  });

  test.each<[string, Seen]>([
    ['an unknown subject', asking(SEEN, { subject: 'nope' })],
    ['a tag that is not there', asking(SEEN, { version: 'v3' })],
    ['a branch', asking(SEEN, { version: 'main' })],
    ['a config with mistakes', ruledBy(SEEN, CONFIG.replace('roles:', 'rolls:'))],
    ['no config', { ...SEEN, config: undefined }],
    ['a config that cannot be read', { ...SEEN, config: { blob: 'x', bytes: 1, text: undefined } }],
    ['a requester whose account is gone', { ...SEEN, issue: { ...SEEN.issue, author: undefined } }],
    ['a requester who may not write, where nobody approves', asking({ ...SEEN, permission: 'read' }, { to: 'development' })],
    ['an unread permission, where nobody approves', asking({ ...SEEN, permission: undefined }, { to: 'development' })],
    ['a closed issue', { ...SEEN, issue: { ...SEEN.issue, open: false } }],
    ['an empty body', { ...SEEN, issue: { ...SEEN.issue, body: '' } }],
  ])('but not with %s', (_, seen) => {
    expect(pass(seen).decision).toMatchObject({ entries: [], promotion: undefined });
  });

  test('a dry run decides nothing, whatever is said', () => {
    const seen = saying({ ...SEEN, issue: { ...SEEN.issue, body: SEEN.issue.body.replace('[ ]', '[x]') } }, 'bob', '/approve');
    expect(pass(seen).decision).toMatchObject({ entries: [], promotion: undefined, verdict: { candidate: { version: 'v1' } } });
  });
});

describe('I3: whose decision counts', () => {
  test.each<[string, Name, string, string]>([
    ['a tech lead', 'bob', '/approve', 'approved'],
    ['the requester, a tech lead too', 'alice', '/approve', 'refused: own_request'],
    ['the requester says no', 'alice', '/reject', 'refused: own_request'],
    ['somebody without a role', 'eve', '/approve', 'no reply'],
    ['somebody without a role says no', 'eve', '/reject', 'no reply'],
    ['somebody whose role is not asked for', 'dave', '/approve', 'refused: no_role'],
    ['the requester withdraws', 'alice', '/cancel', 'cancelled'],
    ['somebody without a role withdraws', 'eve', '/cancel', 'no reply'],
    ['a reviewer says no', 'carol', '/reject', 'rejected'],
    ['a misspelt verb', 'eve', '/aprove', 'refused: unknown_command'],
  ])('%s: %s', (_, who, body, outcome) => {
    expect(decided(saying(OPEN, who, body))).toEqual([outcome]);
  });

  test.each<[string, Name]>([
    ['a bot in every team', 'ci'],
    ['the bot itself', 'bot'],
  ])('attack 19: %s is not heard', (_, who) => {
    for (const body of ['/approve', '/reject', '/cancel', '/help']) expect(decided(saying(OPEN, who, body))).toEqual([]);
  });

  test('attack 22: nobody, a mannequin', () => {
    expect(decided(saying(OPEN, { id: 0, login: 'ghost', kind: 'other' }, '/approve'))).toEqual([]);
    expect(decided(changing(saying(OPEN, 'bob', '/approve'), lastOf(OPEN) + 1, { author: undefined }))).toEqual([]);
  });

  test('attack 21: a new account that took the name of a reviewer', () => {
    expect(decided(saying(OPEN, { id: 777, login: 'bob', kind: 'person' }, '/approve'))).toEqual(['no reply']);
    const renamed = { id: PEOPLE.bob.id, login: 'bobby', kind: 'person' } as const;
    expect(decided(saying(OPEN, renamed, '/approve'))).toEqual(['approved']);
    expect(decided(saying(saying(OPEN, 'bob', '/approve'), renamed, '/approve'))).toEqual(['approved', 'refused: already_decided']);
  });

  test('whoever changed what is asked for', () => {
    const amended = later(pass(asking(OPEN, { version: 'v2' }, PEOPLE.bob)).seen);
    expect(decided(saying(amended, 'bob', '/approve'))).toEqual(['refused: own_request']);
    expect(decided(saying(amended, 'frank', '/approve'))).toEqual(['approved']);
  });

  test.each([
    ['attack 1: edited', { lastEditedAt: SEEN.at }, 'comment_edited'],
    ['hidden', { hidden: true }, 'comment_hidden'],
    ['attack 31: sent by e-mail', { viaEmail: true }, 'comment_emailed'],
  ])('a comment that was %s', (_, how, code) => {
    for (const body of ['/approve', '/reject', '/cancel', '/why'])
      expect(decided(saying(OPEN, 'bob', body, how))).toEqual([`refused: ${code}`]);
  });

  test('I8, attack 15: a team that cannot be read makes nobody a member', () => {
    const blind = { ...OPEN, teams: { qa: { id: 2, members: [PEOPLE.carol] } } };
    expect(decided(saying(blind, 'bob', '/approve'))).toEqual(['refused: role_unknown']);
    expect(decided(saying(blind, 'carol', '/approve'))).toEqual(['approved']);
    expect(decided(saying({ ...OPEN, teams: {} }, 'eve', '/approve'))).toEqual(['refused: role_unknown']);
  });

  test('attack 20: a permission is no role', () => {
    expect(decided(saying({ ...OPEN, permission: 'admin' }, 'eve', '/approve'))).toEqual(['no reply']);
  });

  test('whoever wrote the version does not decide about it, and may withdraw it', () => {
    const written = { ...OPEN, tags: { v1: { ...commit(SHA.first), people: [PEOPLE.bob] } } };
    expect(decided(saying(written, 'bob', '/approve'))).toEqual(['refused: own_version']);
    expect(decided(saying(written, 'bob', '/reject'))).toEqual(['refused: own_version']);
    expect(decided(saying(written, 'bob', '/cancel'))).toEqual(['cancelled']);
    expect(decided(saying(written, 'frank', '/approve'))).toEqual(['approved']);
  });
});

const lastOf = (seen: Seen): number => seen.comments.at(-1)?.id ?? 1_000;

describe('the order is the order of comments', () => {
  test('of the same second, whoever is nearer to the top was first', () => {
    expect(decided(saying(saying(OPEN, 'bob', '/approve'), 'carol', '/reject'))).toEqual(['approved', 'rejected']);
    expect(decided(saying(saying(OPEN, 'carol', '/reject'), 'bob', '/approve'))).toEqual(['rejected', 'refused: already_ended']);
    expect(decided(saying(saying(OPEN, 'alice', '/cancel'), 'bob', '/approve'))).toEqual(['cancelled', 'refused: already_ended']);
  });

  test('unrelated comments in between change nothing but the numbers', () => {
    const plain = pass(saying(saying(OPEN, 'bob', '/approve'), 'carol', '/approve')).decision;
    let busy = saying(OPEN, 'eve', 'nice');
    for (const who of ['bob', 'carol'] as const) busy = saying(saying(saying(busy, who, '/approve'), 'eve', '> /reject'), 'ci', '/reject');
    const { decision } = pass(busy);
    expect(kinds(decision.entries)).toEqual(kinds(plain.entries));
    expect(kinds(decision.entries)).toEqual(['approved', 'approved', 'accepted', 'promoted']);
    expect(decision.promotion?.status).toBe(plain.promotion?.status);
  });

  test('attack 8: an approval that was written before its round was announced is none', () => {
    const early = pass(saying(SEEN, 'bob', '/approve'));
    expect(kinds(early.decision.entries)).toEqual(['requested', 'round_opened', 'refused: before_round']);
    const changed = saying(asking(OPEN, { version: 'v2' }), 'bob', '/approve');
    expect(decided(changed)).toEqual(['amended', 'round_opened', 'refused: before_round']);
    expect(decided(saying(later(pass(changed).seen), 'bob', '/approve'))).toEqual(['approved']);
  });

  test('attack 8: one that was written while the announcement was on its way is none either', () => {
    const [early] = saying(SEEN, 'bob', '/approve', { id: 900 }).comments;
    const comments = early ? [early, ...OPEN.comments] : [];
    expect(decided({ ...OPEN, comments })).toEqual(['refused: before_round']);
  });

  test('attack 4: nothing is heard twice, whatever becomes of the comment', () => {
    const after = later(pass(saying(OPEN, 'eve', '/approve')).seen);
    const said = lastOf(OPEN) + 1;
    for (const more of [{ lastEditedAt: after.at }, { hidden: true }, { body: '/reject' }, {}])
      expect(decided(changing(after, said, more))).toEqual([]);
  });
});

describe('I1: an approval counts for what was asked, as long as it stands', () => {
  const APPROVED: Seen = later(pass(saying(OPEN, 'bob', '/approve')).seen);
  const said = lastOf(OPEN) + 1;

  test.each<[string, Seen, readonly string[]]>([
    ['attack 2: its comment was edited', changing(APPROVED, said, { lastEditedAt: APPROVED.at }), ['approval_voided']],
    ['its comment was hidden', changing(APPROVED, said, { hidden: true }), ['approval_voided']],
    [
      'attack 5: its comment was deleted',
      { ...APPROVED, comments: APPROVED.comments.filter(({ id }) => id !== said) },
      ['approval_voided'],
    ],
    [
      'attack 14: its role was lost',
      { ...APPROVED, teams: { ...APPROVED.teams, 'tech-leads': { id: 1, members: [] } } },
      ['approval_voided'],
    ],
    ['attack 9: the tag was moved', { ...APPROVED, tags: { v1: commit(SHA.second) } }, ['round_opened']],
    ['attack 7: another version is asked for', asking(APPROVED, { version: 'v2' }), ['amended', 'round_opened']],
    ['the rules changed', ruledBy(APPROVED, configWith('{ all: [tech-lead, security] }')), ['round_opened']],
  ])('%s', (_, seen, expected) => {
    const first = pass(seen);
    expect(kinds(first.decision.entries)).toEqual(expected);
    expect(first.decision.promotion?.approvals).toEqual([]);
    expect(decided(saying(later(first.seen), 'carol', '/approve'))).not.toContain('promoted');
  });

  test.each<[string, Seen, readonly string[]]>([
    ['a word of the notes was mended', asking(APPROVED, { notes: 'Fixes JIRA-2' }), ['amended']],
    ['the rules of another subject changed', ruledBy(APPROVED, CONFIG.replace('web: {', 'web: { paths: [x],')), []],
    ['the rules were written in another order', ruledBy(APPROVED, `# rules\n${CONFIG}`), []],
    ['the rules are broken for a while', ruledBy(APPROVED, 'version: 2'), []],
    ['the team cannot be read for a while', { ...APPROVED, teams: {} }, []],
    ['the tag is gone for a while', { ...APPROVED, tags: {} }, []],
  ])('kept: %s', (_, seen, expected) => {
    const { decision } = pass(seen);
    expect(kinds(decision.entries)).toEqual(expected);
    expect(decision.promotion?.approvals).toHaveLength(1);
  });

  test('I8: while it is on hold nothing is accepted, even when roles change; afterwards it is', () => {
    const { qa, ...teams } = OPEN.teams;
    const withoutFrank = { ...OPEN, teams: { ...teams, qa: { id: 2, members: [PEOPLE.carol] } } };
    const two = later(pass(saying(saying(withoutFrank, 'bob', '/approve'), 'frank', '/approve')).seen);
    const tests = { ...two, teams: { ...two.teams, ...(qa ? { qa } : {}) } };
    const dry = { ...tests, issue: { ...tests.issue, body: tests.issue.body.replace('[ ]', '[x]') } };
    expect(decided(two)).toEqual([]);
    expect(decided(dry)).toEqual([]);
    expect(decided(tests)).toEqual(['accepted', 'promoted']);
  });

  test('I8: what could not be read completes nothing', () => {
    expect(decided(saying({ ...APPROVED, teams: { qa: { id: 2, members: [PEOPLE.carol] } } }, 'carol', '/approve'))).toEqual(['approved']);
    expect(decided(saying(ruledBy(APPROVED, 'version: 2'), 'carol', '/approve'))).toEqual(['refused: on_hold']);
  });
});

describe('I5: an end stays an end', () => {
  const REJECTED: Seen = later(pass(saying(OPEN, 'carol', '/reject')).seen);

  test('attack 6: also when the rejection is deleted, the request edited or the rules changed', () => {
    const gone = { ...REJECTED, comments: REJECTED.comments.filter(({ author }) => author?.id !== PEOPLE.carol.id) };
    for (const seen of [gone, asking(REJECTED, { version: 'v2' }), ruledBy(REJECTED, configWith('none'))]) {
      expect(decided(saying(seen, 'bob', '/approve'))).toEqual(['refused: already_ended']);
    }
  });

  test('attack 23: reopening starts nothing and is answered once', () => {
    const reopened = { ...REJECTED, issue: { ...REJECTED.issue, reopened: { at: REJECTED.at, by: PEOPLE.alice } } };
    const { decision, seen } = pass(reopened);
    expect(kinds(decision.entries)).toEqual(['reopened']);
    expect(decision.promotion?.status).toBe('REJECTED');
    expect(decided(later(seen))).toEqual([]);
  });

  test('closing by hand withdraws; the bot closing after an end does not', () => {
    const closedBy = (seen: Seen, who: Name): Seen => ({
      ...seen,
      issue: { ...seen.issue, open: false, closed: { at: seen.at, by: PEOPLE[who] } },
    });
    expect(decided(closedBy(OPEN, 'eve'))).toEqual(['cancelled']);
    expect(decided(closedBy(OPEN, 'bot'))).toEqual([]);
    expect(decided(closedBy(REJECTED, 'bot'))).toEqual([]);
  });
});

test('I8, attack 25: on a damaged ledger nothing is written any more', () => {
  const approved = saying(saying(OPEN, 'bob', '/approve'), 'carol', '/approve');
  const announced = lastOf(OPEN);
  const damaged = changing(approved, announced, { lastEditedAt: OPEN.at, editor: PEOPLE.eve });
  expect(decide(factsOf(damaged))).toMatchObject({
    entries: [],
    verdict: { problems: [{ code: 'ledger_edited', facts: { editor: 'eve' } }] },
  });
});

test('I10: of two promotions of the same subject to the same place the older one goes on', () => {
  const { promotion } = pass(SEEN).decision;
  if (!promotion) throw new Error('a good request begins a promotion');
  expect(kinds(decide(factsOf(SEEN, [{ number: 3, promotion, superseding: [] }])).entries)).toEqual([]);
  expect(decide(factsOf(SEEN, [{ number: 3, promotion, superseding: [] }])).verdict).toMatchObject({
    problems: [{ code: 'already_open', facts: { number: '3' } }],
    rival: { number: 3 },
  });
  expect(kinds(decide(factsOf(saying(OPEN, 'bob', '/approve'), [{ number: 9, promotion, superseding: [] }])).entries)).toEqual([
    'approved',
  ]);
});
