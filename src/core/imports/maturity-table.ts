/** Tables in a MATURITY.md: one row a component, with its stage, or with its version in the column of each environment. */
import { findEnvironment } from '../config.ts';
import type { Problem } from '../problem.ts';
import { isNothing } from '../request-text.ts';
import { type Found, isUnset, type Left, momentIn, type Reading } from './found.ts';
import type { Line } from './maturity-lines.ts';
import {
  bareAnswer,
  type Field,
  fieldOf,
  isDenied,
  isDoubtful,
  isNever,
  isStatus,
  sourceAt,
  sureAnswer,
  type Text,
} from './maturity-text.ts';
import { type Row, type Table, tablesIn } from './tables.ts';

interface Head {
  /** Columns of each kind, from left to right. */
  readonly fields: Readonly<Record<Field, readonly number[]>>;
  /** Column -> environment, of those whose head is one. */
  readonly environments: ReadonlyMap<number, string>;
  /** Columns that say how it stands. */
  readonly statuses: readonly number[];
  /** Columns that are called anything else. */
  readonly others: readonly number[];
}

/** Every row of every table that says what runs where; cells that say nothing are passed over. */
export function readTables(lines: readonly Line[], about: Text): Reading {
  const readings = tablesIn(lines).map((table) => readTable(table, about));
  return { found: readings.flatMap(({ found }) => found), left: readings.flatMap(({ left }) => left) };
}

function readTable(table: Table, about: Text): Reading {
  const head = headOf(table.head, about);
  if (head.fields.subject.length === 0) return { found: [], left: nobodys(table, head, about) };
  const readings = table.rows.map((row) => readRow(row, head, about));
  const left = [...unknownColumns(table, head, about), ...readings.flatMap((one) => one.left)];
  return { found: readings.flatMap(({ found }) => found), left };
}

function headOf(cells: readonly string[], { config }: Text): Head {
  const bare = cells.map((cell) => bareAnswer(cell, config));
  const columns = (isWanted: (cell: string) => boolean): readonly number[] => bare.flatMap((cell, i) => (isWanted(cell) ? [i] : []));
  const of = (field: Field): readonly number[] => columns((cell) => fieldOf(cell) === field);
  // A column of stages is headed "Stage", which may be an alias as well.
  const environments = bare.flatMap((cell, i): readonly (readonly [number, string])[] => {
    const environment = fieldOf(cell) === undefined ? findEnvironment(config, cell) : undefined;
    return environment ? [[i, environment.name]] : [];
  });
  return {
    fields: { subject: of('subject'), stage: of('stage'), version: of('version'), since: of('since') },
    environments: new Map(environments),
    statuses: columns(isStatus),
    others: columns((cell) => fieldOf(cell) === undefined && !findEnvironment(config, cell)),
  };
}

function readRow({ cells, line }: Row, { fields, environments, statuses }: Head, about: Text): Reading {
  const { config } = about;
  const said = (columns: readonly number[], answer: (cell: string) => string): readonly string[] => [
    ...new Set(columns.map((i) => answer(cells[i] ?? '')).filter((one) => !isNothing(one))),
  ];
  const [subject] = said(fields.subject, (cell) => bareAnswer(cell, config));
  const source = sourceAt(about, line);
  const running = [...environments].flatMap(([i, environment]) => {
    const there = runningIn(cells[i] ?? '');
    return there ? [{ environment, ...there, since: null }] : [];
  });
  const stages = said(fields.stage, (cell) => sureAnswer(cell, config));
  const [stage = ''] = stages;
  const meant = (one: string): string => findEnvironment(config, one)?.name ?? one;
  const other = stages.find((one) => meant(one) !== meant(stage));
  const leave = (what: string, problem: Problem): Reading => ({ found: [], left: [{ what, source, problem }] });
  if (subject === undefined)
    return running.length > 0 || stage !== '' ? leave('the row', { code: 'no_component', place: 'component' }) : { found: [], left: [] };
  const cellsIn = (columns: readonly number[]): readonly string[] => columns.map((i) => cells[i] ?? '');
  const status = cellsIn(statuses).find(isDenied) ?? cellsIn(fields.since).find(isNever);
  if (status !== undefined && (running.length > 0 || stage !== ''))
    return leave(subject, { code: 'denied', place: 'status', found: status });
  if (other !== undefined)
    return leave(subject, { code: 'two_stages', place: 'stage', facts: { first: stage, second: other, line: String(line) } });
  const since = momentIn(cells[fields.since[0] ?? -1] ?? '');
  const versions = said(fields.version, (cell) => sureAnswer(cell)).filter((one) => !isUnset(one));
  const here = (versions.length === 0 ? [undefined] : versions).map((version) => ({ environment: stage, version, since }));
  const found = [...running, ...(stage === '' ? [] : here)].map((one): Found => ({ subjects: [subject], source, ...one }));
  return { found, left: [] };
}

/** A tick says that something runs there, and not what; a cross says that nothing does. */
function runningIn(cell: string): Pick<Found, 'version'> | undefined {
  const answer = sureAnswer(cell);
  if (isNothing(bareAnswer(cell).replaceAll(/[✗✘]/g, ''))) return isNothing(cell) || isDoubtful(cell) ? undefined : { version: undefined };
  return { version: isUnset(answer) ? undefined : answer };
}

const looksLikeVersion = (answer: string): boolean => /^v?\d+\.\d+\.\d+(?![\d.])|^[0-9a-f]{40}$/.test(answer);

/** Where there is no column of stages, others may be meant to say where: an environment that nobody knows, or a stage by another name. */
function unknownColumns({ head, line, rows }: Table, { fields, others }: Head, about: Text): readonly Left[] {
  const { config } = about;
  const says = (cell = ''): boolean =>
    looksLikeVersion(bareAnswer(cell)) || findEnvironment(config, bareAnswer(cell, config)) !== undefined;
  const meant = fields.stage.length > 0 ? [] : others.filter((i) => rows.some(({ cells }) => says(cells[i])));
  const allowed = config.environments.map(({ name }) => name);
  return meant.map((i): Left => {
    const found = bareAnswer(head[i] ?? '');
    return { what: 'the table', source: sourceAt(about, line), problem: { code: 'unknown_column', place: 'head', found, allowed } };
  });
}

/** A table that says which versions are where, and not of what. */
function nobodys({ line, rows }: Table, { fields, environments }: Head, about: Text): readonly Left[] {
  const columns = [...environments.keys(), ...(fields.stage.length > 0 ? fields.version : [])];
  const isMeant = rows.some(({ cells }) => columns.some((i) => looksLikeVersion(bareAnswer(cells[i] ?? ''))));
  const problem = { code: 'no_component_column', place: 'head' };
  return isMeant ? [{ what: 'the table', source: sourceAt(about, line), problem }] : [];
}
