/** What waits for whoever looks, and what waits for others. */
import { html } from 'hono/html';
import type { Instant } from '../../promotion.ts';
import type { Waiting } from '../../waiting.ts';
import { empty, type Page } from './layout.ts';
import { way } from './promotions.ts';
import { type Html, issueOf, NOTHING, nameOf, pathOf, time, versionOf, who } from './words.ts';

export interface WaitingList {
  readonly waiting: readonly Waiting[];
  /** Whether there may be more than were looked at. */
  readonly more: boolean;
  readonly now: Instant;
}

export function waitingPage({ waiting, more, now }: WaitingList): Page {
  const mine = waiting.filter(({ part }) => part.kind === 'mine');
  const unknown = waiting.filter(({ part }) => part.kind === 'unknown');
  const others = waiting.filter(({ part }) => part.kind === 'not mine');
  const none = empty('Nothing waits for you.', 'What you may approve shows up here, the oldest first.');
  return {
    title: 'Waiting for me',
    main: html`${mine.length === 0 ? none : table('What you may approve', mine, now)}
${unknown.length === 0 ? NOTHING : html`<section><h2>It cannot be told whether these wait for you</h2><p class="quiet">GitHub did not show the rules or your teams, or the rules do not hold. The bot asks again when you decide.</p>${table('What may wait for you', unknown, now)}</section>`}
${others.length === 0 ? NOTHING : html`<section><h2>Waiting for others</h2>${table('What others may approve', others, now)}</section>`}
${more ? html`<p class="quiet">There is more that waits: only the oldest ${waiting.length} were looked at.</p>` : NOTHING}`,
  };
}

const table = (caption: string, rows: readonly Waiting[], now: Instant): Html => html`<div class="wide"><table class="list">
<caption class="hidden">${caption}</caption>
<thead><tr>${['Promotion', 'Subject', 'Version', 'Way', 'Waits', 'Still needed', 'You'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((one) => line(one, now))}</tbody></table></div>`;

const line = (
  { row, missing, part }: Waiting,
  now: Instant,
): Html => html`<tr><th scope="row" data-label="Promotion"><a href="${pathOf(row)}">${nameOf(row)}</a></th>
<td data-label="Subject">${row.subject}</td>
<td data-label="Version">${versionOf(row)}</td>
<td data-label="Way">${way(row)}</td>
<td data-label="Waits">since ${time(row.waitingSince ?? row.createdAt, now)}, asked for by ${who(row.requestedBy)}</td>
<td data-label="Still needed">${missing === undefined ? html`<span class="quiet">not known</span>` : missing.join(', ')}</td>
<td data-label="You">${yours(part, issueOf(row), nameOf(row))}</td></tr>`;

const REASONS = { own: 'you asked for it', decided: 'you have decided', 'no role': 'no role that is missing' } as const;

function yours(part: Waiting['part'], issue: string, name: string): Html {
  if (part.kind === 'not mine') return html`<span class="quiet">${REASONS[part.why]}</span>`;
  const decide = html`<a class="button small" href="${issue}#issue-comment-box">Decide<span class="hidden"> on ${name}</span></a>`;
  return part.kind === 'unknown' ? decide : html`${decide} <span class="quiet">as ${part.roles.join(', ')}</span>`;
}
