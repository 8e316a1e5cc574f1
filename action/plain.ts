/** Foreign text in the log. */
import { stripVTControlCharacters } from 'node:util';

/** The runner takes a line for a command when it begins with `::` or has `##[` in it; neither survives. */
export const plain = (foreign: string): string =>
  stripVTControlCharacters(foreign)
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/:(?=:)/g, ':\u200b')
    .replaceAll('##[', '#\u200b#[');
