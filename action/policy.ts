/** The rules that hold: `.github/promotion.yml` of a commit that nobody who is judged can change, read from GitHub and never from the checkout. */
import { createHash } from 'node:crypto';
import { CONFIG_PATH, type Config, readConfig } from '../src/core/config.ts';
import { err, ok, type Result } from '../src/core/result.ts';
import { configProblem } from '../src/core/views/config-problem.ts';
import type { Rules } from './rules.ts';

export interface Policy {
  readonly config: Config;
  readonly source: { readonly path: string; readonly commit?: string; readonly sha256: string };
}

export interface Unreadable {
  readonly message: string;
  readonly source: { readonly path: string; readonly sha256: string | null };
}

/** Says of rules that GitHub does not give why that is. */
export async function readPolicy({ commit, text: asked }: Rules): Promise<Result<Policy, Unreadable>> {
  const answer = await asked;
  if (!answer.ok)
    return err({
      message: `The rules could not be read: ${answer.error}. The token needs "contents: read".`,
      source: { path: CONFIG_PATH, sha256: null },
    });
  const text = answer.value;
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
