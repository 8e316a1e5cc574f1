/** XML as it comes, in constant memory. Reads no DTD, no external entity and no network: saxes knows none of them. */
import { SaxesParser } from 'saxes';
import type { Result } from '../result.ts';
import { type Feed, unreadable } from './feed.ts';
import type { Attributes, Read, Unreadable, XmlReader } from './format.ts';

/** Finds who reads a document that begins with this element (its local name). */
export type ChooseReader = (root: string, attributes: Attributes) => Result<XmlReader, Unreadable>;

// Prefixes are cut off here: keeping track of namespaces doubles the time, and no report needs them.
const OPTIONS = { position: false, xmlns: false } as const;
type Parser = SaxesParser<typeof OPTIONS>;

/** What attributes inherit: nothing. An object of no prototype at all is a dictionary to V8, which is slow to look things up in. */
const NOTHING = Object.freeze(Object.create(null));

const MOST_DEPTH = 256;
/** Characters of one tag. */
const LONGEST_TAG = 4_194_304;
/** Characters of one text: what is longer is let go, as it comes. */
const LONGEST_TEXT = 1_048_576;
const MOST_WARNINGS = 5;

/** What real reports do wrong without hiding anything: raw control characters of jest-junit, a second declaration, unescaped `--` and `]]>`. */
const TOLERATED: ReadonlySet<string> = new Set([
  'disallowed character.',
  'malformed character entity.',
  'undefined entity.',
  'malformed comment.',
  'the string "]]>" is disallowed in char data.',
  'an XML declaration must be at the start of the document.',
  'the XML declaration must appear at the start of the document.',
]);
const DUPLICATE = /^duplicate attribute: /;

/**
 * Feeds one XML document to the reader that `choose` finds at its root element.
 *
 * `text` of the reader is looked up after every element: leave it undefined while no text is wanted, and none is kept. Of one text
 * longer than 1 Mi characters only the end is heard.
 *
 * Errors: `cut_short` when the document does not end; `malformed` when it is no XML, or when there is more than one document; `too_big`
 * for more than 256 levels, or a tag of more than 4 Mi characters; and whatever `choose` and the reader say.
 */
export function readXml(choose: ChooseReader): Feed {
  const parser = new SaxesParser(OPTIONS);
  const path: string[] = [];
  const warnings: string[] = [];
  const state: State = { parser, reader: undefined, failure: undefined, isListening: false, isInTag: false, pending: 0 };
  const fail = (found: Result<never, Unreadable>): void => {
    state.failure ??= found;
  };

  // Its own would build an error with a stack for each of a million wrong characters.
  parser.fail = (message) => {
    if (!TOLERATED.has(message) && !DUPLICATE.test(message)) fail(explain(message, parser.line));
    else if (warnings.length < MOST_WARNINGS) warnings.push(`line ${parser.line}: ${message.replace(/\.$/, '')}`);
    return parser;
  };
  parser.on('opentagstart', (tag) => {
    tag.attributes = Object.create(NOTHING);
    state.pending = 0;
    state.isInTag = true;
  });
  parser.on('opentag', (tag) => {
    state.pending = 0;
    state.isInTag = false;
    if (state.failure !== undefined) return;
    if (path.length >= MOST_DEPTH)
      fail(unreadable('too_big', `The XML is nested more than ${MOST_DEPTH} levels deep, which no report is.`));
    const name = localName(tag.name);
    if (path.length === 0) begin(state, choose(name, tag.attributes));
    state.reader?.open(name, tag.attributes, path);
    path.push(name);
    listen(state);
  });
  parser.on('closetag', () => {
    state.pending = 0;
    const name = path.pop();
    if (state.failure !== undefined || name === undefined) return;
    state.reader?.close?.(name);
    listen(state);
  });
  parser.on('comment', () => {
    state.pending = 0;
  });
  parser.on('cdata', (text) => hear(state, text));

  return {
    write: (text) => {
      if (state.failure !== undefined) return;
      state.pending += text.length;
      parser.write(text);
      if (state.pending > LONGEST_TEXT && !drop(state)) fail(unreadable('too_big', tooLong(parser.line)));
    },
    end: () => {
      if (state.failure === undefined) parser.close();
      return state.failure ?? state.reader?.end() ?? explain('document must contain a root element.', parser.line);
    },
    isOver: () => state.failure !== undefined,
    warnings: () => warnings,
  };
}

interface State {
  readonly parser: Parser;
  reader: XmlReader | undefined;
  failure: Read | undefined;
  isListening: boolean;
  isInTag: boolean;
  /** Characters since the last thing that was whole. */
  pending: number;
}

function begin(state: State, chosen: Result<XmlReader, Unreadable>): void {
  if (state.reader !== undefined || state.failure !== undefined) return;
  if (chosen.ok) state.reader = chosen.value;
  else state.failure = chosen;
}

function hear(state: State, text: string): void {
  state.pending = 0;
  if (state.failure === undefined) state.reader?.text?.(text);
}

/** saxes keeps text only for a listener: most of a report is output that nobody reads. */
function listen(state: State): void {
  const isWanted = state.reader?.text !== undefined;
  if (isWanted === state.isListening) return;
  state.isListening = isWanted;
  if (isWanted) state.parser.on('text', (text) => hear(state, text));
  else state.parser.off('text');
}

/** Lets go of a text of many megabytes (CDATA is kept even when nobody listens); false when it is a tag or a name that has no end. */
function drop(state: State): boolean {
  const isEndless = ['name', 'entity', 'piTarget'].some((kept) => lengthOf(state.parser, kept) > LONGEST_TEXT / 2);
  if (isEndless) return false;
  if (state.isInTag) return state.pending <= LONGEST_TAG;
  state.pending = 0;
  return Reflect.set(state.parser, 'text', '');
}

function lengthOf(parser: Parser, kept: string): number {
  const value: unknown = Reflect.get(parser, kept);
  return typeof value === 'string' ? value.length : 0;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

const tooLong = (line: number): string => `One tag or name before line ${line} has more than a million characters, which no report needs.`;

const REWRITE = 'Check that the step that writes it was not stopped, and upload it again.';

function explain(message: string, line: number): Result<never, Unreadable> {
  const tag = /^unclosed tag: (.*)$/s.exec(message)?.[1];
  if (tag !== undefined) return unreadable('cut_short', `The XML ends at line ${line} inside <${localName(tag).slice(0, 80)}>. ${REWRITE}`);
  if (message === 'unexpected end.') return unreadable('cut_short', `The XML ends at line ${line} in the middle of a tag. ${REWRITE}`);
  if (message === 'document must contain a root element.') return unreadable('cut_short', `The XML has a head but no element. ${REWRITE}`);
  if (message === 'documents may contain only one root.' || message === 'text data outside of root node.')
    return unreadable(
      'malformed',
      `At line ${line} something follows the end of the XML document: write each report to its own file (a glob may match them all).`,
    );
  return unreadable(
    'malformed',
    `The XML is not well-formed at line ${line} (${message.replace(/\.$/, '')}). Check the tool that writes it.`,
  );
}
