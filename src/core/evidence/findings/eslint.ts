import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isCount, isList, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { startTally, type Tally } from './tally.ts';

/**
 * `eslint --format json` and `json-with-metadata`: `errorCount` of each file decides and has fatal parse errors in it; `suppressedMessages` are set aside.
 * A file that is ignored is listed with a warning that says so: nobody looked at it. https://eslint.org/docs/latest/use/formatters/#json
 */
export const ESLINT: JsonFormat<FindingsEvidence> = {
  name: 'eslint-json',
  title: 'ESLint JSON',
  of: 'json',
  isOne: (document) => {
    const files = filesOf(document);
    return isList(files) && (files.length === 0 || isFile(files[0]));
  },
  read(document) {
    const files = filesOf(document);
    if (!isList(files)) return wrongValue('the document', document, 'a list of files');
    const tally = startTally();
    const declared = { error: 0, warning: 0 };
    let unit = 0;
    for (const [n, file] of files.entries()) {
      const errors = valueAt(file, 'errorCount');
      const warnings = valueAt(file, 'warningCount');
      if (!isCount(errors)) return wrongValue(`[${n}].errorCount`, errors, 'a count');
      if (!isCount(warnings)) return wrongValue(`[${n}].warningCount`, warnings, 'a count');
      declared.error += errors;
      declared.warning += warnings;
      if (!isIgnored(file)) unit++;
      addMessages(tally, file);
    }
    return ok(tally.whole({ format: 'eslint-json', unit, declared }));
  },
};

const filesOf = (document: unknown): unknown => ('rulesMeta' in objectAt(document, 'metadata') ? valueAt(document, 'results') : document);

const isFile = (value: unknown): boolean => textAt(value, 'filePath') !== undefined && isList(valueAt(value, 'messages'));

/** https://eslint.org/docs/latest/use/configure/ignore#ignored-file-warnings */
const isIgnored = (file: unknown): boolean =>
  listAt(file, 'messages').some(
    (message) => valueAt(message, 'ruleId') === null && /^File ignored\b/.test(textAt(message, 'message') ?? ''),
  );

const ERROR = 2;

function addMessages(tally: Tally, file: unknown): void {
  tally.setAside(listAt(file, 'suppressedMessages').length);
  for (const message of listAt(file, 'messages')) {
    const isError = valueAt(message, 'severity') === ERROR || valueAt(message, 'fatal') === true;
    tally.add(isError ? 'error' : 'warning', () => ({
      path: valueAt(file, 'filePath'),
      line: valueAt(message, 'line'),
      rule: valueAt(message, 'ruleId'),
      message: valueAt(message, 'message'),
    }));
  }
}
