import { report, table } from './asked.ts';

const page = {
  report: report({
    kind: 'metrics',
    format: 'lighthouse',
    values: { performance: 0.93, seo: 0.9, 'total-blocking-time': 180 },
    kept: {},
    about: {},
  }),
};

table('lighthouse', [
  ['a score of 93 where 90 are needed', { lighthouse: 'a.json', min: 90 }, page, 'pass', /performance/],
  ['exactly the score', { lighthouse: 'a.json', min: '93%' }, page, 'pass', /performance/],
  ['a score too low', { lighthouse: 'a.json', min: '95%' }, page, 'fail', /performance/],
  ['another category', { lighthouse: 'a.json', min: 91, category: 'seo' }, page, 'fail', /seo/],
  ['a category that was not audited', { lighthouse: 'a.json', min: 90, category: 'accessibility' }, page, 'error', /accessibility/],
  ['an audit in its limit', { lighthouse: 'a.json', metrics: { 'total-blocking-time': { max: 200 } } }, page, 'pass', /180/],
  ['no limit at all', { lighthouse: 'a.json' }, page, 'error', /./],
]);
