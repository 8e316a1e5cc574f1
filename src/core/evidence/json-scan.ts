/** One look over the text of a JSON document before it is parsed: how deep it is, whether it ends, and where it has long lists of results. */

/** Items of a list that is long, by their characters. */
export interface LongList {
  /** Behind its bracket. */
  readonly from: number;
  /** Where its closing bracket is. */
  readonly to: number;
  /** Commas between its items, some way from each other. */
  readonly cuts: readonly number[];
}

export interface Scanned {
  readonly depth: number;
  /** Something is not closed at the end. */
  readonly isOpen: boolean;
  readonly lists: readonly LongList[];
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
// Plain comparisons: a set of codes takes three times as long, and this is done for every report.
const isOpening = (code: number): boolean => code === 0x5b || code === 0x7b;
const isClosing = (code: number): boolean => code === 0x5d || code === 0x7d;

/** `{ "runs": [ { "results": [`, where SARIF has what may be hundreds of megabytes. */
const RESULTS_AT = 4;
const RESULTS = /"results"\s*:\s*$/;
const LIST = 0x5b;
const LONG = 1_048_576;
/** Characters that are parsed at once: what they become is gone before it grows old. */
const PIECE = 65_536;

/** Brackets outside strings; strings are jumped over at the speed of a search. */
export function scan(text: string): Scanned {
  const { begin, comma, end, lists } = longLists(text);
  let open = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at === -1) return { depth, isOpen: true, lists };
    } else if (code < LIST) {
      if (code === COMMA && open === RESULTS_AT) comma(at);
    } else if (isOpening(code)) {
      depth = Math.max(depth, ++open);
      begin(at, open);
    } else if (isClosing(code)) {
      end(at, open--);
    }
  }
  return { depth, isOpen: open > 0, lists };
}

/** Hears of what is at the depth of results. */
function longLists(text: string) {
  const lists: LongList[] = [];
  let from: number | undefined;
  let cuts: number[] = [];
  let next = 0;
  const begin = (at: number, depth: number): void => {
    if (depth !== RESULTS_AT) return;
    from = text.charCodeAt(at) === LIST && RESULTS.test(text.slice(Math.max(0, at - 32), at)) ? at + 1 : undefined;
    cuts = [];
    next = at + PIECE;
  };
  const comma = (at: number): void => {
    if (from === undefined || at < next) return;
    cuts.push(at);
    next = at + PIECE;
  };
  const end = (at: number, depth: number): void => {
    if (depth !== RESULTS_AT) return;
    if (from !== undefined && at - from > LONG) lists.push({ from, to: at, cuts });
    from = undefined;
  };
  return { begin, comma, end, lists };
}

/** Where the string that begins at `from` ends; -1 when it does not. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}
