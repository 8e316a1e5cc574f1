/** What a gate has measured, in words for records and boards. */
import type { JudgedGate } from './promotion.ts';

/** `76.2%`, `310 ms`: two digits at most. A share is rounded down, so that 79.999 % never reads as 80 %; undefined for what has no value. */
export function measuredText({ value, unit }: Pick<JudgedGate, 'value' | 'unit'>): string | undefined {
  if (value === null) return undefined;
  if (unit === '%') return `${Math.floor((value + 1e-9) * 100) / 100}%`;
  return `${Number(value.toFixed(2))}${unit ? ` ${unit}` : ''}`;
}
