/** The companion Action: judges gates, writes the report, and says in the log, the summary and the outputs what came of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as core from '@actions/core';
import { getOctokit } from '@actions/github';
import { whyNoPath } from '../src/core/gates/placeholders.ts';
import type { Report } from '../src/core/report-schema.ts';
import { reportPage } from '../src/core/views/report.ts';
import { judgeForBot } from './gates.ts';
import { type Inputs, readInputs, readSurroundings, type Surroundings } from './io.ts';
import { comment, judgeForPull } from './pull-request.ts';
import { annotate, plain, setOutputs } from './show.ts';

/** GitHub keeps 1 MiB of a step's summary; a character may have three bytes. */
const SUMMARY = 340_000;

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

/** What a run can judge: people sign on the issue, so their gates do not make it fail. */
const isPassed = ({ blockers, promotion_criteria: { details } }: Report): boolean => {
  const byPeople = new Set(details.flatMap(({ id, kind }) => (kind === 'human' ? [id] : [])));
  return blockers.every(({ gate }) => gate !== null && byPeople.has(gate));
};

function write(workspace: string, path: string, reports: readonly Report[], server: string): void {
  const why = whyNoPath(path);
  if (why !== undefined) throw new Error(`The input "report" is ${JSON.stringify(path)}, and that cannot be used: ${why}.`);
  const full = join(workspace, path);
  mkdirSync(dirname(full), { recursive: true });
  const [only] = reports;
  writeFileSync(full, `${JSON.stringify(reports.length === 1 ? only : reports, null, 1)}\n`);
  writeFileSync(full.replace(/(\.json)?$/, '.md'), pagesOf(reports, server));
}

const pagesOf = (reports: readonly Report[], server: string): string =>
  reports.map((report) => reportPage(report, { limit: Math.floor(SUMMARY / Math.max(1, reports.length)), note: '', server })).join('\n\n');

async function show(
  reports: readonly Report[],
  notes: readonly string[],
  { inputs, around }: { readonly inputs: Inputs; readonly around: Surroundings },
): Promise<void> {
  write(around.workspace, inputs.report, reports, around.server);
  const gates = reports.flatMap(({ promotion_criteria: { details } }) => details);
  annotate(gates);
  for (const note of notes) core.notice(plain(note));
  for (const { blockers } of reports) for (const { gate, summary } of blockers) if (gate === null) core.error(plain(summary));
  const passed = reports.every(isPassed);
  const result = passed ? (reports.every((report) => report.result === 'ready') ? 'ready' : 'waiting') : 'blocked';
  setOutputs(gates, { passed: String(passed), result, report: inputs.report });
  await core.summary.addRaw([...notes, pagesOf(reports, around.server)].join('\n\n')).write();
  core.info(`The report lies in ${plain(inputs.report)}.`);
  if (!passed && inputs['fail-on'] === 'blocked') process.exitCode = 1;
}

async function main(): Promise<void> {
  const inputs = readInputs();
  const around = readSurroundings();
  const refused = whyRefused(around);
  if (refused !== undefined) throw new Error(refused);
  if (inputs.token === '') throw new Error(`The input "token" is empty; leave it out, or give \${{ github.token }}.`);
  core.setSecret(inputs.token);
  const judging = { inputs, around, client: getOctokit(inputs.token) };
  if (inputs.mode === 'gates') return show([await judgeForBot(judging)], [], judging);
  const judged = await judgeForPull(judging);
  const leftOut = await comment(judging, judged);
  return show(judged.reports, [...judged.notes, ...(leftOut === undefined ? [] : [leftOut])], judging);
}

try {
  await main();
} catch (error) {
  core.setFailed(plain(error instanceof Error ? error.message : String(error)));
}
