/** One run after the other parts are there: judges, writes the report, and says in the log, the summary and the outputs what came of it. */
import { writeFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { whyNoPath } from '../src/core/gates/placeholders.ts';
import type { Report } from '../src/core/report-document.ts';
import { makeRoom } from '../src/runner/room.ts';
import { comment } from './comment.ts';
import { judgeForBot } from './gates.ts';
import { pagesOf } from './pages.ts';
import { plain } from './plain.ts';
import { judgeForPull, type Outlook } from './pull-request.ts';
import { askedBy, type Judging, type Run, reportOn, words } from './report.ts';
import { annotate, setOutputs } from './show.ts';

/** GitHub keeps 1 MiB of a step's summary; a character may have three bytes. */
const SUMMARY = 340_000;

/** What a run can judge: people sign on the issue, so their gates do not make it fail. */
const isPassed = ({ blockers, promotion_criteria: { details } }: Report): boolean => {
  const byPeople = new Set(details.flatMap(({ id, kind }) => (kind === 'human' ? [id] : [])));
  return blockers.every(({ gate }) => gate !== null && byPeople.has(gate));
};

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

async function look(judging: Judging): Promise<Outlook> {
  if (judging.inputs.mode !== 'pull_request') return { reports: [await judgeForBot(judging)], notes: [] };
  const found = await judgeForPull(judging);
  const leftOut = await comment(judging, found);
  return leftOut === undefined ? found : { ...found, notes: [...found.notes, leftOut] };
}

/** What breaks on the way is told in a report like everything else. */
async function lookAnyway(judging: Judging): Promise<Outlook> {
  try {
    return await look(judging);
  } catch (error) {
    return { reports: [reportOn(judging, askedBy(judging), { trouble: words(error) })], notes: [] };
  }
}

export const judgeAndShow = async (judging: Judging): Promise<void> => show(judging, await lookAnyway(judging));

/** Where nothing can be judged, a report says why. */
export const showTrouble = (run: Run, trouble: string): Promise<void> =>
  show(run, { reports: [reportOn(run, askedBy(run), { trouble })], notes: [] });
