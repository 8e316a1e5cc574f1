/** Facts -> what has happened since the ledger was last written. Level-triggered: run again on the same facts, it finds nothing new. */
import { deliver, type Errand } from './delivery.ts';
import type { Entry, EntryOf } from './entry.ts';
import type { Facts } from './facts.ts';
import { changedTerms, fingerprint } from './fingerprint.ts';
import { isUndecided, step } from './fold.ts';
import { gateEntries } from './gates-due.ts';
import { hear, setAside } from './hear.ts';
import { asideUpTo } from './panel-mark.ts';
import { type Approval, hasEnded, type Promotion, type Request } from './promotion.ts';
import { successorOf } from './rival.ts';
import { rolesHeld } from './roles.ts';
import { skipsGates } from './rules/skip.ts';
import { teamIds } from './rules/teams.ts';
import { isOnHold, judge, standingOf, type Verdict } from './verdict.ts';

export interface Decision {
  /** New entries, to be appended to the ledger. */
  readonly entries: readonly Entry[];
  /** The promotion with them. */
  readonly promotion: Promotion | undefined;
  readonly verdict: Verdict;
  readonly aside: Aside;
  /** What has to be done first, since an entry will name it: the entry itself is not among the new ones yet. */
  readonly errands: readonly Errand[];
}

/** Commands that got no reply of their own. */
export interface Aside {
  /** Id of the newest; 0 for none. */
  readonly upTo: number;
  readonly count: number;
}

type Step = (promotion: Promotion | undefined, facts: Facts, verdict: Verdict) => readonly Entry[];

export function decide(facts: Facts): Decision {
  const entries: Entry[] = [];
  let { promotion } = facts;
  let verdict = judge(facts);
  const add = (happened: readonly Entry[]): void => {
    promotion = happened.reduce(step, promotion);
    entries.push(...happened);
  };
  const take = (steps: readonly Step[]): void => {
    for (const next of steps) add(next(promotion, facts, verdict));
  };
  if (isSilent(facts)) return { entries, promotion, verdict, aside: asideOf(facts, [], setAside(facts)), errands: [] };
  take([reopened, closed, superseded, request, superseding]);
  const before = promotion;
  take([gateEntries]);
  if (promotion !== before) verdict = judge({ ...facts, promotion });
  take([voids, round]);
  const heard = hear(facts, verdict, promotion);
  add(heard.entries);
  // What people said may have ended a pause or met a criterion.
  verdict = judge({ ...facts, promotion });
  take([gateEntries]);
  verdict = judge({ ...facts, promotion });
  take([round, acceptance]);
  const delivered = deliver(promotion, facts, mayBegin(promotion, facts, verdict));
  add(delivered.entries);
  // What got no reply is written down when there is something to write anyway.
  const silent = [...setAside(facts), ...heard.aside];
  const riding = entries.length > 0 ? silent.slice(0, MOST_RIDING).map(passedOver) : [];
  add(riding);
  return { entries, promotion, verdict, aside: asideOf(facts, entries, silent.slice(riding.length)), errands: delivered.errands };
}

/** A flood must not make the ledger's comments long; the rest rides in the next one. */
const MOST_RIDING = 20;

/** Written down, it is told from a refusal that was answered. */
const passedOver = (entry: EntryOf<'refused'>): EntryOf<'refused'> =>
  entry.code === 'set_aside' ? entry : { ...entry, code: 'set_aside', facts: { why: entry.code } };

/** What was passed over, as the next look will count it too: in the ledger, this pass included, and waiting to be written there. */
function asideOf({ seen, ledger }: Facts, entries: readonly Entry[], waiting: readonly EntryOf<'refused'>[]): Aside {
  const isPassedOver = (entry: Entry): boolean => entry.kind === 'refused' && entry.code === 'set_aside';
  const written = [...ledger.entries, ...entries].filter(isPassedOver);
  const upTo = Math.max(asideUpTo(seen.comments, seen.bot), ...waiting.map(({ comment }) => comment));
  return { upTo, count: written.length + waiting.length };
}

/** A dry run writes nothing but its panel; a damaged ledger is not written on; nobody is answered in a conversation locked as spam; a closed issue that never became a promotion stays quiet. */
function isSilent({ asked, promotion, ledger, seen }: Facts): boolean {
  return (asked.dryRun && !promotion) || ledger.problems.length > 0 || seen.issue.locked === 'spam' || (!seen.issue.open && !promotion);
}

const reopened: Step = (promotion, { seen }) => {
  const event = seen.issue.reopened;
  if (!promotion || !hasEnded(promotion) || !seen.issue.open || !event || promotion.reopenedAt === event.at) return [];
  // Closed and opened again before the end: that was no reopening of an end.
  if ('at' in promotion && event.at <= promotion.at) return [];
  return [{ kind: 'reopened', at: event.at, by: event.by ?? null }];
};

/** Closing the issue by hand withdraws the promotion. Our own closing follows an end, so it never withdraws anything. */
const closed: Step = (promotion, { seen }) => {
  const { open, closed: event } = seen.issue;
  if (open || !promotion || !isUndecided(promotion) || !event || event.by?.id === seen.bot.id) return [];
  return [{ kind: 'cancelled', at: event.at, by: event.by ?? null, comment: null, why: 'closed', reason: '' }];
};

/** A newer promotion says in its own ledger that it takes the place of this one. */
const superseded: Step = (promotion, facts) => {
  const newer = successorOf(facts);
  if (!newer || !promotion || !isUndecided(promotion)) return [];
  return [{ kind: 'cancelled', at: facts.seen.at, by: null, comment: null, why: 'superseded', reason: `#${newer.number} takes its place` }];
};

/** Where the config says so, a newer promotion takes the place of the older one without being asked. */
const superseding: Step = (promotion, { seen }, { candidate, rival }) => {
  if (!promotion || !rival || candidate?.environment.settings['newer'] !== 'supersede' || !isUndecided(rival.promotion)) return [];
  return [{ kind: 'superseding', at: seen.at, by: null, comment: null, older: rival.number }];
};

/** A promotion begins when its request is understood, and changes when an edit of the issue is. */
const request: Step = (promotion, { seen, asked }, { candidate, problems }) => {
  const wanted = asked.request;
  const by = seen.issue.author;
  if (!wanted || !candidate || !by || problems.length > 0) return [];
  const { sha } = candidate.commit;
  if (!promotion) return [{ kind: 'requested', at: seen.issue.createdAt, by, request: wanted, sha }];
  const changed = changedFields(promotion.request, wanted);
  if (changed.length === 0 || !isUndecided(promotion)) return [];
  return [{ kind: 'amended', at: seen.at, by: seen.issue.editor ?? null, request: wanted, changed: [...changed], sha }];
};

const changedFields = (before: Request, after: Request): readonly (keyof Request)[] =>
  (['subject', 'version', 'from', 'to', 'notes', 'blockers', 'rollbackPlan'] as const).filter((field) => before[field] !== after[field]);

/** An approval stands on a comment that is still there, as it was written, by somebody who still holds a role. */
const voids: Step = (promotion, facts) => {
  const round = promotion?.round;
  if (!round || !isUndecided(promotion)) return [];
  return promotion.approvals.flatMap((approval): Entry[] => {
    const { by, comment } = approval;
    const found = whyVoid(approval, facts);
    return found ? [{ kind: 'approval_voided', at: facts.seen.at, by, comment, round: round.number, ...found }] : [];
  });
};

function whyVoid(
  { by, comment, roles }: Approval,
  { seen, config }: Facts,
): Pick<EntryOf<'approval_voided'>, 'why' | 'editor'> | undefined {
  const said = seen.comments.find(({ id }) => id === comment);
  if (!said) return { why: 'deleted' };
  if (said.lastEditedAt !== undefined) return { why: 'edited', ...(said.editor ? { editor: said.editor } : {}) };
  if (said.hidden) return { why: 'hidden' };
  if (!config.config) return undefined;
  // Whoever lost one of the roles an approval was given for says again what is left of it.
  const held = rolesHeld(config.config, seen, by);
  const counts = roles.every((role) => held.roles.includes(role) || held.unknown.includes(role));
  return counts ? undefined : { why: 'role_lost' };
}

/** Opens a round when something may be decided that differs from what the last round asked. */
const round: Step = (promotion, facts, verdict) => {
  const { seen, digest } = facts;
  const { terms, candidate } = verdict;
  if (!promotion || !isUndecided(promotion) || !terms || !candidate || isOnHold(verdict)) return [];
  const changed = promotion.round ? changedTerms(promotion.round.terms, terms) : [];
  if (promotion.round && changed.length === 0) return [];
  const number = (promotion.round?.number ?? 0) + 1;
  const bound = { repo: seen.repo.id, issue: seen.issue.nodeId, round: number, terms };
  const approval = candidate.environment.approval !== 'none';
  const voided = promotion.approvals.map(({ by }) => by);
  const teams = teamIds(candidate, facts);
  const strangers = candidate.commit.strangers.length;
  const skipped: readonly Entry[] = skipsGates(candidate, facts)
    ? [{ kind: 'gates_skipped', at: seen.at, by: promotion.requestedBy, round: number }]
    : [];
  return [
    ...skipped,
    {
      kind: 'round_opened',
      at: seen.at,
      round: number,
      terms,
      fingerprint: fingerprint(digest, bound),
      approval,
      changed: [...changed],
      voided,
      ...(Object.keys(teams).length > 0 ? { teams } : {}),
      ...(strangers > 0 ? { strangers } : {}),
    },
  ];
};

const acceptance: Step = (promotion, facts, verdict) => {
  const { candidate } = verdict;
  if (promotion?.status !== 'AWAITING_APPROVAL' || !promotion.round || !candidate || isOnHold(verdict)) return [];
  const { met } = standingOf(facts, candidate, promotion.approvals);
  return met ? [{ kind: 'accepted', at: facts.seen.at, round: promotion.round.number }] : [];
};

/** Everything is in order at this moment, and whoever approved holds the role now, too, and is known to. */
function mayBegin(promotion: Promotion | undefined, facts: Facts, { candidate, problems, waits }: Verdict): boolean {
  const isQueued = promotion?.status === 'PENDING' && promotion.phase === 'queued';
  if (!isQueued || !promotion.round || !candidate || problems.length > 0 || waits.length > 0) return false;
  return !promotion.round.approval || standingOf(facts, candidate, promotion.approvals).met;
}
