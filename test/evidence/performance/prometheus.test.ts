import { expect, test } from '@jest/globals';
import { PERFORMANCE, readPrometheus } from '../../../src/core/evidence/performance/index.ts';
import { metricsOf, refusalOf, sampleText } from './reading.ts';

const answer = (data: unknown, more: object = {}): string => JSON.stringify({ status: 'success', data, ...more });
const vector = (...values: readonly unknown[]): unknown => ({
  resultType: 'vector',
  result: values.map((value, n) => ({ metric: { pod: `p${n}` }, value: [1_795_222_080, value] })),
});

test.each([
  ['nothing', '', 'Prometheus answered with nothing'],
  ['no series, also for "no error ever"', answer(vector()), 'or vector(0)'],
  ['two series', answer(vector('1', '2')), 'found 2 series'],
  ['NaN: 0 / 0', answer(vector('NaN')), 'there was no traffic'],
  ['+Inf', answer(vector('+Inf')), 'divided by 0'],
  ['an empty text, which is no 0', answer(vector('')), 'a number as text'],
  ['a hexadecimal number', answer(vector('0x10')), 'a number as text'],
  ['a number that is no text', answer(vector(5)), 'a number as text'],
  ['1e400', answer(vector('1e400')), 'a number as text'],
  ['a range', sampleText('prometheus/range.json'), 'The answer is a matrix'],
  ['a string', sampleText('prometheus/string.json'), 'The answer is a string'],
  ['a kind that does not exist', answer({ resultType: 'streams', result: [] }), '"vector" or "scalar"'],
  ['a histogram', answer({ resultType: 'vector', result: [{ metric: {}, histogram: [1, {}] }] }), 'histogram_quantile'],
  ['a login page', sampleText('prometheus/proxy-login-page.html'), 'HTML page'],
  ['half an answer', sampleText('prometheus/truncated.json'), 'ends before'],
  ['a part of it, as VictoriaMetrics says it', answer(vector('0'), { isPartial: true }), 'partial'],
  ['a part of the truth', answer(vector('0'), { warnings: ['store 10.0.0.3 did not answer'] }), 'a part of the truth'],
  [
    'a query that is wrong',
    JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'parse error' }),
    'refused the query: "parse error"',
  ],
  ['another API', '{"hello": 1}', 'no answer of the Prometheus API'],
])('%s is no number, and says why', (_, body, said) => {
  expect(refusalOf(readPrometheus(body)).message).toContain(said);
});

test.each([
  ['one series', answer(vector('14.999999999999991')), 14.999999999999991],
  ['a scalar', answer({ resultType: 'scalar', result: [1, '1e-3'] }), 0.001],
  ['a hint about the query', answer(vector('-2'), { warnings: ['PromQL info: metric might not be a counter'], infos: ['x'] }), -2],
])('%s is one number', (_, body, value) => {
  expect(metricsOf(readPrometheus(body)).values).toEqual({ value });
});

test('float noise is no crossed limit', () => {
  const evidence = metricsOf(readPrometheus(answer(vector('30.000000000000004'))));
  expect(PERFORMANCE.judge(evidence, { metrics: { value: { max: 30 } } }).outcome).toBe('pass');
  expect(PERFORMANCE.judge(evidence, { metrics: { value: { max: 29.99 } } }).outcome).toBe('fail');
});

test('an answer without a limit is no verdict: 100 % of a week may be 100 % of two days', () => {
  expect(PERFORMANCE.judge(metricsOf(readPrometheus(sampleText('prometheus/uptime7d.short-history.json'))), {}).outcome).toBe('error');
});
