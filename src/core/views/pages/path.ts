/** The path of a promotion as a picture: environments one after the other, each with what runs there. */
import { html } from 'hono/html';
import type { PromotionRow } from '../../index-rows.ts';
import type { Running } from './environments.ts';
import { type Html, inOrder, NOTHING, pathOf, stateWord, versionOf } from './words.ts';

/** @param running everywhere the subject runs. */
export function pathPicture(row: PromotionRow, running: readonly Running[]): Html {
  const ways = [...running.map(({ from, environment }) => [from, environment] as const), [row.from, row.to] as const];
  const known = ways.flatMap(([from, to]) => (from === null ? [] : [[from, to] as const]));
  const names = [...new Set(ways.flatMap(([from, to]) => (from === null ? [to] : [from, to])))];
  return html`<ol class="path" aria-label="The path of ${row.subject}">${inOrder(names, known).map((name) => step(name, row, running))}</ol>`;
}

function step(name: string, row: PromotionRow, running: readonly Running[]): Html {
  const here = running.find(({ environment }) => environment === name);
  const isTarget = name === row.to;
  const has =
    here === undefined
      ? html`<span class="quiet">nothing yet</span>`
      : isTarget && here.number === row.number
        ? NOTHING
        : html`<a href="${pathOf(here)}">${versionOf(here)}</a> runs`;
  const about = isTarget ? html`<span class="aim">${versionOf(row)} ${stateWord(row.status, row.phase)}</span>` : '';
  return html`<li class="${isTarget ? `target ${row.status.toLowerCase().replace('_', '-')}` : ''}"${isTarget ? html` aria-current="step"` : ''}><strong>${name}</strong> <span>${has}</span> ${about}</li>`;
}
