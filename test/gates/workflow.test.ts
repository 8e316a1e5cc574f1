import { table } from './asked.ts';

const ended = (conclusion: string) => ({
  workflow: { conclusion, at: '2026-11-20T11:00:00Z', url: 'https://github.com/acme/shop/actions/runs/1' },
});
const BUILD = { workflow: 'build.yml' };

table('workflow', [
  ['success', BUILD, ended('success'), 'pass', 'build.yml: success'],
  ['failure', BUILD, ended('failure'), 'fail', /failure/],
  ['skipped is no success', BUILD, ended('skipped'), 'error', /skipped/],
  ['neutral is no success', BUILD, ended('neutral'), 'error', /neutral/],
  ['it never started', BUILD, ended('startup_failure'), 'error', /did not start/],
  ['no conclusion', BUILD, ended(''), 'error', /no success/],
]);
