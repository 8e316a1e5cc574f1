/** The companion Action: judges gates, writes the report, and says in the log, the summary and the outputs what came of it. */
import { writeFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { getOctokit } from '@actions/github';
import { whyNoPath } from '../src/core/gates/placeholders.ts';
import type { Report } from '../src/core/report-schema.ts';
import { makeRoom } from '../src/runner/room.ts';
import { comment } from './comment.ts';
import { judgeForBot } from './gates.ts';
import { readInputs, readSurroundings, type Surroundings } from './io.ts';
import { pagesOf } from './pages.ts';
import { judgeForPull, type Outlook } from './pull-request.ts';
import { askedBy, type Judging, reportOn, words } from './report.ts';
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

type Run = Omit<Judging, 'client'>;

async function write({ inputs, around }: Run, { reports }: Outlook, page: string): Promise<void> {
  const { report: path } = inputs;
  const why = whyNoPath(path);
  if (why !== undefined) throw new Error(`The input "report" is ${JSON.stringify(path)}, and that cannot be used: ${why}.`);
  const [only] = reports;
  const json = `${JSON.stringify(reports.length === 1 ? only : reports, null, 1)}\n`;
  for (const [place, text] of [
    [path, json],
    [path.replace(/(\.json)?$/, '.md'), page],
  ] as const)
    await writeFile(await makeRoom(around.workspace, place), text, { flag: 'wx' });
}

async function show(run: Run, { reports, notes }: Outlook): Promise<void> {
  const { inputs, around } = run;
  const page = pagesOf({ reports, notes }, { limit: SUMMARY, note: '', server: around.server });
  await write(run, { reports, notes }, page);
  annotate(reports);
  for (const note of notes) core.notice(plain(note));
  const passed = reports.every(isPassed);
  const result = passed ? (reports.every((report) => report.result === 'ready') ? 'ready' : 'waiting') : 'blocked';
  setOutputs(reports, { passed: String(passed), result, report: inputs.report });
  await core.summary.addRaw(page).write();
  core.info(`The report lies in ${plain(inputs.report)}.`);
  if (!passed && inputs['fail-on'] === 'blocked') process.exitCode = 1;
}

async function look(run: Run): Promise<Outlook> {
  const { inputs } = run;
  if (inputs.token === '') throw new Error(`The input "token" is empty; leave it out, or give \${{ github.token }}.`);
  const judging = { ...run, client: getOctokit(inputs.token) };
  if (inputs.mode === 'gates') return { reports: [await judgeForBot(judging)], notes: [] };
  const found = await judgeForPull(judging);
  const leftOut = await comment(judging, found);
  return leftOut === undefined ? found : { ...found, notes: [...found.notes, leftOut] };
}

/** What breaks on the way is told in a report like everything else. */
async function lookAnyway(run: Run): Promise<Outlook> {
  try {
    return await look(run);
  } catch (error) {
    return { reports: [reportOn(run, askedBy(run), { trouble: words(error) })], notes: [] };
  }
}

async function main(): Promise<void> {
  const inputs = readInputs();
  for (const secret of [inputs.token, inputs['prometheus-token']]) if (secret !== '') core.setSecret(secret);
  const run = { inputs, around: readSurroundings() };
  const refused = whyRefused(run.around);
  if (refused === undefined) return show(run, await lookAnyway(run));
  await show(run, { reports: [reportOn(run, askedBy(run), { trouble: refused })], notes: [] });
  // Nobody's outlook: whatever "fail-on" says, this must not look like a success.
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  core.setFailed(plain(words(error)));
}
