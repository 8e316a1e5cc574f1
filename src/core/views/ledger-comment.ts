/** One comment for all that happened in one pass: sentences for people first, then the signed entries. */
import { commands } from '../commands/index.ts';
import type { Entry } from '../entry.ts';
import { helpText, whyText } from './answers.ts';
import { callToReview } from './approvals.ts';
import { entryText } from './entry.ts';
import { blocks, type Markdown, raw } from './markdown.ts';
import type { Scene } from './scene.ts';

/** `proof` is the block that `writeEntries` makes of the same entries. */
export function ledgerComment(scene: Scene, entries: readonly Entry[], proof: string): string {
  return blocks(...entries.flatMap((entry) => sentences(entry, scene)), raw(proof)).markdown;
}

function sentences(entry: Entry, scene: Scene): readonly (Markdown | undefined)[] {
  const sentence = entryText(entry, scene.seen);
  if (entry.kind === 'answered') return [sentence, entry.command === 'why' ? whyText(scene) : helpText(commands)];
  if (entry.kind === 'round_opened' && entry.approval) return [sentence, callToReview(scene)];
  return [sentence];
}
