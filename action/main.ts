/** The companion Action: asks for the rules, and while GitHub answers loads what judges by them. */
import * as core from '@actions/core';
import { getOctokit } from '@actions/github';
import { readInputs, readSurroundings, type Surroundings } from './io.ts';
import { plain } from './plain.ts';
import { askForRules, onItsWay } from './rules.ts';
import { transport } from './transport.ts';

/**
 * Whoever may open a pull request from a fork must not have commands of its head run with the rights of the base: these events have them.
 * https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
function whyRefused({ event, eventName, owner, repo }: Surroundings): string | undefined {
  const head =
    eventName === 'pull_request_target' ? event.pull_request?.head.repo?.full_name : event.workflow_run?.head_repository?.full_name;
  const isElevated = eventName === 'pull_request_target' || eventName === 'workflow_run';
  if (!isElevated || head?.toLowerCase() === `${owner}/${repo}`.toLowerCase()) return undefined;
  return `refused_untrusted_code: ${eventName} runs with the rights of this repository, and the code is that of ${head ?? 'a deleted fork'}. Use "on: pull_request".`;
}

/** What asks GitHub; undefined without a token. */
const clientFor = (token: string) => (token === '' ? undefined : getOctokit(token, { request: { fetch: transport() } }));

async function main(): Promise<void> {
  const { mode, ...inputs } = readInputs();
  for (const secret of [inputs.token, inputs['prometheus-token']]) if (secret !== '') core.setSecret(secret);
  const around = await readSurroundings();
  // It runs nothing of anybody's, so it need not be refused what others are.
  if (mode === 'bot') return (await import('./bot.ts')).actAsBot({ ...inputs, around });
  const run = { inputs: { ...inputs, mode }, around };
  const refused = whyRefused(run.around);
  const client = refused === undefined ? clientFor(inputs.token) : undefined;
  const rules = client && askForRules(client, run);
  if (rules) await onItsWay();
  const { judgeAndShow, showTrouble } = await import('./run.ts');
  if (client && rules) return judgeAndShow({ ...run, client, rules });
  await showTrouble(run, refused ?? `The input "token" is empty; leave it out, or give \${{ github.token }}.`);
  // Nobody's outlook: whatever "fail-on" says, this must not look like a success.
  if (refused !== undefined) process.exitCode = 1;
}

main().catch((error: unknown) => core.setFailed(plain(error instanceof Error ? error.message : String(error))));
