/** What people and the bot write, as GitHub shows it: its Markdown, and of HTML the few elements that the bot uses. */
import { raw } from 'hono/html';
import { micromark, type Options } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Html } from '../../core/views/pages/words.ts';

/** Elements without attributes; everything else that looks like HTML is shown as text. */
const ELEMENT = /<(\/?)(details|summary|sub|sup|code|kbd|br)>/g;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

type HtmlExtension = NonNullable<Options['htmlExtensions']>[number];

/** Lets through what is ours, and closes what somebody left open, so that nothing reaches beyond its comment. */
function elements() {
  const open: string[] = [];
  const one = (slash: string, name: string): string => {
    if (name === 'br') return slash === '' ? '<br>' : '';
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else return escaped(`</${name}>`);
    return `<${slash}${name}>`;
  };
  return {
    pass: (html: string): string => {
      const text = html.replaceAll(COMMENT, '');
      let shown = '';
      let at = 0;
      for (const { 0: whole, 1: slash = '', 2: name = '', index } of text.matchAll(ELEMENT)) {
        shown += escaped(text.slice(at, index)) + one(slash, name);
        at = index + whole.length;
      }
      return shown + escaped(text.slice(at));
    },
    rest: (): string =>
      open
        .toReversed()
        .map((name) => `</${name}>`)
        .join(''),
  };
}

/** To HTML; links lead to http, https and mailto only. */
export function rendered(markdown: string): Html {
  const { pass, rest } = elements();
  const own: HtmlExtension = {
    exit: {
      htmlFlow(token) {
        this.raw(pass(this.sliceSerialize(token)));
      },
      htmlFlowData() {},
      htmlText(token) {
        this.raw(pass(this.sliceSerialize(token)));
      },
      htmlTextData() {},
    },
  };
  const made = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml(), own] }) + rest();
  return raw(accessible(made));
}

/** The renderer writes these, and nobody else can: whatever people write of HTML is text by now. */
const accessible = (html: string): string =>
  html
    // Pictures lie elsewhere, and these pages bring nothing from elsewhere.
    .replaceAll(/<img src="[^"]*" alt="([^"]*)"[^>]*>/g, '<span class="quiet">[picture: $1]</span>')
    .replaceAll('<table>', '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll('<input type="checkbox" disabled=""', '<input type="checkbox" disabled="" aria-label="Task"');
