/** What one limit says of an evaluation. */
import type { Judged } from '../format.ts';

/** One limit: kept, crossed, or impossible to hold against this report. */
export interface Opinion {
  readonly outcome: Judged['outcome'];
  readonly sentence: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly unit: string | null;
}

/** Why a limit cannot be held against the report. */
export const error = (sentence: string): Opinion => ({ outcome: 'error', sentence, value: null, threshold: null, unit: null });
