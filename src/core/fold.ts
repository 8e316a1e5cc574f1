/** Entries -> Promotion: the only place where one changes. An entry that does not fit the state is passed over, never thrown at. */
import { deploymentMoved, isAboutDeployment, NO_DOUBTS } from './deployment-fold.ts';
import type { Entry, EntryKind, EntryOf } from './entry.ts';
import { gatesMoved, isAboutGates } from './gate-run.ts';
import { type Actor, type Approval, type Base, isImport, isWatched, type Promotion, type State } from './promotion.ts';
import { NOTHING } from './request.ts';
import { shortSha } from './version.ts';

export function fold(entries: readonly Entry[]): Promotion | undefined {
  return entries.reduce<Promotion | undefined>(step, undefined);
}

export function step(promotion: Promotion | undefined, entry: Entry): Promotion | undefined {
  if (!promotion) return begun(entry);
  switch (entry.kind) {
    case 'approved':
      return promotion.status === 'AWAITING_APPROVAL' ? approved(promotion, entry) : promotion;
    case 'approval_voided':
      return isOpen(promotion) ? withApprovals(promotion, ({ comment }) => comment !== entry.comment) : promotion;
    case 'held':
      return isOpen(promotion) ? { ...promotion, pause: { by: entry.by, at: entry.at, reason: entry.reason } } : promotion;
    case 'resumed':
      return isOpen(promotion) ? withoutPause(promotion) : promotion;
    case 'reopened':
      return { ...promotion, reopenedAt: entry.at };
    case 'quarantine_released':
      return isUndecided(promotion) ? { ...promotion, released: [...promotion.released, entry.sha] } : promotion;
    default:
      if (isUndecided(promotion)) return whileUndecided(promotion, entry);
      return moved(isAboutDeployment(entry) ? deploymentMoved(promotion, entry) : promotion, entry);
  }
}

/** The first entry that says what it is about. */
function begun(entry: Entry): Promotion | undefined {
  if (entry.kind === 'requested') return requested(entry);
  return entry.kind === 'imported' ? imported(entry) : undefined;
}

/** What may still change before anything is done to the environment. */
function whileUndecided(promotion: Promotion, entry: Entry): Promotion {
  switch (entry.kind) {
    case 'amended':
      return amended(promotion, entry);
    case 'round_opened':
      return roundOpened(promotion, entry);
    case 'signed':
      return signed(promotion, entry);
    case 'gates_skipped':
      return { ...promotion, skipped: entry.round };
    default:
      if (isAboutGates(entry)) return gatesMoved(promotion, entry);
      return moved(isAboutDeployment(entry) ? deploymentMoved(promotion, entry) : promotion, entry);
  }
}

interface Arrow<K extends EntryKind> {
  readonly from: (promotion: Promotion) => boolean;
  readonly to: (entry: EntryOf<K>, promotion: Promotion) => State;
}

const isWaiting = (state: State): boolean => state.status === 'AWAITING_APPROVAL';
const isUnderWay = (state: State): boolean => isIn(state, 'queued', 'deploying', 'verifying');
const wasBegun = (state: State): boolean => isIn(state, 'deploying', 'verifying') || state.status === 'PROMOTED';

/** The arrows of the life cycle: which fact leads where, and from where only. */
const ARROWS: { readonly [K in EntryKind]?: Arrow<K> } = {
  accepted: { from: isWaiting, to: () => ({ status: 'PENDING', phase: 'queued' }) },
  rejected: { from: isWaiting, to: ({ by, reason, at }) => ({ status: 'REJECTED', by, reason, at }) },
  cancelled: {
    from: (promotion) => isUndecided(promotion) || isImport(promotion),
    to: ({ why, by, reason, at }) => ({ status: 'CANCELLED', why, ...whoever(by), reason, at }),
  },
  deploy_started: { from: (state) => isIn(state, 'queued'), to: () => ({ status: 'PENDING', phase: 'deploying' }) },
  deployed: { from: (state) => isIn(state, 'deploying'), to: () => ({ status: 'PENDING', phase: 'verifying' }) },
  promoted: { from: isUnderWay, to: ({ watched, at }) => ({ status: 'PROMOTED', phase: watched ? 'watched' : 'settled', at }) },
  settled: {
    from: isWatched,
    to: ({ at }, promotion) => ({ status: 'PROMOTED', phase: 'settled', at: promotion.status === 'PROMOTED' ? promotion.at : at }),
  },
  failed: { from: isUnderWay, to: ({ reason, at }) => ({ status: 'FAILED', reason, at }) },
  rolled_back: { from: wasBegun, to: ({ by, reason, at }) => ({ status: 'ROLLED_BACK', ...whoever(by), reason, at }) },
};

function moved(promotion: Promotion, entry: Entry): Promotion {
  // One table keyed by kind: TypeScript cannot see that the key and the entry belong together.
  const arrow = ARROWS[entry.kind] as Arrow<EntryKind> | undefined;
  return arrow?.from(promotion) ? { ...base(promotion), ...arrow.to(entry, promotion) } : promotion;
}

const whoever = (by: Actor | null): { readonly by?: Actor } => (by ? { by } : {});

type Phase = Extract<State, { status: 'PENDING' }>['phase'];
const isIn = (promotion: State, ...phases: readonly Phase[]): boolean => promotion.status === 'PENDING' && phases.includes(promotion.phase);
const isOpen = (promotion: State): boolean => promotion.status === 'AWAITING_APPROVAL' || promotion.status === 'PENDING';
/** Nothing has happened to the environment yet: what is asked for may still change or be withdrawn. */
export const isUndecided = (promotion: State): boolean =>
  promotion.status === 'AWAITING_APPROVAL' || isIn(promotion, 'validating', 'gates', 'queued');

const UNTOUCHED = { amendedBy: [], approvals: [], gates: {}, signatures: [], touched: false, doubts: NO_DOUBTS, released: [] } as const;

function requested(entry: EntryOf<'requested'>): Promotion {
  return {
    ...UNTOUCHED,
    status: 'PENDING',
    phase: 'validating',
    requestedBy: entry.by,
    requestedAt: entry.at,
    request: entry.request,
    frozen: entry.sha,
  };
}

/** It has arrived, by the word of whoever ran the import: no round was held, and nobody approved. */
function imported({ at, by, operator, terms, fingerprint, since, source }: EntryOf<'imported'>): Promotion {
  const { subject, version, sha, to } = terms;
  return {
    ...UNTOUCHED,
    status: 'PROMOTED',
    phase: 'settled',
    at: since ?? at,
    requestedBy: by,
    requestedAt: at,
    // A short SHA is only what people call it.
    request: { ...NOTHING, subject, version: version === shortSha(sha) ? sha : version, to },
    frozen: sha,
    round: { number: 1, terms, fingerprint, approval: false, openedAt: at },
    imported: { at, operator, since, source },
  };
}

/** Whoever changes what is to be promoted does not decide about it; a typo mended in the notes makes nobody a party. */
function amended(promotion: Promotion, { by, request, sha, changed }: EntryOf<'amended'>): Promotion {
  const next = { ...promotion, request, frozen: sha };
  const isParty = by !== null && by.id !== promotion.requestedBy.id && isDecisive({ changed });
  if (!isParty) return next;
  const others = promotion.amendedBy.filter(({ id }) => id !== by.id);
  return withApprovals({ ...next, amendedBy: [...others, by] }, (approval) => approval.by.id !== by.id);
}

const DECISIVE: readonly string[] = ['subject', 'version', 'from', 'to'];
/** Whether an amendment asks for something else, and not only in other words. */
export const isDecisive = ({ changed }: Pick<EntryOf<'amended'>, 'changed'>): boolean => changed.some((field) => DECISIVE.includes(field));

/** Fewer approvals may be too few: what was accepted and not begun is judged again. */
function withApprovals(promotion: Promotion, keeps: (approval: Approval) => boolean): Promotion {
  const approvals = promotion.approvals.filter(keeps);
  if (approvals.length === promotion.approvals.length || !isIn(promotion, 'queued')) return { ...promotion, approvals };
  return { ...base(promotion), approvals, status: 'AWAITING_APPROVAL' };
}

function roundOpened(promotion: Promotion, { round, terms, fingerprint, approval, at, teams }: EntryOf<'round_opened'>): Promotion {
  const state: State = approval ? { status: 'AWAITING_APPROVAL' } : { status: 'PENDING', phase: 'queued' };
  return {
    ...base(promotion),
    approvals: [],
    round: { number: round, terms, fingerprint, approval, openedAt: at, ...(teams ? { teams } : {}) },
    ...state,
  };
}

function approved(promotion: Promotion, { by, at, comment, round, roles, note }: EntryOf<'approved'>): Promotion {
  if (round !== promotion.round?.number || promotion.approvals.some((approval) => approval.by.id === by.id)) return promotion;
  return { ...promotion, approvals: [...promotion.approvals, { by, at, comment, roles, note }] };
}

function signed(promotion: Promotion, { gate, by, at, comment, sha, roles, evidence }: EntryOf<'signed'>): Promotion {
  const others = promotion.signatures.filter((signature) => signature.gate !== gate || signature.sha !== sha);
  return { ...promotion, signatures: [...others, { gate, by, at, comment, sha, roles, evidence }] };
}

function withoutPause({ pause: _over, ...promotion }: Promotion): Promotion {
  return promotion;
}

const STATE: ReadonlySet<string> = new Set(['status', 'phase', 'why', 'by', 'reason', 'at']);

/** Everything but the state, so that no field of an old state lives on in a new one. */
const base = (promotion: Promotion): Base =>
  // What is left out are the keys of all states, so the rest is what they have in common.
  Object.fromEntries(Object.entries(promotion).filter(([key]) => !STATE.has(key))) as unknown as Base;
