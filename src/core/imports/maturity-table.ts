/** Tables in a MATURITY.md: one row a component, with its stage, or with its version in the column of each environment. */
import { findEnvironment } from '../config.ts';
import { isNothing } from '../request-text.ts';
import { type Found, momentIn } from './found.ts';
import { bareAnswer, type Field, fieldOf, type Line, sourceAt, type Text } from './maturity-text.ts';

interface Head {
  readonly fields: ReadonlyMap<Field, number>;
  /** Column -> environment, of those whose head is one. */
  readonly environments: ReadonlyMap<number, string>;
}

/**
 * Every row of every table that says what runs where; cells that say nothing are passed over. What is a table is what GitHub shows as one: a
 * head with a delimiter row right below (https://github.github.com/gfm/#tables-extension-), with pipes around the rows or only between cells.
 */
export function readTable(lines: readonly Line[], about: Text): readonly Found[] {
  const found: Found[] = [];
  let head: Head | undefined;
  for (const [i, line] of lines.entries()) {
    const cells = cellsOf(line.text);
    if (cells.length === 0) head = undefined;
    else if (!head) head = isDelimiter(cellsBelow(line, lines[i + 1])) ? headOf(cells, about) : undefined;
    else if (!isDelimiter(cells)) found.push(...readRow(cells, head, line, about));
  }
  return found;
}

/** Lines in between may have been left out. */
const cellsBelow = ({ number }: Line, next: Line | undefined): readonly string[] => (next?.number === number + 1 ? cellsOf(next.text) : []);

const isDelimiter = (cells: readonly string[]): boolean => cells.length > 0 && cells.every((cell) => /^:?-+:?$/.test(cell));

/** Empty for what is no row. */
export function cellsOf(line: string): readonly string[] {
  const cells = line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
  return /(?<!\\)\|/.test(line) && line.trim().length > 2 ? cells : [];
}

function headOf(cells: readonly string[], { config }: Text): Head {
  const bare = cells.map((cell) => bareAnswer(cell, config));
  const fields = bare.flatMap((cell, i): readonly (readonly [Field, number])[] => {
    const field = fieldOf(cell);
    return field === undefined ? [] : [[field, i]];
  });
  const environments = bare.flatMap((cell, i): readonly (readonly [number, string])[] => {
    // A column of stages is headed "Stage", which may be an alias as well.
    const environment = fieldOf(cell) === undefined ? findEnvironment(config, cell) : undefined;
    return environment ? [[i, environment.name]] : [];
  });
  return { fields: new Map(fields.toReversed()), environments: new Map(environments) };
}

function readRow(cells: readonly string[], { fields, environments }: Head, { number }: Line, about: Text): readonly Found[] {
  const cell = (field: Field): string => bareAnswer(cells[fields.get(field) ?? -1] ?? '', about.config);
  const subject = cell('subject');
  if (isNothing(subject)) return [];
  const since = momentIn(cells[fields.get('since') ?? -1] ?? '');
  const said = { subjects: [subject], source: sourceAt(about, number) };
  const running = [...environments].flatMap(([i, environment]): readonly Found[] => {
    const version = bareAnswer(cells[i] ?? '');
    return isNothing(version) ? [] : [{ ...said, environment, version, since: null }];
  });
  const stage = cell('stage');
  if (isNothing(stage)) return running;
  const version = cell('version');
  return [...running, { ...said, environment: stage, version: isNothing(version) ? undefined : version, since }];
}
