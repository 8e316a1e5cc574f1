/** What stands between `<!-- promotion-bot:NAME -->` and `<!-- /promotion-bot:NAME -->` in a Markdown file. */
import { err, ok, type Result } from '../result.ts';
import type { Misfit } from '../seen-run.ts';
import { endOfLines } from './lines.ts';

interface Mark {
  readonly name: string;
  readonly isEnd: boolean;
  readonly start: number;
  readonly end: number;
}

const MARK = /<!--[ \t]*(\/?)promotion-bot:([\w.-]+)[ \t]*-->/g;
/** https://spec.commonmark.org/0.31.2/#fenced-code-blocks; a fence in a list or a quotation may stand further in. */
const FENCE = /^(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*(`{3,}|~{3,})([^\r\n]*)/;

/** The marks outside of fenced code, where they are only shown. */
function marksIn(text: string): readonly Mark[] {
  const marks: Mark[] = [];
  let fence: string | undefined;
  let start = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const [, ticks, after = ''] = FENCE.exec(line) ?? [];
    if (fence !== undefined) {
      if (ticks?.startsWith(fence) && after.trim() === '') fence = undefined;
    } else if (ticks !== undefined && !(ticks.startsWith('`') && after.includes('`'))) fence = ticks;
    else {
      for (const { index, 0: whole, 1: slash, 2: name = '' } of line.matchAll(MARK)) {
        marks.push({ name, isEnd: slash === '/', start: start + index, end: start + index + whole.length });
      }
    }
    start += line.length;
  }
  return marks;
}

/** The two marks of a block. */
function blockIn(text: string, name: string): Result<{ readonly from: number; readonly to: number }, Misfit> {
  const misfit = (code: string) => err({ code, facts: { name } });
  const marks = marksIn(text);
  const own = marks.filter((mark) => mark.name === name);
  const [open, close] = own;
  if (open === undefined) return misfit('block_missing');
  if (own.filter(({ isEnd }) => !isEnd).length > 1 || own.filter(({ isEnd }) => isEnd).length > 1) return misfit('block_twice');
  if (close === undefined) return misfit(open.isEnd ? 'block_not_begun' : 'block_not_ended');
  const isCrossed = open.isEnd || marks.some((mark) => mark.start > open.start && mark.start < close.start);
  return isCrossed ? misfit('block_crossed') : ok({ from: open.end, to: close.start });
}

/** Puts other text between the marks; refuses text that would hide or move one of them. */
export function replaceBlock(text: string, { name, content }: { readonly name: string; readonly content: string }): Result<string, Misfit> {
  const found = blockIn(text, name);
  if (!found.ok) return found;
  const end = endOfLines(text);
  const inner = `${end}${content.replace(/\s+$/, '').replace(/\r?\n/g, end)}${end}`;
  const replaced = `${text.slice(0, found.value.from)}${inner}${text.slice(found.value.to)}`;
  const again = blockIn(replaced, name);
  const isKept = again.ok && again.value.from === found.value.from && again.value.to === found.value.from + inner.length;
  return isKept ? ok(replaced) : err({ code: 'block_breaks', facts: { name } });
}
