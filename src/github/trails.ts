/** Promotions to one environment as their issues tell of them: one question. */
import * as z from 'zod';
import type { Notary } from '../core/chain.ts';
import type { Config } from '../core/config.ts';
import { CONFIG_PATH, readConfig } from '../core/config.ts';
import type { Trail } from '../core/enforce.ts';
import { fold } from '../core/fold.ts';
import { readLedger } from '../core/ledger.ts';
import { targetLabel } from '../core/names.ts';
import type { Actor } from '../core/promotion.ts';
import { ask, type Client, GraphqlRefused, promised } from './graphql.ts';
import { comments } from './see/answer.ts';
import { readWhole } from './see/long-threads.ts';
import { isAboutIssue, NotShown } from './see/not-shown.ts';
import { ACTOR, COMMENT, COMMENTS } from './see/query.ts';
import { toComment } from './see/to-seen.ts';

export interface Trails {
  readonly repo: { readonly id: number; readonly owner: string; readonly name: string; readonly url: string };
  readonly bot: Actor;
  /** Whether there are rules at all. */
  readonly hasRules: boolean;
  /** Undefined when the rules cannot be read. */
  readonly config: Config | undefined;
  /** The newest first; those with a ledger that does not hold are left out. */
  readonly trails: readonly Trail[];
}

const answer = z.object({
  viewer: z.object({ login: z.string(), databaseId: z.number() }),
  repository: z.object({
    databaseId: z.number(),
    name: z.string(),
    url: z.string(),
    owner: z.object({ login: z.string() }),
    config: z.object({ text: z.string().nullable() }).nullable(),
    issues: z.object({
      nodes: z.array(z.object({ id: z.string(), number: z.number(), url: z.string(), comments })),
    }),
  }),
});

const QUERY = `query Trails($owner: String!, $repo: String!, $labels: [String!]) {
  viewer { login databaseId }
  repository(owner: $owner, name: $repo) {
    databaseId name url owner { login }
    config: object(expression: "HEAD:${CONFIG_PATH}") { ... on Blob { text } }
    issues(first: 50, labels: $labels, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { id number url ${COMMENTS} }
    }
  }
}
${ACTOR}
${COMMENT}`;

/** @param environment as GitHub calls it; where the rules call it otherwise, it is asked once more under that name. */
export async function readTrails(
  client: Client,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  environment: string,
  notary: Notary,
): Promise<Trails> {
  const first = await read(client, { owner, repo }, environment, notary);
  const known = first.config?.environments.find(({ name, aliases }) =>
    [name, ...aliases].some((one) => one.toLowerCase() === environment.toLowerCase()),
  );
  return known && known.name !== environment ? read(client, { owner, repo }, known.name, notary) : first;
}

async function read(
  client: Client,
  place: { readonly owner: string; readonly repo: string },
  environment: string,
  notary: Notary,
): Promise<Trails> {
  const { data, errors, at } = await ask(client, QUERY, { ...place, labels: [targetLabel({ name: environment }).name] });
  const ref = { ...place, number: 0 };
  if (errors.length > 0 && errors.every(isAboutIssue)) throw new NotShown(ref, errors, at);
  if (errors.length > 0) throw new GraphqlRefused(`reading promotions of ${place.owner}/${place.repo}`, errors);
  const { viewer, repository } = promised(answer, data, `promotions of ${place.owner}/${place.repo}`);
  const bot: Actor = { id: viewer.databaseId, login: viewer.login, kind: 'bot' };
  const { databaseId: id, name, url, owner } = repository;
  const issues = await readWhole(client, place, repository.issues.nodes);
  const trails = issues.flatMap((issue): readonly Trail[] => {
    const said = issue.comments.nodes.map(toComment).toSorted((a, b) => a.id - b.id);
    const ledger = readLedger(notary, { repo: id, issue: issue.id }, bot, said);
    const promotion = ledger.problems.length === 0 ? fold(ledger.entries) : undefined;
    return promotion ? [{ number: issue.number, url: issue.url, promotion }] : [];
  });
  return {
    repo: { id, owner: owner.login, name, url },
    bot,
    hasRules: repository.config !== null,
    config: readConfig(repository.config?.text ?? '').config,
    trails,
  };
}
