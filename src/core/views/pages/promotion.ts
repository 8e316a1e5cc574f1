/** One promotion: where it is on its path, what happened by whom, what was measured, what it changes. */
import { html } from 'hono/html';
import { type Entry, entrySchema } from '../../entry.ts';
import { fold } from '../../fold.ts';
import type { EntryRow, PromotionRow } from '../../index-rows.ts';
import type { Instant } from '../../promotion.ts';
import type { Report } from '../../report-document.ts';
import { shortSha } from '../../version.ts';
import { entryText } from '../entry.ts';
import { moment } from '../scene.ts';
import { grouped, type Running } from './environments.ts';
import { fromMarkdown } from './from-markdown.ts';
import { gatesSection } from './gates.ts';
import type { Page } from './layout.ts';
import { pathPicture } from './path.ts';
import { exact, type Html, issueOf, NOTHING, nameOf, pathOf, safeUrl, state, time, versionOf, who } from './words.ts';

export interface OnePromotion {
  readonly promotion: PromotionRow;
  readonly entries: readonly EntryRow[];
  /** Everywhere this subject runs. */
  readonly running: readonly Running[];
  /** Undefined before the end, and where the rules are not known. */
  readonly report?: Report | undefined;
  readonly now: Instant;
}

export function promotionPage({ promotion: row, entries, running, report, now }: OnePromotion): Page {
  const told = entries.map((entry) => ({ row: entry, entry: entryIn(entry) }));
  const known = told.flatMap(({ entry }) => entry ?? []);
  const target = running.find(({ environment }) => environment === row.to);
  return {
    title: `${row.subject} ${versionOf(row)} to ${row.to}`,
    main: html`<p class="lead">${state(row.status, row.phase, row.held)} ${chain(row)}
<span class="quiet">${row.phase === 'imported' ? 'imported, nobody approved it here,' : 'asked for'} ${time(row.createdAt, now)} by</span> ${who(row.requestedBy)}<span class="quiet">, in</span> <a href="${issueOf(row)}">${nameOf(row)}</a></p>
${todo(row)}
${pathPicture(row, running)}
<div class="columns">
<section><h2>What happened</h2>${timeline(told, row)}</section>
<div>
<section><h2>What it changes</h2>${change(row, target)}</section>
<section><h2>Decisions</h2>${decisions(row)}</section>
${gatesSection(fold(known), row)}
${report ? html`<section><h2>Report</h2><details><summary>The promotion report, as JSON</summary><pre tabindex="0">${JSON.stringify(report, null, 2)}</pre></details></section>` : NOTHING}
<section><h2>Audit trail</h2>${proof(row)}</section>
</div></div>`,
  };
}

/** Entries of a newer version may be of a kind that this one does not know. */
export function entryIn({ entry }: Pick<EntryRow, 'entry'>): Entry | undefined {
  const read = entrySchema.safeParse(JSON.parse(entry));
  return read.success ? read.data : undefined;
}

const chain = ({ held }: PromotionRow): Html =>
  held
    ? html`<span class="state broken">audit trail does not hold</span>`
    : html`<span class="state holds"><span aria-hidden="true">✓ </span>audit trail holds</span>`;

const todo = (row: PromotionRow): Html =>
  row.status === 'AWAITING_APPROVAL'
    ? html`<p><a class="button" href="${issueOf(row)}#issue-comment-box">Decide on the issue</a> <span class="quiet">A comment that begins with <code>/approve</code> or <code>/reject</code> is what counts.</span></p>`
    : html`<p><a class="button" href="${issueOf(row)}">${row.finishedAt === null ? 'Open the issue' : 'Open the issue and its report'}</a></p>`;

interface Told {
  readonly row: EntryRow;
  readonly entry: Entry | undefined;
}

/** By day, the first first. */
function timeline(told: readonly Told[], { repository, number }: PromotionRow): Html {
  const place = { repo: repository };
  const item = ({ row, entry }: Told): Html =>
    html`<li id="entry-${row.seq}"><span class="quiet"><time datetime="${row.at}">${row.at.slice(11, 16)}</time>${
      row.comment === null ? NOTHING : html` <a href="${issueOf({ repository, number })}#issuecomment-${row.comment}">comment</a>`
    }</span> <div>${entry ? fromMarkdown(entryText(entry, place)) : html`<p>An entry of the kind <code>${row.kind}</code>, which a newer version has written.</p>`}</div></li>`;
  return html`${[...grouped(told, ({ row }) => row.at.slice(0, 10))].map(
    ([day, items]) => html`<h3><time datetime="${day}">${dayOf(day)}</time></h3><ol class="timeline">${items.map(item)}</ol>`,
  )}`;
}

/** 20 Nov 2026. */
const dayOf = (day: string): string => moment(`${day}T00:00:00Z`).replace(/ \d\d:\d\d UTC$/, '');

function change(row: PromotionRow, target: Running | undefined): Html {
  const commits = (from: string, to: string): string => safeUrl(`${row.repository.url}/compare/${from}...${to}`);
  const commit = html`commit <a href="${safeUrl(`${row.repository.url}/commit/${row.sha}`)}"><code>${shortSha(row.sha)}</code></a>`;
  const brings = row.finishedAt === null ? 'brings' : 'was about';
  if (!target) return html`<p>Nothing is known to run in ${row.to} yet. This ${brings} ${versionOf(row)}, ${commit}.</p>`;
  if (target.number === row.number) return html`<p>It runs in ${row.to} since ${exact(target.since)}: ${versionOf(row)}, ${commit}.</p>`;
  if (target.sha === row.sha)
    return html`<p>The same commit runs in ${row.to} already, <a href="${pathOf(target)}">brought by ${nameOf(target)}</a>.</p>`;
  return html`<p>${row.to} runs <a href="${pathOf(target)}">${versionOf(target)}</a>; this ${brings} ${versionOf(row)}, ${commit}.</p>
<p><a href="${commits(target.sha, row.sha)}">Compare ${versionOf(target)} with ${versionOf(row)}</a></p>`;
}

function decisions(row: PromotionRow): Html {
  const { decisions: all, waitingSince, decidedAt } = row;
  const wait =
    waitingSince === null
      ? NOTHING
      : html`<p class="quiet">People were asked ${exact(waitingSince)}${decidedAt === null ? '.' : html` and had decided by ${exact(decidedAt)}.`}</p>`;
  if (all.length === 0) return html`<p>Nobody has decided${waitingSince === null ? ', and nobody is asked' : ' yet'}.</p>${wait}`;
  return html`<ul class="plain">${all.map(
    ({ login, verdict, roles, at, note, comment }) =>
      html`<li>${who({ login })} <a href="${issueOf(row)}#issuecomment-${comment}">${verdict}</a>${
        roles.length === 0 ? NOTHING : ` as ${roles.join(', ')}`
      } <span class="quiet">${exact(at)}</span>${note === '' ? NOTHING : html`<blockquote>${note}</blockquote>`}</li>`,
  )}</ul>${wait}`;
}

const proof = ({ held, head, repository, number }: PromotionRow): Html => html`<p>${
  held
    ? 'When it was last looked at, the audit trail in the issue did not hold: the entries above are those before the break. The bot says on the issue what is wrong.'
    : `When it was last looked at, all ${head.seq} entries in the issue were signed by the bot and followed each other.`
}</p>
<p class="quiet">Head <code>${head.hash.slice(0, 16)}…</code> Prove it yourself: <code>promotion-bot audit verify ${repository.owner}/${repository.name}#${number}</code></p>`;
