import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isList, isObject, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { LEVEL_WORDS } from './scale.ts';
import { startTally } from './tally.ts';

/**
 * `ruff check --output-format json`: a list of findings, all errors unless a newer ruff gives a `severity`. A file that does not parse is a finding
 * (`invalid-syntax`, `code: null` in older ones). `[]` is also what it writes, with exit code 0, when no Python file is under the path.
 * https://docs.astral.sh/ruff/settings/#output-format
 */
export const RUFF: JsonFormat<FindingsEvidence> = {
  name: 'ruff-json',
  title: 'ruff JSON',
  of: 'json',
  isOne: (document) => isList(document) && (document.length === 0 || isFinding(document[0])),
  read(document) {
    if (!isList(document)) return wrongValue('the document', document, 'a list of findings');
    const tally = startTally();
    for (const [n, finding] of document.entries()) {
      if (!isFinding(finding)) return wrongValue(`[${n}]`, finding, 'a finding of ruff');
      tally.add(LEVEL_WORDS(textAt(finding, 'severity') ?? 'error').level, () => ({
        path: valueAt(finding, 'filename'),
        line: valueAt(valueAt(finding, 'location'), 'row'),
        rule: valueAt(finding, 'code') ?? 'invalid-syntax',
        message: valueAt(finding, 'message'),
      }));
    }
    return ok(tally.whole({ format: 'ruff-json', emptyIsAmbiguous: true }));
  },
};

const isFinding = (value: unknown): boolean =>
  isObject(value) && textAt(value, 'filename') !== undefined && 'code' in value && 'row' in objectAt(value, 'location');
