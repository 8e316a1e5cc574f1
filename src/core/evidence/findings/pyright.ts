import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isCount, isList, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { LEVEL_WORDS } from './scale.ts';
import { startTally } from './tally.ts';

/**
 * `pyright --outputjson` and basedpyright: `summary` decides; lines are counted from 0. Without a file to analyse it writes nothing, or `filesAnalyzed: 0`.
 * https://github.com/microsoft/pyright/blob/main/docs/command-line.md#json-output
 */
export const PYRIGHT: JsonFormat<FindingsEvidence> = {
  name: 'pyright-json',
  title: 'pyright JSON',
  of: 'json',
  isOne: (document) => isList(valueAt(document, 'generalDiagnostics')) && 'filesAnalyzed' in objectAt(document, 'summary'),
  read(document) {
    const { filesAnalyzed, errorCount, warningCount, informationCount = 0 } = objectAt(document, 'summary');
    if (!isCount(filesAnalyzed)) return wrongValue('summary.filesAnalyzed', filesAnalyzed, 'a count');
    if (!isCount(errorCount)) return wrongValue('summary.errorCount', errorCount, 'a count');
    if (!isCount(warningCount)) return wrongValue('summary.warningCount', warningCount, 'a count');
    if (!isCount(informationCount)) return wrongValue('summary.informationCount', informationCount, 'a count');
    const tally = startTally();
    for (const one of listAt(document, 'generalDiagnostics')) {
      const line = valueAt(valueAt(valueAt(one, 'range'), 'start'), 'line');
      tally.add(LEVEL_WORDS(textAt(one, 'severity')).level, () => ({
        path: valueAt(one, 'file'),
        line: isCount(line) ? line + 1 : undefined,
        rule: valueAt(one, 'rule'),
        message: valueAt(one, 'message'),
      }));
    }
    const declared = { error: errorCount, warning: warningCount, note: informationCount };
    return ok(tally.whole({ format: 'pyright-json', unit: filesAnalyzed, declared }));
  },
};
