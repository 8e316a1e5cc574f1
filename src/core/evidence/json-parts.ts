/** A document that is one long list for the most part: the rest is parsed, and then the list piece by piece, so that nothing of it has to be kept. */
import type { Unfold } from './format.ts';
import { isList, MOST_DEPTH } from './json.ts';
import type { LongList, Scanned } from './json-scan.ts';

/** For a document that is whole. */
export const inOnePiece: Unfold = (list) => [list];

export interface Parts {
  /** In place of each long list stands a list of one number, which `unfold` knows. */
  readonly document: unknown;
  readonly unfold: Unfold;
  /** Whether each long list was unfolded once and to its end; else nothing that was read holds, and the document has to be looked at whole. */
  readonly isDone: () => boolean;
}

/** Undefined when it is not worth it, or when what is left is no JSON. */
export function takeApart(text: string, { depth, isOpen, lists }: Scanned): Parts | undefined {
  if (lists.length === 0 || isOpen || depth > MOST_DEPTH) return undefined;
  const document = parsed(skeletonOf(text, lists));
  if (document === undefined) return undefined;
  const done: LongList[] = [];
  function* unfold(list: readonly unknown[]): Iterable<readonly unknown[]> {
    const long = list.length === 1 ? lists[Number(list[0])] : undefined;
    if (long === undefined) {
      yield list;
      return;
    }
    for (const [from, to] of piecesOf(long)) {
      const items = parsed(`[${text.slice(from, to)}]`);
      // Nothing behind a comma is no item.
      if (!isList(items) || items.length === 0) return;
      yield items;
    }
    done.push(long);
  }
  return { document, unfold, isDone: () => done.length === lists.length && new Set(done).size === done.length };
}

function skeletonOf(text: string, lists: readonly LongList[]): string {
  const ends = [...lists.map(({ from }) => from), text.length];
  return ends.map((end, n) => `${text.slice(lists[n - 1]?.to ?? 0, end)}${n < lists.length ? n : ''}`).join('');
}

const piecesOf = ({ from, to, cuts }: LongList): readonly (readonly [from: number, to: number])[] =>
  [...cuts, to].map((end, n) => [n === 0 ? from : (cuts[n - 1] ?? from) + 1, end]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
