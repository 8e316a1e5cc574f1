/** One report on its way in: text goes in as it comes, evidence comes out at the end. */
import { err, type Result } from '../result.ts';
import type { Read, Unreadable } from './format.ts';

export interface Feed {
  /** Takes the next piece, cut anywhere. */
  write(text: string): void;
  /** The text is over. */
  end(): Read;
  /** Nothing that may still come can change the answer. */
  isOver(): boolean;
  /** What had to be tolerated so far, in words. */
  warnings(): readonly string[];
}

/** A refusal to read; `message` is one sentence or two, without the path: that is put before it. */
export const unreadable = (code: Unreadable['code'], message: string): Result<never, Unreadable> => err({ code, message });

const SHOWN = 80;

/** Text of a report inside a sentence of ours: one line, no control characters, at most 80 characters. */
export function quoted(text: string): string {
  const plain = text
    .slice(0, SHOWN * 4)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ')
    .trim();
  return `"${plain.length > SHOWN ? `${plain.slice(0, SHOWN - 1)}…` : plain}"`;
}

export const EMPTY: Result<never, Unreadable> = unreadable(
  'empty',
  'The file is empty: the tool wrote nothing, or it never ran. Look at the log of the step that should write it.',
);
