/** What runs where: subjects by environments, repository after repository. */
import { html } from 'hono/html';
import type { CurrentVersion, Repository } from '../../index-rows.ts';
import type { Instant } from '../../promotion.ts';
import { shortSha } from '../../version.ts';
import { FORM } from '../next-try.ts';
import { filters } from './form.ts';
import { empty, type Page, pager } from './layout.ts';
import { type Html, inOrder, NOTHING, pathOf, safeUrl, spanOf, time, versionOf, who, withQuery } from './words.ts';

/** What runs in one place, and what is known of the promotion that brought it. */
export interface Running extends CurrentVersion {
  /** The environment it came from. */
  readonly from: string | null;
  /** When its watch ends; null when nothing watches it. */
  readonly watchedUntil: Instant | null;
  /** What was deployed there past the promotions, by open issues; null or left out where that is not known. */
  readonly drift?: readonly { readonly sha: string; readonly number: number; readonly url: string }[] | null;
}

export interface Environments {
  readonly cells: readonly Running[];
  readonly filter: { readonly repository?: string | undefined; readonly subject?: string | undefined };
  /** Where the next part begins; undefined after the last. */
  readonly next: string | undefined;
  /** Whether this is the first part. */
  readonly isFirst: boolean;
  readonly now: Instant;
}

export function environmentsPage({ cells, filter, next, isFirst, now }: Environments): Page {
  const groups = [...grouped(cells, ({ repository }) => String(repository.id)).values()];
  const form = filters('/environments', [
    { name: 'repository', label: 'Repository', value: filter.repository },
    { name: 'subject', label: 'Subject', value: filter.subject },
  ]);
  const nothing = empty(
    'Nothing runs anywhere yet, as far as you may see.',
    'What a promotion brings shows up here as soon as it has arrived.',
  );
  return {
    title: 'Environments',
    main: html`${form}
${groups.length === 0 ? nothing : groups.map((own) => block(own, now))}
${pager(isFirst ? undefined : withQuery('/environments', filter), next && withQuery('/environments', { ...filter, after: next }))}`,
  };
}

/** In the order of their first. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

function block(cells: readonly Running[], now: Instant): Html {
  const [first] = cells;
  if (!first) return NOTHING;
  const { repository } = first;
  const ways = cells.flatMap(({ from, environment }) => (from === null ? [] : [[from, environment] as const]));
  const environments = inOrder([...new Set(cells.map(({ environment }) => environment))], ways);
  const subjects = [...grouped(cells, ({ subject }) => subject)];
  const place = `${repository.owner}/${repository.name}`;
  return html`<section><h2><a href="${safeUrl(repository.url)}">${place}</a></h2>
<div class="wide"><table class="matrix"><caption class="hidden">Versions of ${place} by environment</caption>
<thead><tr><th scope="col">Subject</th>${environments.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${subjects.map(
    ([
      subject,
      running,
    ]) => html`<tr><th scope="row"><a href="${withQuery('/promotions', { repository: place, subject })}">${subject}</a></th>
${environments.map(
  (name, i) =>
    html`<td data-label="${name}">${cell(
      running.find(({ environment }) => environment === name),
      ahead(running, environments.slice(i, i + 2)),
      now,
    )}</td>`,
)}</tr>`,
  )}</tbody></table></div></section>`;
}

/** Where a version may go on to; undefined where that very commit runs there already, and nothing was deployed past it. */
function ahead(running: readonly Running[], [here, next]: readonly string[]): string | undefined {
  const [own, there] = [here, next].map((name) => running.find(({ environment }) => environment === name));
  const isThere = own !== undefined && there?.sha === own.sha && (there.drift ?? []).length === 0;
  return isThere ? undefined : next;
}

function cell(running: Running | undefined, next: string | undefined, now: Instant): Html {
  if (!running) return html`<span class="quiet">nothing yet</span>`;
  const { phase, watchedUntil, since, requestedBy, drift } = running;
  const watch = phase === 'watched' ? html` <span class="state watched">watched${countdown(watchedUntil, now)}</span>` : NOTHING;
  const origin = phase === 'imported' ? html` <span class="quiet">imported, nobody approved it here</span>` : NOTHING;
  const button =
    next === undefined
      ? NOTHING
      : html` <a class="promote" href="${requestFor(running, next)}">Promote to ${next}<span class="hidden"> version ${versionOf(running)} of ${running.subject}</span></a>`;
  return html`<a class="version" href="${pathOf(running)}">${versionOf(running)}</a>${watch}${origin}${(drift ?? []).map(
    ({ sha, number, url }) => html` <a class="state drift" href="${safeUrl(url)}">drift: ${shortSha(sha)} was deployed, #${number}</a>`,
  )}
<span class="meta">${time(since, now)} by ${who(requestedBy)}</span>${button}`;
}

const countdown = (until: Instant | null, now: Instant): string =>
  until === null ? '' : until > now ? `, ${spanOf((Date.parse(until) - Date.parse(now)) / 1000)} left` : ', ends now';

/** The issue form with everything that is known filled in: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query */
export function requestFor(
  running: Pick<CurrentVersion, 'subject' | 'environment' | 'version' | 'sha'> & { readonly repository: Repository },
  to: string,
): string {
  const { repository, subject, environment: from, version, sha } = running;
  const filled = { template: FORM, title: `Promote ${subject} to ${to}`, subject, version: version === '' ? sha : version, from, to };
  return safeUrl(withQuery(`${repository.url}/issues/new`, filled));
}
