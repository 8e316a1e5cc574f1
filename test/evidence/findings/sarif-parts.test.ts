/** SARIF of many megabytes is read in parts: it says what it would say as a whole, whatever is wrong with it. */
import { describe, expect, test } from '@jest/globals';
import { SARIF } from '../../../src/core/evidence/findings/sarif.ts';
import type { Read } from '../../../src/core/evidence/format.ts';
import { parseJson } from '../../../src/core/evidence/json.ts';
import { takeApart } from '../../../src/core/evidence/json-parts.ts';
import { scan } from '../../../src/core/evidence/json-scan.ts';
import { readText } from '../tests/reports.ts';

/** What is in a text must not be taken for what is around it. */
const TRICKY = 'brackets ]}[{ , "results": [ and \\" and \\\\ and 😀';
const result = (n: number) => ({
  ruleId: `r${n % 7}`,
  level: ['error', 'warning', 'note'][n % 3],
  message: { text: `${TRICKY} ${n}` },
  locations: [{ physicalLocation: { artifactLocation: { uri: `src/${n}.py` }, region: { startLine: n + 1 } } }],
});
const results = (count: number): string => Array.from({ length: count }, (_, n) => JSON.stringify(result(n))).join(',\n');
const MANY = results(9_000);
const FEW = results(3);
const run = (list: string, more = ''): string => `{"tool":{"driver":{"name":"t","rules":[{"id":"r1"}]}},${more}"results" : [${list}]}`;
const log = (...runs: readonly string[]): string => `{"version":"2.1.0","runs":[${runs.join(',')}]}`;

const whole = (text: string): Read => {
  const parsed = parseJson(text);
  return parsed.ok ? SARIF.read(parsed.value) : parsed;
};
const told = (read: Read): unknown => (read.ok ? read.value : { ...read.error, message: read.error.message.replace(/^report: /, '') });

describe('as a whole and in parts', () => {
  test.each<[what: string, text: string, expected: object]>([
    ['one run', log(run(MANY)), { error: 3_000, warning: 3_000, note: 3_000 }],
    ['several runs, long and short', log(run(FEW), run(MANY), run(''), run(MANY)), { error: 6_001 }],
    ['a run behind that has no results', log(run(MANY), '{"tool":{"driver":{"name":"t"}}}'), { error: 3_000, toolErrors: 1 }],
    ['another long list', log(run(FEW, `"artifacts":[${MANY}],`)), { error: 1 }],
    ['of a key that is written twice, the last', log(run(MANY, `"results":[${FEW}],`)), { error: 3_000 }],
    ['of a key that is written twice, the last, which is short', log(run(FEW, `"results":[${MANY}],`)), { error: 1 }],
    ['of a key that is spelled in two ways, the last', log(run(MANY).replace(/\}$/, `,"r\\u0065sults":[${FEW}]}`)), { error: 1 }],
    ['a list of a number', log(run(MANY), run('0')), { code: 'malformed', message: expect.stringContaining('runs[1].results[0]') }],
    ['a number among results', log(run(`${MANY},7`)), { code: 'malformed', message: expect.stringContaining('runs[0].results[9000]') }],
    ['a comma too many at the end', log(run(`${MANY},`)), { code: 'malformed' }],
    ['a comma too many at the beginning', log(run(`,${MANY}`)), { code: 'malformed' }],
    ['a comma too many in between', log(run(`${MANY},,${MANY}`)), { code: 'malformed' }],
    ['a word in between', log(run(`${MANY},nul,${MANY}`)), { code: 'malformed' }],
    [
      'a number behind a result that is no JSON',
      log(run(`7,${MANY},nul`)),
      { code: 'malformed', message: expect.stringContaining('not one JSON') },
    ],
    ['brackets that do not fit', log(run(MANY)).replace(/\]\}\]\}$/, '}}]}'), { code: 'malformed' }],
    ['two documents', `${log(run(MANY))}{}`, { code: 'malformed' }],
    ['too deep inside a result', log(run(`${MANY},${'['.repeat(600)}${']'.repeat(600)}`)), { code: 'too_big' }],
    ['another version', log(run(MANY)).replace('2.1.0', '2.0.0'), { code: 'malformed', message: expect.stringContaining('SARIF "2.0.0"') }],
  ])('%s', (_, text, expected) => {
    expect(told(readText(text))).toEqual(told(whole(text)));
    expect(told(readText(text))).toMatchObject(expected);
  });
});

test('cut anywhere it is cut short', () => {
  const text = log(run(MANY), run(FEW));
  for (let n = 1; n < 20; n++)
    expect(told(readText(text.slice(0, Math.floor((text.length * n) / 20))))).toMatchObject({ code: 'cut_short' });
});

// Falls without: readParts of SARIF.
test('the long list is never there as a whole', () => {
  const text = log(run(MANY), run(FEW));
  const parts = takeApart(text, scan(text));
  expect(JSON.stringify(parts?.document).length).toBeLessThan(2_000);
  const pieces = [...(parts?.unfold([0]) ?? [])];
  expect(pieces.length).toBeGreaterThan(10);
  expect(pieces.flat()).toHaveLength(9_000);
  expect(parts?.isDone()).toBe(true);
});
