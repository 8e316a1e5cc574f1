/** Reads the ledger of an issue with a person's token, as an auditor does: the App and its key are not needed. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod';
import { looksLikeLedger, type Thread, type ThreadComment } from '../core/audit.ts';
import type { Ref } from '../core/promotion.ts';
import { type Access, personClient } from './person.ts';

const editsAnswer = z.object({
  nodes: z.array(
    z.object({ id: z.string(), lastEditedAt: z.string().nullable(), editor: z.object({ login: z.string() }).nullable() }).nullable(),
  ),
});
type Edit = NonNullable<z.infer<typeof editsAnswer>['nodes'][number]>;

const EDITS = 'query Edits($ids: [ID!]!) { nodes(ids: $ids) { ... on IssueComment { id lastEditedAt editor { login } } } }';
const PAGE = 100;

/**
 * Three REST requests, one more for each further 100 comments, and one GraphQL request for each 100 ledger comments.
 * https://docs.github.com/en/rest/issues/comments#list-issue-comments
 *
 * @throws RequestError (with `status`) when GitHub refuses.
 */
export async function readThread({ baseUrl, token, fetch }: Access, { owner, repo, number }: Ref): Promise<Thread> {
  const client = personClient({ baseUrl, token, fetch });
  const where = { owner, repo, issue_number: number };
  const [repository, issue, comments] = await Promise.all([
    client.rest.repos.get({ owner, repo }),
    client.rest.issues.get(where),
    client.paginate(client.rest.issues.listComments, { ...where, per_page: PAGE }),
  ]);
  const alike = comments.filter(({ body }) => looksLikeLedger({ body: body ?? '' }));
  const edits = await readEdits(
    client,
    alike.map(({ node_id }) => node_id),
  );
  return {
    repository: repository.data.full_name,
    repo: repository.data.id,
    number,
    issue: issue.data.node_id,
    url: issue.data.html_url,
    comments: alike.map((one) => toThreadComment(one, edits.get(one.node_id))),
  };
}

/** `updated_at` moves for other reasons too, and not for an edit in the same second; only GraphQL tells (`lastEditedAt`). */
async function readEdits(client: Octokit, ids: readonly string[]): Promise<ReadonlyMap<string, Edit>> {
  const edits = new Map<string, Edit>();
  for (let from = 0; from < ids.length; from += PAGE) {
    const asked = ids.slice(from, from + PAGE);
    const { nodes } = editsAnswer.parse(await client.graphql(EDITS, { ids: asked }));
    for (const node of nodes) if (node) edits.set(node.id, node);
  }
  return edits;
}

type Listed = Awaited<ReturnType<Octokit['rest']['issues']['listComments']>>['data'][number];

function toThreadComment({ id, html_url, user, created_at, body }: Listed, edit: Edit | undefined): ThreadComment {
  const kind = user?.type === 'Bot' ? 'bot' : user?.type === 'User' ? 'person' : 'other';
  return {
    id,
    url: html_url,
    author: user ? { id: user.id, login: user.login, kind } : null,
    createdAt: created_at,
    editedAt: edit?.lastEditedAt ?? null,
    editor: edit?.editor?.login ?? null,
    body: body ?? '',
  };
}
