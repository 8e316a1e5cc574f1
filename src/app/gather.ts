/** Looks at GitHub until everything that matters was seen: usually once, twice when the first answer makes a further question. */
import type { Notary } from '../core/chain.ts';
import { CONFIG_PATH, readConfig } from '../core/config.ts';
import type { Facts, Other, ReadConfig } from '../core/facts.ts';
import { fold } from '../core/fold.ts';
import { readLedger } from '../core/ledger.ts';
import { covers, lookupFor } from '../core/lookup.ts';
import type { Ref } from '../core/promotion.ts';
import { readRequest } from '../core/request.ts';
import type { Lookup, Seen } from '../core/seen.ts';
import { nameOf } from './lanes.ts';
import type { Hub } from './ports.ts';

/** What a webhook already tells about an issue, so that the first question can be the right one. */
export interface Hint {
  readonly body: string;
  readonly author: string | undefined;
}

/** A question that keeps changing its answer three times over is a fault, not a promotion. */
const MOST_LOOKS = 4;
const MOST_REMEMBERED = 10_000;

/** Remembers, as a cache only: configs by blob id, the blob last seen of a repository, the last good question about an issue. */
export class Gatherer {
  readonly #notary: Notary;
  readonly #configs = new Map<string, ReadConfig>();
  readonly #blobs = new Map<string, string>();
  readonly #lookups = new Map<string, Lookup>();

  constructor(notary: Notary) {
    this.#notary = notary;
  }

  /** Everything judging may know about one issue. @throws when GitHub cannot be read. */
  async gather(hub: Hub, ref: Ref, hint?: Hint): Promise<Facts> {
    let lookup = this.#firstLookup(ref, hint);
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const seen = await hub.see(ref, lookup);
      const facts = this.#factsOf(seen, ref);
      const wanted = lookupFor({
        config: facts.config.config,
        request: facts.asked.request,
        promotion: facts.promotion,
        requester: seen.issue.author?.login,
      });
      if (covers(seen, wanted)) {
        remember(this.#lookups, nameOf(ref), wanted);
        return facts;
      }
      lookup = wanted;
    }
    throw new Error(`${nameOf(ref)} changes faster than it can be read`);
  }

  #firstLookup(ref: Ref, hint: Hint | undefined): Lookup {
    const known = this.#lookups.get(nameOf(ref));
    const config = this.#configs.get(this.#blobs.get(repoOf(ref)) ?? '')?.config;
    if (!hint) return known ?? lookupFor({ config, request: undefined, promotion: undefined, requester: undefined });
    const fresh = lookupFor({ config, request: readRequest(hint.body).request, promotion: undefined, requester: hint.author });
    return { ...fresh, sha: known?.sha ?? fresh.sha };
  }

  #factsOf(seen: Seen, ref: Ref): Facts {
    const place = { repo: seen.repo.id, issue: seen.issue.nodeId };
    const ledger = readLedger(this.#notary, place, seen.bot, seen.comments);
    const config = this.#configOf(seen, ref);
    return {
      seen,
      config,
      asked: readRequest(seen.issue.body),
      ledger,
      promotion: fold(ledger.entries),
      others: this.#othersOf(seen),
      digest: this.#notary.digest,
    };
  }

  #othersOf(seen: Seen): readonly Other[] {
    return seen.siblings.flatMap(({ number, nodeId, comments }) => {
      const promotion = fold(readLedger(this.#notary, { repo: seen.repo.id, issue: nodeId }, seen.bot, comments).entries);
      return promotion ? [{ number, promotion }] : [];
    });
  }

  #configOf({ config }: Seen, ref: Ref): ReadConfig {
    if (!config) return { problems: [{ code: 'config_missing', place: CONFIG_PATH }] };
    if (config.text === undefined) return { problems: [{ code: 'config_unreadable', place: CONFIG_PATH }] };
    const read = this.#configs.get(config.blob) ?? readConfig(config.text);
    remember(this.#configs, config.blob, read);
    remember(this.#blobs, repoOf(ref), config.blob);
    return read;
  }
}

const repoOf = ({ owner, repo }: Ref): string => `${owner}/${repo}`;

/** Newest last; the oldest is forgotten first. */
function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  cache.delete(key);
  cache.set(key, value);
  const [oldest] = cache.keys();
  if (cache.size > MOST_REMEMBERED && oldest !== undefined) cache.delete(oldest);
}
