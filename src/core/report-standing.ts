/** Where a promotion stands by its gates and by what else stands in the way. */
import { type GateReport, isBlocking } from './gate-report.ts';
import type { Blocker } from './report-document.ts';

/** What required gates keep the promotion from going on. */
export const gateBlockers = (gates: readonly GateReport[]): readonly Blocker[] =>
  gates.filter(isBlocking).map(({ id, outcome, summary }) => ({ gate: id, outcome, summary }));

export type Standing = 'ready' | 'blocked' | 'waiting';

/** Where a promotion stands that has not ended. */
export function standing(blockers: readonly Blocker[]): Standing {
  if (blockers.length === 0) return 'ready';
  return blockers.every(({ outcome }) => outcome === 'pending') ? 'waiting' : 'blocked';
}
