import { table } from './asked.ts';

const answer = (value: number) => ({
  body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, String(value)] }] } }),
});
const up = (share: number, minutes: number) => ({
  prometheus: ({ query }: { readonly query: string }) => answer(query.includes('count_over_time') ? minutes : share),
});
const WEEK = { uptime: 'up{job="{labels.job}"}', window: '7d', min: '99.5%' };

table('uptime', [
  [
    'up for a week',
    WEEK,
    up(0.997, 10_080),
    'pass',
    /^99\.7 %; at least 99\.5 %, 0\.2 % to spare over 7 days \(10080 of 10080 minutes have data\)$/,
  ],
  ['exactly enough', WEEK, up(0.995, 10_081), 'pass', /just met/],
  ['down too long', WEEK, up(0.991, 10_080), 'fail', /at least 99\.5 %, 0\.4 % missing/],
  ['100 % of 7 days from 2 days of data', WEEK, up(1, 2_881), 'error', /^100 % over 28\.58 % of 7 days/],
  ['95 % of the data are enough', WEEK, up(1, 9_576), 'pass', /100 %/],
  ['a little less is not', WEEK, up(1, 9_575), 'error', /95 % of it are needed/],
  ['unless less is asked for', { ...WEEK, min_data: '20%' }, up(1, 2_881), 'pass', /100 %/],
  ['a series that is no uptime', WEEK, up(37, 10_080), 'error', /must be 1 when up/],
  [
    'the worst of several series',
    { ...WEEK, series: 'worst' },
    { prometheus: ({ query }) => answer(/^min\(count/.test(query) ? 10_080 : /^min\(avg/.test(query) ? 0.9 : 1) },
    'fail',
    /90 %/,
  ],
]);
