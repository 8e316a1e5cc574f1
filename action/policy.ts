/** The rules that hold: `.github/promotion.yml` of a commit that nobody who is judged can change, read from GitHub and never from the checkout. */
import { createHash } from 'node:crypto';
import { CONFIG_PATH, type Config, readConfig } from '../src/core/config.ts';
import { policyText } from '../src/core/policy-text.ts';
import { err, ok, type Result } from '../src/core/result.ts';
import { configProblem } from '../src/core/views/config-problem.ts';
import { readDefaults } from '../src/github/defaults.ts';
import { type Judging, words } from './report.ts';

export interface Policy {
  readonly config: Config;
  readonly source: { readonly path: string; readonly commit?: string; readonly sha256: string };
}

export interface Unreadable {
  readonly message: string;
  readonly source: { readonly path: string; readonly sha256: string | null };
}

/** Says of rules that GitHub does not give why that is. */
export async function readPolicy({ client, around, rules: { commit, text: asked } }: Judging): Promise<Result<Policy, Unreadable>> {
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
  const alone = readConfig(text);
  const below = alone.isExtending
    ? await readDefaults(client, around.owner).then(ok, (error: unknown) => err(words(error)))
    : ok(undefined);
  if (!below.ok)
    return err({
      message: `The rules of the organisation could not be read: ${below.error}.`,
      source: { path: CONFIG_PATH, sha256: null },
    });
  const sha256 = createHash('sha256').update(policyText(text, below.value?.text)).digest('hex');
  const { config, problems } = below.value ? readConfig(text, below.value) : alone;
  const source = { path: CONFIG_PATH, sha256, ...(commit === undefined ? {} : { commit }) };
  if (config) return ok({ config, source });
  const told = problems.map((problem) => `${problem.file ?? ''} line ${problem.line ?? 1}: ${configProblem(problem)}`.trim()).join('\n');
  return err({ message: `${CONFIG_PATH} at ${where} is not right:\n${told}`, source });
}
