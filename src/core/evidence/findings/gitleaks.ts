import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isList, textAt, valueAt, wrongValue } from '../json.ts';
import { startTally } from './tally.ts';

/**
 * `gitleaks --report-format json`: a list of leaks, each an error; before 8.1 nothing found is `null`, and gitleaks 7 spells its keys small. `Secret`,
 * `Match`, `offender` and `line` hold the secret and are never read. https://github.com/gitleaks/gitleaks#readme
 */
export const GITLEAKS: JsonFormat<FindingsEvidence> = {
  name: 'gitleaks-json',
  title: 'gitleaks JSON',
  of: 'json',
  isOne: (document) => document === null || (isList(document) && (document.length === 0 || isLeak(document[0]))),
  read(document) {
    const leaks = document ?? [];
    if (!isList(leaks)) return wrongValue('the document', document, 'a list of leaks');
    const tally = startTally();
    for (const [n, leak] of leaks.entries()) {
      if (!isLeak(leak)) return wrongValue(`[${n}]`, leak, 'a leak');
      const rule = valueAt(leak, 'RuleID') ?? valueAt(leak, 'rule');
      tally.add('error', () => ({
        path: valueAt(leak, 'File') ?? valueAt(leak, 'file'),
        line: valueAt(leak, 'StartLine') ?? valueAt(leak, 'lineNumber'),
        rule,
        message: valueAt(leak, 'Description') ?? rule,
      }));
    }
    return ok(tally.whole({ format: 'gitleaks-json', emptyIsAmbiguous: true }));
  },
};

const isLeak = (value: unknown): boolean =>
  (textAt(value, 'RuleID') !== undefined && textAt(value, 'File') !== undefined) ||
  (textAt(value, 'rule') !== undefined && textAt(value, 'offender') !== undefined);
