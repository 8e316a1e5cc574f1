/** Lines for a terminal: foreign text made harmless, broken between words, and never wider than asked. */
import { plain } from './plain.ts';

/** Scripts whose characters take two columns (https://www.unicode.org/reports/tr11/), and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
const NONE = /\p{M}/u;

const columnsOf = (char: string): number => (NONE.test(char) ? 0 : WIDE.test(char) ? 2 : 1);
const PLAIN = /^[\x20-\x7e]*$/;
export const columns = (text: string): number =>
  PLAIN.test(text) ? text.length : [...text].reduce((sum, char) => sum + columnsOf(char), 0);

/** Foreign text on one line; what moves the cursor, colours or turns the direction of writing is gone. */
export const oneLine = (foreign: string): string => plain(foreign.replaceAll(/\s+/g, ' ')).trim();

export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));

/** The text in lines of at most `width` columns, the first behind `first`, the others behind blanks of the same width. */
export function wrapped(text: string, first: string, width: number): readonly string[] {
  const indent = ' '.repeat(columns(first));
  const room = Math.max(1, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, room))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) <= room) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((one, i) => `${i === 0 ? first : indent}${one}`.trimEnd());
}

/** A word that is wider than a line is broken. */
function pieces(word: string, room: number): readonly string[] {
  if (columns(word) <= room) return [word];
  const parts: string[] = [];
  let part = '';
  let width = 0;
  for (const char of word) {
    const size = columnsOf(char);
    if (width + size > room && part !== '') {
      parts.push(part);
      part = '';
      width = 0;
    }
    part += char;
    width += size;
  }
  return [...parts, part];
}
