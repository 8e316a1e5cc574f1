import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isCount, isList, listAt, textAt, valueAt, wrongValue } from '../json.ts';
import { LEVEL_WORDS } from './scale.ts';
import { startTally } from './tally.ts';

/**
 * `oxlint --format json`: `diagnostics` with a severity (a file that does not parse is one without `code`), and `number_of_files`. Before 1.0 it was a
 * bare list of diagnostics. https://oxc.rs/docs/guide/usage/linter/output-formats.html
 */
export const OXLINT: JsonFormat<FindingsEvidence> = {
  name: 'oxlint-json',
  title: 'oxlint JSON',
  of: 'json',
  isOne: (document) =>
    isList(document)
      ? document.length === 0 || isDiagnostic(document[0])
      : isList(valueAt(document, 'diagnostics')) && valueAt(document, 'number_of_files') !== undefined,
  read(document) {
    const unit = valueAt(document, 'number_of_files');
    if (!isList(document) && !isCount(unit)) return wrongValue('number_of_files', unit, 'a count');
    const tally = startTally();
    for (const [n, one] of (isList(document) ? document : listAt(document, 'diagnostics')).entries()) {
      if (!isDiagnostic(one)) return wrongValue(`diagnostics[${n}]`, one, 'a diagnostic');
      tally.add(LEVEL_WORDS(textAt(one, 'severity')).level, () => ({
        path: valueAt(one, 'filename'),
        line: valueAt(valueAt(listAt(one, 'labels')[0], 'span'), 'line'),
        rule: valueAt(one, 'code'),
        message: valueAt(one, 'message'),
      }));
    }
    return ok(tally.whole({ format: 'oxlint-json', unit: isCount(unit) ? unit : undefined, emptyIsAmbiguous: isList(document) }));
  },
};

const isDiagnostic = (value: unknown): boolean => textAt(value, 'severity') !== undefined && isList(valueAt(value, 'labels'));
