import { report, table } from './asked.ts';

const timed = (ms: number) =>
  report({
    kind: 'metrics',
    format: 'benchmark-action',
    values: { route: ms },
    kept: {},
    about: { 'unit.route': 'ms', direction: 'smaller' },
  });
const against = (now: number, before: number) => ({
  report: ({ glob }: { readonly glob: string }) => (glob === 'base.json' ? timed(before) : timed(now)),
});
const settings = (change: string) => ({
  benchmark: 'now.json',
  baseline: 'base.json',
  max_increase: change,
  metrics: { route: { direction: 'smaller' } },
});

table('benchmark', [
  ['as slow as is allowed', settings('20%'), against(120, 100), 'pass', /120/],
  ['slower', settings('20%'), against(121, 100), 'fail', /121/],
  ['a limit of its own', { benchmark: 'now.json', metrics: { route: { max: 119 } } }, against(120, 100), 'fail', /120/],
  [
    'a baseline nobody can read',
    settings('20%'),
    { report: ({ glob }) => (glob === 'base.json' ? { message: 'no base' } : timed(1)) },
    'error',
    'no base',
  ],
]);
