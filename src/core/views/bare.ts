/** Sentences that were made for GitHub, as plain text for a terminal. */

import type { Problem } from '../problem.ts';
import type { Markdown } from './markdown.ts';
import { plain } from './plain.ts';
import { problemText } from './problem.ts';

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

/** Without emphasis, links and entities; foreign text in it stays what it was, less what a terminal would obey. */
export function bare({ markdown }: Markdown): string {
  const words = markdown
    .replaceAll(/\[([^[\]]*)\]\(https?:[^()\s]*\)/g, '$1')
    .replaceAll(/<\/?(?:code|sub)>|<br>|\*\*|`/g, '')
    .replaceAll(/&(?:#(\d{1,6})|(lt|gt|amp));/g, (_, digits: string | undefined, name: string | undefined) =>
      digits === undefined ? (NAMED[name ?? ''] ?? '') : String.fromCodePoint(Number(digits)),
    );
  return plain(words.replaceAll('\n', ' '));
}

export const problemLine = (problem: Problem): string => bare(problemText(problem));
