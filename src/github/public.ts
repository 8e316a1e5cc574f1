/** Whether everybody may read a repository, as GitHub says it to this App now: two requests. */
import * as z from 'zod';
import type { Client } from './graphql.ts';

/** Ways to GitHub. */
interface Ways {
  installation(id: number): Promise<Client>;
  app(): Promise<Client>;
}

const installed = z.object({ id: z.int().positive() });
/** https://docs.github.com/en/rest/repos/repos#get-a-repository; "internal" is private too. */
const shown = z.object({ id: z.int().positive(), private: z.boolean() });

/** @throws when GitHub does not say, also for a repository that this App does not reach. */
export async function isPublic(
  ways: Ways,
  place: { readonly owner: string; readonly name: string },
): Promise<{ readonly id: number; readonly isPublic: boolean }> {
  const { owner, name: repo } = place;
  const { id } = installed.parse((await (await ways.app()).request('GET /repos/{owner}/{repo}/installation', { owner, repo })).data);
  const found = shown.parse((await (await ways.installation(id)).request('GET /repos/{owner}/{repo}', { owner, repo })).data);
  return { id: found.id, isPublic: !found.private };
}
