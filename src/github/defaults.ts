/** The settings of an organisation, read like a file: for whoever has a token and no look at an issue. */
import * as z from 'zod/mini';
import type { Defaults } from '../core/config-organization.ts';
import { CONFIG_PATH, DEFAULTS_REPOSITORY, defaultsFile } from '../core/config-path.ts';
import { isDenied, unless } from './denied.ts';

/** A way to GitHub, with anybody's token. */
export interface Asks {
  request(route: string, parameters: Record<string, unknown>): Promise<{ readonly data: unknown }>;
}

/** Files above 1 MB come without content: https://docs.github.com/en/rest/repos/contents#get-repository-content. */
const content = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });

/** One request, and a second one where there is no file, to say which of the two is missing. @throws when GitHub does not say. */
export async function readDefaults(client: Asks, owner: string): Promise<Defaults> {
  const file = defaultsFile(owner);
  const place = { owner, repo: DEFAULTS_REPOSITORY };
  const found = await unless(isDenied, client.request('GET /repos/{owner}/{repo}/contents/{path}', { ...place, path: CONFIG_PATH }));
  if (found) {
    const read = content.safeParse(found.data);
    return read.success
      ? { file, text: Buffer.from(read.data.content, 'base64').toString('utf8') }
      : { file, text: undefined, lacks: 'text' };
  }
  const isShown = await unless(isDenied, client.request('GET /repos/{owner}/{repo}', place));
  return { file, text: undefined, lacks: isShown ? 'file' : 'repository' };
}
