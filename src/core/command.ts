/**
 * The grammar of commands: the first line of a comment, `/verb` at its very start, then free text over as many lines as one likes.
 * A linear scan, no Markdown parser: a line that starts at column 0 with `/` can only be a paragraph, unless the line below it
 * makes it a heading or a table head. `test/core/command.test.ts` compares this with a real parser's rendered text.
 */
import type { Entry, RefusalCode } from './entry.ts';
import type { Actor, Instant, Promotion, Target } from './promotion.ts';
import type { Result } from './result.ts';
import type { Held } from './roles.ts';
import type { Site } from './site.ts';
import type { Verdict } from './verdict.ts';

export interface Spoken {
  readonly verb: string;
  /** Everything after the verb, trimmed; may hold several lines. */
  readonly text: string;
  /** Verbs at the start of later lines: a comment says one thing only. */
  readonly further: readonly string[];
}

export interface Refusal {
  readonly code: RefusalCode;
  readonly facts?: Readonly<Record<string, string>>;
}

/** What a command may know. `promotion` is undefined while the request is not understood. */
export interface CommandContext {
  readonly promotion: Promotion | undefined;
  readonly verdict: Verdict;
  readonly by: Actor;
  readonly comment: number;
  readonly at: Instant;
  readonly held: Held;
  /** Where it is carried out; undefined before the first round, and while the config does not know its names. */
  readonly site: Site | undefined;
  /** The version that a rollback would lead to. */
  readonly target: Target | undefined;
  /** The newer promotion of the same subject that is being carried out in the same place, or has arrived there. */
  readonly replacement: number | undefined;
  /** Id of the comment that announced the current round; undefined while it is not posted. */
  readonly announcement: number | undefined;
}

export interface Command {
  readonly verb: string;
  readonly usage: string;
  readonly summary: string;
  readonly who: string;
  readonly example: string;
  /** Says what happened, or why it may not happen. */
  readonly decide: (spoken: Spoken, context: CommandContext) => Result<Entry, Refusal>;
}

const COMMAND = /^\/([a-z][a-z-]*)(?:[ \t](.*))?$/s;
/** A second line of only these makes the first a heading or a table head. */
const UNDERLINE = /^[: \t]*[-=|][-=|: \t]*$/;
/** A later line of only these makes the whole paragraph above it a heading. */
const SETEXT = /^ {0,3}(?:=+|-+)[ \t]*$/;
/** Longer than any comment GitHub keeps. */
const LONGEST = 65_536;

/** The command a comment speaks, if any. */
export function readComment(body: string): Spoken | undefined {
  const lines = body.slice(0, LONGEST).split(/\r\n?|\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const spoken = COMMAND.exec(lines[first]?.trimEnd() ?? '');
  if (!spoken?.[1] || isHeading(lines.slice(first + 1))) return undefined;
  const below = lines.slice(first + 1);
  const further = below.flatMap((line) => COMMAND.exec(line.trimEnd())?.[1] ?? []);
  return { verb: spoken[1], text: [spoken[2] ?? '', ...below].join('\n').trim(), further };
}

function isHeading(below: readonly string[]): boolean {
  const blank = below.findIndex((line) => /^[ \t]*$/.test(line));
  const paragraph = blank < 0 ? below : below.slice(0, blank);
  return UNDERLINE.test(paragraph[0] ?? '') || paragraph.some((line) => SETEXT.test(line));
}
