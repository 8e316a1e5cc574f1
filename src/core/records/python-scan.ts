/** As much of Python's grammar as it takes to tell code from strings: https://docs.python.org/3/reference/lexical_analysis.html. */

interface Literal {
  /** Of its prefix. */
  readonly start: number;
  /** Behind its last quote. */
  readonly end: number;
  /** `r`, `f`, ... as written. */
  readonly prefix: string;
  /** One quote, or three. */
  readonly quote: string;
}

export interface PythonText {
  /** Where a statement begins in the first column, outside of every string and bracket. */
  readonly statements: readonly number[];
  readonly strings: readonly Literal[];
  readonly docstring: Literal | undefined;
}

const OPEN = /([rbuft]{0,2})("""|'''|"|')/iy;
const SKIPPED = /#[^\r\n]*|\\\r?\n|\w+|[^\S\r\n]+/y;

/** Undefined when a string does not end. */
export function scanPython(text: string): PythonText | undefined {
  const strings: Literal[] = [];
  const statements: number[] = [];
  let depth = 0;
  let isLineStart = true;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (isLineStart && depth === 0 && !/[\s#]/.test(sign)) statements.push(at);
    isLineStart = sign === '\n' || (sign === '\r' && text.charAt(at + 1) !== '\n');
    const literal = literalAt(text, at);
    if (literal === 'endless') return undefined;
    if (literal) strings.push(literal);
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth = Math.max(0, depth - 1);
    at = literal ? literal.end : Math.max(at + 1, skipped(text, at));
  }
  return { statements, strings, docstring: docstringOf(text, strings, statements[0]) };
}

function skipped(text: string, at: number): number {
  SKIPPED.lastIndex = at;
  return SKIPPED.test(text) ? SKIPPED.lastIndex : at;
}

function literalAt(text: string, at: number): Literal | 'endless' | undefined {
  OPEN.lastIndex = at;
  const [whole, prefix = '', quote = ''] = OPEN.exec(text) ?? [];
  if (whole === undefined) return undefined;
  for (let next = at + whole.length; next < text.length; next += 1) {
    const sign = text.charAt(next);
    if (sign === '\\') next += text.startsWith('\r\n', next + 1) ? 2 : 1;
    else if (text.startsWith(quote, next)) return { start: at, end: next + quote.length, prefix, quote };
    else if (quote.length === 1 && (sign === '\n' || sign === '\r')) return 'endless';
  }
  return 'endless';
}

/** The first statement, when it is a string alone. */
function docstringOf(text: string, strings: readonly Literal[], first: number | undefined): Literal | undefined {
  const literal = strings.find(({ start }) => start === first);
  if (!literal || /[bft]/i.test(literal.prefix)) return undefined;
  return /^[ \t]*(?:[#;]|\r?\n|$)/.test(text.slice(literal.end, literal.end + 2_000)) ? literal : undefined;
}
