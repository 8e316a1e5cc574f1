/** Everywhere this app is installed, and every promotion there: what a look at everything begins with. */
import * as z from 'zod';
import { PROMOTION, statusLabel } from '../core/names.ts';
import { STATUSES } from '../core/promotion.ts';
import { ask, type Client, GraphqlRefused, promised } from './graphql.ts';
import { pagesOf } from './pages.ts';

/** A repository this app reaches. */
export interface Place {
  readonly installation: number;
  /** Numeric id, which stays when it is renamed. */
  readonly repository: number;
  readonly owner: string;
  readonly repo: string;
  /** Nothing can be written there. */
  readonly archived: boolean;
}

const installations = z.array(z.object({ id: z.int().positive(), suspended_at: z.string().nullish() }));
const repositories = z.object({
  repositories: z.array(
    z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }), archived: z.boolean().default(false) }),
  ),
});

/** Ids of the installations that are not suspended: those get no tokens. One request for each 100, with the app's own token. */
export async function listInstallations(app: Client): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const page of pagesOf(app, 'GET /app/installations')) {
    const listed = promised(installations, page, 'the installations of this app');
    found.push(...listed.filter(({ suspended_at: since }) => !since).map(({ id }) => id));
  }
  return found;
}

/** What one installation reaches. One request for each 100 repositories, with a token of that installation. */
export async function listRepositories(client: Client, installation: number): Promise<readonly Place[]> {
  const found: Place[] = [];
  for await (const page of pagesOf(client, 'GET /installation/repositories')) {
    const listed = promised(repositories, page, `the repositories of installation ${installation}`);
    found.push(
      ...listed.repositories.map(({ id, name, owner, archived }) => ({
        installation,
        repository: id,
        owner: owner.login,
        repo: name,
        archived,
      })),
    );
  }
  return found;
}

/**
 * Everything this app reaches, one installation after the other.
 *
 * @param clientOf signs in as an installation. @throws as it does, for one that was uninstalled meanwhile for instance.
 */
export async function listPlaces(app: Client, clientOf: (installation: number) => Promise<Client>): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const installation of await listInstallations(app))
    places.push(...(await listRepositories(await clientOf(installation), installation)));
  return places;
}

/**
 * Several labels ask for issues that carry any of them (https://github.com/cli/cli/issues/419). The bot puts `promotion` and one of its
 * status on whatever it has looked at, so that taking off one of the two hides nothing.
 */
const LABELS = [PROMOTION, ...STATUSES.map(statusLabel)].map(({ name }) => name);

// An issue that changes between two pages moves to the end: it comes twice, none is left out.
const QUERY = `query Promotions($owner: String!, $repo: String!, $labels: [String!], $states: [IssueState!], $after: String) {
  repository(owner: $owner, name: $repo) {
    issues(first: 100, after: $after, labels: $labels, states: $states, orderBy: { field: UPDATED_AT, direction: ASC }) {
      nodes { number }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

const answer = z.object({
  repository: z.object({
    issues: z.object({
      nodes: z.array(z.object({ number: z.int() })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  }),
});

/**
 * Numbers of the issues that are promotions, the longest unchanged first; one request for each 100.
 *
 * Not found are issues that nobody has labelled and the bot has never looked at, though their text or other labels ask for a promotion
 * (`isPromotionIssue`): to know those, every text would have to be read. The next word on one of them makes it a promotion.
 *
 * @throws GraphqlRefused when GitHub does not show the repository.
 */
export async function listPromotionIssues(
  client: Client,
  { owner, repo }: Pick<Place, 'owner' | 'repo'>,
  { open }: { readonly open: boolean },
): Promise<readonly number[]> {
  const found = new Set<number>();
  const turned = new Set<string>();
  const asked = { owner, repo, labels: LABELS, states: open ? ['OPEN'] : ['OPEN', 'CLOSED'] };
  for (let after: string | null = null; ; ) {
    const { data, errors } = await ask(client, QUERY, { ...asked, after });
    if (errors.length > 0) throw new GraphqlRefused(`listing the promotions of ${owner}/${repo}`, errors);
    const { nodes, pageInfo } = promised(answer, data, `the promotions of ${owner}/${repo}`).repository.issues;
    for (const { number } of nodes) {
      // Named anew, since the last place in the list is the one that counts.
      found.delete(number);
      found.add(number);
    }
    const { endCursor } = pageInfo;
    if (!pageInfo.hasNextPage) return [...found];
    if (endCursor === null || turned.has(endCursor)) throw new Error(`GitHub names no next page of the promotions of ${owner}/${repo}`);
    turned.add(endCursor);
    after = endCursor;
  }
}

/**
 * Hands over the open promotions of each place, one after another; one installation that fails takes nothing from the others.
 *
 * @returns how many there are. @throws what went wrong with the first installation that failed, when all were asked.
 */
export async function eachOpen(
  app: Client,
  clientOf: (installation: number) => Promise<Client>,
  take: (place: Place, numbers: readonly number[]) => Promise<unknown>,
): Promise<number> {
  const failed: unknown[] = [];
  let found = 0;
  for (const installation of await listInstallations(app)) {
    try {
      const client = await clientOf(installation);
      for (const place of await listRepositories(client, installation)) {
        if (place.archived) continue;
        const numbers = await listPromotionIssues(client, place, { open: true });
        await take(place, numbers);
        found += numbers.length;
      }
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
  return found;
}
