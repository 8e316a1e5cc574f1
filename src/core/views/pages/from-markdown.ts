/** The sentences that people read on the issue, on a page: one set of words for both. */
import { raw } from 'hono/html';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Markdown } from '../markdown.ts';
import type { Html } from './words.ts';

const OPTIONS = { extensions: [gfm()], htmlExtensions: [gfmHtml()] };

/** The only HTML that our Markdown is written with; it has no attributes, so that nothing foreign can hide in it. */
const OURS = /&lt;(\/?(?:code|br|details|summary))&gt;/g;

/** Whatever HTML there is in it becomes text, and links lead to http, https and mailto only; then what is ours is put back. */
export const fromMarkdown = ({ markdown }: Markdown): Html => raw(micromark(markdown, OPTIONS).replaceAll(OURS, '<$1>'));
