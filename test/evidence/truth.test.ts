/** Every sample says what its truth says: `test/fixtures/reports/truth.json` is the acceptance table of all readers. */
import { expect, test } from '@jest/globals';
import { TESTS } from '../../src/core/evidence/tests/index.ts';
import { readSamples, TRUTH } from './tests/reports.ts';

test.each(TRUTH.filter(({ kind }) => kind === 'tests').map((truth) => [truth.file, truth] as const))('%s', (_, truth) => {
  const read = readSamples(truth);
  const counts = read.ok && read.value.kind === 'tests' ? TESTS.counts(read.value) : null;
  const outcome = read.ok && read.value.kind === 'tests' ? TESTS.judge(read.value, {}).outcome : 'error';
  if (truth.expected === null) expect(counts).toBeNull();
  else expect([read, counts]).toEqual([expect.anything(), expect.objectContaining(truth.expected)]);
  expect(outcome).toBe(truth.verdict);
});
