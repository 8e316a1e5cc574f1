/** Who did what, about what, when: entries of all ledgers, the newest first. */
import { html } from 'hono/html';
import { ACTIONS } from '../../audit-table.ts';
import type { AuditRow } from '../../index-rows.ts';
import { filters } from './form.ts';
import { empty, type Page, pager } from './layout.ts';
import { exact, type Html, issueOf, NOTHING, nameOf, pathOf, state, who, withQuery } from './words.ts';

export type AuditAsked = Readonly<Partial<Record<'repository' | 'subject' | 'person' | 'action' | 'since' | 'until', string | undefined>>>;

export interface AuditList {
  readonly rows: readonly (AuditRow & { readonly text: string })[];
  readonly asked: AuditAsked;
  readonly next: string | undefined;
  readonly isFirst: boolean;
}

/** Digests are compared with their beginning; exports have them whole. */
const shortened = (text: string): string => text.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{28,}\b/g, '$1…');

const words = (kind: string): string => kind.replaceAll('_', ' ');

export function auditPage({ rows, asked, next, isFirst }: AuditList): Page {
  const form = filters('/audit', [
    { name: 'repository', label: 'Repository', value: asked.repository },
    { name: 'subject', label: 'Subject', value: asked.subject },
    { name: 'person', label: 'Person', value: asked.person },
    { name: 'action', label: 'Action', value: asked.action, options: ACTIONS.map((kind) => [kind, words(kind)]) },
    { name: 'since', label: 'Since', value: asked.since, type: 'date' },
    { name: 'until', label: 'Until', value: asked.until, type: 'date' },
  ]);
  const exports = html`<p class="quiet">Export what is asked for: <a href="${withQuery('/audit.csv', asked)}" download>CSV</a>, <a href="${withQuery('/audit.ndjson', asked)}" download>NDJSON</a>. What is shown here is what the issues said when they were last looked at; <code>promotion-bot audit verify</code> proves it against the issues themselves.</p>`;
  return {
    title: 'Audit',
    main: html`${form}${exports}
${rows.length === 0 ? empty('There is no such entry, as far as you may see.', 'Try fewer filters.') : table(rows)}
${pager(isFirst ? undefined : withQuery('/audit', asked), next && withQuery('/audit', { ...asked, before: next }))}`,
  };
}

/** Where it has brought the promotion, when that is another status than before. */
const moved = ({ kind, statusBefore, statusAfter }: AuditRow): Html =>
  statusAfter === null || statusAfter === statusBefore ? NOTHING : html` ${state(statusAfter, kind === 'imported' ? kind : null)}`;

const table = (
  rows: AuditList['rows'],
): Html => html`<div class="wide"><table class="list"><caption class="hidden">Entries of the audit trails</caption>
<thead><tr>${['When', 'Who', 'Action', 'Subject', 'Version', 'To', 'Promotion', 'What was said'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
  (row) => html`<tr><td data-label="When">${exact(row.at)}</td>
<td data-label="Who">${row.by ? who(row.by) : html`<span class="quiet">the bot</span>`}</td>
<td data-label="Action">${row.comment === null ? words(row.kind) : html`<a href="${issueOf(row)}#issuecomment-${row.comment}">${words(row.kind)}</a>`}${moved(row)}</td>
<td data-label="Subject">${row.subject}</td><td data-label="Version">${row.version}</td><td data-label="To">${row.to}</td>
<th scope="row" data-label="Promotion"><a href="${pathOf(row)}#entry-${row.seq}">${nameOf(row)}</a></th>
<td class="said" data-label="What was said">${shortened(row.text)}</td></tr>`,
)}</tbody></table></div>`;
