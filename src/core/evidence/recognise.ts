/** What a report is, told by its content alone. */
import { err, type Result } from '../result.ts';
import { EMPTY, type Feed, quoted, unreadable } from './feed.ts';
import type { Format, JsonFormat, LineFormat, Read, Unreadable, XmlFormat } from './format.ts';
import { isList, isObject, parseScanned } from './json.ts';
import { type Parts, takeApart } from './json-parts.ts';
import { scan } from './json-scan.ts';
import { readLines } from './lines.ts';
import { readXml } from './xml.ts';

/** Characters that line formats are known by. */
export const HEAD = 4_096;

export interface Beginning {
  /** The first characters, at least `HEAD` of them unless the text `isWhole`; no blank lines before. */
  readonly head: string;
  readonly isWhole: boolean;
  /** Those that are looked for. */
  readonly formats: readonly Format[];
  /** The one that was asked for. */
  readonly forced: Format | undefined;
}

export interface Fed {
  readonly feed: Feed;
  /** The text is held whole: other limits. */
  readonly isHeld: boolean;
}

/** Finds who reads a text that begins so. `<` is XML; then line formats, JSON lines among them; `{` or `[` is JSON. */
export function feedFor(beginning: Beginning): Fed {
  const start = withoutColours(beginning.head.trimStart());
  // `<!doctype html>`, as most pages begin, is no XML.
  if (HTML.test(start)) return { feed: refusing(pick<XmlFormat>(beginning, [], PAGE)), isHeld: false };
  if (start.startsWith('<')) return { feed: xmlFeed(beginning), isHeld: false };
  const lines = lineFormatFor(beginning, start);
  if (lines !== undefined) return { feed: lines.ok ? readLines(lines.value.read()) : refusing(lines), isHeld: false };
  if (start === '') return { feed: refusing(EMPTY), isHeld: false };
  // Old gitleaks writes `null` for nothing found.
  if (isJson(start) || (beginning.isWhole && start.trim() === 'null')) return { feed: jsonFeed(beginning), isHeld: true };
  return { feed: refusing(pick<LineFormat>(beginning, [], describeText(start))), isHeld: false };
}

/** `junit, lcov, sarif` */
export const namesOf = (formats: readonly Format[]): string => formats.map(({ name }) => name).join(', ');

const ESCAPE = String.fromCharCode(27);
const COLOURS = `(?:${ESCAPE}\\[[\\d;]*m\\s*)+`;
const BEFORE = new RegExp(`^${COLOURS}`);
const AFTER = new RegExp(`${COLOURS}$`);
const LONGEST_END = 64;

/** Biome resets the colours before and after its JSON, for a terminal or not. */
function withoutColours(text: string): string {
  if (!text.startsWith(ESCAPE)) return text;
  const end = Math.max(0, text.length - LONGEST_END);
  return `${text.slice(0, end)}${text.slice(end).replace(AFTER, '')}`.replace(BEFORE, '');
}

const isJson = (start: string): boolean => start.startsWith('{') || start.startsWith('[');

const HTML = /^<(?:!doctype\s+)?html\b/i;
/** As their bytes look when they are read as text. */
const PACKED: readonly (readonly [start: string, what: string])[] = [
  ['\u001f\ufffd', 'a gzip file (unpack it first)'],
  ['PK\u0003\u0004', 'a zip archive (unpack it first)'],
];

const describeText = (start: string): string =>
  PACKED.find(([packed]) => start.startsWith(packed))?.[1] ?? `text that begins with ${quoted(firstLine(start))}`;

const firstLine = (text: string): string => /^[^\r\n]*/.exec(text)?.[0] ?? '';

function xmlFeed(beginning: Beginning): Feed {
  const formats = beginning.formats.filter((format) => format.of === 'xml');
  return readXml((root, attributes) => {
    const fits = formats.filter(({ isRoot }) => isRoot(root, attributes));
    const seen = root.toLowerCase() === 'html' ? PAGE : `XML whose root is <${root.slice(0, 80)}>`;
    const chosen = pick(beginning, fits, seen);
    return chosen.ok ? { ok: true, value: chosen.value.read() } : chosen;
  });
}

const PAGE = 'an HTML page (was an error or a login page saved instead of the report?)';

function jsonFeed(beginning: Beginning): Feed {
  const pieces: string[] = [];
  const formats = beginning.formats.filter((format) => format.of === 'json');
  return {
    write: (text) => {
      pieces.push(text);
    },
    end: () => {
      const text = withoutColours(pieces.join(''));
      const scanned = scan(text);
      const read = readInParts(takeApart(text, scanned), beginning, formats);
      if (read !== undefined) return read;
      const parsed = parseScanned(text, scanned);
      return parsed.ok ? readDocument(parsed.value, beginning, formats) : parsed;
    },
    isOver: () => false,
    warnings: () => [],
  };
}

/** Undefined where the document has to be looked at whole. */
function readInParts(parts: Parts | undefined, beginning: Beginning, formats: readonly JsonFormat[]): Read | undefined {
  if (parts === undefined) return undefined;
  const { document, unfold, isDone } = parts;
  const chosen = choose(document, beginning, formats);
  const read = chosen.ok ? chosen.value.readParts?.(document, unfold) : undefined;
  return isDone() ? read : undefined;
}

function readDocument(document: unknown, beginning: Beginning, formats: readonly JsonFormat[]): Read {
  const chosen = choose(document, beginning, formats);
  return chosen.ok ? chosen.value.read(document) : chosen;
}

const choose = (document: unknown, beginning: Beginning, formats: readonly JsonFormat[]): Result<JsonFormat, Unreadable> =>
  pick(
    beginning,
    formats.filter(({ isOne }) => isOne(document)),
    describe(document),
  );

function describe(document: unknown): string {
  if (isList(document)) return document.length === 0 ? 'an empty JSON list' : 'a JSON list';
  if (!isObject(document)) return 'a single JSON value';
  const keys = Object.keys(document);
  return keys.length === 0 ? 'an empty JSON object' : `a JSON object with ${keys.slice(0, 6).map(quoted).join(', ')}`;
}

/** Undefined when the text may still be JSON, or nothing at all. */
function lineFormatFor(beginning: Beginning, start: string): Result<LineFormat, Unreadable> | undefined {
  const { forced } = beginning;
  const head = beginning.head.slice(0, HEAD);
  const fits = beginning.formats.filter((format) => format.of === 'lines').filter(({ isHead }) => isHead(head));
  if (fits.length > 0) return pick(beginning, fits, 'text');
  // Asked for by name it may be empty, or begin with a line that nobody knows.
  return forced?.of === 'lines' && !isJson(start) ? { ok: true, value: forced } : undefined;
}

/** The one of `fits` that was asked for, or else the first; `seen` says what the file is when nothing fits. */
function pick<F extends Format>({ formats, forced }: Beginning, fits: readonly F[], seen: string): Result<F, Unreadable> {
  const value = forced === undefined ? fits[0] : fits.find(({ name }) => name === forced.name);
  if (value !== undefined) return { ok: true, value };
  const looks = fits[0] === undefined ? seen : `${fits[0].title} (\`${fits[0].name}\`)`;
  return forced === undefined
    ? unreadable('unknown_format', `This is ${seen}, which is no report that is known; known are ${namesOf(formats)}.`)
    : unreadable(
        'unknown_format',
        `This was to be read as ${forced.title} (\`${forced.name}\`), but it is ${looks}: name the right format, or none.`,
      );
}

const refusing = (refusal: Result<unknown, Unreadable>): Feed => ({
  write: () => undefined,
  end: () => (refusal.ok ? EMPTY : err(refusal.error)),
  isOver: () => !refusal.ok,
  warnings: () => [],
});
