/** Tables as GitHub shows them: a head with a delimiter row right below (https://github.github.com/gfm/#tables-extension-). */
import type { Line } from './maturity-lines.ts';

export interface Row {
  readonly cells: readonly string[];
  /** 1-based. */
  readonly line: number;
}

export interface Table {
  readonly head: readonly string[];
  /** Of its head. */
  readonly line: number;
  readonly rows: readonly Row[];
}

/** With pipes around the rows, or only between cells. */
export function tablesIn(lines: readonly Line[]): readonly Table[] {
  const tables: Table[] = [];
  let rows: Row[] | undefined;
  for (const [i, line] of lines.entries()) {
    const cells = cellsOf(line.text);
    const goesOn = lines[i - 1]?.number === line.number - 1;
    if (cells.length === 0 || !goesOn) rows = undefined;
    if (cells.length === 0) continue;
    if (rows) {
      if (!isDelimiter(cells)) rows.push({ cells, line: line.number });
    } else if (isDelimiter(cellsBelow(line, lines[i + 1]))) {
      rows = [];
      tables.push({ head: cells, line: line.number, rows });
    }
  }
  return tables;
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

/** The first lines of tables in HTML that have a cell like this; they are not read. */
export function htmlTablesWith(lines: readonly Line[], isWanted: (cell: string) => boolean): readonly number[] {
  const found: number[] = [];
  let begun: number | undefined;
  for (const { number, text } of lines) {
    if (/<table\b/i.test(text)) begun = number;
    if (begun !== undefined && text.split(/<[^<>]*>/).some((piece) => isWanted(piece.trim()))) {
      found.push(begun);
      begun = undefined;
    }
    if (/<\/table>/i.test(text)) begun = undefined;
  }
  return found;
}
