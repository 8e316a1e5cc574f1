import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isList, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { CRITICAL, HIGH, LOW, MEDIUM, scaleOf } from './scale.ts';
import { startTally } from './tally.ts';

/** ERROR, WARNING and INFO are the older names of HIGH, MEDIUM and LOW. https://semgrep.dev/docs/writing-rules/rule-syntax */
const WORDS = scaleOf(
  { critical: CRITICAL, high: HIGH, error: HIGH, medium: MEDIUM, warning: MEDIUM, low: LOW, info: LOW, inventory: LOW, experiment: LOW },
  HIGH,
);

/** A rule was not run on a file, or none was for it cannot be parsed, whatever level the tool gives that. */
const UNSCANNED = /timeout|out ?of ?memory|stack ?overflow|fatal|(?:syntax|lexical) error/i;

/**
 * `semgrep scan --json`, `opengrep`: `extra.severity` of each result; `is_ignored` ones (`nosemgrep`) are set aside. An entry of `errors` is a file or rule
 * that was not done, unless its level is `warn` or `info`. `paths.scanned` are the files. https://semgrep.dev/docs/semgrep-appsec-platform/json-and-sarif
 */
export const SEMGREP: JsonFormat<FindingsEvidence> = {
  name: 'semgrep-json',
  title: 'Semgrep JSON',
  of: 'json',
  isOne: (document) => isList(valueAt(document, 'results')) && isList(valueAt(document, 'errors')) && isObject(valueAt(document, 'paths')),
  read(document) {
    const tally = startTally();
    for (const failure of listAt(document, 'errors')) {
      const isHarmless =
        ['warn', 'warning', 'info'].includes(textAt(failure, 'level')?.toLowerCase() ?? '') &&
        !UNSCANNED.test(textAt(failure, 'type') ?? '');
      if (!isHarmless) tally.couldNot(() => ({ path: valueAt(failure, 'path'), message: messageOf(failure) }));
    }
    for (const [n, one] of listAt(document, 'results').entries()) {
      const extra = valueAt(one, 'extra');
      if (!isObject(extra)) return wrongValue(`results[${n}].extra`, extra, 'an object');
      const { level, severity } = WORDS(textAt(extra, 'severity'));
      const line = valueAt(valueAt(one, 'start'), 'line');
      const told = () => ({ path: valueAt(one, 'path'), line, rule: valueAt(one, 'check_id'), message: extra['message'] });
      if (extra['is_ignored'] === true) tally.setAside();
      else tally.add(level, told, severity);
    }
    const scanned = valueAt(objectAt(document, 'paths'), 'scanned');
    return ok(tally.whole({ format: 'semgrep-json', unit: isList(scanned) ? scanned.length : undefined, hasSeverities: true }));
  },
};

const messageOf = (failure: unknown): unknown => valueAt(failure, 'message') ?? valueAt(failure, 'long_msg') ?? valueAt(failure, 'type');
