/** What the words of a tool weigh here. */
import type { Level, Severity } from '../evidence.ts';

export interface Weight {
  readonly level: Level;
  readonly severity?: Severity;
}

/** A scale reads words in any case; one that nobody knows weighs as much as an error, for what is not known never passes. */
export type Scale = (word: string | undefined) => Weight;

export function scaleOf(words: Readonly<Record<string, Weight>>, unknown: Weight = { level: 'error' }): Scale {
  const known = new Map(Object.entries(words));
  return (word) => known.get(word?.toLowerCase() ?? '') ?? unknown;
}

export const CRITICAL: Weight = { level: 'error', severity: 'critical' };
export const HIGH: Weight = { level: 'error', severity: 'high' };
export const MEDIUM: Weight = { level: 'warning', severity: 'medium' };
export const LOW: Weight = { level: 'note', severity: 'low' };

/** Names of levels as linters and compilers write them. */
export const LEVEL_WORDS: Scale = scaleOf({
  fatal: { level: 'error' },
  error: { level: 'error' },
  warning: { level: 'warning' },
  warn: { level: 'warning' },
  note: { level: 'note' },
  info: { level: 'note' },
  information: { level: 'note' },
  advice: { level: 'note' },
  hint: { level: 'note' },
  help: { level: 'note' },
});
