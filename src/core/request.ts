/** What an issue asks for: its body in any shape in use (`request-shapes.ts`), its labels and its title <-> Request. */
import type { Problem } from './problem.ts';
import type { Request } from './promotion.ts';
import { FIELDS, type Field, type Piece, readShape, type Shape } from './request-shapes.ts';
import { contradictions, type Known, labelled, type Named, type Said, sourceOf, type Titled, written } from './request-sources.ts';
import { type Claim, claimsIn, isNothing, isTicked, NO_RESPONSE, placeholderIn, placeholderLeft, withoutComments } from './request-text.ts';

export { FIELDS } from './request-shapes.ts';
export type { Known } from './request-sources.ts';

export const PROMOTION_LABEL = 'promotion';

const LONGEST = 100;
/** Notes stand in the ledger word for word, and a comment of GitHub's holds 65,536 characters of JSON. */
export const LONGEST_NOTES = 8_000;

/** What a request is read from. */
export interface Issue extends Titled {
  readonly body: string;
}

export interface ReadRequest {
  /** Present when the issue has everything a request needs. */
  readonly request?: Request;
  /** Everything is checked and planned, nothing is written but the panel. */
  readonly dryRun: boolean;
  /** Asked to go on without quality gates; whether that is allowed is judged elsewhere. */
  readonly skipGates: boolean;
  /** The task lists below Quality Gates, Promotion Criteria and Approval. */
  readonly claims: readonly Claim[];
  readonly problems: readonly Problem[];
}

const ONE_LINE = ['subject', 'version', 'from', 'to'] as const;
const FREE_TEXT = ['blockers', 'rollbackPlan', 'notes'] as const;
type Answers = Readonly<Record<(typeof ONE_LINE)[number] | (typeof FREE_TEXT)[number], Said>>;

/**
 * Reads an issue: our form, the Markdown template, forms and keys of other names, or a free text whose labels or title name subject and
 * target. LF or CRLF, never throws, linear in the length of the body.
 */
export function readRequest(issue: Issue, known: Known = {}): ReadRequest {
  const shape = readShape(issue.body);
  const flags = { dryRun: ticked('dryRun', shape), skipGates: ticked('skipGates', shape), claims: claimed(shape) };
  const answers = answersIn(shape, issue, known);
  if (isEmpty(issue, shape, answers))
    return { ...flags, problems: [{ code: 'empty_body', place: 'issue', allowed: Object.values(FIELDS) }] };
  const problems = [
    ...(known.begun ? [] : left('Title', placeholderIn(issue.title))),
    ...placeholders(answers),
    ...contradictions(shape.pieces, issue, known),
    ...missing(answers),
    ...unreadable(answers),
    ...tooLong(answers),
  ];
  return problems.length > 0 ? { ...flags, problems } : { ...flags, request: requestOf(answers), problems };
}

/** What nobody answers is empty. */
export const NOTHING: Request = { subject: '', version: '', from: '', to: '', notes: '', blockers: '', rollbackPlan: '' };

/** The same text GitHub makes of the form; `readRequest` reads it back. */
export function writeRequest(request: Request, dryRun = false, skipGates = false): string {
  const box = (isTicked: boolean, text: string): string => `- [${isTicked ? 'X' : ' '}] ${text}`;
  const shown: Record<Field, string> = {
    ...request,
    dryRun: box(dryRun, 'Only check and show the plan'),
    skipGates: box(skipGates, 'Skip the quality gates (for testing only)'),
  };
  return Object.entries(FIELDS)
    .map(([field, label]) => `### ${label}\n\n${shown[field as Field] || NO_RESPONSE}`)
    .join('\n\n');
}

/**
 * Whether an issue asks for a promotion at all: everything else in the repository costs no request. Without our label it must name subject
 * and target, by labels or in a body that speaks of a promotion: reports of bugs have components and targets too.
 */
export function isPromotionIssue({ body, title, labels }: Issue): boolean {
  const isNamed = (field: Named): boolean => labelled(field, labels).length > 0;
  if (labels.includes(PROMOTION_LABEL) || (isNamed('subject') && isNamed('to'))) return true;
  if (!/promot/i.test(title) && !/promot/i.test(body)) return false;
  const { pieces } = readShape(body);
  return (['subject', 'to'] as const).every((field) => written(field, pieces).some(({ text }) => text !== ''));
}

function answersIn(shape: Shape, issue: Issue, known: Known): Answers {
  const named = (field: Named): Said => sourceOf(field, shape.pieces, issue, known) ?? { text: '', where: FIELDS[field] };
  const optional = (field: 'version' | 'from'): Said => {
    const said = written(field, shape.pieces).find(({ text }) => text !== '') ?? { text: '', where: FIELDS[field] };
    return isNothing(said.text) ? { ...said, text: '' } : said;
  };
  return {
    subject: named('subject'),
    version: optional('version'),
    from: optional('from'),
    to: named('to'),
    blockers: textOf('blockers', shape.pieces),
    rollbackPlan: textOf('rollbackPlan', shape.pieces),
    notes: notesOf(shape),
  };
}

/** Word for word, unless it says nothing a reader of the page would see. */
function textOf(field: Field, pieces: readonly Piece[]): Said {
  const [first] = pieces.filter(({ kind }) => kind === field);
  return { text: wordsIn(first?.lines.join('\n') ?? ''), where: first?.label ?? FIELDS[field] };
}

const wordsIn = (text: string): string => (isNothing(withoutComments(text)) ? '' : text.trim());

/** Notes may stand in several sections; in a body without any they are what is written around the answers. */
function notesOf({ pieces, loose }: Shape): Said {
  const sections = pieces.filter(({ kind }) => kind === 'notes');
  const where = sections[0]?.label ?? FIELDS.notes;
  if (sections.length === 0) return { text: wordsIn(loose), where };
  const texts = sections.map(({ lines }) => wordsIn(lines.join('\n')));
  return { text: texts.filter((text) => text !== '').join('\n\n'), where };
}

const ticked = (field: 'dryRun' | 'skipGates', { pieces }: Shape): boolean =>
  isTicked(pieces.find(({ kind }) => kind === field)?.lines ?? []);

const claimed = ({ pieces }: Shape): readonly Claim[] => pieces.flatMap(({ kind, lines }) => (kind === 'claims' ? claimsIn(lines) : []));

/** A blank body asks for nothing, whatever its labels and title say: nobody has written down what they want. */
function isEmpty({ body }: Issue, { pieces }: Shape, { subject, to }: Answers): boolean {
  return withoutComments(body).trim() === '' || (pieces.length === 0 && subject.text === '' && to.text === '');
}

const requestOf = ({ subject, version, from, to, notes, blockers, rollbackPlan }: Answers): Request => ({
  subject: subject.text,
  version: version.text,
  from: from.text,
  to: to.text,
  notes: notes.text,
  blockers: blockers.text,
  rollbackPlan: rollbackPlan.text,
});

const left = (place: string, found: string | undefined): readonly Problem[] =>
  found === undefined ? [] : [{ code: 'placeholder_left', place, found }];

function placeholders(answers: Answers): readonly Problem[] {
  return [
    ...ONE_LINE.flatMap((field) => left(answers[field].where, placeholderIn(answers[field].text))),
    ...FREE_TEXT.flatMap((field) => left(answers[field].where, placeholderLeft(answers[field].text))),
  ];
}

function missing(answers: Answers): readonly Problem[] {
  return (['subject', 'to'] as const)
    .filter((field) => answers[field].text === '')
    .map((field) => ({ code: 'missing_field', place: answers[field].where }));
}

function unreadable(answers: Answers): readonly Problem[] {
  return ONE_LINE.map((field) => answers[field])
    .filter(({ text }) => text.includes('\n') || text.length > LONGEST)
    .map(({ text, where }) => ({
      code: 'not_one_line',
      place: where,
      found: text.slice(0, LONGEST),
      facts: { longest: String(LONGEST) },
    }));
}

function tooLong(answers: Answers): readonly Problem[] {
  return FREE_TEXT.map((field) => answers[field])
    .filter(({ text }) => text.length > LONGEST_NOTES)
    .map(({ text, where }) => ({
      code: 'too_long',
      place: where,
      facts: { longest: String(LONGEST_NOTES), characters: String(text.length) },
    }));
}
