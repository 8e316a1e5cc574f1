/** How several reports of one tool become one. */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { Read } from '../format.ts';
import { medians } from './dialect.ts';

/** For tools whose statistics cannot be put together: the 95th percentile of two runs follows from neither. `not_mergeable`. */
export const mergeNone = (parts: readonly MetricsEvidence[]): Read<MetricsEvidence> => {
  const [only, another] = parts;
  if (only !== undefined && another === undefined) return ok(only);
  return unreadable(
    'not_mergeable',
    `${parts.length} reports of ${only?.format ?? 'no'} format cannot become one: percentiles and rates of several runs follow from none of them. Name one file, or make one gate of each.`,
  );
};

/** For benchmarks: united by name; one that was measured several times counts with its median. */
export function mergeBenchmarks(parts: readonly MetricsEvidence[]): Read<MetricsEvidence> {
  const [first] = parts;
  if (first === undefined) return mergeNone(parts);
  const about = new Map<string, string | number>();
  for (const [name, said] of parts.flatMap((part) => Object.entries(part.about))) {
    const known = about.get(name) ?? said;
    if (known !== said && name.startsWith('unit of ')) return differing(name.slice('unit of '.length), [known, said]);
    about.set(name, known);
  }
  return ok({
    ...first,
    values: medians(parts.flatMap(({ values }) => Object.entries(values))),
    kept: mergeKept(parts),
    about: Object.fromEntries(about),
  });
}

const differing = (name: string, [one, other]: readonly [string | number, string | number]): Read<MetricsEvidence> =>
  unreadable('not_mergeable', `${name} is measured in ${one} in one file and in ${other} in another: write both in one unit.`);

/** Kept only where every report says so. */
export function mergeKept(parts: readonly MetricsEvidence[]): Readonly<Record<string, boolean>> {
  const kept = new Map<string, boolean>();
  for (const [name, isKept] of parts.flatMap((part) => Object.entries(part.kept))) kept.set(name, isKept && kept.get(name) !== false);
  return Object.fromEntries(kept);
}
