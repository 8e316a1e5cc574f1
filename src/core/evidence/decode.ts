/** Bytes to text. Reports come as UTF-8, as PowerShell's UTF-16, and in what old Java tools declare. */
import { err, ok, type Result } from '../result.ts';

export interface Decoder {
  /** Text of these bytes and of those held back before; refused when the declared encoding is not known. */
  write(bytes: Uint8Array): Result<string, string>;
  end(): Result<string, string>;
  /**
   * From now on UTF-8 is kept as bytes, at most so many of them, and `end` gives all of it as one text, behind `head`: a text that is made of
   * pieces takes twice the time. False where that cannot be, and pieces go on to come.
   */
  hold(head: string, most: number): boolean;
}

/** Long enough for a declaration with its encoding. */
const HEAD = 256;
interface Streaming {
  decode(bytes: Uint8Array, isLast: boolean): string;
  hold?(head: string, most: number): void;
}
const NOTHING = new Uint8Array(0);

/**
 * Decodes a stream: by byte order mark, by the zeros of UTF-16 without one, by `encoding=` of an XML declaration, else as UTF-8. Wrong
 * sequences become U+FFFD, as in a test's output that was cut. The byte order mark is no part of the text.
 */
export function decoder(): Decoder {
  let held: Uint8Array = NOTHING;
  let chosen: Streaming | undefined;

  const decode = (bytes: Uint8Array, isLast: boolean): Result<string, string> => {
    if (chosen === undefined) {
      held = held.length === 0 ? bytes : joined(held, bytes);
      if (held.length < HEAD && !isLast) return ok('');
      const found = streamingFor(encodingOf(held));
      if (!found.ok) return found;
      chosen = found.value;
      return ok(chosen.decode(held, isLast));
    }
    return ok(chosen.decode(bytes, isLast));
  };

  return {
    write: (bytes) => decode(bytes.length < HEAD ? bytes.slice() : bytes, false),
    end: () => decode(NOTHING, true),
    hold: (head, most) => {
      chosen?.hold?.(head, most);
      return chosen?.hold !== undefined;
    },
  };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

function encodingOf(head: Uint8Array): string {
  const marked = MARKS.find(([, bytes]) => bytes.every((byte, n) => head[n] === byte));
  if (marked !== undefined) return marked[0];
  const [first = 0, second = 0, third = 0, fourth = 0] = head;
  if (head.length >= 4 && first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  if (head.length >= 4 && first === 0 && second !== 0 && third === 0 && fourth !== 0) return 'utf-16be';
  const text = new TextDecoder('latin1').decode(head.subarray(0, HEAD));
  const declared = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']\s*([\w.:-]+)\s*["']/i.exec(text)?.[1] ?? 'utf-8';
  // .NET writes `utf-16` into what it then stores as UTF-8: text that can be read here is not UTF-16.
  return /^(utf-?(16|32)|ucs-?[24]|unicode|iso-10646-ucs)/i.test(declared) ? 'utf-8' : declared;
}

function streamingFor(encoding: string): Result<Streaming, string> {
  try {
    const inner = new TextDecoder(encoding);
    return ok(inner.encoding === 'utf-8' ? utf8() : { decode: (bytes, isLast) => inner.decode(bytes, { stream: !isLast }) });
  } catch {
    return err(encoding);
  }
}

/** Whole characters at a time: a `TextDecoder` that streams takes twice as long, and makes strings of twice the size. */
function utf8(): Streaming {
  const first = new TextDecoder();
  const following = new TextDecoder('utf-8', { ignoreBOM: true });
  let chosen = first;
  let held: Uint8Array = NOTHING;
  let kept: Kept | undefined;
  const decode = (bytes: Uint8Array, isLast: boolean): string => {
    const known = held.length === 0 ? bytes : joined(held, bytes);
    const end = isLast ? known.length : wholeCharacters(known);
    held = known.slice(end);
    const text = chosen.decode(known.subarray(0, end));
    if (end > 0) chosen = following;
    return text;
  };
  return {
    decode: (bytes, isLast) => {
      if (kept === undefined) return decode(bytes, isLast);
      kept.add(bytes);
      return isLast ? following.decode(kept.all()) : '';
    },
    hold: (head, most) => {
      kept = keep(most + 4 * head.length);
      kept.add(new TextEncoder().encode(head));
      kept.add(held);
    },
  };
}

interface Kept {
  add(bytes: Uint8Array): void;
  all(): Uint8Array;
}

/** Bytes behind each other, in room that grows where it is. */
function keep(most: number): Kept {
  const room = new ArrayBuffer(0, { maxByteLength: most });
  let size = 0;
  return {
    add: (bytes) => {
      room.resize(size + bytes.length);
      new Uint8Array(room, size).set(bytes);
      size += bytes.length;
    },
    all: () => new Uint8Array(room),
  };
}

/** How many bytes come before a character that may go on: whatever is wrong, a byte that begins a character begins anew. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 3); at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return at;
  }
  return bytes.length;
}
