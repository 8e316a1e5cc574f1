/** What an answer says once its decoration is taken off: single lines, task lists, ticks, "nothing", placeholders. */

/** What GitHub writes for a field of a form that was left empty. */
export const NO_RESPONSE = '_No response_';

const SHORT = 400;

/** `None`, `n/a`, `-`, also emphasised or as the one item of a list. */
export function isNothing(text: string): boolean {
  if (text.length > SHORT) return false;
  const bare = text
    .trim()
    .replace(/^[-*+]\s+/, '')
    .replaceAll(/^[\s*_`]+|[\s*_`.!]+$/g, '');
  return /^(?:no response|none|no|nothing|n\/?a|not applicable|[-–—]+)?$/i.test(bare);
}

export const isComment = (line: string): boolean => line.trim().startsWith('<!--') && line.trim().endsWith('-->');

/** What nobody sees on the page: hints of a template. */
export function withoutComments(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let open = text.indexOf('<!--'); open >= 0; open = text.indexOf('<!--', from)) {
    const close = text.indexOf('-->', open + 4);
    if (close < 0) break;
    kept.push(text.slice(from, open));
    from = close + 3;
  }
  return kept.join('') + text.slice(from);
}

const DECORATION = String.raw`(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3|\s|:[a-z0-9_+-]{1,30}:)+`;
const AROUND = new RegExp(`^${DECORATION}|${DECORATION}$`, 'gu');
const WRAPPED = /^(\*\*|\*|`)(.+)\1$/;
const MOST_WRAPPINGS = 4;

/** A single line without emoji, emphasis and back-ticks around it; longer texts are left as they are. */
export function undecorated(text: string): string {
  if (text.length > SHORT || text.includes('\n')) return text;
  let bare = text;
  for (let peeled = 0; peeled < MOST_WRAPPINGS; peeled += 1) bare = (WRAPPED.exec(bare)?.[2] ?? bare).replaceAll(AROUND, '');
  return bare;
}

/** Whether a box is ticked, or the answer is yes. */
export const isTicked = (lines: readonly string[]): boolean =>
  lines.some((line) => /^[\s`*]*(?:(?:[-*+]\s+)?\[x\]|(?:yes|true)\b)/i.test(line.slice(0, SHORT)));

/** A box of a task list. Ticked, it is somebody's claim and no measurement. */
export interface Claim {
  readonly text: string;
  readonly ticked: boolean;
}

export function claimsIn(lines: readonly string[]): readonly Claim[] {
  return lines.flatMap((line) => {
    const [, box, text = ''] = /^\s*(?:[-*+]|\d{1,9}[.)])\s+\[([ xX])\]\s(.*)$/s.exec(line) ?? [];
    return box === undefined ? [] : [{ text: text.trim(), ticked: box !== ' ' }];
  });
}

const BRACES = String.raw`\{{1,3}\s{0,3}[a-zA-Z][^{}\n]{0,80}\}{1,3}`;
const ANGLES = String.raw`<[a-zA-Z][\w .-]{0,60}>`;
const ANYWHERE = new RegExp(`${BRACES}|${ANGLES}|\\b(?:TODO|TBD)\\b`);
const WHOLE = new RegExp(`^(?:${BRACES}|${ANGLES}|(?:TODO|TBD)\\b.{0,80})$`);
/** What the template calls what people have to write; other braces in a text may be somebody's shell or JSON. */
const OF_TEMPLATE = /\{(?:component|agent|current|target)_\w{1,30}\}/;

/** The placeholder in a title or single line. */
export const placeholderIn = (line: string): string | undefined => ANYWHERE.exec(line.slice(0, SHORT))?.[0];

/** The placeholder a whole answer consists of, or one of the template's. Texts may speak of braces and to-dos otherwise. */
export const placeholderLeft = (text: string): string | undefined =>
  (text.length <= SHORT ? WHOLE.exec(text)?.[0] : undefined) ?? OF_TEMPLATE.exec(text)?.[0];
