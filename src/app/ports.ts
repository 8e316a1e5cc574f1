/** What the shell needs, named by need and not by vendor. */
import type { Effect } from '../core/effect.ts';
import type { Done } from '../core/facts.ts';
import type { Ref } from '../core/promotion.ts';
import type { Lookup, Seen } from '../core/seen.ts';
import type { SeenRun, WantedRun } from '../core/seen-run.ts';

/** Held by the one who may act for a promotion now. Whatever changes the world asks to see it. */
export interface Lease {
  readonly ref: Ref;
}

/** GitHub answered, and said no to a part. What was done stays done. */
export class Refused extends Error {}

/** GitHub wants us to wait longer than a call may: nothing was carried out. Octokit wraps it; `postponedFor` finds it again. */
export class Postponed extends Error {
  override readonly name = 'Postponed';
  readonly until: Date;
  /** Milliseconds from when it was thrown. */
  readonly milliseconds: number;

  /** Whether GitHub said so, and nothing of this installation may be sent; else only what creates content must wait. */
  readonly byGithub: boolean;

  constructor(why: string, { now, milliseconds, byGithub = false }: PostponedFacts) {
    const at = new Date(Math.ceil((now + milliseconds) / 1000) * 1000);
    super(`${why} The request was not carried out; send it again after ${at.toISOString().replace('.000Z', 'Z')}.`);
    this.until = at;
    this.milliseconds = milliseconds;
    this.byGithub = byGithub;
  }
}

/** The bot may not speak here: to try again helps only when people have granted that. */
export class Mute extends Error {
  override readonly name = 'Mute';
}

interface PostponedFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly milliseconds: number;
  readonly byGithub?: boolean;
}

/** From when a request that failed may be sent again; undefined when it failed for any other reason. */
export function postponement(error: unknown): Postponed | undefined {
  if (error instanceof Postponed) return error;
  return typeof error === 'object' && error !== null && 'cause' in error ? postponement(error.cause) : undefined;
}

/** Comment id -> id of the app that wrote it in a person's name, null for none. */
export type Apps = Readonly<Record<number, number | null>>;

/** What carrying out effects brought to light. */
export interface Performed {
  /** The run that was started, by the key it was asked for with; its id where GitHub tells it. */
  readonly started?: { readonly key: string; readonly run: number };
  /** The run that GitHub does not start, and why, in its words; final when people have to do something first. */
  readonly notStarted?: { readonly key: string; readonly reason: string; readonly final?: true };
  /** What an end that is still to be written down will name. */
  readonly done?: Done;
}

/** The one door to GitHub. */
export interface Hub {
  /** One GraphQL request, and one more for each further 100 comments. */
  see(ref: Ref, lookup: Lookup): Promise<Seen>;
  /** The app that wrote each of these comments in its author's name, null for none. One REST request a comment. */
  appsBehind(ref: Ref, comments: readonly number[]): Promise<Apps>;
  /**
   * One batched mutation; a second when labels had to be made, or when the issue closes with its first entries; one REST request a commit
   * status and a run, up to four a deployment, two an issue. Nothing for no effects. @throws Refused when GitHub answered no to a part, anything else when it is not known what was done.
   */
  perform(lease: Lease, seen: Seen, effects: readonly Effect[]): Promise<Performed>;
  /** The run of this key. One REST request, three more for the report of one that has ended. @throws when GitHub does not say. */
  findRun(ref: Ref, wanted: WantedRun): Promise<SeenRun | 'none'>;
}
