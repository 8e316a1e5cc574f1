/** Lighthouse: a report (also as PageSpeed Insights wraps it), and the `assertion-results.json` and `manifest.json` of Lighthouse CI. */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isList, isNumber, isObject, type JsonObject, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type Dialect, numberAt, numbersIn, type TimeUnit } from './dialect.ts';
import { mergePages, type Page, pagesOf } from './lighthouse-pages.ts';

const isReport = (document: unknown): boolean =>
  textAt(document, 'lighthouseVersion') !== undefined && isObject(valueAt(document, 'categories')) && isObject(valueAt(document, 'audits'));
const isAssertion = (one: unknown): boolean => isObject(one) && 'passed' in one && 'operator' in one && 'level' in one;
const isRun = (one: unknown): boolean => isObject(one) && 'isRepresentativeRun' in one && 'summary' in one;

/** PageSpeed Insights puts the report into `lighthouseResult`. */
const unwrapped = (document: unknown): unknown => valueAt(document, 'lighthouseResult') ?? document;

export const format: JsonFormat<MetricsEvidence> = {
  name: 'lighthouse',
  title: 'Lighthouse JSON',
  of: 'json',
  isOne: (document) => {
    if (!isList(document)) return isReport(unwrapped(document));
    return document.length > 0 && (document.every(isAssertion) || document.every(isRun));
  },
  read: (document) => {
    if (!isList(document)) return readReport(unwrapped(document));
    return document.every(isRun) ? readManifest(document) : readAssertions(document);
  },
};

function readReport(document: unknown): Read<MetricsEvidence> {
  const failure = valueAt(document, 'runtimeError');
  if (isObject(failure) && textAt(failure, 'code') !== 'NO_ERROR')
    return unreadable(
      'incomplete',
      `Lighthouse could not load the page: ${quoted(textAt(failure, 'message') ?? textAt(failure, 'code') ?? '')}. Check that it is up before the run.`,
    );
  const url = textAt(document, 'finalDisplayedUrl') ?? textAt(document, 'finalUrl') ?? textAt(document, 'requestedUrl') ?? '';
  const scores = scoresIn(
    Object.fromEntries(Object.entries(objectAt(document, 'categories')).map(([id, one]) => [id, valueAt(one, 'score') ?? null])),
  );
  if (!scores.ok) return scores;
  const audits = numbersIn(
    Object.fromEntries(Object.entries(objectAt(document, 'audits')).map(([id, audit]) => [id, valueAt(audit, 'numericValue') ?? null])),
    '',
  );
  if (!audits.ok) return audits;
  return evidenceOf([{ url, scores: Object.fromEntries(scores.value), audits: Object.fromEntries(audits.value) }]);
}

/** 0 to 1; `null` is a score that could not be computed. */
function scoresIn(scores: JsonObject): ReturnType<typeof numbersIn> {
  const wrong = Object.entries(scores).find(([, score]) => score !== null && !(isNumber(score) && score >= 0 && score <= 1));
  return wrong === undefined ? numbersIn(scores, '') : wrongValue(`categories.${wrong[0]}.score`, wrong[1], 'a score from 0 to 1');
}

/** The representative run of each page; all runs, for the median, where none is marked. */
function readManifest(runs: readonly unknown[]): Read<MetricsEvidence> {
  const marked = runs.filter((run) => valueAt(run, 'isRepresentativeRun') === true);
  const pages: Page[] = [];
  for (const run of marked.length > 0 ? marked : runs) {
    const scores = scoresIn(objectAt(run, 'summary'));
    if (!scores.ok) return scores;
    pages.push({ url: textAt(run, 'url') ?? '', scores: Object.fromEntries(scores.value), audits: {} });
  }
  return evidenceOf(pages);
}

function evidenceOf(pages: readonly Page[]): Read<MetricsEvidence> {
  if (pages.every(({ scores }) => Object.keys(scores).length === 0))
    return unreadable('incomplete', 'Lighthouse computed no score of any category. Look at the runWarnings of its report.');
  return mergePages(pages);
}

/** A warning never blocks, so it is no limit that was kept. */
function readAssertions(assertions: readonly unknown[]): Read<MetricsEvidence> {
  const kept = new Map<string, boolean>();
  let warnings = 0;
  for (const [at, one] of assertions.entries()) {
    const passed = valueAt(one, 'passed');
    if (typeof passed !== 'boolean') return wrongValue(`${at}.passed`, passed, 'true or false');
    const level = textAt(one, 'level');
    if (level === 'error') kept.set(nameOf(one), passed && kept.get(nameOf(one)) !== false);
    else if (!passed) warnings++;
  }
  if (kept.size === 0)
    return unreadable(
      'incomplete',
      'No assertion here is of level error, so none could fail. Set the level of those that count to error in lighthouserc.',
    );
  return ok({ kind: 'metrics', format: 'lighthouse', values: {}, kept: Object.fromEntries(kept), about: { warnings } });
}

function nameOf(assertion: unknown): string {
  const what = [textAt(assertion, 'auditId'), textAt(assertion, 'auditProperty'), textAt(assertion, 'name')]
    .filter((part) => part !== undefined)
    .join('.');
  const [expected, url] = [valueAt(assertion, 'expected'), textAt(assertion, 'url')];
  const limit = isNumber(expected) ? ` ${textAt(assertion, 'operator') ?? ''} ${expected}` : '';
  return `${what}${limit}${url === undefined ? '' : ` (${url})`}`;
}

/** Times of a page load; what else Lighthouse counts has no unit, or bytes. */
const TIMES =
  /^(first-contentful-paint|first-meaningful-paint|largest-contentful-paint|speed-index|total-blocking-time|max-potential-fid|interactive|server-response-time|interaction-to-next-paint|mainthread-work-breakdown|bootup-time)( \(.*\))?$/;

const SHORT: Readonly<Record<string, string>> = {
  'first-contentful-paint': 'fcp',
  'largest-contentful-paint': 'lcp',
  'total-blocking-time': 'tbt',
  'cumulative-layout-shift': 'cls',
  'speed-index': 'si',
  'interaction-to-next-paint': 'inp',
};

const unitOf = (name: string): TimeUnit | undefined => (TIMES.test(name) ? 'ms' : undefined);

export const lighthouse: Dialect = {
  formats: [format],
  unitOf,
  directionOf: (name, { about }) => (` ${about['scores'] ?? ''} `.includes(` ${name.replace(/ \(.*$/, '')} `) ? 'bigger' : 'smaller'),
  mainStat: undefined,
  compared: () => [],
  doubt: () => undefined,
  merge: (parts) => {
    const only = parts.length === 1 ? parts[0] : undefined;
    return only === undefined ? mergePages(parts.flatMap(pagesOf), parts) : ok(only);
  },
  counts: (evidence) => {
    const { values, kept } = evidence;
    const short = Object.entries(SHORT).flatMap(([id, name]) => (numberAt(evidence, id) === undefined ? [] : [[name, values[id]]]));
    const failed = Object.values(kept).filter((isKept) => !isKept).length;
    const assertions = Object.keys(kept).length === 0 ? {} : { assertions: Object.keys(kept).length, failed_assertions: failed };
    return { ...values, ...Object.fromEntries(short), ...assertions };
  },
};
