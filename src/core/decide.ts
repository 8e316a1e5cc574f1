/** Facts -> what has happened since the ledger was last written. Level-triggered: run again on the same facts, it finds nothing new. */
import { rolesOf } from './config.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import { changedTerms, fingerprint } from './fingerprint.ts';
import { isUndecided, step } from './fold.ts';
import { hear } from './hear.ts';
import { type Approval, hasEnded, type Promotion, type Request } from './promotion.ts';
import { rolesHeld } from './roles.ts';
import { isOnHold, judge, standingOf, type Verdict } from './verdict.ts';

export interface Decision {
  /** New entries, to be appended to the ledger. */
  readonly entries: readonly Entry[];
  /** The promotion with them. */
  readonly promotion: Promotion | undefined;
  readonly verdict: Verdict;
}

type Step = (promotion: Promotion | undefined, facts: Facts, verdict: Verdict) => readonly Entry[];

export function decide(facts: Facts): Decision {
  const verdict = judge(facts);
  const entries: Entry[] = [];
  let promotion = facts.promotion;
  if (isSilent(facts)) return { entries, promotion, verdict };
  for (const next of [reopened, closed, request, voids, round, hearing, acceptance, completion]) {
    const happened = next(promotion, facts, verdict);
    promotion = happened.reduce(step, promotion);
    entries.push(...happened);
  }
  return { entries, promotion, verdict };
}

/** A dry run writes nothing but its panel; a damaged ledger is not written on; a closed issue that never became a promotion stays quiet. */
function isSilent({ asked, promotion, ledger, seen }: Facts): boolean {
  return (asked.dryRun && !promotion) || ledger.problems.length > 0 || (!seen.issue.open && !promotion);
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

/** A promotion begins when its request is understood, and changes when an edit of the issue is. */
const request: Step = (promotion, { seen, asked }, { understood }) => {
  const wanted = asked.request;
  const by = seen.issue.author;
  if (!wanted || !understood || !by) return [];
  const { sha } = understood.commit;
  if (!promotion) return [{ kind: 'requested', at: seen.issue.createdAt, by, request: wanted, sha }];
  const changed = changedFields(promotion.request, wanted);
  if (changed.length === 0 || !isUndecided(promotion)) return [];
  return [{ kind: 'amended', at: seen.at, by: seen.issue.editor ?? null, request: wanted, changed: [...changed], sha }];
};

const changedFields = (before: Request, after: Request): readonly (keyof Request)[] =>
  (['subject', 'version', 'from', 'to', 'notes'] as const).filter((field) => before[field] !== after[field]);

/** An approval stands on a comment that is still there, as it was written, by somebody who still holds a role. */
const voids: Step = (promotion, facts, verdict) => {
  const round = promotion?.round;
  if (!round || !isUndecided(promotion)) return [];
  return promotion.approvals.flatMap((approval): Entry[] => {
    const why = whyVoid(approval, facts, verdict);
    return why
      ? [{ kind: 'approval_voided', at: facts.seen.at, by: approval.by, comment: approval.comment, round: round.number, why }]
      : [];
  });
};

function whyVoid(
  { by, comment }: Approval,
  { seen, config }: Facts,
  { understood }: Verdict,
): 'edited' | 'hidden' | 'deleted' | 'role_lost' | undefined {
  const said = seen.comments.find(({ id }) => id === comment);
  if (!said) return 'deleted';
  if (said.lastEditedAt !== undefined) return 'edited';
  if (said.hidden) return 'hidden';
  if (!config.config || !understood) return undefined;
  const held = rolesHeld(config.config, seen, by);
  const counts = rolesOf(understood.environment.approval).some((role) => held.roles.includes(role) || held.unknown.includes(role));
  return counts ? undefined : 'role_lost';
}

/** Opens a round when something may be decided that differs from what the last round asked. */
const round: Step = (promotion, { seen, digest }, verdict) => {
  const { terms, understood } = verdict;
  if (!promotion || !isUndecided(promotion) || !terms || !understood || isOnHold(verdict)) return [];
  const changed = promotion.round ? changedTerms(promotion.round.terms, terms) : [];
  if (promotion.round && changed.length === 0) return [];
  const number = (promotion.round?.number ?? 0) + 1;
  const bound = { repo: seen.repo.id, issue: seen.issue.nodeId, round: number, terms };
  const approval = understood.environment.approval !== 'none';
  const voided = promotion.approvals.map(({ by }) => by);
  return [
    {
      kind: 'round_opened',
      at: seen.at,
      round: number,
      terms,
      fingerprint: fingerprint(digest, bound),
      approval,
      changed: [...changed],
      voided,
    },
  ];
};

const hearing: Step = (promotion, facts, verdict) => hear(facts, verdict, promotion);

const acceptance: Step = (promotion, facts, verdict) => {
  const { understood } = verdict;
  if (promotion?.status !== 'AWAITING_APPROVAL' || !promotion.round || !understood || isOnHold(verdict)) return [];
  const { met } = standingOf(facts, understood, promotion.approvals);
  return met ? [{ kind: 'accepted', at: facts.seen.at, round: promotion.round.number }] : [];
};

/** Nothing to deploy: the record is the promotion. */
const completion: Step = (promotion, { seen }, verdict) => {
  const isQueued = promotion?.status === 'PENDING' && promotion.phase === 'queued';
  if (!isQueued || !promotion.round || verdict.problems.length > 0 || verdict.holds.length > 0) return [];
  return [{ kind: 'promoted', at: seen.at, round: promotion.round.number, watched: false }];
};
