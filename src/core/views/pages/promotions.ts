/** Promotions as a list, newest first. */
import { html } from 'hono/html';
import type { Counted, PromotionRow } from '../../index-rows.ts';
import { type Instant, STATUSES } from '../../promotion.ts';
import { filters } from './form.ts';
import { empty, type Page, pager } from './layout.ts';
import { type Html, NOTHING, nameOf, pathOf, state, stateWord, time, versionOf, who, withQuery } from './words.ts';

/** What is asked for, as it stands in the address. */
export type Wanted = Readonly<
  Partial<Record<'repository' | 'subject' | 'from' | 'to' | 'status' | 'person' | 'since' | 'until' | 'search', string | undefined>>
>;

export interface Promotions {
  readonly rows: readonly PromotionRow[];
  readonly count: Counted;
  readonly asked: Wanted;
  /** Where the next page begins; undefined after the last. */
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly now: Instant;
}

export function promotionsPage({ rows, count, asked, next, isFirst, now }: Promotions): Page {
  const form = filters('/promotions', [
    { name: 'search', label: 'Search', value: asked.search, type: 'search' },
    { name: 'repository', label: 'Repository', value: asked.repository },
    { name: 'subject', label: 'Subject', value: asked.subject },
    { name: 'from', label: 'From', value: asked.from },
    { name: 'to', label: 'To', value: asked.to },
    { name: 'status', label: 'Status', value: asked.status, options: STATUSES.map((status) => [status, stateWord(status)]) },
    { name: 'person', label: 'Person', value: asked.person },
    { name: 'since', label: 'Since', value: asked.since, type: 'date' },
    { name: 'until', label: 'Until', value: asked.until, type: 'date' },
  ]);
  const many = count.more ? `More than ${count.count.toLocaleString('en-US')}` : count.count.toLocaleString('en-US');
  const said = html`<p class="quiet">${many} ${count.count === 1 && !count.more ? 'promotion' : 'promotions'}, the newest first.</p>`;
  return {
    title: 'Promotions',
    main: html`${form}
${rows.length === 0 ? empty('There is no such promotion, as far as you may see.', 'Try fewer filters, or open an issue to ask for the first one.') : html`${said}${promotionTable(rows, now)}`}
${pager(isFirst ? undefined : withQuery('/promotions', asked), next && withQuery('/promotions', { ...asked, before: next }))}`,
  };
}

/** The columns of the list: what, from where to where, how it stands, who asked when, who decided. */
export const promotionTable = (rows: readonly PromotionRow[], now: Instant): Html => html`<div class="wide"><table class="list">
<caption class="hidden">Promotions</caption>
<thead><tr>${['Promotion', 'Subject', 'Version', 'Way', 'Status', 'Asked for', 'Decided by'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
  (row) => html`<tr><th scope="row" data-label="Promotion"><a href="${pathOf(row)}">${nameOf(row)}</a></th>
<td data-label="Subject">${row.subject}</td>
<td data-label="Version">${versionOf(row)}</td>
<td data-label="Way">${way(row)}</td>
<td data-label="Status">${state(row.status, row.phase, row.held)}</td>
<td data-label="Asked for">${time(row.createdAt, now)} by ${who(row.requestedBy)}</td>
<td data-label="Decided by">${deciders(row)}</td></tr>`,
)}</tbody></table></div>`;

export const way = ({ from, to }: Pick<PromotionRow, 'from' | 'to'>): Html =>
  from === null ? html`${to}` : html`${from} <span aria-hidden="true">→</span><span class="hidden">to</span> ${to}`;

const deciders = ({ decisions, finishedAt }: PromotionRow): Html =>
  decisions.length === 0
    ? html`<span class="quiet">${finishedAt === null ? 'nobody yet' : 'nobody'}</span>`
    : html`${decisions.map((one, i) => html`${i === 0 ? NOTHING : ', '}${who(one)}${one.verdict === 'rejected' ? ' (rejected)' : NOTHING}`)}`;
