/** Rows under a head, each column as wide as its widest cell. */
import { clip } from '../report-fit.ts';
import type { Paint, Tint } from './paint.ts';
import { columns, oneLine } from './report-lines.ts';

/** A text, and the colour it has on a terminal. */
export type Cell = string | { readonly text: string; readonly tint: Tint };

const WIDEST = 60;
const textOf = (cell: Cell): string => clip(oneLine(typeof cell === 'string' ? cell : cell.text), WIDEST);

/** Lines without an end; foreign text in cells is made harmless and kept short. */
export function grid(head: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint): readonly string[] {
  const widths = head.map((title, i) => rows.reduce((most, row) => Math.max(most, columns(textOf(row[i] ?? ''))), columns(title)));
  const line = (cells: readonly Cell[], tint: (text: string, cell: Cell) => string): string =>
    cells
      .map((cell, i) => {
        const text = textOf(cell);
        const gap = ' '.repeat((widths[i] ?? 0) - columns(text));
        return i === cells.length - 1 ? tint(text, cell) : `${tint(text, cell)}${gap}`;
      })
      .join('  ')
      .trimEnd();
  const painted = (text: string, cell: Cell): string => (typeof cell === 'string' ? text : paint[cell.tint](text));
  return [line(head, (text) => paint.bold(text)), ...rows.map((row) => line(row, painted))];
}
