/** The text of the rules, asked for before the code that reads it is there. */
import { setImmediate } from 'node:timers/promises';
import { CONFIG_PATH } from '../src/core/config-path.ts';
import { err, ok, type Result } from '../src/core/result.ts';
import type { Client } from '../src/github/graphql.ts';
import type { Inputs, Surroundings } from './io.ts';

export interface Rules {
  /** Undefined for the head of the default branch. */
  readonly commit: string | undefined;
  /** Undefined when there is no such file; an error is why GitHub did not say. */
  readonly text: Promise<Result<string | undefined, string>>;
}

/** Those of a commit that nobody who is judged can change: of the base of a pull request, else as the bot says. */
export function askForRules(client: Client, { inputs, around }: { readonly inputs: Inputs; readonly around: Surroundings }): Rules {
  const { owner, repo, event } = around;
  const commit = (inputs.mode === 'pull_request' ? event.pull_request?.base.sha : inputs.policy) || undefined;
  const asked = { owner, repo, path: CONFIG_PATH, ...(commit === undefined ? {} : { ref: commit }) };
  return { commit, text: textOf(client, asked).then(ok, (error: unknown) => err(error instanceof Error ? error.message : String(error))) };
}

/** Lets what was asked get on its way: whatever keeps the process busy before that delays the question. */
export async function onItsWay(): Promise<void> {
  // To connect takes one turn, to send another.
  for (let turn = 0; turn < 2; turn += 1) await setImmediate();
}

/** Files above 1 MB come without content; rules never are that long. */
interface Content {
  readonly type: 'file';
  readonly encoding: 'base64';
  readonly content: string;
}

const isContent = (data: unknown): data is Content =>
  typeof data === 'object' &&
  data !== null &&
  'type' in data &&
  data.type === 'file' &&
  'encoding' in data &&
  data.encoding === 'base64' &&
  'content' in data &&
  typeof data.content === 'string';

/**
 * The text of a file, at the head of the default branch unless `ref` says otherwise; undefined when there is none, or it has more than 1 MB.
 * https://docs.github.com/en/rest/repos/contents#get-repository-content. @throws when GitHub does not say.
 */
export async function textOf(client: Client, asked: Record<string, unknown>): Promise<string | undefined> {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', asked);
    return isContent(data) ? Buffer.from(data.content, 'base64').toString('utf8') : undefined;
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}
