/** The rules that hold: `.github/promotion.yml` of a commit that nobody who is judged can change, read from GitHub and never from the checkout. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { CONFIG_PATH, type Config, readConfig } from '../src/core/config.ts';
import { err, ok, type Result } from '../src/core/result.ts';
import { configProblem } from '../src/core/views/config-problem.ts';
import type { Client } from '../src/github/graphql.ts';

export interface Policy {
  readonly config: Config;
  readonly source: { readonly path: string; readonly commit?: string; readonly sha256: string };
}

export interface Unreadable {
  readonly message: string;
  readonly source: { readonly path: string; readonly sha256: string | null };
}

/** https://docs.github.com/en/rest/repos/contents#get-repository-content. @throws when GitHub does not say. */
export async function readPolicy(
  client: Client,
  owner: string,
  repo: string,
  commit: string | undefined,
): Promise<Result<Policy, Unreadable>> {
  const text = await textOf(client, { owner, repo, path: CONFIG_PATH, ...(commit === undefined ? {} : { ref: commit }) });
  const where = commit === undefined ? 'the default branch' : `commit ${commit.slice(0, 7)}`;
  if (text === undefined)
    return err({
      message: `There is no ${CONFIG_PATH} at ${where}. Start from templates/promotion.yml of Promotion Bot.`,
      source: { path: CONFIG_PATH, sha256: null },
    });
  const sha256 = createHash('sha256').update(text).digest('hex');
  const { config, problems } = readConfig(text);
  const source = { path: CONFIG_PATH, sha256, ...(commit === undefined ? {} : { commit }) };
  if (config) return ok({ config, source });
  const told = problems.map((problem) => `line ${problem.line ?? 1}: ${configProblem(problem)}`).join('\n');
  return err({ message: `${CONFIG_PATH} at ${where} is not right:\n${told}`, source });
}

/** Files above 1 MB come without content; rules never are that long. */
const content = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });

/** The text of a file, at the head of the default branch unless `ref` says otherwise; undefined when there is none, or it has more than 1 MB. */
export async function textOf(client: Client, asked: Record<string, unknown>): Promise<string | undefined> {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', asked);
    const read = content.safeParse(data);
    return read.success ? Buffer.from(read.data.content, 'base64').toString('utf8') : undefined;
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}
