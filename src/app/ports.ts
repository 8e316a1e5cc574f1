/** What the shell needs, named by need and not by vendor. */
import type { Effect } from '../core/effect.ts';
import type { Ref } from '../core/promotion.ts';
import type { Lookup, Seen } from '../core/seen.ts';

/** Held by the one who may act for a promotion now. Whatever changes the world asks to see it. */
export interface Lease {
  readonly ref: Ref;
}

/** The one door to GitHub. */
export interface Hub {
  /** One GraphQL request, and one more for each further 100 comments. */
  see(ref: Ref, lookup: Lookup): Promise<Seen>;
  /** One batched mutation; a second when labels had to be made; one REST request a commit status. Nothing for no effects. */
  perform(lease: Lease, seen: Seen, effects: readonly Effect[]): Promise<void>;
}
