/** hyperfine `--export-json`: times in seconds. */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isList, isNumber, isObject, listAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type Dialect, numbersIn } from './dialect.ts';
import { mergeBenchmarks } from './merge.ts';

export const format: JsonFormat<MetricsEvidence> = {
  name: 'hyperfine',
  title: 'hyperfine JSON',
  of: 'json',
  isOne: (document) => {
    const [first] = listAt(document, 'results');
    return isObject(first) && 'command' in first && 'mean' in first;
  },
  read,
};

const NO_NUMBERS = ['command', 'times', 'exit_codes', 'parameters', 'memory_usage_byte'];

function read(document: unknown): Read<MetricsEvidence> {
  const numbers: (readonly [string, number])[] = [];
  const kept: (readonly [string, boolean])[] = [];
  const seen = new Map<string, number>();
  for (const [at, result] of listAt(document, 'results').entries()) {
    const command = textAt(result, 'command');
    if (command === undefined || !isObject(result)) return wrongValue(`results.${at}.command`, valueAt(result, 'command'), 'a command');
    if (!isNumber(result['mean'])) return wrongValue(`results.${at}.mean`, result['mean'], 'a time in seconds');
    const failed = failureOf(result['exit_codes']);
    if (failed !== undefined)
      return unreadable(
        'incomplete',
        `The command ${quoted(command)} ${failed}, so its times are those of a failure. Mend it, and leave out -i.`,
      );
    const again = (seen.get(command) ?? 0) + 1;
    seen.set(command, again);
    const name = again === 1 ? command : `${command} #${again}`;
    const times = numbersIn(result, `${name}.`, NO_NUMBERS);
    if (!times.ok) return times;
    numbers.push(...times.value);
    if (isList(result['exit_codes']) && result['exit_codes'].length > 0) kept.push([`${name}: exit code 0`, true]);
  }
  return ok({ kind: 'metrics', format: 'hyperfine', values: Object.fromEntries(numbers), kept: Object.fromEntries(kept), about: {} });
}

/** `-i` goes on after failures; a null is a command that a signal ended. */
function failureOf(codes: unknown): string | undefined {
  if (!isList(codes)) return undefined;
  const bad = codes.filter((code) => code !== 0);
  if (bad.length === 0) return undefined;
  const how = bad[0] === null ? 'was ended by a signal' : `exited with ${String(bad[0]).slice(0, 20)}`;
  return `${how} in ${bad.length} of ${codes.length} runs`;
}

const MEAN = /\.mean$/;
const namesOfMeans = ({ values }: MetricsEvidence): readonly string[] => Object.keys(values).filter((name) => MEAN.test(name));

export const hyperfine: Dialect = {
  formats: [format],
  unitOf: (name) => (/\.(mean|stddev|median|user|system|min|max)$/.test(name) ? 's' : undefined),
  directionOf: () => 'smaller',
  mainStat: 'mean',
  compared: namesOfMeans,
  doubt: () => undefined,
  merge: mergeBenchmarks,
  counts: (evidence) => ({ means: namesOfMeans(evidence).map((name) => evidence.values[name]) }),
};
