/** One comment for all that happened in one pass: sentences for people first, then the signed entries. */
import { commands } from '../commands/index.ts';
import type { Entry } from '../entry.ts';
import { proofBlock } from '../ledger.ts';
import { helpText, whyText } from './answers.ts';
import { callToReview } from './approvals.ts';
import { entryText } from './entry.ts';
import { blocks, type Markdown, raw } from './markdown.ts';
import type { Scene } from './scene.ts';

/** What a person reads about an entry. */
export const sentencesOf = (entry: Entry, scene: Scene): Markdown => blocks(...sentences(entry, scene));

export interface Sealed {
  readonly words: Markdown;
  /** The signed entry. */
  readonly line: string;
}

/** GitHub keeps 65,536 characters of a comment; what was said during an outage may need several. */
const ROOM = 60_000;

/** As few comments as hold everything, in order; each is whole by itself, so writing that breaks off leaves a good beginning. */
export function ledgerComments(sealed: readonly Sealed[], first: number): readonly string[] {
  const groups: Sealed[][] = [];
  let room = 0;
  for (const one of sealed) {
    const size = one.words.markdown.length + one.line.length;
    if (size > room) {
      groups.push([]);
      room = ROOM;
    }
    groups.at(-1)?.push(one);
    room -= size;
  }
  return groups.map((group, i) => {
    const before = groups.slice(0, i).reduce((sum, { length }) => sum + length, first);
    const proof = proofBlock(
      group.map(({ line }) => line),
      before,
    );
    return blocks(...group.map(({ words }) => words), raw(proof)).markdown;
  });
}

function sentences(entry: Entry, scene: Scene): readonly (Markdown | undefined)[] {
  const sentence = entryText(entry, scene.seen);
  if (entry.kind === 'answered') return [sentence, entry.command === 'help' ? helpText(commands) : whyText(scene)];
  if (entry.kind === 'round_opened' && entry.approval) return [sentence, callToReview(scene)];
  return [sentence];
}
