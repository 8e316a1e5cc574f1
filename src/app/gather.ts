/** Looks at GitHub until everything that matters was seen: usually once, twice when the first answer makes a further question. */
import { type ReadMap, readAgentMap } from '../core/agents/read.ts';
import type { Notary } from '../core/chain.ts';
import { CONFIG_PATH, readConfig } from '../core/config.ts';
import type { Facts, Other, ReadConfig } from '../core/facts.ts';
import { fold, isUndecided } from '../core/fold.ts';
import { readLedger } from '../core/ledger.ts';
import { covers, lookupFor } from '../core/lookup.ts';
import { defaultsSeen } from '../core/policy-text.ts';
import type { Instant, Ref } from '../core/promotion.ts';
import { readRequest } from '../core/request.ts';
import type { Lookup, Seen, SeenDefaults } from '../core/seen.ts';
import type { WantedRun } from '../core/seen-run.ts';
import { nameOf } from './lanes.ts';
import { keep, type Memory, type Sent } from './memory.ts';
import type { Apps, Hub } from './ports.ts';

/** What a webhook already tells about an issue, so that the first question can be the right one. */
export interface Hint {
  readonly body: string;
  readonly title: string;
  readonly labels: readonly string[];
  readonly author: string | undefined;
  /** When the issue was last changed: GitHub may tell of it before it shows it. */
  readonly at?: Instant | undefined;
  /** A new comment that says something: GitHub may tell of it before it shows it. */
  readonly comment?: { readonly id: number; readonly at: Instant } | undefined;
  /** What webhooks say of who wrote new comments. */
  readonly apps?: Apps | undefined;
  /** Whether a comment was deleted: then fewer of ours are no sign of a look that comes too early. */
  readonly deleted?: boolean | undefined;
}

/** GitHub does not show yet what is known to be there: nothing was decided, and a later look finds it. */
class Late extends Error {
  override readonly name = 'Late';

  constructor(ref: Ref, what: string) {
    super(`GitHub does not show ${what} on ${nameOf(ref)} yet. Nothing was decided; a look in a minute will find it.`);
  }
}

/** The last good question about an issue, and whether the text of the issue has no part in it any more. */
interface Remembered {
  readonly lookup: Lookup;
  readonly isFixed: boolean;
}

/** Waits a while before the next look. */
export type Pause = (milliseconds: number) => Promise<unknown>;

/** A question that keeps changing its answer four times over is a fault, not a promotion. */
const MOST_LOOKS = 5;
/** Milliseconds between looks at what GitHub does not show yet; its replicas lag by less. */
const PAUSES = [250, 500, 1000];
/** Milliseconds by GitHub's clock after which what is missing is not late but was taken away. */
const LATEST = 60_000;

/**
 * Remembers, as a cache only: configs and maps by blob id, the config last seen of a repository, the last good question about an issue. What was last
 * written to an issue is in its memory, so that a look that comes too early does not write the same again.
 */
export class Gatherer {
  readonly #notary: Notary;
  readonly #configs = new Map<string, ReadConfig>();
  readonly #maps = new Map<string, ReadMap>();
  readonly #current = new Map<string, string>();
  readonly #lookups = new Map<string, Remembered>();
  readonly #pause: Pause;
  readonly #mustExtend: boolean;

  /** @param mustExtend whether rules that do not extend those of the organisation are a problem. */
  constructor(notary: Notary, pause: Pause, mustExtend = false) {
    this.#notary = notary;
    this.#pause = pause;
    this.#mustExtend = mustExtend;
  }

  /** Everything judging may know about one issue. @throws when GitHub cannot be read, or does not show yet what is known to be there. */
  async gather(hub: Hub, ref: Ref, memory: Memory, hint?: Hint): Promise<Facts> {
    if (hint?.deleted) await memory.sends(undefined);
    const sent = await memory.sent();
    for (const pause of PAUSES) {
      const facts = await this.#look(hub, ref, hint);
      if (hasOurs(facts.seen, sent) && hasTheirs(facts, hint)) return facts;
      await this.#pause(pause);
    }
    const facts = await this.#look(hub, ref, hint);
    if (!hasTheirs(facts, hint)) throw new Late(ref, 'the new comment');
    if (sent?.sure && !hasOurs(facts.seen, sent)) throw new Late(ref, 'what was last written there');
    await memory.sends(undefined);
    return facts;
  }

  async #look(hub: Hub, ref: Ref, hint?: Hint): Promise<Facts> {
    let lookup = this.#firstLookup(ref, hint);
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const seen = await hub.see(ref, lookup);
      const facts = this.#factsOf(seen, ref);
      const wanted = lookupFor({
        config: facts.config.config,
        isExtending: facts.config.isExtending,
        request: facts.asked.request,
        promotion: facts.promotion,
        requester: seen.issue.author?.login,
        before: facts,
        self: seen,
      });
      if (covers(seen, wanted)) {
        const isFixed = facts.promotion !== undefined && !isUndecided(facts.promotion);
        keep(this.#lookups, nameOf(ref), { lookup: wanted, isFixed });
        return facts;
      }
      lookup = wanted;
    }
    throw new Error(`${nameOf(ref)} changes faster than it can be read`);
  }

  #firstLookup(ref: Ref, hint: Hint | undefined): Lookup {
    const { lookup: known, isFixed = false } = this.#lookups.get(nameOf(ref)) ?? {};
    // What is carried out does not follow what the issue is edited into.
    if (known && isFixed) return known;
    const { config, isExtending } = this.#configs.get(this.#current.get(repoOf(ref)) ?? '') ?? {};
    // A guess: labels and title count when an issue is new, and what they contradict is told when the issue itself is read.
    const told = hint && (known ? { ...hint, title: '', labels: [] } : hint);
    const request = told && readRequest(told, { config, edited: true }).request;
    if (!hint || (known && !request))
      return known ?? lookupFor({ config, isExtending, request, promotion: undefined, requester: undefined });
    const fresh = lookupFor({ config, isExtending, request, promotion: undefined, requester: hint.author });
    return { ...fresh, sha: known?.sha ?? fresh.sha };
  }

  #factsOf(seen: Seen, ref: Ref): Facts {
    const place = { repo: seen.repo.id, issue: seen.issue.nodeId };
    const ledger = readLedger(this.#notary, place, seen.bot, seen.comments);
    const config = this.#configOf(seen, ref);
    const promotion = fold(ledger.entries);
    return {
      seen,
      config,
      asked: readRequest(seen.issue, {
        begun: promotion?.request,
        edited: seen.issue.editor !== undefined,
        config: config.config,
      }),
      ledger,
      promotion,
      others: this.#othersOf(seen),
      records: this.#recordsOf(seen),
      agentMap: this.#mapOf(seen),
      digest: this.#notary.digest,
    };
  }

  #recordsOf(seen: Seen): Facts['records'] {
    return seen.records.flatMap(({ number, nodeId, comments }) => {
      const promotion = fold(readLedger(this.#notary, { repo: seen.repo.id, issue: nodeId }, seen.bot, comments).entries);
      return promotion ? [{ number, promotion }] : [];
    });
  }

  #othersOf(seen: Seen): readonly Other[] {
    return seen.siblings.flatMap(({ number, nodeId, comments }) => {
      const { entries } = readLedger(this.#notary, { repo: seen.repo.id, issue: nodeId }, seen.bot, comments);
      const promotion = fold(entries);
      const superseding = entries.flatMap((entry) => (entry.kind === 'superseding' ? [entry.older] : []));
      return promotion || superseding.length > 0 ? [{ number, promotion, superseding }] : [];
    });
  }

  #mapOf({ map }: Seen): Facts['agentMap'] {
    if (map?.text === undefined) return undefined;
    const read = this.#maps.get(map.blob) ?? readAgentMap(map.text);
    keep(this.#maps, map.blob, read);
    return read;
  }

  #configOf({ config, defaults, repo }: Seen, ref: Ref): ReadConfig {
    if (!config) return { problems: [{ code: 'config_missing', place: CONFIG_PATH }] };
    if (config.text === undefined) return { problems: [{ code: 'config_unreadable', place: CONFIG_PATH }] };
    // The words about the file of an owner name it.
    const name = `${config.blob} ${defaults ? `${repo.owner} ${idOf(defaults)}` : ''}`;
    const read = this.#configs.get(name) ?? readConfig(config.text, defaults && defaultsSeen(defaults, repo.owner));
    keep(this.#configs, name, read);
    keep(this.#current, repoOf(ref), name);
    if (this.#mustExtend && read.config && !read.isExtending) return { problems: [{ code: 'must_extend', place: CONFIG_PATH }] };
    return read;
  }
}

/** What tells one file of an organisation from another. */
const idOf = (seen: SeenDefaults): string => ('lacks' in seen ? seen.lacks : seen.file.blob);

const ourComments = ({ comments, bot }: Seen): number => comments.filter(({ author }) => author?.id === bot.id).length;

/** What there is to remember when so many comments are sent to an issue that was seen like this; nothing for none. */
export const sentTo = (seen: Seen, comments: number, sure: boolean): Sent | undefined =>
  comments > 0 ? { comments: ourComments(seen) + comments, at: seen.at, sure } : undefined;

/** The run that is asked for, by its id where that is remembered. One from before is not it: a newer one may have begun whose answer was lost. */
export async function remembered(wanted: WantedRun, memory: Memory): Promise<WantedRun> {
  const started = wanted.id === undefined ? await memory.started() : undefined;
  return started && started.key === wanted.keys[0] ? { ...wanted, id: started.run } : wanted;
}

/** Whether a look shows what was written last. */
const hasOurs = (seen: Seen, sent: Sent | undefined): boolean => !sent || ourComments(seen) >= sent.comments || isOver(sent.at, seen);

/** Whether a look shows the comment that it is about, or the ledger has heard it. */
function hasTheirs({ seen, ledger }: Facts, hint?: Hint): boolean {
  const awaited = hint?.comment;
  return !awaited || ledger.heard.has(awaited.id) || seen.comments.some(({ id }) => id === awaited.id) || isOver(awaited.at, seen);
}

const isOver = (since: Instant, { at }: Seen): boolean => Date.parse(at) - Date.parse(since) > LATEST;

const repoOf = ({ owner, repo }: Ref): string => `${owner}/${repo}`;
