import type { MetricsEvidence } from '../../src/core/evidence/evidence.ts';
import { report, table } from './asked.ts';

const measured = (changed: Partial<MetricsEvidence> = {}) => {
  const values = { 'http_req_duration.avg': 90, 'http_req_duration.p(95)': 290, 'http_req_failed.rate': 0.01 };
  return { report: report({ kind: 'metrics', format: 'k6', values, kept: {}, about: {}, ...changed }) };
};
const REQUIRED = ['http_req_duration p(95) < 300ms', 'http_req_failed rate <= 1%'];

table('k6', [
  ['within the limits', { k6: 'a.json', require: REQUIRED }, measured(), 'pass', /290 ms/],
  ['slower', { k6: 'a.json', require: ['http_req_duration p(95) < 290ms'] }, measured(), 'fail', /290 ms needed/],
  ['neither limit nor threshold', { k6: 'a.json' }, measured(), 'error', /./],
  [
    'a threshold of the script was crossed',
    { k6: 'a.json', require: REQUIRED },
    measured({ kept: { 'http_req_duration p(95)<200': false } }),
    'fail',
    /./,
  ],
  ['a metric that is not there', { k6: 'a.json', require: ['http_reqs rate > 5'] }, measured(), 'error', /http_reqs/],
]);
