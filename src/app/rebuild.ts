/** Fills the index again from GitHub, which has everything. Nothing is written there. It may be killed at any time, and goes on where it was. */
import type { Notary } from '../core/chain.ts';
import { fold } from '../core/fold.ts';
import { readLedger } from '../core/ledger.ts';
import { lookupFor } from '../core/lookup.ts';
import { mayClose, type Ref } from '../core/promotion.ts';
import { type PromotionRecord, recordOf } from '../core/record.ts';
import { type Hub, postponement, Refused } from './ports.ts';

/** A repository the bot reaches. */
export interface Place {
  readonly installation: number;
  readonly owner: string;
  readonly repo: string;
}

/** What one look found. */
export interface Look {
  /** Undefined while the issue is no promotion yet. */
  readonly record: PromotionRecord | undefined;
  /** An issue of which something is still to come, with the id of its repository: to be looked at by the bot itself. */
  readonly open: { readonly repo: number; readonly ref: Ref; readonly installation: number } | undefined;
}

/** Where everything comes from. */
export interface Source {
  places(): Promise<readonly Place[]>;
  /** Numbers of the issues that are promotions, open and closed, in any order. */
  numbersIn(place: Place): Promise<readonly number[]>;
  look(place: Place, number: number): Promise<Look>;
}

/** How far it has come. */
export interface Progress {
  /** Whether the index was emptied, and nothing is gone on with. */
  readonly isFresh: boolean;
  /** Names of the repositories that are done. */
  readonly done: ReadonlySet<string>;
  /** The repository that is being read, and the last number of it that is done. */
  readonly at: { readonly place: string; readonly number: number } | undefined;
}

/** Where it goes. Each call is all or nothing. */
export interface Shelf {
  /** Empties the index, or goes on with one that is half built. */
  begin(): Promise<Progress>;
  keep(looks: readonly Look[], at: { readonly place: string; readonly number: number }): Promise<void>;
  finishPlace(place: string): Promise<void>;
  finish(): Promise<void>;
}

/** Hears how it goes. */
export interface Listener {
  /** `done` is undefined when the index was emptied. */
  places(count: number, done: number | undefined): void;
  /** How many promotions a repository has that are still to be read. */
  found(place: string, count: number): void;
  read(count: number): void;
  finishedPlace(): void;
  waits(until: Date): void;
  skipped(what: string, why: string): void;
}

export interface RebuildParts {
  readonly source: Source;
  readonly shelf: Shelf;
  readonly listener: Listener;
  /** Waits. @throws when it is to stop. */
  readonly pauseUntil: (moment: Date) => Promise<void>;
  readonly isStopped: () => boolean;
}

export type Ended =
  /** Everything is there. */
  | 'whole'
  /** GitHub did not show all of it; the rest is tried again by the next rebuild. */
  | 'partial'
  | 'stopped';

/** Issues that are read at the same time, and written together. */
const BATCH = 20;

/** @throws what GitHub or the database fail with; what was kept stays, and the next rebuild goes on behind it. */
export async function rebuild(parts: RebuildParts): Promise<Ended> {
  const { source, shelf, listener } = parts;
  const progress = await shelf.begin();
  const places = (await patiently(parts, () => source.places())).toSorted((a, b) => (placeName(a) < placeName(b) ? -1 : 1));
  const left = places.filter((place) => !progress.done.has(placeName(place)));
  listener.places(places.length, progress.isFresh ? undefined : places.length - left.length);
  let isWhole = true;
  for (const place of left) {
    const ended = await readPlace(parts, place, progress);
    if (ended === 'stopped') return ended;
    if (ended === 'whole') await shelf.finishPlace(placeName(place));
    isWhole &&= ended === 'whole';
    listener.finishedPlace();
  }
  if (!isWhole) return 'partial';
  await shelf.finish();
  return 'whole';
}

const placeName = ({ owner, repo }: Place): string => `${owner}/${repo}`;

async function readPlace(parts: RebuildParts, place: Place, { at }: Progress): Promise<Ended> {
  const { source, shelf, listener } = parts;
  const name = placeName(place);
  const listed = await unlessRefused(parts, name, () => source.numbersIn(place));
  if (!listed) return 'partial';
  const after = at?.place === name ? at.number : 0;
  const numbers = listed.filter((number) => number > after).toSorted((a, b) => a - b);
  listener.found(name, numbers.length);
  let isWhole = true;
  for (let from = 0; from < numbers.length; from += BATCH) {
    if (parts.isStopped()) return 'stopped';
    const batch = numbers.slice(from, from + BATCH);
    const looks = await Promise.all(batch.map((number) => unlessRefused(parts, `${name}#${number}`, () => source.look(place, number))));
    const found = looks.flatMap((look) => look ?? []);
    isWhole &&= found.length === batch.length;
    // Behind one that could not be read nothing counts as done: the next rebuild reads it again.
    await shelf.keep(found, { place: name, number: isWhole ? (batch.at(-1) ?? after) : after });
    listener.read(batch.length);
  }
  return isWhole ? 'whole' : 'partial';
}

/** What GitHub says no to is left out and told; what it does not answer is an outage, and ends everything. */
async function unlessRefused<T>(parts: RebuildParts, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await patiently(parts, work);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    parts.listener.skipped(what, error.message);
    return undefined;
  }
}

/** Waits as long as GitHub asks, as often as it asks. */
async function patiently<T>({ listener, pauseUntil }: RebuildParts, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const until = postponement(error)?.until;
      if (!until) throw error;
      listener.waits(until);
      await pauseUntil(until);
    }
  }
}

/** As little as a look can ask for. */
const LOOKUP = { ...lookupFor({ config: undefined, request: undefined, promotion: undefined, requester: undefined }), labels: [] };

/** Reads one promotion as the bot does when it handles it: one request, and one more for each further 100 comments. @throws Refused when GitHub does not show it. */
export async function lookAt(hub: Pick<Hub, 'see'>, notary: Notary, ref: Ref, installation: number): Promise<Look> {
  const seen = await hub.see(ref, LOOKUP);
  const ledger = readLedger(notary, { repo: seen.repo.id, issue: seen.issue.nodeId }, seen.bot, seen.comments);
  const promotion = fold(ledger.entries);
  const record = recordOf(seen, ledger, promotion);
  const isOpen = seen.issue.open || (promotion !== undefined && !mayClose(promotion));
  const now = { owner: seen.repo.owner, repo: seen.repo.name, number: ref.number };
  return { record, open: isOpen ? { repo: seen.repo.id, ref: now, installation } : undefined };
}
