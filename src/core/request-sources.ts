/** Who says what about subject and target: the body first, then what stood before, the labels, and last the title. */
import { type Config, findEnvironment } from './config.ts';
import type { Problem } from './problem.ts';
import type { Request } from './promotion.ts';
import { FIELDS, type Field, type Piece } from './request-shapes.ts';
import { NO_RESPONSE, placeholderIn, undecorated } from './request-text.ts';

export interface Titled {
  readonly title: string;
  readonly labels: readonly string[];
}

/** What was known before the issue was read (again). */
export interface Known {
  /**
   * What the promotion asks for since it began. From then on labels and title say nothing: whoever may triage changes those, and neither
   * names its editor the way a body does.
   */
  readonly begun?: Request | undefined;
  /** Whether the body was edited: then it is newer than labels given at opening, and right. */
  readonly edited?: boolean;
  /** Tells that `stage` and `staging` are the same. */
  readonly config?: Config | undefined;
}

/** An answer and where it stands, as people would look for it. */
export interface Said {
  readonly text: string;
  readonly where: string;
}

export type Named = 'subject' | 'to';
const PREFIXES: Readonly<Record<Named, readonly string[]>> = { subject: ['component:', 'agent:'], to: ['target:'] };
/** GitHub takes no longer label; what the bot puts on is cut there. */
const LONGEST_LABEL = 50;
const LONGEST_TITLE = 300;

/** `component:web` -> `web`, for each label that names the subject or the target. */
export function labelled(field: Named, labels: readonly string[]): readonly Said[] {
  return labels.flatMap((label) => {
    const prefix = PREFIXES[field].find((one) => label.toLowerCase().startsWith(one));
    const text = prefix === undefined ? '' : label.slice(prefix.length).trim();
    return text === '' ? [] : [{ text, where: label }];
  });
}

/** `Promote web to staging`, `[PROMOTION] web: Development → Staging`. */
function titled(field: Named, title: string): Said | undefined {
  if (placeholderIn(title) !== undefined) return undefined;
  const line = title.slice(0, LONGEST_TITLE);
  const found =
    /^\s*(?:\[[^\]]*\]\s*)?promote:?\s+(.+?)\s+to\s+(.+)$/i.exec(line) ?? /^\s*\[promotion\]\s*(.+?):.*(?:→|->)(.+)$/i.exec(line);
  const text = found?.[field === 'subject' ? 1 : 2];
  return text === undefined ? undefined : { text: undecorated(text.trim()), where: 'Title' };
}

/** All answers of one line that the body gives to a field, in the order written. A form that says `_No response_` has answered "". */
export function written(field: Field, pieces: readonly Piece[]): readonly Said[] {
  return pieces
    .filter(({ kind }) => kind === field)
    .map(({ label, lines }) => ({ text: lines.join('\n').trim(), where: label }))
    .map(({ text, where }) => ({ text: text === NO_RESPONSE ? '' : undecorated(text), where }));
}

/** Who counts for the subject or the target; undefined when nobody says anything. */
export function sourceOf(field: Named, pieces: readonly Piece[], issue: Titled, { begun }: Known): Said | undefined {
  const inBody = written(field, pieces);
  const said = inBody.find(({ text }) => text !== '');
  if (said) return said;
  if (begun) return { text: begun[field], where: FIELDS[field] };
  return labelled(field, issue.labels)[0] ?? inBody[0] ?? titled(field, issue.title);
}

/** Subject or target said twice, and differently: nobody should have to guess which one is meant. */
export function contradictions(pieces: readonly Piece[], { labels }: Titled, known: Known): readonly Problem[] {
  return (['subject', 'to'] as const).flatMap((field) => {
    const inBody = written(field, pieces).filter(({ text }) => text !== '');
    const isSettled = known.begun !== undefined || (known.edited === true && inBody.length > 0);
    const [first, ...others] = [...inBody, ...(isSettled ? [] : labelled(field, labels))];
    const other = others.find((said) => first && !isSame(field, first, said, known));
    if (!first || !other) return [];
    return [{ code: 'contradiction', place: FIELDS[field], facts: { first: cited(first), second: cited(other) } }];
  });
}

const cited = ({ text, where }: Said): string => (where.endsWith(text) ? where : `${where}: ${text}`).slice(0, LONGEST_TITLE);

function isSame(field: Named, one: Said, other: Said, { config }: Known): boolean {
  const [a, b] = [one.text.toLowerCase(), other.text.toLowerCase()];
  if (a === b || (other.where.length === LONGEST_LABEL && a.startsWith(b))) return true;
  if (field === 'subject' || !config) return false;
  const environment = findEnvironment(config, a);
  return environment !== undefined && environment === findEnvironment(config, b);
}
