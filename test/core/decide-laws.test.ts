import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rolesOf } from '../../src/core/config.ts';
import type { EntryOf } from '../../src/core/entry.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import { alternatives } from '../../src/core/policy.ts';
import { type Approval, hasEnded, type Promotion } from '../../src/core/promotion.ts';
import { rolesHeld } from '../../src/core/roles.ts';
import type { Seen, SeenTeam } from '../../src/core/seen.ts';
import {
  asking,
  CONFIG,
  changing,
  commit,
  configWith,
  later,
  type Name,
  type Pass,
  PEOPLE,
  pass,
  ruledBy,
  SEEN,
  SHA,
  saying,
} from './facts-builder.ts';

/** Something that happens on GitHub. */
type Move = (seen: Seen) => Seen;

const who = fc.constantFrom<Name>('alice', 'bob', 'bob', 'bob', 'carol', 'carol', 'carol', 'dave', 'eve', 'frank', 'frank', 'ci', 'bot');
/** Approvals most of all, or little would ever be accepted. */
const words = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('/approve', '/approve ok') },
  { weight: 7, arbitrary: fc.constantFrom('/hold wait for it', '/resume', '/resume', '/resume', '/sign tested', '/sign tested') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('/reject', '/reject', '/cancel', '/why', '/retry', '/aprove', '> /approve', 'hm', '/approve\n/reject'),
  },
);
const which = fc.integer({ min: 0, max: 12 });
const some = (seen: Seen, n: number): number => seen.comments[n % Math.max(1, seen.comments.length)]?.id ?? 0;
const byPerson = (seen: Seen, id: number): boolean => seen.comments.find((one) => one.id === id)?.author?.kind === 'person';
/** Comments of people only: what becomes of the bot's own is for the ledger's tests. */
const toComment = (change: (seen: Seen, id: number) => Seen): fc.Arbitrary<Move> =>
  which.map((n) => (seen) => (byPerson(seen, some(seen, n)) ? change(seen, some(seen, n)) : seen));

const says: fc.Arbitrary<Move> = fc
  .tuple(who, words, fc.constantFrom({}, {}, {}, {}, {}, {}, {}, {}, { viaEmail: true }, { hidden: true }, { lastEditedAt: SEEN.at }))
  .map(
    ([name, body, how]) =>
      (seen) =>
        saying(seen, name, body, how),
  );
const edits = toComment((seen, id) => changing(seen, id, { body: '/approve', lastEditedAt: seen.at }));
const hides = toComment((seen, id) => changing(seen, id, { hidden: true }));
const deletes = toComment((seen, id) => ({ ...seen, comments: seen.comments.filter((one) => one.id !== id) }));
const asks: fc.Arbitrary<Move> = fc
  .tuple(
    fc.constantFrom<Name>('alice', 'eve', 'bob'),
    fc.constantFrom(
      { version: 'v1' },
      { version: 'v2' },
      { version: SHA.second },
      { version: 'v9' },
      { subject: 'web' },
      { to: 'development' },
      { notes: 'mended' },
    ),
  )
  .map(
    ([name, request]) =>
      (seen) =>
        asking(seen, request, PEOPLE[name]),
  );
const TESTED = configWith('{ all: [tech-lead, qa] }', ', gates: { tested: { human: Tested, by: [qa, security, tech-lead] } }');
const rules: fc.Arbitrary<Move> = fc
  .constantFrom(
    ...[
      CONFIG,
      CONFIG,
      configWith('{ all: [tech-lead, qa] }', ', deploy: { workflow: d.yml }'),
      configWith('{ all: [tech-lead, qa] }', ', soak: 1d'),
      TESTED,
    ],
    ...[
      configWith('{ any: [{ role: qa, count: 2 }, tech-lead] }'),
      configWith('security'),
      configWith('none'),
      'version: 2',
      `# note\n${CONFIG}`,
    ],
  )
  .map((text) => (seen) => ruledBy(seen, text));
const team = (...names: readonly Name[]): SeenTeam => ({ id: 1, members: names.map((name) => PEOPLE[name]) });
const teams: fc.Arbitrary<Move> = fc
  .constantFrom<readonly [string, SeenTeam | undefined]>(
    ['tech-leads', team('bob', 'frank', 'alice', 'ci')],
    ['tech-leads', team('frank')],
    ['tech-leads', undefined],
    ['qa', team('carol', 'frank', 'bob')],
    ['qa', team()],
  )
  .map(([slug, members]) => (seen) => {
    const { [slug]: _, ...others } = seen.teams;
    return { ...seen, teams: members ? { ...others, [slug]: members } : others };
  });
/** A commit that bob wrote, and that is signed as tested nowhere. */
const WRITTEN = { ...commit('c'.repeat(40)), people: [PEOPLE.bob] };
const moves: fc.Arbitrary<Move> = fc
  .constantFrom(commit(SHA.first), commit(SHA.second), WRITTEN, WRITTEN, undefined)
  .map((found) => (seen) => ({ ...seen, tags: found ? { ...seen.tags, v1: found } : {} }));
const opens: fc.Arbitrary<Move> = fc.constantFrom<Name>('alice', 'eve', 'bot').map((name) => (seen) => {
  const event = { at: seen.at, by: PEOPLE[name] };
  return { ...seen, issue: { ...seen.issue, open: !seen.issue.open, ...(seen.issue.open ? { closed: event } : { reopened: event }) } };
});

const move = fc.oneof(
  { weight: 12, arbitrary: says },
  ...[edits, hides, deletes, edits, hides, deletes, asks, rules, teams, moves].map((arbitrary) => ({ weight: 1, arbitrary })),
  { weight: 1, arbitrary: opens },
);
/** A pass is made after each group: some webhooks are lost or come together. */
const history = fc.array(fc.array(move, { minLength: 1, maxLength: 3 }), { maxLength: 6 });

test('whatever happens, in whatever order: decided once, only by those who may, only about what stands', () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.constantFrom(CONFIG, TESTED),
      fc.constantFrom(commit(SHA.first), commit(SHA.first), WRITTEN),
      history,
      (text, v1, groups) => {
        let done = pass(ruledBy({ ...SEEN, tags: { ...SEEN.tags, v1 } }, text));
        for (const group of groups) {
          const before = done.decision.promotion;
          const seen = group.reduce((now, happens) => happens(now), later(done.seen));
          done = pass(seen);
          for (const { kind } of done.decision.entries) met.set(kind, (met.get(kind) ?? 0) + 1);
          // I6: run again, it finds nothing new, and the ledger tells the same promotion.
          const again = pass(later(done.seen));
          expect(again.decision.entries).toEqual([]);
          expect(again.facts.ledger.problems).toEqual([]);
          expect(again.facts.promotion).toEqual(done.decision.promotion);
          if (before && hasEnded(before))
            expect(done.decision.promotion).toMatchObject({ status: before.status, approvals: before.approvals });
          keepsTheLaws(done);
        }
        hearsOnce(done);
      },
    ),
    { numRuns: 800 },
  );
  // Rules that deploy and every approval for them come together by chance now and then only.
  expect([...met.keys()].filter((kind) => kind !== 'deploy_started').toSorted()).toEqual([
    'accepted',
    'amended',
    'answered',
    'approval_voided',
    'approved',
    'cancelled',
    'held',
    'promoted',
    'refused',
    'rejected',
    'reopened',
    'resumed',
    'round_opened',
    'signed',
  ]);
});

function keepsTheLaws({ facts, decision }: Pass): void {
  for (const entry of decision.entries) {
    if (entry.kind === 'approved') mayDecide(entry, facts, decision);
    if (entry.kind === 'rejected') mayDecide(entry, facts, decision);
    if (entry.kind === 'signed') maySign(entry, facts, decision);
    if (entry.kind === 'accepted') isMet(facts, decision.promotion);
    if (entry.kind === 'promoted') isAskedNow(facts, decision);
  }
}

type Facts = Pass['facts'];

/** I3: a person, unedited, visible, on GitHub, after the announcement, with a role of the rule, and no party to the request or the version. */
function mayDecide(
  entry: EntryOf<'approved'> | EntryOf<'rejected'>,
  { seen, config, ledger }: Facts,
  { promotion, verdict }: Pass['decision'],
): void {
  const said = seen.comments.find(({ id }) => id === entry.comment);
  expect(said).toMatchObject({ author: { id: entry.by.id, kind: 'person' }, lastEditedAt: undefined, hidden: false, viaEmail: false });
  expect(said?.body).toMatch(entry.kind === 'approved' ? /^\/approve/ : /^\/reject/);
  expect(ledger.announced.get(entry.round) ?? Number.POSITIVE_INFINITY).toBeLessThan(entry.comment);
  expect(parties(promotion)).not.toContain(entry.by.id);
  expect(verdict.candidate?.commit.people ?? []).not.toContainEqual(expect.objectContaining({ id: entry.by.id }));
  if (!config.config) throw new Error('nothing is decided without rules');
  const staging = config.config.environments.find(({ name }) => name === 'staging');
  const asked = rolesOf(staging?.approval ?? 'none');
  expect(rolesHeld(config.config, seen, entry.by).roles.some((role) => asked.includes(role))).toBe(true);
}

/** A signature is given by a comment that stands, by somebody who holds a role of the criterion, for the commit that is asked for. */
function maySign({ by, comment, sha, roles }: EntryOf<'signed'>, { seen, config }: Facts, { promotion, verdict }: Pass['decision']): void {
  const said = seen.comments.find(({ id }) => id === comment);
  expect(said).toMatchObject({ author: { id: by.id, kind: 'person' }, lastEditedAt: undefined, hidden: false, viaEmail: false });
  expect(parties(promotion)).not.toContain(by.id);
  expect(sha).toBe(verdict.candidate?.commit.sha);
  const held = config.config ? rolesHeld(config.config, seen, by).roles : [];
  expect(roles).toEqual(['qa', 'security', 'tech-lead'].filter((role) => held.includes(role)));
  expect(roles).not.toEqual([]);
}

const parties = (promotion: Promotion | undefined): readonly number[] =>
  promotion ? [promotion.requestedBy, ...promotion.amendedBy].map(({ id }) => id) : [];

/** I3 once more, when it counts: different people stand behind the rule, each with the role now, each by a comment that stands. */
function isMet({ seen, config }: Facts, promotion: Promotion | undefined): void {
  const staging = config.config?.environments.find(({ name }) => name === 'staging');
  if (!config.config || !promotion || !staging || staging.approval === 'none') throw new Error('only a rule can be met');
  const held = new Map(promotion.approvals.map(({ by }) => [by.id, config.config ? rolesHeld(config.config, seen, by).roles : []]));
  const stands = promotion.approvals.filter(({ comment, by }) => {
    const said = seen.comments.find(({ id }) => id === comment);
    return said?.lastEditedAt === undefined && said?.hidden === false && said.author?.id === by.id;
  });
  const counting = stands.filter(({ by }) => by.id !== promotion.requestedBy.id);
  const isFilled = ([role, ...more]: readonly string[], people: readonly Approval[]): boolean =>
    role === undefined ||
    people.some(
      (one) =>
        held.get(one.by.id)?.includes(role) === true &&
        isFilled(
          more,
          people.filter((other) => other !== one),
        ),
    );
  expect(alternatives(staging.approval).some((way) => isFilled(way, counting))).toBe(true);
}

/** I1 and I2: exactly what the round says is what is asked for and what stands on GitHub now. */
function isAskedNow({ seen, digest }: Facts, { promotion, verdict }: Pass['decision']): void {
  const { round } = promotion ?? {};
  if (!round) throw new Error('nothing is promoted without a round');
  expect([verdict.problems, verdict.waits, verdict.terms]).toEqual([[], [], round.terms]);
  expect(fingerprint(digest, { repo: seen.repo.id, issue: seen.issue.nodeId, round: round.number, terms: round.terms })).toBe(
    round.fingerprint,
  );
}

/** I4: every comment is answered at most once, and there is at most one end. */
function hearsOnce({ seen }: Pass): void {
  const { entries } = pass(seen).facts.ledger;
  const heard = entries.flatMap((entry) =>
    'comment' in entry && entry.comment !== null && entry.kind !== 'approval_voided' ? [entry.comment] : [],
  );
  expect(new Set(heard).size).toBe(heard.length);
  expect(entries.filter(({ kind }) => ['promoted', 'rejected', 'cancelled'].includes(kind)).length).toBeLessThanOrEqual(1);
  const rounds = entries.flatMap((entry) => (entry.kind === 'round_opened' ? [entry.round] : []));
  expect(rounds).toEqual(rounds.map((_, i) => i + 1));
}
