/** The lines of a MATURITY.md that count, as GitHub shows them. */

export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

const LONGEST = 2_000;
/** Quotes and items of lists, in which a block may begin. */
const INSIDE = String.raw`\s*(?:(?:>|[-*+]\s|\d{1,9}[.)]\s)\s*)*`;
/** Back-ticks that end in the same line are code in a text. */
const FENCE = new RegExp(`^${INSIDE}(\`{3,}(?![^\n]*\`)|~{3,})`);

interface Reading {
  /** What ends the block that only shows something. */
  end: RegExp | undefined;
  isCommented: boolean;
  isInList: boolean;
  /** Whether an indented line may begin code here: not right below a text. */
  mayIndent: boolean;
}

/**
 * Without comments, which nobody sees, and code, fenced (https://spec.commonmark.org/0.31.2/#fenced-code-blocks), indented
 * (https://spec.commonmark.org/0.31.2/#indented-code-blocks) or in `<pre>`, which only shows things.
 */
export function linesOf(text: string): readonly Line[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const lastClose = lines.findLastIndex((line) => line.includes('-->'));
  const reading: Reading = { end: undefined, isCommented: false, isInList: false, mayIndent: true };
  return lines.flatMap((written, i) => {
    const line = written.slice(0, LONGEST);
    const shown = reading.end ? line : withoutComment(line, reading, i < lastClose);
    return isCode(shown, reading) ? [] : [{ number: i + 1, text: shown }];
  });
}

/** @param closes whether a comment that goes on after this line ends anywhere; one that does not is text, unless it begins the line. */
function withoutComment(line: string, reading: Reading, closes: boolean): string {
  let kept = '';
  let rest = line;
  for (;;) {
    if (reading.isCommented) {
      const close = rest.indexOf('-->');
      if (close < 0) return kept;
      reading.isCommented = false;
      rest = rest.slice(close + 3);
    }
    const open = rest.indexOf('<!--');
    if (open < 0) return kept + rest;
    const begins = (kept + rest.slice(0, open)).trim() === '';
    if (!closes && !begins && !rest.includes('-->', open + 4)) return kept + rest;
    kept += `${rest.slice(0, open)} `;
    rest = rest.slice(open + 4);
    reading.isCommented = true;
  }
}

function isCode(line: string, reading: Reading): boolean {
  if (reading.end) {
    if (reading.end.test(line)) reading.end = undefined;
    return true;
  }
  const mark = FENCE.exec(line)?.[1];
  if (mark !== undefined) reading.end = new RegExp(`^[\\s>]*${mark[0] ?? ''}{${mark.length},}\\s*$`);
  else if (/^ {0,3}<pre[\s>]/i.test(line) && !/<\/pre>/i.test(line)) reading.end = /<\/pre>/i;
  return reading.end !== undefined || isIndented(line, reading);
}

/** What is indented in a list belongs to it. */
function isIndented(line: string, reading: Reading): boolean {
  const isBlank = line.trim() === '';
  const isCodeLine = !isBlank && reading.mayIndent && !reading.isInList && /^(?: {4}| {0,3}\t)/.test(line);
  if (/^ {0,3}(?:[-*+]|\d{1,9}[.)])\s/.test(line)) reading.isInList = true;
  else if (/^\S/.test(line)) reading.isInList = false;
  reading.mayIndent = isBlank || isCodeLine;
  return isCodeLine;
}

export interface Heading {
  /** 1 is the highest. */
  readonly level: number;
  readonly text: string;
}

/** The heading that begins in a line, `# Carbon` or underlined: https://spec.commonmark.org/0.31.2/#setext-headings. */
export function headingAt(lines: readonly Line[], i: number): Heading | undefined {
  const line = lines[i];
  const [, marks = '', text = ''] = /^ {0,3}(#{1,6})\s+(.*)$/.exec(line?.text ?? '') ?? [];
  if (marks !== '') return { level: marks.length, text };
  const [before, after] = [lines[i - 1]?.text ?? '', lines[i + 1]];
  const under = /^ {0,3}(=+|-{2,})\s*$/.exec(after?.text ?? '')?.[1];
  const isAlone = before.trim() === '' && /^ {0,3}[^\s|>#*+=-]/.test(line?.text ?? '');
  if (!line || !under || after?.number !== line.number + 1 || !isAlone) return undefined;
  return { level: under.startsWith('=') ? 1 : 2, text: line.text };
}
