import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isList, isObject, listAt, textAt, valueAt, wrongValue } from '../json.ts';
import { HIGH, LOW, MEDIUM, scaleOf } from './scale.ts';
import { startTally } from './tally.ts';

const WORDS = scaleOf({ high: HIGH, medium: MEDIUM, low: LOW, undefined: LOW }, HIGH);

/**
 * `bandit -f json`: HIGH is an error, MEDIUM a warning, LOW a note. Each of `errors` is a file that was not scanned; `metrics` name the files it looked at,
 * and only `_totals` when there was none. https://bandit.readthedocs.io/en/latest/formatters/json.html
 */
export const BANDIT: JsonFormat<FindingsEvidence> = {
  name: 'bandit-json',
  title: 'bandit JSON',
  of: 'json',
  isOne: (document) =>
    isList(valueAt(document, 'results')) && isList(valueAt(document, 'errors')) && isObject(valueAt(document, 'metrics')),
  read(document) {
    const tally = startTally();
    for (const failure of listAt(document, 'errors')) {
      tally.couldNot(() => ({ path: valueAt(failure, 'filename'), message: valueAt(failure, 'reason') }));
    }
    for (const [n, one] of listAt(document, 'results').entries()) {
      if (!isObject(one)) return wrongValue(`results[${n}]`, one, 'a finding');
      const { level, severity } = WORDS(textAt(one, 'issue_severity'));
      const told = () => ({ path: one['filename'], line: one['line_number'], rule: one['test_id'], message: one['issue_text'] });
      tally.add(level, told, severity);
    }
    return ok(tally.whole({ format: 'bandit-json', unit: filesOf(document), hasSeverities: true }));
  },
};

/** Those that could not be parsed have metrics as well. */
function filesOf(document: unknown): number {
  const metrics = valueAt(document, 'metrics');
  const unparsed = new Set(listAt(document, 'errors').map((failure) => valueAt(failure, 'filename')));
  return isObject(metrics) ? Object.keys(metrics).filter((path) => path !== '_totals' && !unparsed.has(path)).length : 0;
}
