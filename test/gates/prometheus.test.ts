import { expect, test } from '@jest/globals';
import { earlier } from '../../src/core/gates/promql.ts';
import { about, gate, judged, table } from './asked.ts';

const vector = (...values: readonly string[]) => ({
  prometheus: {
    body: JSON.stringify({
      status: 'success',
      data: { resultType: 'vector', result: values.map((value, i) => ({ metric: { i: String(i) }, value: [1, value] })) },
    }),
  },
});
const RATE = { prometheus: 'rate(errors{job="{labels.job}"}[1h])', max: '1%' };

table('prometheus', [
  ['within the limit', RATE, vector('0.005'), 'pass', '0.5 %; at most 1 %, 0.5 % to spare'],
  ['exactly the limit', RATE, vector('0.01'), 'pass', /just met/],
  ['float noise', { ...RATE, max: 30 }, vector('30.000000000000004'), 'pass', /just met/],
  ['over the limit', RATE, vector('0.025'), 'fail', '2.5 %; at most 1 %, 1.5 % too much'],
  ['hardly over the limit never looks like it', RATE, vector('0.0100001'), 'fail', /^1\.00001 %/],
  ['an empty vector is no 0', RATE, vector(), 'error', /or vector\(0\)/],
  ['NaN', RATE, vector('NaN'), 'error', /NaN/],
  ['two series', RATE, vector('0', '0'), 'error', /2 series/],
  ['a login page', RATE, { prometheus: { body: '<html>' } }, 'error', /HTML/],
]);

test('the query is shown as it was asked, wherever people have to look', () => {
  expect(judged(RATE, vector('1')).findings).toEqual([{ name: 'query', message: 'rate(errors{job="web-job"}[1h])' }]);
});

test.each(['x"} or up{a="', 'x\\', "x'", 'x`', 'a\nb', 'x{}'])('the label %j cannot leave its quotes', (job) => {
  const of = about({ subject: { ...about().subject, labels: { job } } });
  expect(gate(RATE).needs(of)).toEqual([]);
  expect(judged(RATE, vector('0'), of)).toMatchObject({ outcome: 'error', summary: expect.stringContaining('{labels.job}') });
});

test('a query is asked as of earlier, whatever it is made of', () => {
  expect(earlier('a / b # note', 86_400)).toBe('last_over_time((\na / b # note\n)[5m:1m] offset 1d)');
});
