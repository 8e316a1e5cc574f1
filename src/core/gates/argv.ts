/**
 * A command line split into words, without a shell. Quotes and the backslash mean what they mean in POSIX
 * (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02). What only a shell could carry out is refused:
 * passed on as it is, it would silently do something else than it looks like.
 */
import { err, ok, type Result } from '../result.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  $: 'a variable or substitution ($)',
  '`': 'a substitution (`)',
  '|': 'a pipe (|)',
  '&': 'a & sign',
  ';': 'a second command (;)',
  '<': 'a redirection (<)',
  '>': 'a redirection (>)',
  '\n': 'a second line',
  '\r': 'a second line',
  '(': 'a subshell',
  ')': 'a subshell',
};

interface Splitting {
  readonly words: string[];
  /** Undefined between words. */
  word: string | undefined;
  quote: '"' | "'" | undefined;
}

/** The words, at least one; or why there is no such list, in words that follow "it has". */
export function splitCommand(line: string): Result<readonly string[], string> {
  const state: Splitting = { words: [], word: undefined, quote: undefined };
  const signs = [...line];
  for (let at = 0; at < signs.length; at++) {
    const sign = signs[at] ?? '';
    if (sign === '\0') return err('it has a NUL character');
    const isEscape = sign === '\\' && state.quote !== "'";
    if (isEscape) {
      const next = signs[++at];
      if (next === undefined) return err('it ends with a backslash');
      append(state, state.quote === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next);
      continue;
    }
    const refused = take(state, sign);
    if (refused !== undefined)
      return err(`it has ${refused}, and no shell is used; put it into a script, or into single quotes where it is text`);
  }
  if (state.quote !== undefined) return err(`the quote ${state.quote} is not closed`);
  if (state.word !== undefined) state.words.push(state.word);
  return state.words[0] ? ok(state.words) : err('it names no program');
}

/** Takes one sign in; says what it is when only a shell could. */
function take(state: Splitting, sign: string): string | undefined {
  if (state.quote !== undefined) {
    if (sign === state.quote) state.quote = undefined;
    else if (state.quote === '"' && (sign === '$' || sign === '`')) return OPERATORS[sign];
    else append(state, sign);
    return undefined;
  }
  if (sign === '"' || sign === "'") {
    state.quote = sign;
    append(state, '');
    return undefined;
  }
  if (sign === ' ' || sign === '\t') {
    if (state.word !== undefined) state.words.push(state.word);
    state.word = undefined;
    return undefined;
  }
  if (Object.hasOwn(OPERATORS, sign)) return OPERATORS[sign];
  append(state, sign);
  return undefined;
}

function append(state: Splitting, text: string): void {
  state.word = (state.word ?? '') + text;
}
