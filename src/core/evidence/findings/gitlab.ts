import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isList, isObject, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { CRITICAL, HIGH, LOW, MEDIUM, scaleOf } from './scale.ts';
import { startTally } from './tally.ts';

const WORDS = scaleOf({ blocker: CRITICAL, critical: CRITICAL, major: HIGH, minor: MEDIUM, info: LOW }, HIGH);

/**
 * GitLab's code quality report, a part of Code Climate's: blocker, critical and major are errors, minor is a warning, info a note. As severities blocker
 * and critical are `critical`, major is `high`, minor `medium`, info `low`. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export const GITLAB: JsonFormat<FindingsEvidence> = {
  name: 'gitlab',
  title: 'GitLab code quality',
  of: 'json',
  isOne: (document) => isList(document) && (document.length === 0 || isIssue(document[0]) || isMeasurement(document[0])),
  read(document) {
    if (!isList(document)) return wrongValue('the document', document, 'a list of issues');
    const tally = startTally();
    for (const [n, issue] of document.entries()) {
      if (isMeasurement(issue)) continue;
      if (!isIssue(issue)) return wrongValue(`[${n}]`, issue, 'an issue');
      const { level, severity } = WORDS(textAt(issue, 'severity'));
      tally.add(level, () => toldOf(issue), severity);
    }
    return ok(tally.whole({ format: 'gitlab', hasSeverities: true, emptyIsAmbiguous: true }));
  },
};

const isIssue = (value: unknown): boolean => textAt(value, 'description') !== undefined && isObject(valueAt(value, 'location'));

/** Code Climate's engines write numbers among the issues. */
const isMeasurement = (value: unknown): boolean => textAt(value, 'type') === 'measurement';

function toldOf(issue: unknown): { readonly path: unknown; readonly line: unknown; readonly rule: unknown; readonly message: unknown } {
  const location = objectAt(issue, 'location');
  const lines = valueAt(objectAt(location, 'lines'), 'begin');
  const position = valueAt(objectAt(location, 'positions'), 'begin');
  return {
    path: location['path'],
    line: lines ?? valueAt(position, 'line'),
    rule: valueAt(issue, 'check_name'),
    message: valueAt(issue, 'description'),
  };
}
