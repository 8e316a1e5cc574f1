/** Ledgers as tables: one row an entry, filtered, as NDJSON or CSV. */
import type { AuditedLine, Thread } from './audit.ts';
import { caseless } from './config-nearest.ts';
import { type Entry, type EntryKind, type EntryOf, entrySchema } from './entry.ts';
import { isDecisive, step } from './fold.ts';
import type { Promotion } from './promotion.ts';

export const COLUMNS = [
  'at',
  'repository',
  'issue',
  'seq',
  'action',
  'person',
  'person_id',
  'subject',
  'version',
  'sha',
  'from',
  'to',
  'round',
  'status_before',
  'status_after',
  'comment',
  'text',
] as const;
export type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

export const ACTIONS: readonly string[] = entrySchema.options.map(({ shape }) => shape.kind.value);

/** What is left undefined lets everything pass. */
export interface Filter {
  readonly subject?: string | undefined;
  readonly person?: string | undefined;
  readonly action?: string | undefined;
  /** Instants, both of them included. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface Recorded {
  readonly row: Row;
  readonly line: string;
}

/** What an entry is about, each empty while nobody has said it. */
export type About = Pick<Row, 'subject' | 'version' | 'sha' | 'from' | 'to' | 'round'>;
export const NOTHING: About = { subject: '', version: '', sha: '', from: '', to: '', round: '' };

/** The rows of one ledger; each says what it is about, as the entries before it have it. */
export function recordsOf(thread: Thread, lines: readonly AuditedLine[]): readonly Recorded[] {
  const records: Recorded[] = [];
  let about = NOTHING;
  let promotion: Promotion | undefined;
  for (const { line, sealed, entry } of lines) {
    const before = promotion;
    if (entry) [about, promotion] = [aboutAfter(about, entry), step(promotion, entry)];
    const by = entry && 'by' in entry ? entry.by : null;
    const at = sealed.entry['at'];
    const row = {
      ...about,
      at: typeof at === 'string' ? at : '',
      repository: thread.repository,
      issue: String(thread.number),
      seq: String(sealed.seq),
      action: sealed.entry.kind,
      person: by?.login ?? '',
      person_id: by ? String(by.id) : '',
      status_before: before?.status ?? '',
      status_after: promotion?.status ?? '',
      comment: entry && 'comment' in entry && entry.comment !== null ? String(entry.comment) : '',
      text: entry ? textOf(entry) : '',
    };
    records.push({ row, line });
  }
  return records;
}

/** What a ledger is about after one more entry. Words of an issue that change nothing decisive leave the names as the round has them. */
export function aboutAfter(about: About, entry: Entry): About {
  if (entry.kind === 'requested' || (entry.kind === 'amended' && isDecisive(entry))) {
    const { subject, version, from, to } = entry.request;
    return { ...about, subject, version, from, to, sha: entry.sha };
  }
  if (entry.kind !== 'round_opened' && entry.kind !== 'imported') return about;
  const { subject, version, sha, from, to } = entry.terms;
  return { subject, version, sha, from: from ?? '', to, round: entry.kind === 'imported' ? '1' : String(entry.round) };
}

const TEXTS: { readonly [K in EntryKind]?: (entry: EntryOf<K>) => string } = {
  requested: ({ request }) => request.notes,
  amended: ({ changed }) => `changed: ${changed.join(', ')}`,
  gates_judged: ({ outcomes }) => pairs(outcomes),
  round_opened: ({ changed, fingerprint }) => `fingerprint ${fingerprint}${changed.length === 0 ? '' : `; changed: ${changed.join(', ')}`}`,
  approved: ({ roles, note }) => `as ${roles.join(', ')}${note === '' ? '' : `: ${note}`}`,
  approval_voided: ({ why, editor }) => (editor ? `${why} by ${editor.login} (${editor.id})` : why),
  cancelled: ({ why, reason }) => `${why}${reason === '' ? '' : `: ${reason}`}`,
  refused: ({ command, code, facts }) => [`/${command}`, code, pairs(facts)].filter((part) => part !== '').join(' '),
  answered: ({ command }) => `/${command}`,
  signed: ({ gate, roles, evidence }) => `${gate} as ${roles.join(', ')}${evidence === '' ? '' : `: ${evidence}`}`,
  superseding: ({ older }) => `takes the place of #${older}`,
  deploy_started: ({ key }) => key,
  deployed: ({ key }) => key,
  key_rotated: ({ key }) => `new key ${key}`,
  imported: ({ operator, source: { kind, file, line, deployment } }) =>
    `${[kind, file, line, deployment].filter((part) => part !== null).join(' ')}, by the word of ${operator}; approved by nobody here`,
};

const pairs = (named: Readonly<Record<string, string>>): string =>
  Object.entries(named)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** What was said, on one line for a table. */
export function textOf(entry: Entry): string {
  // One table keyed by kind: TypeScript cannot see that the key and the entry belong together.
  const text = TEXTS[entry.kind] as ((one: Entry) => string) | undefined;
  return text?.(entry) ?? ('reason' in entry ? entry.reason : '');
}

export function filtered(records: readonly Recorded[], { subject, person, action, since, until }: Filter): readonly Recorded[] {
  const is = (wanted: string | undefined, found: string): boolean => wanted === undefined || caseless(wanted) === caseless(found);
  return records.filter(
    ({ row }) =>
      is(subject, row.subject) &&
      is(person, row.person) &&
      is(action, row.action) &&
      (since === undefined || row.at >= since) &&
      (until === undefined || row.at <= until),
  );
}

/** The sealed entries themselves, one a line. */
export const toNdjson = (records: readonly Recorded[]): string => records.map(({ line }) => `${inert(line)}\n`).join('');

/** RFC 4180, with a head line. */
export function toCsv(records: readonly Recorded[]): string {
  const lines = [COLUMNS.join(','), ...records.map(({ row }) => COLUMNS.map((column) => cell(row[column])).join(','))];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** A spreadsheet runs what begins like a formula, also behind blanks (OWASP, CSV injection); an apostrophe makes it text. */
function cell(value: string): string {
  const shown = value.replaceAll('\r\n', '\n').replaceAll(CONTROL, (sign) => (sign === '\n' ? sign : sign === '\t' ? ' ' : ''));
  const safe = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(shown) ? `'${shown}` : shown;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** JSON with everything a terminal would obey written as `\uXXXX`: the same value, and harmless to look at. */
export const inert = (json: string): string =>
  json.replaceAll(CONTROL, (sign) => (sign === '\n' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`));
