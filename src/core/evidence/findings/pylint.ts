import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isCount, isList, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { scaleOf } from './scale.ts';
import { startTally } from './tally.ts';

const WORDS = scaleOf({
  fatal: { level: 'error' },
  error: { level: 'error' },
  warning: { level: 'warning' },
  refactor: { level: 'note' },
  convention: { level: 'note' },
  info: { level: 'note' },
});

/**
 * `pylint --output-format=json` (a list) and `json2` (with `statistics`, which count the modules too). `fatal` is what stopped pylint from looking at a
 * module. https://pylint.readthedocs.io/en/stable/user_guide/usage/output.html
 */
export const PYLINT: JsonFormat<FindingsEvidence> = {
  name: 'pylint-json',
  title: 'pylint JSON',
  of: 'json',
  isOne: (document) =>
    isList(document)
      ? document.length === 0 || isMessage(document[0])
      : isList(valueAt(document, 'messages')) && 'modulesLinted' in objectAt(document, 'statistics'),
  read(document) {
    const unit = valueAt(valueAt(document, 'statistics'), 'modulesLinted');
    if (!isList(document) && !isCount(unit)) return wrongValue('statistics.modulesLinted', unit, 'a count');
    const tally = startTally();
    for (const [n, one] of (isList(document) ? document : listAt(document, 'messages')).entries()) {
      if (!isMessage(one)) return wrongValue(`messages[${n}]`, one, 'a message of pylint');
      const type = textAt(one, 'type');
      const told = () => ({ path: valueAt(one, 'path'), line: valueAt(one, 'line'), rule: ruleOf(one), message: valueAt(one, 'message') });
      tally.add(WORDS(type).level, told);
      if (type === 'fatal') tally.couldNot(told);
    }
    return ok(tally.whole({ format: 'pylint-json', unit: isCount(unit) ? unit : undefined, emptyIsAmbiguous: isList(document) }));
  },
};

const isMessage = (value: unknown): boolean => textAt(value, 'type') !== undefined && textAt(value, 'symbol') !== undefined;

const ruleOf = (message: unknown): unknown => valueAt(message, 'symbol') ?? valueAt(message, 'message-id') ?? valueAt(message, 'messageId');
