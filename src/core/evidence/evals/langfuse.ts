/** Langfuse `GET /api/public/scores`: single scores, page by page. */
import type { EvalsEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isList, isNumber, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type EvalTool, evals, type Mean, meanAt, meansOf, type ScoredEvals } from './scored.ts';

const TYPES = ['NUMERIC', 'BOOLEAN', 'CATEGORICAL', 'TEXT', 'CORRECTION'];

export const format: JsonFormat<EvalsEvidence> = {
  name: 'langfuse',
  title: 'Langfuse scores',
  of: 'json',
  isOne: (document) =>
    isList(valueAt(document, 'data')) &&
    isObject(valueAt(document, 'meta')) &&
    listAt(document, 'data').every((score) => TYPES.includes(textAt(score, 'dataType') ?? '') && textAt(score, 'name') !== undefined),
  read,
};

interface LangfuseEvals extends ScoredEvals {
  /** Names of scores that are 0 or 1 by their type. */
  readonly booleans?: readonly string[];
}

function read(document: unknown): Read<EvalsEvidence> {
  const data = listAt(document, 'data');
  const missing = missingOf(objectAt(document, 'meta'), data.length);
  if (missing !== undefined)
    return unreadable('incomplete', `This is not the whole answer: ${missing}. Fetch all pages and write their data into one file.`);
  const means = new Map<string, Mean>();
  const types = new Map<string, Set<string>>();
  for (const [at, score] of data.entries()) {
    const [type, name] = [textAt(score, 'dataType') ?? '', textAt(score, 'name') ?? ''];
    if (type !== 'NUMERIC' && type !== 'BOOLEAN') continue;
    const value = valueAt(score, 'value');
    if (!isNumber(value)) return wrongValue(`data.${at}.value`, value, 'a number');
    types.set(name, (types.get(name) ?? new Set()).add(type));
    const mean = meanAt(means, name);
    mean.sum += value;
    mean.n++;
    mean.of++;
  }
  if (means.size === 0) return unreadable('incomplete', 'No score with a number is in this answer: check the filters of the request.');
  const booleans = [...types].filter(([, of]) => of.size === 1 && of.has('BOOLEAN')).map(([name]) => name);
  const found: Omit<LangfuseEvals, 'kind' | 'format' | 'failures'> = { total: data.length, ...meansOf(means), booleans };
  return evals('langfuse', found);
}

function missingOf(meta: unknown, shown: number): string | undefined {
  const [items, pages] = [valueAt(meta, 'totalItems'), valueAt(meta, 'totalPages')];
  if (isCount(items)) return shown < items ? `${shown} of ${items} scores` : undefined;
  if (isCount(pages) && pages > 1) return `page ${String(valueAt(meta, 'page'))} of ${pages}`;
  return (valueAt(meta, 'cursor') ?? null) === null ? undefined : 'it names a cursor to the next page';
}

const isBoolean = (score: string, { booleans = [] }: LangfuseEvals): boolean => booleans.includes(score);

/** A BOOLEAN is 0 or 1; what a NUMERIC is, whoever scores decides. */
export const langfuse: EvalTool = {
  formats: [format],
  scaleOf: (score, evidence) => (isBoolean(score, evidence) ? 'fraction' : undefined),
  isPassRate: () => false,
};
