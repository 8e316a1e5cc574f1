/** The promotion report for a terminal: what is missing first and in full, what passed in one line each. */
import type { Shown } from '../evidence/format.ts';
import type { GateReport } from '../gate-report.ts';
import type { Report } from '../report-document.ts';
import { clip } from '../report-fit.ts';
import { shortSha } from '../version.ts';
import { columns, oneLine, padded, wrapped } from './report-lines.ts';
import { day, delta, foundOf, groupsOf, OUTCOMES, RESULTS, tally, titleOf, toSign } from './report-words.ts';
import { moment } from './scene.ts';

const WIDEST = 100;
const NARROWEST = 40;
/** Columns of the longest word for an outcome, and of a gate's name. */
const WORD = Math.max(...Object.values(OUTCOMES).map(({ word }) => word.length));
const NAME = 24;
const LONG_SENTENCE = 500;
const MOST_FINDINGS = 10;

/** Plain text of lines up to `width` columns, 100 at most, each with a line end. */
export function reportForTerminal(report: Report, width = WIDEST): string {
  const wide = Math.min(WIDEST, Math.max(NARROWEST, width));
  const { missing, advisory, signOffs, passed, aside } = groupsOf(report);
  const listed = [...missing.flatMap(({ gate }) => (gate ? [gate] : [])), ...advisory, ...aside, ...passed];
  const paper = {
    wide,
    name: Math.min(
      NAME,
      listed.reduce((most, gate) => Math.max(most, columns(oneLine(titleOf(gate)))), 0),
    ),
  };
  const lines = [
    ...wrapped(headline(report), '', wide),
    ...wrapped(about(report), '', wide),
    ...section(
      'What is missing',
      missing.flatMap(({ blocker, gate }) => [
        ...rowOf(
          {
            title: gate ? titleOf(gate) : (blocker.gate ?? ''),
            outcome: blocker.outcome,
            found: blocker.summary,
            moved: gate ? delta(gate) : '',
          },
          paper,
        ),
        ...(gate ? findingLines(gate, paper) : []),
      ]),
    ),
    ...section(
      'Worth a look',
      advisory.flatMap((gate) => [...gateLines(gate, paper), ...findingLines(gate, paper)]),
    ),
    ...section('Sign-offs', signOffs.flatMap((gate) => signOffLines(gate, wide)).concat(howToSign(signOffs, wide))),
    ...section(
      'Set aside',
      aside.flatMap((gate) => gateLines(gate, paper)),
    ),
    ...section(
      `Passed (${passed.length})`,
      passed.flatMap((gate) => gateLines(gate, paper)),
    ),
    '',
    `Checked ${oneLine(moment(report.date))}.`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

interface Paper {
  readonly wide: number;
  /** Columns of the names. */
  readonly name: number;
}

const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);

const short = (name: string): string => clip(oneLine(name), WIDEST);

function headline({ result, component, from_stage, to_stage, deployment, dry_run, skipped_quality_gates }: Report): string {
  const skipped = skipped_quality_gates ? 'SKIPPED GATES: ' : '';
  const path = from_stage === null ? ` to ${short(to_stage)}` : `, ${short(from_stage)} -> ${short(to_stage)}`;
  const version = short(deployment.version ?? 'of an unknown version');
  return `${skipped}${dry_run ? 'Dry run: ' : ''}${RESULTS[result].word}: ${short(component)} ${version}${path}`;
}

function about(report: Report): string {
  const { previous_promotion: previous, subject, date, to_stage } = report;
  const commit = subject.commit === null ? 'The version was not found among the commits' : `Commit ${shortSha(subject.commit)}`;
  const last = previous
    ? `, compared with ${previous.imported ? 'what was imported,' : 'the last promotion'} ${short(previous.version)} (${day(previous.date, date)})`
    : '';
  return oneLine(`${tally(report)} ${commit}${previous === null ? `; the first promotion to ${short(to_stage)}` : last}.`);
}

interface Row {
  readonly title: string;
  readonly outcome: GateReport['outcome'];
  readonly found: string;
  readonly moved: string;
}

const gateLines = (gate: GateReport, paper: Paper): readonly string[] =>
  rowOf({ title: titleOf(gate), outcome: gate.outcome, found: foundOf(gate), moved: delta(gate) }, paper);

/** A name that is too long for its column stands on a line of its own. */
function rowOf({ title, outcome, found, moved }: Row, { wide, name }: Paper): readonly string[] {
  const word = padded(OUTCOMES[outcome].word, WORD);
  const label = clip(oneLine(title), 2 * WIDEST);
  const said = `${clip(oneLine(found), LONG_SENTENCE)}${moved === '' ? '' : ` (${moved})`}`;
  if (columns(label) <= name) return wrapped(said, `  ${word}  ${padded(label, name)}  `, wide);
  return [...wrapped(label, `  ${word}  `, wide), ...wrapped(said, ' '.repeat(WORD + name + 6), wide)];
}

function findingLines({ findings = [] }: GateReport, { wide }: Paper): readonly string[] {
  const indent = ' '.repeat(WORD + 4);
  const shown = findings.slice(0, MOST_FINDINGS).flatMap((finding) => wrapped(findingText(finding), indent, wide));
  const more = findings.length - MOST_FINDINGS;
  return more > 0 ? [...shown, `${indent}${more} more in the report file.`] : shown;
}

function findingText({ path, line, lines, name, message }: Shown): string {
  const where = path === undefined ? [] : [`${path}${line === undefined ? '' : `:${line}`}`];
  const said = [...where, ...[name, lines, message].flatMap((part) => (part === undefined || part === '' ? [] : [part]))];
  return clip(oneLine(said.join(': ')), LONG_SENTENCE);
}

function signOffLines(gate: GateReport, wide: number): readonly string[] {
  const said = `${titleOf(gate)}${gate.required ? '' : ' (advisory)'}: ${gate.summary}`;
  return wrapped(clip(oneLine(said), LONG_SENTENCE), `  [${gate.outcome === 'pass' ? 'x' : ' '}] `, wide);
}

function howToSign(signOffs: readonly GateReport[], wide: number): readonly string[] {
  const [first] = toSign(signOffs);
  return first === undefined ? [] : wrapped(oneLine(`Sign with a comment on the issue: /sign ${first}`), '  ', wide);
}
