/** The small pieces that pages share: moments, names, states, addresses. */
import { html, raw } from 'hono/html';
import type { Repository } from '../../index-rows.ts';
import type { Instant, Status } from '../../promotion.ts';
import type { Person } from '../../record.ts';
import { shortSha } from '../../version.ts';
import { moment, plural } from '../scene.ts';

/** HTML; what a template takes in is escaped unless it is HTML already. */
export type Html = ReturnType<typeof html>;

/** Where a promotion lies. */
export interface Placed {
  readonly repository: Repository;
  readonly number: number;
}

export const NOTHING: Html = raw('');

const STEPS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** `3 days`, `1 hour`, `less than a minute`. */
export function spanOf(seconds: number): string {
  const [size, unit] = STEPS.find(([least]) => seconds >= least) ?? [0, ''];
  return size === 0 ? 'less than a minute' : plural(Math.floor(seconds / size), unit);
}

/** `2.5 h`: short enough for a cell and the axis of a chart. */
export function shortSpan(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const [size, unit] = seconds < 3_600 ? [60, 'min'] : seconds < 172_800 ? [3_600, 'h'] : [86_400, 'd'];
  const value = seconds / size;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`;
}

/** A moment, as people say it, with the exact one behind it. */
export function time(at: Instant | null, now: Instant): Html {
  if (at === null) return html`<span class="quiet">–</span>`;
  const seconds = Math.round((Date.parse(now) - Date.parse(at)) / 1000);
  const said = seconds < 0 ? `in ${spanOf(-seconds)}` : `${spanOf(seconds)} ago`;
  return html`<time datetime="${at}" title="${moment(at)}">${said}</time>`;
}

/** The exact moment, for lists that are read closely. */
export const exact = (at: Instant): Html => html`<time datetime="${at}">${moment(at)}</time>`;

const STATES: Readonly<Record<Status, string>> = {
  PENDING: 'under way',
  AWAITING_APPROVAL: 'awaits approval',
  PROMOTED: 'promoted',
  REJECTED: 'rejected',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  ROLLED_BACK: 'rolled back',
};

/** How it stands: a word, never a colour alone. */
export const state = (status: Status, phase: string | null, held = false): Html =>
  html`<span class="state ${status.toLowerCase().replace('_', '-')}" title="${status}">${stateWord(status, phase)}</span>${
    phase === null || phase === 'settled' || phase === 'imported' ? '' : html` <span class="quiet">${phase}</span>`
  }${held ? html` <span class="state broken">audit trail held</span>` : ''}`;

/** Nobody promoted what was imported. */
export const stateWord = (status: Status, phase: string | null = null): string => (phase === 'imported' ? 'imported' : STATES[status]);

/** Names of versions as people know them; what an empty one stands for is known by its commit alone. */
export const versionOf = ({ version, sha }: { readonly version: string; readonly sha: string }): string =>
  version === '' ? shortSha(sha) : version;

export const nameOf = ({ repository, number }: Placed): string => `${repository.owner}/${repository.name}#${number}`;

const segment = encodeURIComponent;

/** The page of a promotion. */
export const pathOf = ({ repository, number }: Placed): string =>
  `/promotions/${segment(repository.owner)}/${segment(repository.name)}/${number}`;

/** Addresses that a link may lead to; whatever else somebody has written leads nowhere. */
export const safeUrl = (url: string): string => (/^https?:\/\/[^\s"'<>\\]+$/.test(url) ? url : '#');

export const issueOf = ({ repository, number }: Placed): string => safeUrl(`${repository.url}/issues/${number}`);

/** A path with those parameters that are set. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  );
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`;
}

/** Somebody, with the way to all that is theirs. */
export const who = ({ login }: Pick<Person, 'login'>): Html =>
  html`<a class="who" href="${withQuery('/promotions', { person: login })}">${login}</a>`;

/** Sorts the usual names of environments along their path; others follow by name. */
const USUAL = ['development', 'dev', 'test', 'staging', 'stage', 'production', 'prod'];

/**
 * Environments from the first to the last: along the ways promotions have gone, and by their usual names where none has.
 * @param ways pairs of what was left and what was entered.
 */
export function inOrder(names: readonly string[], ways: readonly (readonly [from: string, to: string])[]): readonly string[] {
  const rank = (name: string): number => (USUAL.includes(name) ? USUAL.indexOf(name) : USUAL.length);
  const usual = names.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const placed: string[] = [];
  const place = (name: string, trail: readonly string[]): void => {
    if (placed.includes(name) || trail.includes(name)) return;
    for (const [from, to] of ways) if (to === name && names.includes(from)) place(from, [...trail, name]);
    placed.push(name);
  };
  for (const name of usual) place(name, []);
  return placed;
}
