/** A MATURITY.md as a source: keys like `**Current Stage**: staging`, and tables of components with their stages. */
import { findEnvironment } from '../config.ts';
import type { Instant } from '../promotion.ts';
import { isNothing, undecorated } from '../request-text.ts';
import { type Found, momentIn, type Reading, subjectCalled } from './found.ts';
import { cellsOf, readTable } from './maturity-table.ts';
import { bareAnswer, fieldOf, type Line, linesOf, sourceAt, type Text } from './maturity-text.ts';

/** Whether a text means to be such a file. */
export const isMaturity = (text: string): boolean =>
  linesOf(text).some(({ text: line }) => {
    const key = keyIn(line);
    return (key && fieldOf(key.label) === 'stage') || cellsOf(line).some((cell) => fieldOf(bareAnswer(cell)) === 'subject');
  });

interface Stage {
  readonly environment: string;
  readonly line: number;
}

/** What is said of one subject. */
interface Told {
  readonly names: readonly string[];
  readonly stages: Stage[];
  readonly versions: { readonly version: string; readonly line: number }[];
  since?: Instant;
}

/** Never throws. */
export function readMaturity(text: string, about: Text): Reading {
  const lines = linesOf(text);
  const table = readTable(lines, about);
  const told = [...tellings(lines, about).values()].map((one) => readTold(one, about));
  const found = [...table, ...told.flatMap((one) => one.found)];
  const left = told.flatMap((one) => one.left);
  if (found.length > 0 || left.length > 0) return { found, left };
  const problem = { code: 'no_stage', place: about.file, allowed: about.config.environments.map(({ name }) => name) };
  return { found, left: [{ what: 'the file', source: sourceAt(about, 1), problem }] };
}

function keyIn(line: string): { readonly label: string; readonly value: string } | undefined {
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

/** The keys of the file by whom they are about: a heading that names a subject of the rules begins a part about that one. */
function tellings(lines: readonly Line[], about: Text): ReadonlyMap<string, Told> {
  const all = new Map<string, Told>();
  let names = namesOfFile(lines, about);
  for (const { number, text } of lines) {
    const heading = /^#{1,6}\s+(.*)$/.exec(text)?.[1];
    const named = heading === undefined ? undefined : subjectCalled(about.config, inHeading(heading));
    if (named && about.said === undefined) names = [named.name];
    const key = keyIn(text);
    const field = key && fieldOf(key.label);
    if (!key || !field || isNothing(key.value)) continue;
    const told = all.get(names.join('\n')) ?? { names, stages: [], versions: [] };
    all.set(names.join('\n'), told);
    if (field === 'stage') told.stages.push({ environment: bareAnswer(key.value, about.config), line: number });
    if (field === 'version') told.versions.push({ version: bareAnswer(key.value), line: number });
    const since = field === 'since' ? momentIn(key.value) : null;
    if (since !== null) told.since ??= since;
  }
  return all;
}

/** `Carbon Component Maturity Status` -> `Carbon`. */
const inHeading = (heading: string): string =>
  undecorated(heading.trim()).replace(/(?:\s+component|\s+agent)?\s+maturity(?:\s+(?:status|report))?$/i, '');

/** What was said, else what the file calls it, else the first heading, else the folder it lies in. */
function namesOfFile(lines: readonly Line[], { said, file }: Text): readonly string[] {
  if (said !== undefined) return [said];
  const keys = lines.flatMap(({ text }) => keyIn(text) ?? []);
  const key = keys.find(({ label }) => fieldOf(label) === 'subject');
  if (key) return [bareAnswer(key.value)];
  const heading = lines.map(({ text }) => /^#\s+(.*)$/.exec(text)?.[1]).find((one) => one !== undefined);
  const folder = file.split('/').at(-2);
  return [...(heading === undefined ? [] : [inHeading(heading)]), ...(folder === undefined ? [] : [folder])];
}

function readTold({ names, stages, versions, since }: Told, about: Text): Reading {
  const [first] = stages;
  if (!first) return { found: [], left: [] };
  const meant = ({ environment }: Stage): string => findEnvironment(about.config, environment)?.name ?? environment;
  const other = stages.find((stage) => meant(stage) !== meant(first));
  const source = sourceAt(about, first.line);
  const leave = (code: string, place: string, facts: Readonly<Record<string, string>>): Reading => ({
    found: [],
    left: [{ what: names[0] ?? 'the file', source, problem: { code, place, facts } }],
  });
  if (other) return leave('two_stages', 'stage', { first: first.environment, second: other.environment, line: String(other.line) });
  const [{ version } = { version: undefined }] = versions;
  const another = versions.find((one) => one.version !== version);
  if (version !== undefined && another)
    return leave('two_versions', 'version', { first: version, second: another.version, line: String(another.line) });
  const found: Found = { subjects: names, environment: first.environment, version, since: since ?? null, source };
  return { found: [found], left: [] };
}
