/** What the report says in every form: which gates stand where, how far they moved, and the verdict. */
import { type GateReport, isBlocking, type ReportedOutcome } from '../gate-report.ts';
import type { Instant } from '../promotion.ts';
import type { Blocker, Report, ReportResult } from '../report-document.ts';
import { moment, plural } from './scene.ts';

export const RESULTS: Readonly<Record<ReportResult, { readonly icon: string; readonly word: string }>> = {
  ready: { icon: '✅', word: 'Ready' },
  blocked: { icon: '❌', word: 'Blocked' },
  waiting: { icon: '⏳', word: 'Waiting' },
  promoted: { icon: '✅', word: 'Promoted' },
  rejected: { icon: '❌', word: 'Rejected' },
  cancelled: { icon: '⚪', word: 'Cancelled' },
  failed: { icon: '❌', word: 'Failed' },
  'rolled-back': { icon: '↩️', word: 'Rolled back' },
};

export const OUTCOMES: Readonly<Record<ReportedOutcome, { readonly icon: string; readonly word: string }>> = {
  pass: { icon: '✅', word: 'ok' },
  fail: { icon: '❌', word: 'FAIL' },
  error: { icon: '❓', word: 'ERROR' },
  pending: { icon: '⏳', word: 'waits' },
  waived: { icon: '➖', word: 'waived' },
  warn: { icon: '⚠️', word: 'warns' },
  off: { icon: '⚪', word: 'off' },
};

/** A blocker, and the gate it comes from if it is one of the report's. */
export interface Missing {
  readonly blocker: Blocker;
  readonly gate: GateReport | undefined;
}

export interface Groups {
  readonly missing: readonly Missing[];
  /** What does not hold, and does not block. */
  readonly advisory: readonly GateReport[];
  readonly signOffs: readonly GateReport[];
  readonly passed: readonly GateReport[];
  /** Waived and off, with their reasons. */
  readonly aside: readonly GateReport[];
}

/** Each gate in its place; sign-offs that block are among what is missing too. */
export function groupsOf({ blockers, promotion_criteria: { details } }: Report): Groups {
  const byId = new Map(details.map((gate) => [gate.id, gate]));
  const isHuman = ({ kind }: GateReport): boolean => kind === 'human';
  const isAside = ({ outcome }: GateReport): boolean => outcome === 'waived' || outcome === 'off';
  return {
    missing: blockers.map((blocker) => ({ blocker, gate: blocker.gate === null ? undefined : byId.get(blocker.gate) })),
    advisory: details.filter((gate) => !isHuman(gate) && !isAside(gate) && gate.outcome !== 'pass' && !isBlocking(gate)),
    signOffs: details.filter((gate) => isHuman(gate) && !isAside(gate)),
    passed: details.filter((gate) => !isHuman(gate) && gate.outcome === 'pass'),
    aside: details.filter(isAside),
  };
}

export const titleOf = ({ title, id }: GateReport): string => (title === undefined || title === '' ? id : title);

/** The reason stands for the summary where people set a gate aside. */
export const foundOf = ({ summary, waived_by }: GateReport): string =>
  waived_by ? `${summary}; waived by ${waived_by.login}: ${waived_by.reason}` : summary;

/** "19 of 21 required gates met", or why there is no such number. */
export function tally({ promotion_criteria: { details }, skipped_quality_gates, blockers, to_stage }: Report): string {
  if (skipped_quality_gates) return 'The quality gates were SKIPPED: nothing that they ask for is proven.';
  if (details.length === 0) return blockers.length > 0 ? 'No gate was judged.' : `No gates are set for ${to_stage}.`;
  const required = details.filter((gate) => gate.required && gate.outcome !== 'off');
  return `${required.filter((gate) => !isBlocking(gate)).length} of ${plural(required.length, 'required gate')} met.`;
}

/** How the value moved since the last promotion: `+3.49`, `−0.21`, `=`; empty where one of the two is not known. */
export function delta({ value, previous }: GateReport): string {
  if (typeof value !== 'number' || typeof previous !== 'number') return '';
  const moved = value - previous;
  const size = Math.abs(moved);
  if (!Number.isFinite(moved)) return '';
  if (size <= 1e-9 * Math.max(1, Math.abs(value))) return '=';
  return `${moved > 0 ? '+' : '−'}${sizeText(size)}`;
}

/** Two decimals, and two digits that say something where the difference is smaller. */
function sizeText(size: number): string {
  if (Number.isInteger(size)) return String(size);
  return size >= 0.01 ? size.toFixed(2) : String(Number(size.toPrecision(2)));
}

/** `28 Oct`, with the year when it is another one than that of `now`. */
export function day(at: Instant, now: Instant): string {
  const [date = '', month = '', year = ''] = moment(at).split(' ');
  return at.slice(0, 4) === now.slice(0, 4) ? `${date} ${month}` : `${date} ${month} ${year}`;
}

const FAILED: Readonly<Record<string, string>> = { coverage: 'Lines to cover for', tests: 'Failed tests of', evals: 'Failed cases of' };

/** What the findings of a gate are: `Failed tests of`, `Lines to cover for`. */
export const findingsOf = ({ kind }: GateReport): string => FAILED[kind] ?? 'Findings of';

/** Gates that can be signed now: those that block, else those that only advise. */
export function toSign(signOffs: readonly GateReport[]): readonly string[] {
  const pending = signOffs.filter(({ outcome }) => outcome === 'pending');
  const required = pending.filter(({ required }) => required);
  return (required.length > 0 ? required : pending).map(({ id }) => id);
}
