/** Rows and what the ledgers already say -> what is done about each. */
import type { Problem } from '../problem.ts';
import { hasEnded, type Promotion } from '../promotion.ts';
import type { Row } from './rows.ts';

/** What is known of one subject in one environment, newest issue first, as far back as it matters. */
export interface Known {
  readonly number: number;
  /** Undefined while the issue has no ledger. */
  readonly promotion: Promotion | undefined;
  readonly isOpen: boolean;
  /** Whether its ledger does not hold. */
  readonly isDamaged: boolean;
}

/** An import whose place is taken by what was read now. */
interface Before {
  readonly number: number;
  readonly version: string;
}

export type Step =
  | { readonly kind: 'write'; readonly row: Row; readonly before?: Before }
  /** Begun by an import that was stopped. */
  | { readonly kind: 'finish'; readonly row: Row; readonly number: number; readonly before?: Before }
  | { readonly kind: 'recorded'; readonly row: Row; readonly number: number }
  | { readonly kind: 'refused'; readonly row: Row; readonly problem: Problem };

/** @param begun the open issue that bears the mark of this row. */
export function stepFor(row: Row, known: readonly Known[], begun: number | undefined): Step {
  const others = known.filter(({ number }) => number !== begun);
  const refuse = (code: string, { number }: Pick<Known, 'number'>): Step => ({
    kind: 'refused',
    row,
    problem: { code, place: `#${number}`, found: row.version, facts: { number: String(number), environment: row.environment.name } },
  });
  const damaged = others.find(({ isDamaged }) => isDamaged);
  if (damaged) return refuse('damaged', damaged);
  const open = others.find(({ promotion, isOpen }) => (promotion ? !hasEnded(promotion) : isOpen));
  if (open) return refuse('under_way', open);
  const current = others.find(({ promotion }) => promotion?.status === 'PROMOTED');
  if (current?.promotion?.round?.terms.sha === row.sha) return { kind: 'recorded', row, number: current.number };
  const taken = others.find(({ promotion }) => promotion?.status === 'ROLLED_BACK' && promotion.round?.terms.sha === row.sha);
  if (taken) return refuse('taken_back', taken);
  if (current?.promotion && !current.promotion.imported) return refuse('promoted', current);
  // What was imported before was right, or has to be taken back: only what came later takes its place.
  if (current?.promotion?.status === 'PROMOTED' && row.since !== null && row.since <= current.promotion.at) return refuse('older', current);
  const { version } = current?.promotion?.round?.terms ?? {};
  const about = { row, ...(current && version !== undefined ? { before: { number: current.number, version } } : {}) };
  return begun === undefined ? { kind: 'write', ...about } : { kind: 'finish', number: begun, ...about };
}
