/** When the answer could change by itself: what opens by time alone is looked at again then, and not before. */
import { hasEnded, type Instant, type Promotion } from './promotion.ts';
import type { Verdict } from './verdict.ts';

export function wakeAt({ waits, problems }: Verdict, promotion: Promotion | undefined): Instant | undefined {
  if (problems.length > 0 || (promotion && hasEnded(promotion))) return undefined;
  return waits.flatMap(({ opensAt }) => opensAt ?? []).toSorted()[0];
}
