/** A percentage is rounded down: 79.996 is not 80. */
export const floored = (percent: number): string => String(Math.floor(percent * 100 + 1e-7) / 100);
