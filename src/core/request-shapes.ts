/** The body of an issue, in any of the shapes in use -> pieces: which answer stands under which heading or bold key. One pass, linear. */
import { isComment, isNothing } from './request-text.ts';

/** Field -> its label in `templates/ISSUE_TEMPLATE/promotion.yml`; a contract test holds the two together. */
export const FIELDS = {
  subject: 'Subject',
  version: 'Version',
  from: 'From',
  to: 'To',
  blockers: 'Blockers',
  rollbackPlan: 'Rollback plan',
  dryRun: 'Dry run',
  skipGates: 'Skip quality gates',
  notes: 'Notes',
} as const;
export type Field = keyof typeof FIELDS;

/** `claims` are task lists; `other` is known and not needed; `loose` is what stands outside of every section. */
type Kind = Field | 'claims' | 'other' | 'loose';

/** What people call the fields in forms and templates of their own, as `labelKey` writes it. */
const SYNONYMS: Readonly<Record<Exclude<Kind, 'loose'>, readonly string[]>> = {
  subject: ['subject', 'component', 'component name', 'component to promote', 'agent', 'agent name'],
  version: ['version', 'component version', 'agent version', 'version to promote', 'release', 'tag'],
  from: ['from', ...stages('from'), ...stages('current'), ...stages('source')],
  to: ['to', 'target', 'promote to', ...stages('to'), ...stages('target'), ...stages('destination')],
  blockers: ['blockers', 'known blockers', 'open blockers', 'current blockers', 'blocking issues'],
  rollbackPlan: ['rollback plan', 'rollback', 'rollback procedure', 'rollback strategy', 'rollback steps'],
  dryRun: ['dry run', 'dryrun'],
  skipGates: ['skip quality gates', 'skip gates'],
  notes: [
    'notes',
    'additional notes',
    'additional context',
    'additional information',
    'notes for reviewers',
    'promotion justification',
    'justification',
    'reason',
  ],
  claims: ['quality gates', 'quality gate results', 'promotion criteria', 'approval', 'approvals'],
  other: ['specification file', 'specification', 'spec file', 'date'],
};

function stages(which: string): readonly string[] {
  return ['stage', 'environment', 'maturity stage', 'env'].map((word) => `${which} ${word}`);
}

const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(SYNONYMS).flatMap(([kind, labels]) => labels.map((label) => [label, kind as Kind] as const)),
);

export interface Piece {
  readonly kind: Kind;
  /** The heading or key as it was written. */
  readonly label: string;
  /** 1 to 6 for headings; 7 for what stands below a key or outside of sections: every heading ends it. */
  readonly level: number;
  readonly lines: string[];
  /** Whether an answer has begun, and whether it is one that says "nothing". */
  said: 'blank' | 'nothing' | 'text';
}

/** Pieces in the order written; a field may have several. `loose` is the text outside of all sections. */
export interface Shape {
  readonly pieces: readonly Piece[];
  readonly loose: string;
}

interface Scan {
  readonly pieces: Piece[];
  /** Kinds that have a piece. */
  readonly found: Set<Kind>;
  readonly loose: Piece;
  current: Piece;
}

const LONGEST_LABEL = 80;
const OUTSIDE = 7;
const FREE_TEXT: readonly Kind[] = ['blockers', 'rollbackPlan', 'notes'];
const piece = (kind: Kind, label: string, level: number, lines: string[] = []): Piece => ({ kind, label, level, lines, said: 'blank' });

/** Reads a body, LF or CRLF. */
export function readShape(body: string): Shape {
  const loose = piece('loose', '', OUTSIDE);
  const scan: Scan = { pieces: [], found: new Set(), loose, current: loose };
  for (const line of body.replaceAll('\r\n', '\n').split('\n')) readLine(line, scan);
  return { pieces: scan.pieces, loose: loose.lines.join('\n').trim() };
}

function readLine(line: string, scan: Scan): void {
  const heading = headingOf(line);
  if (heading ? openSection(heading, scan) : readKey(line, scan)) return;
  scan.current.lines.push(line);
  if (line.trim() === '' || isComment(line)) return;
  scan.current.said = scan.current.said === 'blank' && isNothing(line) ? 'nothing' : 'text';
}

function keep(one: Piece, scan: Scan): void {
  scan.pieces.push(one);
  scan.found.add(one.kind);
}

interface Heading {
  readonly level: number;
  readonly label: string;
}

function headingOf(line: string): Heading | undefined {
  const marks = /^#{1,6}(?=[ \t])/.exec(line)?.[0];
  return marks === undefined ? undefined : { level: marks.length, label: line.slice(marks.length).trim() };
}

/** What a label stands for: emoji, colons, case and remarks in brackets do not matter. */
function kindOf(label: string): Kind | undefined {
  if (label.length > LONGEST_LABEL) return undefined;
  const words = label
    .toLowerCase()
    .replaceAll(/\([^()]*\)/g, ' ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return KINDS.get(words) ?? (/(^| )criteria$/.test(words) ? 'claims' : undefined);
}

/** @returns false when the heading is text of the answer it stands in. */
function openSection({ level, label }: Heading, scan: Scan): boolean {
  if (isComplete(scan)) return false;
  const named = /^(?:component |agent )?promotion: *(\S.*)$/is.exec(label)?.[1];
  if (named !== undefined && !isFreeText(scan.current)) {
    keep(piece('subject', label.slice(0, label.indexOf(':')), level, [named]), scan);
    scan.current = piece('other', label, level);
    return true;
  }
  // A comment in a shell script begins with one mark as well.
  const kind = level === 1 ? undefined : kindOf(label);
  if (kind === undefined ? !endsHere(level, scan.current) : isRepeated(kind, scan)) return false;
  scan.current = piece(kind ?? 'other', label, level);
  if (kind !== undefined) keep(scan.current, scan);
  return true;
}

/** The form ends with Notes: when everything was found, they keep whatever follows. */
const isComplete = ({ current, found }: Scan): boolean =>
  current.kind === 'notes' && Object.keys(FIELDS).every((field) => found.has(field as Field));

const isFreeText = ({ kind }: Piece): boolean => FREE_TEXT.includes(kind);

/** An unknown section is nobody's answer, unless people put headings of their own into a text they had begun. */
function endsHere(level: number, current: Piece): boolean {
  if (current.kind === 'notes' || level > current.level) return false;
  return !isFreeText(current) || current.said !== 'text';
}

/** A repeated heading is text of the field it stands in; further notes are notes. */
function isRepeated(kind: Kind, { current, found }: Scan): boolean {
  if (kind === 'claims' || kind === 'other' || !found.has(kind)) return false;
  return kind === 'notes' ? current.kind === 'notes' : !isOutside(current);
}

const isOutside = ({ kind, level }: Piece): boolean => kind === 'loose' || kind === 'other' || level === OUTSIDE;

/** `**Current Stage:** development`, also as an item of a list. @returns whether the line was one. */
function readKey(line: string, scan: Scan): boolean {
  if (!isOutside(scan.current)) return false;
  const [, inner = '', rest = ''] = /^\s*(?:[-*+]\s+)?\*\*([^*]{1,80})\*\*(.*)$/s.exec(line) ?? [];
  if (!inner.trimEnd().endsWith(':') && !rest.trimStart().startsWith(':')) return false;
  const label = inner.trim().replace(/:$/, '');
  const kind = kindOf(label);
  // The template's own keys (`**Date:**`) are nobody's words.
  if (kind === undefined) return !isFreeText(scan.current);
  openKey(kind, label, rest.trim().replace(/^:\s*/, ''), scan);
  return true;
}

/** A key that was left blank says nothing, but a text or a list may follow below it. */
function openKey(kind: Kind, label: string, value: string, scan: Scan): void {
  const goesOn = value === '' && (kind === 'claims' || FREE_TEXT.includes(kind));
  const answer = piece(kind, label, OUTSIDE, value === '' ? [] : [value]);
  if (goesOn || value !== '') keep(answer, scan);
  scan.current = goesOn ? answer : scan.loose;
}
