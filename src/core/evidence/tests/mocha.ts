/** Mocha's `json` reporter: three lists, and totals that leave out failed hooks. */
import { ok } from '../../result.ts';
import type { TestEvidence } from '../evidence.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isList, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { tally } from './tally.ts';

const LISTS = ['passes', 'failures', 'pending'] as const;

export const MOCHA: JsonFormat<TestEvidence> = {
  name: 'mocha-json',
  title: 'mocha JSON',
  of: 'json',
  isOne: (document) => isObject(valueAt(document, 'stats')) && LISTS.every((name) => isList(valueAt(document, name))),
  read,
};

function read(document: unknown): Read<TestEvidence> {
  const declared = valueAt(objectAt(document, 'stats'), 'failures');
  if (!isCount(declared)) return wrongValue('stats.failures', declared, 'a whole number');
  const counted = tally();
  for (const test of listAt(document, 'passes')) {
    const retry = valueAt(test, 'currentRetry');
    if (isCount(retry) && retry > 0) counted.flaky();
    else counted.passed();
  }
  for (const test of listAt(document, 'failures')) {
    const path = textAt(test, 'file');
    const message = textAt(objectAt(test, 'err'), 'message') ?? '';
    counted.failed({ name: textAt(test, 'fullTitle') ?? textAt(test, 'title') ?? '', ...(path === undefined ? {} : { path }), message });
  }
  for (const _ of listAt(document, 'pending')) counted.skipped();
  counted.undeclared(declared - counted.failures(), {
    name: 'the whole run',
    message: 'The totals count a failure that is not in the list.',
  });
  return ok(counted.evidence(MOCHA.name));
}
