/** Several runs of several pages: the median of the runs of a page, and the worst page of all. */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import type { Read } from '../format.ts';
import { medians, type Values } from './dialect.ts';
import { mergeKept } from './merge.ts';

export interface Page {
  readonly url: string;
  /** 0 to 1, the more the better. */
  readonly scores: Values;
  /** The less the better. */
  readonly audits: Values;
}

/** Under each name the worst page; with several pages also `name (url)` for each. `others` give what the tool itself judged. */
export function mergePages(runs: readonly Page[], others: readonly MetricsEvidence[] = []): Read<MetricsEvidence> {
  const pages = [...new Set(runs.map(({ url }) => url))].map((url) => medianOf(runs.filter((run) => run.url === url)));
  const values = new Map<string, number>();
  for (const { url, scores, audits } of pages) {
    for (const [name, value] of Object.entries(scores)) values.set(name, Math.min(value, values.get(name) ?? value));
    for (const [name, value] of Object.entries(audits)) values.set(name, Math.max(value, values.get(name) ?? value));
    if (pages.length > 1)
      for (const [name, value] of [...Object.entries(scores), ...Object.entries(audits)]) values.set(`${name} (${url})`, value);
  }
  const scores = [...new Set(pages.flatMap((page) => Object.keys(page.scores)))].join(' ');
  const url = pages.length === 1 ? { url: pages[0]?.url ?? '' } : { pages: pages.length };
  return ok({
    kind: 'metrics',
    format: 'lighthouse',
    values: Object.fromEntries(values),
    kept: mergeKept(others),
    about: { scores, ...url, runs: runs.length },
  });
}

const medianOf = (runs: readonly Page[]): Page => ({
  url: runs[0]?.url ?? '',
  scores: medians(runs.flatMap(({ scores }) => Object.entries(scores))),
  audits: medians(runs.flatMap(({ audits }) => Object.entries(audits))),
});

/** The pages evidence was made of. */
export function pagesOf({ values, about }: MetricsEvidence): readonly Page[] {
  const isScore = (name: string): boolean => ` ${about['scores'] ?? ''} `.includes(` ${name} `);
  const split = (entries: readonly (readonly [string, number])[], url: string): Page => ({
    url,
    scores: Object.fromEntries(entries.filter(([name]) => isScore(name))),
    audits: Object.fromEntries(entries.filter(([name]) => !isScore(name))),
  });
  const all = Object.entries(values);
  if (typeof about['url'] === 'string') return [split(all, about['url'])];
  const named = all.flatMap(([name, value]) => {
    const [, bare, url] = /^([^ ]+) \((.*)\)$/.exec(name) ?? [];
    return bare === undefined || url === undefined ? [] : [{ bare, url, value }];
  });
  return [...new Set(named.map(({ url }) => url))].map((url) =>
    split(
      named.filter((one) => one.url === url).map(({ bare, value }) => [bare, value]),
      url,
    ),
  );
}
