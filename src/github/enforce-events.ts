/** Jobs that ask whether they may deploy, and deployments that nobody asked about. Both are about a commit, not about an issue. */
import * as z from 'zod';
import type { DriftAsk, ProtectionAsk } from './enforce-asks.ts';
import { actionOf, ignored, type Translated, unread } from './translated.ts';

const repository = z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }) });
/** With its address in the API. */
const addressed = repository.extend({ url: z.url() });
const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

const rule = z.object({
  action: z.string(),
  installation: z.object({ id: z.int().positive() }),
  repository: addressed,
  environment: z.string(),
  sha: sha.optional(),
  deployment: z.object({ sha }).nullish(),
  deployment_callback_url: z.string(),
});

/**
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_protection_rule. The address to answer at is read for the run it
 * names, and made anew: what a payload says is never fetched.
 */
export function translateRule(received: unknown): Translated {
  const parsed = rule.safeParse(received);
  if (!parsed.success) return unread('deployment_protection_rule', parsed.error.issues[0]?.path ?? [], actionOf(received) === 'requested');
  const { action, installation, repository: repo, environment, deployment, deployment_callback_url: address } = parsed.data;
  if (action !== 'requested') return ignored(`deployment_protection_rule.${action} asks nothing`);
  const commit = parsed.data.sha ?? deployment?.sha;
  const run = runIn(address, repo.url);
  if (commit === undefined || run === undefined) return unread('deployment_protection_rule', ['deployment_callback_url'], true);
  const ask: ProtectionAsk = { owner: repo.owner.login, repo: repo.name, environment, sha: commit, run };
  return { kind: 'protection', installation: installation.id, ask };
}

/** Undefined for an address that is not below the repository's own in the API. */
function runIn(address: string, repository: string): number | undefined {
  const found = /^(.+)\/actions\/runs\/(\d{1,15})\/deployment_protection_rule$/.exec(address);
  return found?.[1]?.toLowerCase() === repository.toLowerCase() ? Number(found[2]) : undefined;
}

const user = z.object({ id: z.number(), login: z.string(), type: z.string().optional() }).nullish();
const status = z.object({
  action: z.string(),
  installation: z.object({ id: z.int().positive() }),
  repository,
  deployment: z.object({ id: z.int(), sha, environment: z.string(), creator: user }),
  deployment_status: z.object({
    state: z.string(),
    created_at: z.string(),
    log_url: z.string().nullish(),
    target_url: z.string().nullish(),
  }),
});

/** Of a deployment that is none of ours. */
export function translateOthers(received: unknown): Translated {
  const parsed = status.safeParse(received);
  if (!parsed.success) return unread('deployment_status', parsed.error.issues[0]?.path ?? [], false);
  const { installation, repository: repo, deployment, deployment_status: said } = parsed.data;
  // Also one that calls its environment transient: anybody can say so of any.
  if (said.state !== 'success') return ignored('a deployment of other people');
  const by = deployment.creator;
  const ask: DriftAsk = {
    owner: repo.owner.login,
    repo: repo.name,
    deployment: deployment.id,
    environment: deployment.environment,
    sha: deployment.sha,
    by: by ? { id: by.id, login: by.login, kind: by.type === 'Bot' ? 'bot' : 'person' } : undefined,
    at: said.created_at,
    url: said.log_url ?? said.target_url ?? '',
  };
  return { kind: 'drift', installation: installation.id, ask };
}
