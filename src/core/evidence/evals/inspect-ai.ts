/** inspect_ai logs in JSON (`--log-format json`, or `inspect log dump`), versions 1 and 2. */
import type { EvalsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { JsonFormat, LineFormat, Read } from '../format.ts';
import { isCount, isList, isObject, type JsonObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type EvalTool, evals, readScores, type Share } from './scored.ts';

export const format: JsonFormat<EvalsEvidence> = {
  name: 'inspect-ai',
  title: 'inspect_ai log',
  of: 'json',
  isOne: (document) => textAt(document, 'status') !== undefined && textAt(objectAt(document, 'eval'), 'task') !== undefined,
  read,
};

/** The default `.eval` file is a zip, whose newer ones are packed with zstd. */
export const packed: LineFormat<EvalsEvidence> = {
  name: 'inspect-eval',
  title: 'inspect_ai .eval',
  of: 'lines',
  isHead: (head) => head.startsWith('PK\u0003\u0004') && /_journal\/|header\.json|summaries\.json|samples\//.test(head),
  read: () => ({
    line: () => undefined,
    end: () =>
      unreadable(
        'unknown_format',
        'This is an .eval file of inspect_ai, which is packed. Run `inspect eval --log-format json`, or `inspect log dump FILE > log.json`, and name the JSON.',
      ),
  }),
};

function read(document: unknown): Read<EvalsEvidence> {
  const unfinished = unfinishedOf(document);
  if (unfinished !== undefined) return unreadable('incomplete', unfinished);
  const cases = casesOf(document);
  if (cases === undefined)
    return unreadable('incomplete', 'The log does not say how many samples were completed. Write it with a newer inspect_ai.');
  const { total, completed } = cases;
  if (!isCount(total) || !isCount(completed)) return wrongValue('results.completed_samples', isCount(total) ? completed : total, 'a count');
  const metrics = scorersOf(document).flatMap(metricsOf);
  const scores = readScores(Object.fromEntries(metrics.map(({ name, value }) => [name, value])), 'results.scores');
  if (!scores.ok) return scores;
  if (Object.keys(scores.value).length === 0)
    return unreadable('incomplete', 'The log holds no score: run it without --no-score, or score it with `inspect score`.');
  const shares = metrics.flatMap(({ name, share }) => (share === undefined ? [] : [[name, share] as const]));
  return evals('inspect-ai', { total, completed, scores: scores.value, shares: Object.fromEntries(shares) });
}

function unfinishedOf(document: unknown): string | undefined {
  const status = textAt(document, 'status') ?? '';
  if (status === 'success')
    return valueAt(document, 'invalidated') === true
      ? 'Samples of this run were invalidated. Run them again with `inspect eval-retry`.'
      : undefined;
  const why = textAt(objectAt(document, 'error'), 'message');
  return `The run did not end with success but with ${quoted(status)}${why === undefined ? '' : ` (${quoted(why)})`}. Run it again with \`inspect eval-retry\`.`;
}

/** Early logs have no totals: the samples of the dataset, times the epochs, against those in the log. */
function casesOf(document: unknown): { readonly total: unknown; readonly completed: unknown } | undefined {
  const results = objectAt(document, 'results');
  const total = valueAt(results, 'total_samples');
  if (total !== undefined) return { total, completed: valueAt(results, 'completed_samples') };
  const samples = valueAt(document, 'samples');
  const spec = objectAt(document, 'eval');
  const planned = valueAt(objectAt(spec, 'dataset'), 'samples');
  const epochs = valueAt(objectAt(spec, 'config'), 'epochs') ?? 1;
  if (!isList(samples) || !isCount(planned) || !isCount(epochs)) return undefined;
  return { total: planned * epochs, completed: samples.filter((sample) => (valueAt(sample, 'error') ?? null) === null).length };
}

interface Metric {
  readonly name: string;
  readonly value: unknown;
  readonly share: Share | undefined;
}

const metricsOf = ({ name, metrics, share }: Scorer): readonly Metric[] =>
  Object.entries(metrics).map(([metric, said]) => ({ name: `${name}/${metric}`, value: valueAt(said, 'value') ?? null, share }));

interface Scorer {
  readonly name: string;
  readonly metrics: JsonObject;
  readonly share: Share | undefined;
}

/** One scorer may be there with several reducers, which then are part of its name; version 1 knows one scorer. */
function scorersOf(document: unknown): readonly Scorer[] {
  const results = objectAt(document, 'results');
  const old = valueAt(results, 'scorer');
  if (isObject(old)) return [{ name: textAt(old, 'name') ?? 'score', metrics: objectAt(results, 'metrics'), share: undefined }];
  const all = listAt(results, 'scores');
  return all.map((score) => {
    const name = textAt(score, 'name') ?? 'score';
    const reducer = textAt(score, 'reducer');
    const isAlone = all.filter((other) => textAt(other, 'name') === name).length === 1;
    return {
      name: isAlone || reducer === undefined ? name : `${name} (${reducer})`,
      metrics: objectAt(score, 'metrics'),
      share: shareIn(score),
    };
  });
}

function shareIn(score: unknown): Share | undefined {
  const [scored, unscored] = [valueAt(score, 'scored_samples'), valueAt(score, 'unscored_samples')];
  return isCount(scored) && isCount(unscored) ? { n: scored, of: scored + unscored } : undefined;
}

const isAccuracy = (score: string): boolean => score.endsWith('/accuracy');

/** inspect_ai defines accuracy as the share of correct samples; what a mean is of, each scorer decides. */
export const inspectAi: EvalTool = {
  formats: [format, packed],
  scaleOf: (score) => (isAccuracy(score) ? 'fraction' : undefined),
  isPassRate: isAccuracy,
};
