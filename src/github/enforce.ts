/** The App as a deployment protection rule, and what it notices of deployments that went past it. */
import { isDrift, type Word, wordOn } from '../core/enforce.ts';
import { driftIssue } from '../core/views/drift-issue.ts';
import type { DriftAsk, ProtectionAsk } from './enforce-asks.ts';
import type { Client } from './graphql.ts';
import { speak } from './jobs.ts';
import { openIssue } from './open-issue.ts';
import { type Belief, readTrails } from './trails.ts';
import type { Translated } from './translated.ts';

export type Enforced = Extract<Translated, { kind: 'protection' | 'drift' }>;

/** @returns what came of it, for the log. */
export const enforceWith = async (client: Client, asked: Enforced, belief: Belief): Promise<object> =>
  asked.kind === 'protection'
    ? { word: (await answerJob(client, asked.ask, belief))?.state ?? 'waits' }
    : { drift: (await noteDrift(client, asked.ask, belief)) ?? null };

/** Answers a job that waits: one question, and one word. @returns what was said; undefined when the run waits no more. @throws when GitHub cannot be asked. */
export async function answerJob(
  client: Client,
  { owner, repo, run, environment, sha }: ProtectionAsk,
  belief: Belief,
): Promise<Word | undefined> {
  const { config, wrong, trails, repo: place } = await readTrails(client, { owner, repo }, environment, belief);
  const word = wordOn({ environment, sha, wrong }, config, trails, place.url);
  // Answered before, ended, or commented on ten times: nothing is left to say.
  return (await speak(client, { owner, repo }, { run, environment, ...word })) ? word : undefined;
}

/**
 * Opens an issue about a deployment that no promotion asked for; none while one about this commit and environment is open.
 *
 * @returns its number; undefined when it is none. @throws when it cannot be told, so that the delivery fails and is asked for again.
 */
export async function noteDrift(
  client: Client,
  { owner, repo, deployment, environment, sha, by, at, url }: DriftAsk,
  belief: Belief,
): Promise<number | undefined> {
  const found = await readTrails(client, { owner, repo }, environment, belief);
  if (by?.id === found.bot.id) return undefined;
  // Where nothing is promoted, nothing goes past promotions.
  if (!found.hasRules) return undefined;
  if (!found.config)
    throw new Error(`.github/promotion.yml of ${owner}/${repo} cannot be read, so nobody can say whether ${sha} may be in ${environment}`);
  const place = isDrift({ environment, sha }, found.config, found.trails);
  if (!place) return undefined;
  const words = driftIssue({ environment: place, sha, by, at, url }, found);
  return openIssue(client, { owner, repo, number: 0 }, found, {
    kind: 'open_issue',
    mark: `drift:${deployment}`,
    about: `drift:${place.name}:${sha}`,
    labels: ['drift'],
    ...words,
  });
}
