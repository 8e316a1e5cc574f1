import { expect, test } from '@jest/globals';
import { follow } from '../../src/core/gates/merged.ts';
import { gate, judged } from './asked.ts';

const OTHERS = { rate: { prometheus: 'q', max: 1 }, again: { use: 'rate', max: 2 }, one: { use: 'two' }, two: { use: 'one' } };

test.each([
  ['the gate it names', { use: 'rate' }, { prometheus: 'q', max: 1 }],
  ['with its own keys over it', { use: 'rate', max: 3 }, { prometheus: 'q', max: 3 }],
  ['over two steps', { use: 'again' }, { prometheus: 'q', max: 2 }],
  ['nothing for a name nobody has', { use: 'constructor' }, undefined],
  ['nothing for a circle', { use: 'one' }, undefined],
])('use: it stands for %s', (_what, own, settings) => {
  expect(follow(own, OTHERS)).toEqual(settings);
});

test('use: one that leads nowhere asks nothing and is never a pass', () => {
  expect(judged({ use: 'gone' }, {})).toMatchObject({ outcome: 'error', summary: 'there is no gate "gone" to repeat' });
  expect(gate({ use: 'gone' }).signers).toBeUndefined();
});
