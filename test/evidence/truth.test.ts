/** Every sample says what its truth says: `test/fixtures/reports/truth.json` is the acceptance table of all readers. */
import { expect, test } from '@jest/globals';
import { FORMATS } from '../../src/core/evidence/formats.ts';
import { outcomeFor, verdictOn } from './tests/gates.ts';
import { readSamples, TRUTH, type Truth } from './tests/reports.ts';

/** Samples that are empty, or plain text of an error: these alone need `format:`. */
const NAMELESS = new Set(['flake8/clean.txt', 'mypy/mypy2.clean.jsonl', 'mypy/mypy2.no-files.jsonl', 'tsc/tsc5.clean.txt']);

const cases = TRUTH.map((truth) => [truth.file, truth] as const);

test.each(cases)('%s', (file, truth) => {
  const { kind, format, expected, verdict } = truth;
  const read = readSamples(truth, NAMELESS.has(file) ? format : undefined);
  expect(outcomeFor(read, truth)).toBe(verdict);
  if (expected === null) return;
  if (!read.ok) throw new Error(read.error.message);
  const { counts } = verdictOn(read.value, truth);
  expect([read.value.kind, read.value.format]).toEqual([kind, expect.stringContaining(nameOf(truth))]);
  expect(counts).toMatchObject(Object.fromEntries(Object.entries(expected).filter(([name]) => isOfCounts(name))));
  for (const [name, most] of Object.entries(expected).filter(([name]) => name.endsWith('_max')))
    expect(Number(counts[name])).toBeLessThanOrEqual(Number(most));
});

/** `merged` says how the samples are read, `components` needs globs: the tests of coverage have them. */
const isOfCounts = (name: string): boolean => !['merged', 'components'].includes(name) && !name.endsWith('_max');

const nameOf = ({ format }: Truth): string => FORMATS.find(({ name }) => name === format)?.name ?? format.split('-')[0] ?? format;

/** Reports that look green and are not, all made by the real tools: what the file says, what was true. */
const FALSE_GREENS: readonly (readonly [file: string, story: string])[] = [
  ['gotestsum.falsegreen.xml', '4 passed, 0 failures: a package did not compile'],
  ['ctest.fail.xml', 'skipped: the executable was missing'],
  ['synthetic.aborted-all-green.trx', 'all passed: the host crashed'],
  ['malformed.truncated.xml', 'passed, as far as it goes: cut short'],
  ['pytest9.all-deselected.xml', 'no failure: nothing was selected'],
  ['jest-junit.no-tests.xml', 'no failure: there was no test'],
  ['coveragepy.rounding-79.6.xml', '80 %: 79.64 %'],
  ['jacoco.empty.xml', 'nothing uncovered: nothing was measured'],
  ['synthetic.rate-disagrees.xml', 'a rate of 0.95: 1 of 2 lines'],
  ['eslint.dirty.sarif', 'no error: a file was not parsed'],
  ['bandit-json/dirty.json', 'no error: a file was not scanned'],
  ['synthetic.errors-no-results.json', 'no result: a file was not scanned'],
  ['npm11.endpoint-error.json', 'no vulnerability: the registry did not answer'],
  ['npm11.no-lockfile.json', 'no vulnerability: there was no lock file'],
  ['autocannon-json/unreachable.json', 'a p99 of 0: nobody answered'],
  ['summary-export.fail-latency.json', 'thresholds are true: true is crossed'],
  ['uptime7d.short-history.json', '100 % in 7 days: there are 2 days'],
  ['promptfoo/no-assertions.json', '100 % passed: nothing was asserted'],
  ['synthetic.cancelled-partial.json', '100 % passed: 3 of 10 samples'],
];

test.each(
  FALSE_GREENS.flatMap(([name, story]) =>
    cases.filter(([file]) => file.endsWith(name)).map(([file, truth]) => [file, story, truth] as const),
  ),
)('a false green: %s says "%s"', (file, _, truth) => {
  expect(outcomeFor(readSamples(truth, NAMELESS.has(file) ? truth.format : undefined), truth)).not.toBe('pass');
});

test('every false green is among the samples', () => {
  expect(FALSE_GREENS.filter(([name]) => !cases.some(([file]) => file.endsWith(name)))).toEqual([]);
});

test.each([
  ['junit/jest-junit.falsegreen.xml', 'a file that jest could not load is left out: `jest --json` knows'],
  ['ctrf/jest.falsegreen.json', 'the same of its CTRF reporter'],
  ['ruff-json/ruff.no-files.json', 'no Python file was found: `min_files`, or the exit code, knows'],
  ['mypy/mypy2.clean.jsonl', 'clean, or never run: its text output knows'],
])('a false green that no file shows: %s: %s', (file) => {
  const truth = TRUTH.find((one) => one.file === file);
  const read = truth && readSamples(truth, truth.format);
  expect(read).toMatchObject({ ok: true });
  if (read?.ok && read.value.kind === 'findings') expect(read.value.emptyIsAmbiguous).toBe(true);
});

test.each(cases.filter(([, truth]) => readSamples(truth).ok === false && truth.expected !== null))(
  '%s is empty, and nobody can know what it is without its format',
  (_, truth) => {
    expect(readSamples(truth)).toMatchObject({ error: { code: 'empty', message: expect.stringContaining(truth.file) } });
  },
);
