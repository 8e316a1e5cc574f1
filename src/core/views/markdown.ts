/**
 * Markdown that is safe by construction: what a template takes in is escaped unless it is Markdown already. Foreign text reaches
 * GitHub's renderer with no mention, link, image, cross-reference or HTML of its own.
 */
export interface Markdown {
  readonly markdown: string;
}

type Part = string | number | Markdown | readonly Markdown[];

/** Zero width space: breaks a mention or a reference without being seen. */
const ZWSP = '\u200b';
const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  '`': '&#96;',
  '*': '&#42;',
  _: '&#95;',
  '[': '&#91;',
  ']': '&#93;',
  '~': '&#126;',
  '\\': '&#92;',
  $: '&#36;',
  '!': '&#33;',
};

export const raw = (markdown: string): Markdown => ({ markdown });

/** A template: literal parts are Markdown, strings put in are foreign and get escaped. */
export function md(literals: TemplateStringsArray, ...parts: readonly Part[]): Markdown {
  return raw(literals.map((literal, i) => literal + (i < parts.length ? render(parts[i] ?? '') : '')).join(''));
}

function render(part: Part): string {
  if (typeof part === 'string') return text(part).markdown;
  if (typeof part === 'number') return String(part);
  return 'markdown' in part ? part.markdown : part.map(({ markdown }) => markdown).join('');
}

/** Foreign text on one line, shown as it is and nothing more. */
export function text(foreign: string): Markdown {
  return raw(escapeLine(foreign.replaceAll(/\s+/g, ' ')));
}

/** Foreign text of several lines as a quotation, kept line by line. */
export function quote(foreign: string): Markdown {
  const lines = foreign
    .replaceAll('\r\n', '\n')
    .trim()
    .split('\n')
    .map((line) => disarmStart(escapeLine(line.replaceAll(/\s+/g, ' ')).trim()));
  const breaks = (line: string, i: number): string => (line !== '' && lines[i + 1] ? '<br>' : '');
  return raw(lines.map((line, i) => `> ${line}${breaks(line, i)}`.trimEnd()).join('\n'));
}

/** The beginning of a long foreign text, with a word about the rest. */
export function excerpt(foreign: string, longest: number, where: string): Markdown {
  if (foreign.length <= longest) return quote(foreign);
  return raw(`${quote(foreign.slice(0, longest)).markdown}…\n\n*The whole text stands in ${where}.*`);
}

/** A sentence with what somebody said about it, when that is not empty. */
export const withNote = (sentence: Markdown, note: string): Markdown =>
  note === '' ? sentence : blocks(sentence, excerpt(note, LONGEST_NOTE, 'the comment above'));

const LONGEST_NOTE = 1_500;

/** A name or a value in type; safe in a table cell too. */
export function code(foreign: string): Markdown {
  const line = foreign.replaceAll(/\s+/g, ' ');
  // In a code span everything stands for itself but a backtick, and a pipe where it splits table cells.
  return /^[\x20-\x5b\x5d-\x5f\x61-\x7b\x7d\x7e]+$/.test(line) ? raw(`\`${line}\``) : raw(`<code>${escapeLine(line)}</code>`);
}

/** Only https and http; anything else is shown as text. */
export function link(label: Markdown, url: string): Markdown {
  return /^https?:\/\/[^\s<>()"\\|`]+$/.test(url) ? raw(`[${label.markdown}](${url})`) : label;
}

export function table(head: readonly string[], rows: readonly (readonly Markdown[])[]): Markdown {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return raw(
    [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map((cell) => cell.markdown.replaceAll('\n', ' '))))].join(
      '\n',
    ),
  );
}

/** What is done is folded away. */
export function folded(summary: Markdown, body: Markdown): Markdown {
  return raw(`<details><summary>${summary.markdown}</summary>\n\n${body.markdown}\n\n</details>`);
}

/** Blocks with an empty line between; those left out are skipped. */
export function blocks(...parts: readonly (Markdown | undefined)[]): Markdown {
  return raw(parts.flatMap((part) => (part && part.markdown !== '' ? [part.markdown] : [])).join('\n\n'));
}

export function list(items: readonly Markdown[]): Markdown {
  return raw(items.map(({ markdown }) => `- ${markdown}`).join('\n'));
}

/** "a", "a and b", "a, b and c". */
export function enumerate(items: readonly Markdown[], word = 'and'): Markdown {
  const texts = items.map(({ markdown }) => markdown);
  const last = texts.at(-1) ?? '';
  return raw(texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} ${word} ${last}`);
}

/** The whole for GitHub: at most `limit` characters, cut with a word about it. Comments hold 65,536. */
export function within(limit: number, { markdown }: Markdown): string {
  if (markdown.length <= limit) return markdown;
  const note = '\n\n*The rest is left out: this comment reached its size limit.*';
  return markdown.slice(0, limit - note.length) + note;
}

/** What is invisible goes first, or it would part a reference only until it goes; references are broken before entities bring a `#`. */
function escapeLine(line: string): string {
  const unlinked = line
    .replaceAll(INVISIBLE, '')
    .replaceAll('@', `@${ZWSP}`)
    .replaceAll(/#(?=\d)/g, `#${ZWSP}`)
    .replaceAll(/\b(GH-)(?=\d)/gi, `$1${ZWSP}`)
    .replaceAll(/:(?=\/\/)/g, `:${ZWSP}`)
    .replaceAll(/\b(www)\./gi, `$1${ZWSP}.`)
    .replaceAll(/\b(mailto|xmpp):/gi, `$1${ZWSP}:`);
  return [...unlinked].map((char) => ENTITY[char] ?? char).join('');
}

/** What would start a list, a heading or a rule at the beginning of a line. */
const disarmStart = (line: string): string =>
  line
    .replace(/^(\d{1,9})([.)])/, (_, digits: string, mark: string) => `${digits}&#${mark.charCodeAt(0)};`)
    .replace(/^[-+=#:]/, (char) => `&#${char.charCodeAt(0)};`);

/** Control characters, halves of a cut character, and those that turn the direction of text around (CVE-2021-42574). */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
