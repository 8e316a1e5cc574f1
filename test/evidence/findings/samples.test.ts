import { expect, test } from '@jest/globals';
import { FINDINGS } from '../../../src/core/evidence/findings/index.ts';
import { parseJson } from '../../../src/core/evidence/json.ts';
import { ENTRIES, evidenceOf, judged, read, sample } from './reading.ts';

test.each(ENTRIES)('$file counts and is judged as it should be', ({ file, format, expected, verdict }) => {
  const text = sample(file);
  const found = read(text, format);
  expect(found.ok ? FINDINGS.counts(evidenceOf(text, format)) : null).toEqual(expected === null ? null : expect.objectContaining(expected));
  expect(judged(text, format).outcome).toBe(verdict);
});

/** Empty for several tools alike, or plain text where mypy did not begin. */
const TELLS_NOTHING = /^(?:\s*|\[\]|[^{[<]*errors prevented further checking\)\s*)$/;

test.each(ENTRIES.filter(({ file }) => !TELLS_NOTHING.test(sample(file))))(
  '$file is told by its content, as one format only',
  ({ file, format }) => {
    const text = sample(file);
    const found = read(text);
    if (found.ok) expect(found.value.format).toBe(format);
    else expect(found.error.code).not.toBe('unknown_format');
    const document = parseJson(text);
    const claims = FINDINGS.formats.filter((one) =>
      one.of === 'lines' ? one.isHead(text.slice(0, 4096)) : one.of === 'json' && document.ok && one.isOne(document.value),
    );
    expect(claims.map(({ name }) => name)).toEqual(format === 'checkstyle' ? [] : [format]);
  },
);

/** Of these a part is as good as the whole: their evidence says so. */
const UNDETECTABLE = ['tsc', 'flake8', 'mypy-json'];

test.each(ENTRIES.filter(({ format }) => !UNDETECTABLE.includes(format)))('$file cut anywhere is no report', ({ file, format }) => {
  const text = sample(file).trimEnd();
  const parts = Array.from({ length: 60 }, (_, n) => text.slice(0, Math.floor((text.length * n) / 60)));
  expect(parts.filter((part) => part !== text && !isWhole(part, format) && read(part, format).ok)).toEqual([]);
});

/** mypy's text is whole after any of its last lines. */
const isWhole = (text: string, format: string): boolean =>
  format === 'mypy-text' && /(?:checked \d+ source files?|in \d+ source files?)/.test(text);

test.each(ENTRIES.filter(({ format }) => UNDETECTABLE.includes(format)))(
  '$file cut to nothing says that it may be no report',
  ({ format }) => {
    expect(evidenceOf('\n', format).emptyIsAmbiguous).toBe(true);
    expect(judged('\n', format).summary).toMatch(/^clean, but .* is just as empty when nothing was looked at/);
  },
);
