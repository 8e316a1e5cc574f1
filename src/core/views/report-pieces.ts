/** The parts of the report's page that may be cut: tables, lists and folded blocks, row by row. */
import type { Shown } from '../evidence/format.ts';
import { CAPS, type GateReport } from '../gate-report.ts';
import { clip } from '../report-fit.ts';
import { code, md, raw, text } from './markdown.ts';
import type { Piece } from './report-budget.ts';
import { fileLink, type Ground } from './report-links.ts';
import { delta, findingsOf, foundOf, type Missing, OUTCOMES, titleOf, toSign } from './report-words.ts';
import { plural } from './scene.ts';

/** The order in which rows get their place when there is not enough for all. */
const RANK = { missing: 0, findings: 1, signOffs: 2, evidence: 3, advisory: 4, moreFindings: 5, aside: 6, passed: 7 } as const;
/** Findings of each gate that go before everything that passed. */
const URGENT_FINDINGS = 10;
/** Gates whose findings are shown; what the others found is in the report file. */
const MOST_BLOCKS = 30;

const GATES = '| | Gate | Found | Δ |\n|---|---|---|---:|';
const FOLD_END = '\n\n</details>';
const LONG_NAME = 200;
const LONG_SENTENCE = 500;

const nameText = (name: string): string => text(clip(name, LONG_NAME)).markdown;
const sentenceText = (said: string): string => text(clip(said, LONG_SENTENCE)).markdown;
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const fold = (title: string): string => `<details><summary>${title}</summary>\n\n`;

const gateRow = (gate: GateReport): string =>
  row(OUTCOMES[gate.outcome].icon, nameText(titleOf(gate)), sentenceText(foundOf(gate)), delta(gate));

function piece(rank: number, open: string, rows: readonly string[], close = ''): readonly Piece[] {
  return rows.length === 0 ? [] : [{ open, rows, total: rows.length, close, rank, urgent: rows.length, rest: rank }];
}

/** In full and unfolded: the one thing that people come for. */
export function missingPiece(missing: readonly Missing[]): readonly Piece[] {
  const rows = missing.map(({ blocker, gate }) => {
    const name = gate ? titleOf(gate) : (blocker.gate ?? '');
    return row(OUTCOMES[blocker.outcome].icon, nameText(name), sentenceText(blocker.summary), gate ? delta(gate) : '');
  });
  return piece(RANK.missing, `### What is missing\n\n${GATES}`, rows);
}

export const advisoryPiece = (gates: readonly GateReport[]): readonly Piece[] =>
  piece(RANK.advisory, `### Worth a look\n\n${GATES}`, gates.map(gateRow));

export const passedPiece = (gates: readonly GateReport[]): readonly Piece[] =>
  piece(RANK.passed, `${fold(`${plural(gates.length, 'gate')} passed`)}${GATES}`, gates.map(gateRow), FOLD_END);

export const asidePiece = (gates: readonly GateReport[]): readonly Piece[] =>
  piece(RANK.aside, `${fold(`${plural(gates.length, 'gate')} set aside`)}${GATES}`, gates.map(gateRow), FOLD_END);

/** Ticks only say what was signed; the hidden names tell programs which gate a line is about. */
export function signOffPiece(gates: readonly GateReport[], isOpen: boolean): readonly Piece[] {
  const rows = gates.map((gate) => {
    const advisory = gate.required ? '' : ' *(advisory)*';
    const box = gate.outcome === 'pass' ? 'x' : ' ';
    return `- [${box}] ${nameText(titleOf(gate))}${advisory}: ${sentenceText(gate.summary)} <!-- gate:${inMark(gate.id)} -->`;
  });
  const names = toSign(gates).slice(0, 10);
  const how = md`Sign with a comment: ${raw(names.map((name) => code(`/sign ${clip(name, LONG_NAME)}`).markdown).join(', '))}.`;
  return piece(RANK.signOffs, '### Sign-offs\n', rows, isOpen && names.length > 0 ? `\n\n${how.markdown}` : '');
}

/** What stands behind the outcome of each gate, folded. */
export function findingPieces(
  gates: readonly GateReport[],
  ground: Ground,
): { readonly pieces: readonly Piece[]; readonly leftOut: number } {
  const found = gates.filter(({ findings }) => findings !== undefined && findings.length > 0);
  return {
    pieces: found.slice(0, MOST_BLOCKS).map((gate) => findingsPiece(gate, ground)),
    leftOut: Math.max(0, found.length - MOST_BLOCKS),
  };
}

function findingsPiece(gate: GateReport, ground: Ground): Piece {
  const all = gate.findings ?? [];
  const shown = all.slice(0, CAPS.shown);
  const isLines = shown.some(({ lines }) => lines !== undefined);
  const head = isLines ? '| File | Lines not covered |\n|---|---|' : '| Where | What |\n|---|---|';
  const title = `${findingsOf(gate)} the ${nameText(gate.id)} gate`;
  return {
    open: `${fold(title)}${head}`,
    rows: shown.map((finding) =>
      row(whereOf(finding, ground), isLines ? sentenceText(finding.lines ?? finding.message ?? '') : whatOf(finding)),
    ),
    total: all.length,
    close: FOLD_END,
    rank: RANK.findings,
    urgent: URGENT_FINDINGS,
    rest: RANK.moreFindings,
  };
}

function whereOf({ path, line }: Shown, ground: Ground): string {
  if (path === undefined || path === '') return '';
  const label = code(`${clip(path, LONG_NAME)}${line === undefined ? '' : `:${line}`}`);
  return fileLink(label, path, line === undefined ? '' : `#L${line}`, ground).markdown;
}

function whatOf({ name, message }: Shown): string {
  const named = name === undefined || name === '' ? [] : [code(clip(name, LONG_NAME)).markdown];
  return [...named, ...(message === undefined || message === '' ? [] : [sentenceText(message)])].join(': ');
}

/** Folded lines that are shown whole or not at all. */
export const evidencePiece = (lines: readonly string[]): readonly Piece[] =>
  piece(RANK.evidence, '<details><summary>Evidence, policy and rollback</summary>\n', lines, FOLD_END);

/** A name within a hidden comment, where nothing of it may end the comment. */
export const inMark = (name: string): string => encodeURIComponent(clip(name, LONG_NAME).replaceAll(/\p{Cs}/gu, ''));
