/** Floats compared as people mean it: `0.1 + 0.2` is 0.3. */

const TOLERANCE = 1e-9;

/** Equal within 1e-9, of the larger one where that is above 1. */
export const isClose = (left: number, right: number): boolean =>
  Number.isFinite(left - right) && Math.abs(left - right) <= TOLERANCE * Math.max(1, Math.abs(left), Math.abs(right));

/** The boundary itself is enough. */
export const isAtLeast = (value: number, limit: number): boolean => value >= limit || isClose(value, limit);

/** The boundary itself is allowed. */
export const isAtMost = (value: number, limit: number): boolean => value <= limit || isClose(value, limit);
