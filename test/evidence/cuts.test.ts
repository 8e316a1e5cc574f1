/** A report that was cut short never says better than the whole one: an upload that broke off must not promote anything. */
import { expect, test } from '@jest/globals';
import { outcomeFor } from './tests/gates.ts';
import { bytesOf, filesOf, readBytes, readSamples, TRUTH } from './tests/reports.ts';

const CUTS = 50;
/** Of these a part is as good as the whole, and their evidence says so (`emptyIsAmbiguous`). */
const UNDETECTABLE = ['tsc', 'flake8', 'mypy-json'];

const cuttable = TRUTH.filter(({ format, verdict }) => verdict !== 'pass' && !UNDETECTABLE.includes(format));

test.each(cuttable.map((truth) => [truth.file, truth] as const))('%s, cut anywhere, passes nothing', (_, truth) => {
  const passing = filesOf(truth).flatMap((file) => {
    const bytes = bytesOf(file);
    return cutsOf(bytes).filter((end) => outcomeFor(readBytes(bytes.subarray(0, end)), truth) === 'pass');
  });
  expect(passing).toEqual([]);
});

const cutsOf = (bytes: Uint8Array): readonly number[] => Array.from({ length: CUTS }, (_, n) => Math.floor((bytes.length * n) / CUTS));

/** XML and JSON end with a bracket: no part of one is whole. Of lines, a part may be. */
const BRACKETED = TRUTH.filter(({ file, expected }) => /\.(?:xml|trx|json|sarif)$/.test(file) && expected !== null && !file.includes('*'));

test.each(BRACKETED.map((truth) => [truth.file, truth] as const))('%s, cut anywhere, is refused', (file, truth) => {
  const whole = new TextDecoder().decode(bytesOf(file)).trimEnd();
  const bytes = whole.includes('\uFFFD') ? bytesOf(file) : Buffer.from(whole);
  const read = cutsOf(bytes).filter((end) => readBytes(bytes.subarray(0, end)).ok);
  expect([readSamples(truth).ok, read]).toEqual([true, []]);
});

test.each(TRUTH.filter(({ format }) => UNDETECTABLE.includes(format)).map((truth) => [truth.file, truth] as const))(
  '%s may be cut unseen, and says so',
  (file, truth) => {
    const read = readBytes(bytesOf(file).subarray(0, 0), truth.format);
    expect(read).toMatchObject({ ok: true, value: { emptyIsAmbiguous: true } });
  },
);
