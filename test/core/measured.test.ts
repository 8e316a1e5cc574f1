import { expect, test } from '@jest/globals';
import { measuredText } from '../../src/core/measured.ts';

test.each([
  [76.2, '%', '76.2%'],
  [79.999, '%', '79.99%'],
  [80, '%', '80%'],
  [0.29 * 100, '%', '29%'],
  [310.256, 'ms', '310.26 ms'],
  [17, null, '17'],
])('%p %p reads %p', (value, unit, text) => {
  expect(measuredText({ value, unit })).toBe(text);
});

test('what has no value has no words', () => {
  expect(measuredText({ value: null, unit: '%' })).toBeUndefined();
});
