/** The pages of the dashboard as files, for those who run no server: everybody who opens them sees the same. */
import * as z from 'zod';
import type { Reading } from '../../app/dashboard.ts';
import type { AuditPosition, Position, PromotionRow } from '../../core/index-rows.ts';
import type { Instant } from '../../core/promotion.ts';
import { layout } from '../../core/views/pages/layout.ts';
import { pathOf } from '../../core/views/pages/words.ts';
import { moment } from '../../core/views/scene.ts';
import { ICON, STYLE } from '../dashboard/assets.ts';
import { written } from '../dashboard/audit-export.ts';
import type { Question } from '../dashboard/house.ts';
import type { View } from '../dashboard/view.ts';
import { audit } from '../dashboard/views/audit.ts';
import { environments } from '../dashboard/views/environments.ts';
import { metrics } from '../dashboard/views/metrics.ts';
import { promotion } from '../dashboard/views/promotion.ts';
import { promotions } from '../dashboard/views/promotions.ts';
import { between, type FileOf, offline } from './offline.ts';

export interface SiteParts {
  /** Bound to the repositories that are shown. */
  readonly reading: Reading;
  readonly now: Instant;
  /** Promotions that get a page of their own at most, the newest. */
  readonly most: number;
}

export interface SiteFile {
  /** With slashes, inside the folder of the site. */
  readonly path: string;
  readonly text: string;
}

/** Pages of one list at most. */
const PAGES = 20;
const ROWS = 200;
const MENU = [environments, promotions, metrics, audit].map(({ path }) => path);

/** Lists that go on: the parameter by which the next page is asked for. */
const LISTS: readonly { readonly view: View<Question>; readonly file: string; readonly goesOn: string }[] = [
  { view: environments, file: 'index', goesOn: 'after' },
  { view: promotions, file: 'promotions', goesOn: 'before' },
  { view: audit, file: 'audit', goesOn: 'before' },
];

const followed = z.object({ next: z.string().nullable() });

/** Every file of the site, one after another. */
export async function* siteOf(parts: SiteParts): AsyncGenerator<SiteFile> {
  const rows = await newest(parts);
  const files = new Map<string, string>([
    ['/', 'index.html'],
    ['/metrics', 'metrics.html'],
    ['/audit.csv', 'audit.csv'],
    ['/audit.ndjson', 'audit.ndjson'],
    ...LISTS.map(({ view, file }) => [view.path, `${file}.html`] as const),
    ...rows.map((row) => [pathOf(row), `promotions/${row.repository.owner}/${row.repository.name}/${row.number}.html`] as const),
  ]);
  const fileOf: FileOf = (path) => files.get(path);
  for (const { path, body } of [STYLE, ICON]) yield { path: path.slice(1), text: body };
  for (const list of LISTS) yield* pagesOf(list, parts, files);
  yield* pageOf(metrics, { ...parts, path: '/metrics', params: {} }, fileOf);
  for (const row of rows) {
    const { owner, name } = row.repository;
    yield* pageOf(promotion, { ...parts, path: pathOf(row), params: { owner, name, number: String(row.number) } }, fileOf);
  }
  for (const format of ['csv', 'ndjson'] as const) yield { path: `audit.${format}`, text: await exported(parts, format) };
}

async function newest({ reading, most }: SiteParts): Promise<readonly PromotionRow[]> {
  const found: PromotionRow[] = [];
  let before: Position | undefined;
  do {
    const page = await reading.promotions({}, { limit: Math.min(ROWS, most - found.length), before });
    found.push(...page.rows);
    before = page.next;
  } while (before !== undefined && found.length < most);
  return found;
}

async function* pagesOf(
  { view, file, goesOn }: (typeof LISTS)[number],
  parts: SiteParts,
  files: Map<string, string>,
): AsyncGenerator<SiteFile> {
  let path = view.path;
  for (let page = 2; ; page += 1) {
    const query = new URLSearchParams(path.split('?')[1] ?? '');
    const answered = await view.answer({ ...parts, params: {} }, query);
    if (answered.kind !== 'shown') return;
    const { next } = followed.parse(answered.json());
    const further = next === null || page > PAGES ? undefined : `${view.path}?${new URLSearchParams({ [goesOn]: next })}`;
    if (further !== undefined) files.set(further, `${file}-${page}.html`);
    yield* pageOf(view, { ...parts, path, params: {} }, (wanted) => files.get(wanted));
    if (further === undefined) return;
    path = further;
  }
}

async function* pageOf(view: View<Question>, question: Question & { readonly path: string }, fileOf: FileOf): AsyncGenerator<SiteFile> {
  const { path, now } = question;
  const file = fileOf(path);
  const answered = await view.answer(question, new URLSearchParams(path.split('?')[1] ?? ''));
  if (file === undefined || answered.kind !== 'shown') return;
  const assets = { style: between(file, STYLE.path.slice(1)), icon: between(file, ICON.path.slice(1)), script: undefined };
  const note = ` Made on ${moment(now)}; these pages do not change by themselves.`;
  const html = layout(await answered.page(), { assets, path: view.path, login: undefined, menu: MENU, note });
  yield { path: file, text: offline(html, file, fileOf) };
}

async function exported({ reading }: SiteParts, format: 'csv' | 'ndjson'): Promise<string> {
  const parts: string[] = [];
  let before: AuditPosition | undefined;
  do {
    const page = await reading.audit({}, { limit: ROWS, ...(before === undefined ? {} : { before }) });
    parts.push(written(page.rows, format, parts.length === 0));
    before = page.next;
  } while (before !== undefined);
  return parts.join('');
}
