/** The promotion report as a page: the verdict, what is missing and how far it is, who signed; what is in order is folded away. */

import type { Report } from '../report-document.ts';
import { clip } from '../report-fit.ts';
import { blocks, code, type Markdown, md, raw, text } from './markdown.ts';
import { arrange, type Piece } from './report-budget.ts';
import { commitLink, fileLink, type Ground, groundOf, ownLink } from './report-links.ts';
import {
  advisoryPiece,
  asidePiece,
  evidencePiece,
  findingPieces,
  inMark,
  missingPiece,
  passedPiece,
  signOffPiece,
} from './report-pieces.ts';
import { day, groupsOf, RESULTS, tally } from './report-words.ts';
import { journey, moment, plural } from './scene.ts';

/** Where the page is shown. */
export interface Page {
  /** The most characters it may have; at least 8,000. */
  readonly limit: number;
  /** What is said at its end. */
  readonly note: string;
  /** `https://github.com`; links lead nowhere else. */
  readonly server: string;
}

/** GitHub keeps 65,536 characters of a comment; the rest is left for what GitHub itself may add. */
export const COMMENT: Page = { limit: 60_000, note: 'This comment is updated in place.', server: 'https://github.com' };
/** A job summary holds 1 MiB a step, and a character takes at most three bytes of it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
export const JOB_SUMMARY: Page = { limit: 340_000, note: '', server: 'https://github.com' };

/** First line of the page, by which the comment is found that is about this subject and environment. */
export const reportMark = (subject: string, environment: string): string =>
  `<!-- promotion-report:${inMark(subject)}:${inMark(environment)} v1 -->`;

/** The page, at most `limit` characters; what has no place is in the report file, and the page says how much that is. */
export function reportPage(report: Report, page: Page = COMMENT): string {
  const ground = groundOf(report, page.server);
  const head = blocks(
    raw(`${reportMark(report.component, report.to_stage)}\n## ${headline(report).markdown}`),
    about(report, ground),
  ).markdown;
  const foot = `<sub>Checked ${text(moment(report.date)).markdown}.${page.note === '' ? '' : ` ${page.note}`}</sub>`;
  const { pieces, leftOut } = piecesOf(report, ground);
  const found = arrange(pieces, page.limit - head.length - foot.length - LONGEST_NOTE);
  const missing = leftOut + found.leftOut;
  const note = missing === 0 ? [] : [`*${plural(missing, 'more part')} of this page in the report file.*`];
  return [head, ...found.parts, ...note, foot].join('\n\n');
}

/** Room for the note about parts that are left out, and for empty lines. */
const LONGEST_NOTE = 100;

function piecesOf(report: Report, ground: Ground): { readonly pieces: readonly Piece[]; readonly leftOut: number } {
  const { missing, advisory, signOffs, passed, aside } = groupsOf(report);
  const blocking = findingPieces(
    missing.flatMap(({ gate }) => (gate ? [gate] : [])),
    ground,
  );
  const advising = findingPieces(advisory, ground);
  const pieces = [
    ...missingPiece(missing),
    ...blocking.pieces,
    ...advisoryPiece(advisory),
    ...advising.pieces,
    ...signOffPiece(signOffs, isOpen(report)),
    ...passedPiece(passed),
    ...asidePiece(aside),
    ...evidencePiece(evidenceLines(report, ground)),
  ];
  return { pieces, leftOut: blocking.leftOut + advising.leftOut };
}

const isOpen = ({ result }: Report): boolean => result === 'ready' || result === 'blocked' || result === 'waiting';

/** A name in a sentence; the report file has the whole of one that is too long. */
const short = (name: string): string => clip(name, 100);

/** The verdict in one line; skipped gates are said first, whatever else there is to say. */
function headline(report: Report): Markdown {
  const { result, component, from_stage, to_stage, deployment, dry_run, skipped_quality_gates } = report;
  const { icon, word } = RESULTS[result];
  const path = {
    subject: short(component),
    version: short(deployment.version ?? 'of an unknown version'),
    from: from_stage === null ? null : short(from_stage),
    to: short(to_stage),
  };
  const verdict = raw(`${dry_run ? '🧪 Dry run · ' : ''}${icon} ${word}: ${journey(path).markdown}`);
  return skipped_quality_gates ? raw(`⚠️ SKIPPED GATES · ${verdict.markdown}`) : verdict;
}

function about(report: Report, ground: Ground): Markdown {
  const { commit } = report.subject;
  const where = commit === null ? md`The version was not found among the commits` : md`Commit ${commitLink(commit, ground)}`;
  return md`**${tally(report)}** ${where}${comparedWith(report, ground)}.`;
}

function comparedWith({ previous_promotion: previous, date, to_stage }: Report, ground: Ground): Markdown {
  if (previous === undefined) return md``;
  if (previous === null) return md`; the first promotion to ${short(to_stage)}`;
  const label = ownLink(text(short(previous.version)), previous.url, ground);
  return md`, compared with ${previous.imported ? 'what was imported,' : 'the last promotion'} ${label} (${day(previous.date, date)})`;
}

/** The first digits of a digest, enough to compare it by eye. */
const digest = (sha256: string): Markdown => raw(`\`${sha256.replaceAll(/[^0-9a-f]/g, '').slice(0, 8)}…\``);

function evidenceLines(report: Report, ground: Ground): readonly string[] {
  const { policy, approvals = [] } = report;
  const path = code(clip(policy.path, 200));
  const place = policy.commit === undefined ? path : fileLink(path, policy.path, '', { ...ground, commit: policy.commit });
  const at = policy.commit === undefined ? md`` : md` at ${code(policy.commit.slice(0, 7))}`;
  const rules = policy.sha256 === null ? md`Rules: ${place} could not be read` : md`Rules: ${place}${at} (sha256 ${digest(policy.sha256)})`;
  const given = approvals
    .slice(0, 20)
    .map(({ login, roles, at: when }) => md`${short(login)} as ${short(roles.join(', '))} on ${moment(when)}`);
  const lines = [
    rules,
    runLine(report, ground),
    ...(given.length === 0 ? [] : [md`Approved by ${raw(given.map(({ markdown }) => markdown).join('; '))}`]),
    ...outcomeLines(report),
    ...rollbackLine(report, ground),
  ];
  return lines.map(({ markdown }) => `- ${markdown}`);
}

function runLine({ run }: Report, ground: Ground): Markdown {
  const number = /\/runs\/(\d{1,20})(?:\/|$)/.exec(run?.url ?? '')?.[1];
  const label = number === undefined ? undefined : ownLink(text(number), run?.url, ground);
  return label ? md`Run: ${label}, report JSON in artifact \`promotion-report\`` : md`Report JSON in artifact \`promotion-report\``;
}

const NOT_RUN = 'not run';
function outcomeLines({ deployment: { success }, validation }: Report): readonly Markdown[] {
  const done = success === null ? [] : [success ? md`Deployment: succeeded` : md`Deployment: did not succeed`];
  const checks = Object.entries(validation).filter(([, said]) => said !== NOT_RUN);
  const said = checks.slice(0, 20).map(([name, found]) => md`${short(name.replaceAll('_', ' '))}: ${clip(found, 200)}`);
  return said.length === 0 ? done : [...done, md`Afterwards: ${raw(said.map(({ markdown }) => markdown).join('; '))}`];
}

function rollbackLine({ rollback }: Report, ground: Ground): readonly Markdown[] {
  const { procedure, previous_version: back } = rollback ?? {};
  if (procedure === undefined && back === undefined) return [];
  const to = back === undefined ? md`` : md`back to ${short(back)}`;
  if (procedure === undefined) return [md`Rollback: ${to}`];
  return [md`Rollback: ${howTo(procedure, ground)}${back === undefined ? to : md`, ${to}`}`];
}

/** A path, with the heading in it, is linked; a procedure in words is shown as far as a line goes. */
function howTo(procedure: string, ground: Ground): Markdown {
  const [, path, anchor = ''] = /^([\w./-]{1,200}\.\w{1,10})(#[\w-]{1,100})?$/.exec(procedure) ?? [];
  return path === undefined ? text(clip(procedure, 500)) : fileLink(text('runbook'), path, anchor, ground);
}
