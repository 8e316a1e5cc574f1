/** The issue form's text <-> Request. GitHub writes a form as `### Label`, a blank line, the answer, for each field in order. */
import type { Problem } from './problem.ts';
import type { Request } from './promotion.ts';

export const PROMOTION_LABEL = 'promotion';

/** Field -> its label in `templates/ISSUE_TEMPLATE/promotion.yml`; a contract test holds the two together. */
export const FIELDS = { subject: 'Subject', version: 'Version', from: 'From', to: 'To', dryRun: 'Dry run', notes: 'Notes' } as const;
type Field = keyof typeof FIELDS;

/** What GitHub writes for a field that was left empty. */
const NO_RESPONSE = '_No response_';
const LONGEST = 100;
/** Notes stand in the ledger word for word, and a comment of GitHub's holds 65,536 characters of JSON. */
export const LONGEST_NOTES = 8_000;

export interface ReadRequest {
  /** Present when the form has everything a request needs. */
  readonly request?: Request;
  /** Everything is checked and planned, nothing is written but the panel. */
  readonly dryRun: boolean;
  readonly problems: readonly Problem[];
}

/** Reads an issue body, LF or CRLF. A repeated heading is text of the field it stands in, so notes may hold anything. */
export function readRequest(body: string): ReadRequest {
  const fields = readFields(body);
  if (fields.size === 0) return { dryRun: false, problems: [{ code: 'empty_body', place: 'issue', allowed: Object.values(FIELDS) }] };
  const answer = (field: Field): string => fields.get(field) ?? '';
  const problems = [...missing(answer), ...unreadable(answer), ...tooLong(answer('notes'))];
  const dryRun = /^[ \t]*([-*] \[x\]|yes\b|true\b)/im.test(answer('dryRun'));
  if (problems.length > 0) return { dryRun, problems };
  const request = {
    subject: answer('subject'),
    version: answer('version'),
    from: answer('from'),
    to: answer('to'),
    notes: answer('notes'),
  };
  return { request, dryRun, problems };
}

/** The same text GitHub makes of the form; `readRequest` reads it back. */
export function writeRequest(request: Request, dryRun = false): string {
  const shown: Record<Field, string> = { ...request, dryRun: `- [${dryRun ? 'X' : ' '}] Only check and show the plan` };
  return Object.entries(FIELDS)
    .map(([field, label]) => `### ${label}\n\n${shown[field as Field] || NO_RESPONSE}`)
    .join('\n\n');
}

/** Whether an issue asks for a promotion at all: everything else in the repository costs no request. */
export function isPromotionIssue(issue: { readonly body: string; readonly labels: readonly string[] }): boolean {
  return issue.labels.includes(PROMOTION_LABEL) || readRequest(issue.body).request !== undefined;
}

function readFields(body: string): ReadonlyMap<Field, string> {
  const found = new Map<Field, string[]>();
  let current: string[] | undefined;
  for (const line of body.replaceAll('\r\n', '\n').split('\n')) {
    const field = headed(line);
    if (field !== undefined && !found.has(field)) {
      current = [];
      found.set(field, current);
    } else current?.push(line);
  }
  return new Map([...found].map(([field, lines]) => [field, answerOf(lines)]));
}

function headed(line: string): Field | undefined {
  if (!line.startsWith('### ')) return undefined;
  const label = line.slice(4).trim().toLowerCase();
  const entry = Object.entries(FIELDS).find(([, written]) => written.toLowerCase() === label);
  return entry?.[0] as Field | undefined;
}

function answerOf(lines: readonly string[]): string {
  const answer = lines.join('\n').trim();
  return answer === NO_RESPONSE ? '' : answer;
}

function missing(answer: (field: Field) => string): Problem[] {
  return (['subject', 'to'] as const)
    .filter((field) => answer(field) === '')
    .map((field) => ({ code: 'missing_field', place: FIELDS[field] }));
}

function unreadable(answer: (field: Field) => string): Problem[] {
  return (['subject', 'version', 'from', 'to'] as const)
    .filter((field) => answer(field).includes('\n') || answer(field).length > LONGEST)
    .map((field) => ({
      code: 'not_one_line',
      place: FIELDS[field],
      found: answer(field).slice(0, LONGEST),
      facts: { longest: String(LONGEST) },
    }));
}

function tooLong(notes: string): Problem[] {
  const facts = { longest: String(LONGEST_NOTES), characters: String(notes.length) };
  return notes.length > LONGEST_NOTES ? [{ code: 'too_long', place: FIELDS.notes, facts }] : [];
}
