/** Which apps wrote comments in a person's name. */
import * as z from 'zod';
import { nameOf } from '../app/lanes.ts';
import type { Apps } from '../app/ports.ts';
import type { Ref } from '../core/promotion.ts';
import { type Client, promised } from './graphql.ts';

/** A server that is too old to have the field has no such comments either. */
const comment = z.object({ performed_via_github_app: z.object({ id: z.int() }).nullish() });

/** Asked by REST, where GraphQL has no such field: https://docs.github.com/en/rest/issues/comments#get-an-issue-comment. @throws for a comment that cannot be read. */
export async function appsBehind(client: Client, ref: Ref, comments: readonly number[]): Promise<Apps> {
  const read = comments.map(async (id) => {
    const { owner, repo } = ref;
    const { data } = await client.request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', { owner, repo, comment_id: id });
    return [id, promised(comment, data, `comment ${id} of ${nameOf(ref)}`).performed_via_github_app?.id ?? null] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
