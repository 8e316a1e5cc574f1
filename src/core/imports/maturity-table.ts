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

/** Every row of every table that says what runs where; cells that say nothing are passed over. */
export function readTable(lines: readonly Line[], about: Text): readonly Found[] {
  const found: Found[] = [];
  let head: Head | undefined;
  for (const line of lines) {
    const cells = cellsOf(line.text);
    if (cells.length === 0) head = undefined;
    else if (!head) head = headOf(cells, about);
    else if (!cells.every((cell) => /^:?-+:?$/.test(cell))) found.push(...readRow(cells, head, line, about));
  }
  return found;
}

/** Empty for what is no row. */
export function cellsOf(line: string): readonly string[] {
  const text = line.trim();
  if (!text.startsWith('|') || text.length < 3) return [];
  return text
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
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
