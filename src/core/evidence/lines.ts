/** Lines as they come: `\n`, `\r\n` and lone `\r` end them, cut anywhere. */
import { type Feed, unreadable } from './feed.ts';
import type { LineReader, Read } from './format.ts';

const MOST_CHARACTERS = 16_777_216;

/** Feeds lines to a reader, the last one too when nothing ends it. `too_big` for a line of more than 16 Mi characters. */
export function readLines(reader: LineReader): Feed {
  let kept: string[] = [];
  let length = 0;
  let isAfterReturn = false;
  let failure: Read | undefined;

  const keep = (piece: string): void => {
    kept.push(piece);
    length += piece.length;
    if (length > MOST_CHARACTERS)
      failure = unreadable('too_big', `One line is longer than ${MOST_CHARACTERS / 1_048_576} million characters.`);
  };
  const flush = (piece: string): void => {
    reader.line(kept.length === 0 ? piece : kept.join('') + piece);
    kept = [];
    length = 0;
  };

  const hearAll = (text: string): void => {
    const end = text.lastIndexOf('\n') + 1;
    const from = end > 0 && kept.length > 0 ? text.indexOf('\n') + 1 : 0;
    if (from > 0) flush(text.slice(0, from - 1));
    if (reader.lines !== undefined) reader.lines(text, from, end);
    else if (end > from) for (const line of text.slice(from, end - 1).split('\n')) flush(line);
    if (end < text.length) keep(text.slice(end));
  };

  return {
    write: (text) => {
      if (failure !== undefined || text === '') return;
      const whole = isAfterReturn && text.startsWith('\n') ? text.slice(1) : text;
      isAfterReturn = text.endsWith('\r');
      hearAll(whole.includes('\r') ? whole.replaceAll(/\r\n?/g, '\n') : whole);
    },
    end: () => {
      if (failure !== undefined) return failure;
      if (length > 0) flush('');
      return reader.end();
    },
    isOver: () => failure !== undefined,
    warnings: () => [],
  };
}
