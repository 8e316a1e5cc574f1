/** What an import asks of GitHub: who it is, the rules, what versions stand for, what was deployed, issues. */
import * as z from 'zod';
import type { Issues, ListedIssue } from '../app/import.ts';
import { CONFIG_PATH } from '../core/config.ts';
import type { Deployed } from '../core/imports/deployments.ts';
import { fileKey, type Versions, type Wanted } from '../core/imports/rows.ts';
import { IMPORTED } from '../core/names.ts';
import type { Instant, Ref } from '../core/promotion.ts';
import type { SeenCommit } from '../core/seen.ts';
import { ask, type Client, GraphqlRefused, promised } from './graphql.ts';
import { pagesOf } from './pages.ts';

type Place = Pick<Ref, 'owner' | 'repo'>;

export interface Ground {
  /** GitHub's clock. */
  readonly at: Instant;
  /** The account that would write. */
  readonly self: { readonly id: number; readonly login: string };
  /** The text of the rules; undefined when there are none. */
  readonly rules: string | undefined;
}

const GROUND = `query Import($owner: String!, $repo: String!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $repo) { config: object(expression: "HEAD:${CONFIG_PATH}") { ... on Blob { text } } }
}`;

const ground = z.object({
  viewer: z.object({ login: z.string(), databaseId: z.number() }),
  repository: z.object({ config: z.object({ text: z.string().nullish() }).nullable() }),
});

/** One request. @throws GraphqlRefused when GitHub does not show the repository. */
export async function readGround(client: Client, place: Place): Promise<Ground> {
  const { data, errors, at } = await ask(client, GROUND, { ...place });
  if (errors.length > 0) throw new GraphqlRefused(`reading ${place.owner}/${place.repo}`, errors);
  const { viewer, repository } = promised(ground, data, `${place.owner}/${place.repo}`);
  return { at, self: { id: viewer.databaseId, login: viewer.login }, rules: repository.config?.text ?? undefined };
}

/** Looked up in one request. */
const BATCH = 50;

/** One request for each 50 tags, commits and files. @throws GraphqlRefused when GitHub withholds any. */
export async function readVersions(client: Client, place: Place, { tags, shas, files }: Wanted): Promise<Versions> {
  const asked: readonly Asked[] = [
    ...tags.map((name): Asked => ({ field: tagField, value: `refs/tags/${name}`, take: (found, to) => keep(to.tags, name, shaIn(found)) })),
    ...shas.map((sha): Asked => ({ field: commitField, value: sha, take: (found, to) => keep(to.commits, sha, shaIn(found)) })),
    ...shas.map((sha): Asked => ({ field: holdsField, value: sha, take: (found, to) => isHeld(found) && to.held.push(sha) })),
    ...files.map(
      (file): Asked => ({
        field: fileField,
        // A tag is named in full, so that no branch of its name stands in for it.
        value: shas.includes(file.at) ? fileKey(file) : `refs/tags/${fileKey(file)}`,
        take: (found, to) => {
          const read = blob.safeParse(found);
          if (read.success) to.files[fileKey(file)] = read.data.text;
        },
      }),
    ),
  ];
  const to: Taken = { tags: {}, commits: {}, held: [], files: {} };
  for (let from = 0; from < asked.length; from += BATCH) await takeBatch(client, place, asked.slice(from, from + BATCH), to);
  return to;
}

interface Taken extends Versions {
  readonly tags: Record<string, SeenCommit>;
  readonly commits: Record<string, SeenCommit>;
  readonly held: string[];
  readonly files: Record<string, string>;
}

interface Asked {
  readonly field: (variable: string) => readonly [field: string, type: string];
  readonly value: string;
  readonly take: (found: unknown, to: Taken) => unknown;
}

const tagField = (value: string) => [`ref(qualifiedName: ${value}) { target { ...peeled } }`, 'String!'] as const;
const commitField = (value: string) => [`object(oid: ${value}) { ... on Commit { oid } }`, 'GitObjectID!'] as const;
const holdsField = (value: string) => [`defaultBranchRef { compare(headRef: ${value}) { status } }`, 'String!'] as const;
const fileField = (value: string) => [`object(expression: ${value}) { ... on Blob { text } }`, 'String!'] as const;
const PEELED = `fragment peeled on GitObject {
  ... on Commit { oid } ... on Tag { target { ... on Commit { oid } ... on Tag { target { ... on Commit { oid } } } } }
}`;

const blob = z.object({ text: z.string() });
const compared = z.object({ compare: z.object({ status: z.string() }) });

/** Of a commit, or of what a tag stands for, however often that is a tag again. */
function shaIn(found: unknown): string | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  if ('oid' in found && typeof found.oid === 'string') return found.oid;
  return 'target' in found ? shaIn(found.target) : undefined;
}

function keep(to: Record<string, SeenCommit>, name: string, sha: string | undefined): void {
  if (sha !== undefined) to[name] = { sha, statuses: [], paths: {}, people: [], strangers: [] };
}

/** Seen from the branch, a commit it holds lies behind it: https://docs.github.com/en/graphql/reference/enums#comparisonstatus. */
function isHeld(found: unknown): boolean {
  const read = compared.safeParse(found);
  return read.success && ['BEHIND', 'IDENTICAL'].includes(read.data.compare.status);
}

async function takeBatch(client: Client, place: Place, asked: readonly Asked[], to: Taken): Promise<void> {
  const fields = asked.map(({ field }, i) => field(`$v${i}`));
  const declared = fields.map(([, type], i) => `$v${i}: ${type}`);
  const text = `query Versions($owner: String!, $repo: String!, ${declared.join(', ')}) {
  repository(owner: $owner, name: $repo) {\n    ${fields.map(([field], i) => `a${i}: ${field}`).join('\n    ')}\n  }
}
${fields.some(([field]) => field.includes('...peeled')) ? PEELED : ''}`;
  const variables = Object.fromEntries(asked.map(({ value }, i) => [`v${i}`, value]));
  const { data, errors } = await ask(client, text, { ...place, ...variables });
  // A commit that does not exist cannot be compared, and that is its answer.
  const serious = errors.filter(({ path }) => path?.at(-1) !== 'compare');
  if (serious.length > 0) throw new GraphqlRefused(`looking up versions of ${place.owner}/${place.repo}`, serious);
  const { repository } = promised(z.object({ repository: z.record(z.string(), z.unknown()) }), data, 'versions');
  for (const [i, one] of asked.entries()) one.take(repository[`a${i}`], to);
}

const deployments = z.array(z.unknown());

/**
 * All to one environment, as GitHub calls it: https://docs.github.com/en/rest/deployments/deployments#list-deployments. One request for each 100,
 * since what is seldom deployed stands behind what often is.
 */
export async function listDeployments(client: Client, place: Place, environment: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const page of pagesOf(client, 'GET /repos/{owner}/{repo}/deployments', { ...place, environment }))
    all.push(...promised(deployments, page, `the deployments to ${environment}`));
  return all;
}

const statuses = z.array(z.object({ state: z.string(), created_at: z.iso.datetime() }));

/** One of a list that GitHub does not show: deleted since, or of another repository. */
export interface Gone {
  readonly gone: Deployed;
}

/**
 * The newest that succeeded, unless it is inactive by now, with when that was said: https://docs.github.com/en/rest/deployments/statuses. One request
 * for each that is looked at.
 */
export async function newestActive(
  client: Client,
  place: Place,
  newestFirst: readonly Deployed[],
): Promise<{ readonly deployed: Deployed; readonly since: Instant } | Gone | undefined> {
  for (const deployed of newestFirst) {
    const route = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
    const asked = client.request(route, { ...place, deployment_id: deployed.id, per_page: 100 });
    const answer = await asked.catch((error: unknown) => {
      if (typeof error === 'object' && error !== null && 'status' in error && error.status === 404) return undefined;
      throw error;
    });
    // Whether it ran there nobody can say, so neither can be said what ran before it.
    if (!answer) return { gone: deployed };
    const all = promised(statuses, answer.data, `Deployment ${deployed.id}`);
    const [latest] = all;
    if (latest?.state === 'success') return { deployed, since: latest.created_at.replace(/\.\d+Z$/, 'Z') };
    // It ran there and does not any more: what ran before it was replaced by it.
    if (all.some(({ state }) => state === 'success')) return undefined;
  }
  return undefined;
}

const listed = z.array(
  z.object({
    number: z.int(),
    state: z.string(),
    body: z.string().nullish(),
    user: z.object({ id: z.number() }).nullish(),
    pull_request: z.unknown().optional(),
  }),
);

export const importIssues = (client: Client, place: Place): Issues => ({
  async *list(labels) {
    for await (const page of pagesOf(client, 'GET /repos/{owner}/{repo}/issues', { ...place, labels: labels.join(','), state: 'all' })) {
      for (const one of promised(listed, page, `the issues labelled ${labels.join(' and ')}`)) if (!one.pull_request) yield toListed(one);
    }
  },
  open: async (issue) => {
    const { data } = await client.request('POST /repos/{owner}/{repo}/issues', { ...place, ...issue, labels: [IMPORTED] });
    return promised(z.object({ number: z.int() }), data, 'the issue that was opened').number;
  },
});

const toListed = ({ number, state, body, user }: z.infer<typeof listed>[number]): ListedIssue => ({
  number,
  isOpen: state === 'open',
  body: body ?? '',
  author: user?.id,
});
