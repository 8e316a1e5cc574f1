/** A MATURITY.md as a source: keys like `**Current Stage**: staging`, and tables of components with their stages. */
import { findEnvironment } from '../config.ts';
import type { Problem } from '../problem.ts';
import type { Instant } from '../promotion.ts';
import { isNothing, undecorated } from '../request-text.ts';
import { type Found, isUnset, type Left, momentIn, type Reading, subjectCalled } from './found.ts';
import { type Heading, headingAt, type Line, linesOf } from './maturity-lines.ts';
import { readTables } from './maturity-table.ts';
import { bareAnswer, type Field, fieldOf, isDenied, isNever, isStatus, sourceAt, sureAnswer, type Text } from './maturity-text.ts';
import { cellsOf, htmlTablesWith } from './tables.ts';

/** Whether a text means to be such a file. */
export function isMaturity(text: string): boolean {
  const lines = linesOf(text);
  const isKeyed = lines.some(({ text: line }) => fieldOf(keyIn(line)?.label ?? '') === 'stage');
  return isKeyed || lines.some(({ text: line }) => cellsOf(line).some(namesSubjects)) || htmlTablesWith(lines, namesSubjects).length > 0;
}

const namesSubjects = (cell: string): boolean => fieldOf(bareAnswer(cell)) === 'subject';

interface Stage {
  readonly environment: string;
  readonly line: number;
  readonly block: number;
}

/** What is said of one subject. */
interface Told {
  readonly names: readonly string[];
  readonly stages: Stage[];
  readonly versions: { readonly version: string; readonly line: number }[];
  /** What stands there and may deny it. */
  readonly denials: { readonly found: string; readonly block: number }[];
  since?: Instant;
}

/** Never throws. */
export function readMaturity(text: string, about: Text): Reading {
  const lines = linesOf(text);
  const tables = readTables(lines, about);
  const told = [...tellings(lines, about).values()].map((one) => readTold(one, about));
  const found = [...tables.found, ...told.flatMap((one) => one.found)];
  const html = htmlTablesWith(lines, namesSubjects).map((line) => sourceAt(about, line));
  const unread = html.map((source): Left => ({ what: 'the table', source, problem: { code: 'html_table', place: 'table' } }));
  const left = [...tables.left, ...unread, ...told.flatMap((one) => one.left)];
  if (found.length > 0 || left.length > 0) return { found, left };
  const problem = { code: 'no_stage', place: about.file, allowed: about.config.environments.map(({ name }) => name) };
  return { found, left: [{ what: 'the file', source: sourceAt(about, 1), problem }] };
}

interface Key {
  readonly label: string;
  readonly value: string;
}

function keyIn(line: string): Key | undefined {
  const item = line.replace(/^\s*(?:[-*+>]\s+)*/, '');
  const [, bold, after = ''] = /^\*\*([^*]{1,60})\*\*(.*)$/.exec(item) ?? [];
  if (bold !== undefined) {
    const isInside = bold.trimEnd().endsWith(':');
    if (!isInside && !after.trimStart().startsWith(':')) return undefined;
    return { label: bold.trim().replace(/:$/, ''), value: after.trim().replace(/^:\s*/, '') };
  }
  const [, label, value] = /^([A-Za-z][A-Za-z ]{0,40}):\s+(\S.*)$/.exec(item) ?? [];
  return label === undefined || value === undefined ? undefined : { label, value };
}

/** Whom keys are about. */
interface Part {
  readonly names: readonly string[];
  /** Of the heading that names them: one of the same rank is about something else. */
  readonly level: number;
  /** What the heading names: a key under it may call that otherwise, once. */
  readonly called?: string | undefined;
}

/** The keys of the file by whom they are about: a heading that names a subject of the rules begins a part about that one, and so does a key. */
function tellings(lines: readonly Line[], about: Text): ReadonlyMap<string, Told> {
  const all = new Map<string, Told>();
  let part: Part = { names: namesOfFile(lines, about), level: 0 };
  let block = 0;
  for (const [i, { number, text }] of lines.entries()) {
    const key = keyIn(text);
    const field = key && wordIn(key);
    const heading = headingAt(lines, i);
    if (heading) block = number;
    if (about.said === undefined) part = underHeading(part, heading, about);
    if (!key || !field) continue;
    if (about.said === undefined && field === 'subject') part = afterKey(part, nameIn(key.value, about), about);
    const { names } = part;
    const told = all.get(names.join('\n')) ?? { names, stages: [], versions: [], denials: [] };
    all.set(names.join('\n'), told);
    note(told, field, { value: key.value, line: number, block }, about);
  }
  return all;
}

/** What a key says: the answer to a field, or that it does not run there. */
function wordIn({ label, value }: Key): Field | 'denial' | undefined {
  const field = fieldOf(label);
  if ((isStatus(label) && isDenied(value)) || (field === 'since' && isNever(value))) return 'denial';
  return isNothing(value) ? undefined : field;
}

function underHeading(part: Part, heading: Heading | undefined, { config }: Text): Part {
  const called = heading && subjectCalled(config, inHeading(heading.text))?.name;
  if (!heading || (called === undefined && heading.level > part.level)) return part;
  return { names: [called ?? inHeading(heading.text)], level: heading.level, called };
}

const afterKey = ({ level, called }: Part, own: string, { config }: Text): Part => ({
  names: [subjectCalled(config, own) ? own : (called ?? own)],
  level,
});

interface Answer {
  readonly value: string;
  readonly line: number;
  /** Line of the heading it stands under. */
  readonly block: number;
}

function note(told: Told, field: Field | 'denial', { value, line, block }: Answer, { config }: Text): void {
  const [environment, version] = [sureAnswer(value, config), sureAnswer(value)];
  if (field === 'denial') told.denials.push({ found: value, block });
  if (field === 'stage' && environment !== '') told.stages.push({ environment, line, block });
  if (field === 'version' && !isUnset(version)) told.versions.push({ version, line });
  const since = field === 'since' ? momentIn(value) : null;
  if (since !== null) told.since ??= since;
}

/** `Carbon Component Maturity Status` -> `Carbon`. */
const inHeading = (heading: string): string =>
  undecorated(heading.trim()).replace(/(?:\s+component|\s+agent)?\s+maturity(?:\s+(?:status|report))?$/i, '');

/** As the rules call it, where they know it. */
const nameIn = (value: string, { config }: Text): string => subjectCalled(config, bareAnswer(value))?.name ?? bareAnswer(value);

/** What was said, else what the file calls it, else the first heading, else the folder it lies in. */
function namesOfFile(lines: readonly Line[], about: Text): readonly string[] {
  const { said, file } = about;
  if (said !== undefined) return [said];
  const keys = lines.flatMap(({ text }) => keyIn(text) ?? []);
  const key = keys.find(({ label }) => fieldOf(label) === 'subject');
  if (key) return [nameIn(key.value, about)];
  const heading = lines.map((_, i) => headingAt(lines, i)).find((one) => one?.level === 1)?.text;
  const folder = file.split('/').at(-2);
  return [...(heading === undefined ? [] : [inHeading(heading)]), ...(folder === undefined ? [] : [folder])];
}

function readTold({ names, stages, versions, denials, since }: Told, about: Text): Reading {
  const [first] = stages;
  if (!first) return { found: [], left: [] };
  const meant = ({ environment }: Stage): string => findEnvironment(about.config, environment)?.name ?? environment;
  const other = stages.find((stage) => meant(stage) !== meant(first));
  const source = sourceAt(about, first.line);
  const leave = (problem: Problem): Reading => ({ found: [], left: [{ what: names[0] ?? 'the file', source, problem }] });
  if (other) {
    const facts = { first: first.environment, second: other.environment, line: String(other.line) };
    return leave({ code: 'two_stages', place: 'stage', facts });
  }
  // Under another heading a status is that of something else.
  const denial = denials.find(({ block }) => stages.some((stage) => stage.block === block));
  if (denial) return leave({ code: 'denied', place: 'status', found: denial.found });
  // Whether two of them are the same, GitHub knows.
  const said = versions.length === 0 ? [{ version: undefined, line: first.line }] : versions;
  const found = said.map(({ version, line }, i): Found => {
    const place = i === 0 ? source : sourceAt(about, line);
    return { subjects: names, environment: first.environment, version, since: since ?? null, source: place };
  });
  return { found, left: [] };
}
