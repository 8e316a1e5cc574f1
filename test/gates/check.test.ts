import { expect, test } from '@jest/globals';
import { judged, table } from './asked.ts';

const ended = (conclusion: string) => ({ check: { conclusion, at: '2026-11-20T11:00:00Z', url: 'https://github.com/acme/shop/runs/1' } });
const CI = { check: 'CI / build' };

table('check', [
  ['success', CI, ended('success'), 'pass', 'CI / build: success'],
  ['failure', CI, ended('failure'), 'fail', /failure/],
  ['timed out', CI, ended('timed_out'), 'fail', /timed out/],
  ['skipped is no success', CI, ended('skipped'), 'error', /skipped/],
  ['neutral is no success', CI, ended('neutral'), 'error', /neutral/],
  ['cancelled', CI, ended('cancelled'), 'error', /cancelled/],
  ['stale', CI, ended('stale'), 'error', /stale/],
  ['somebody has to act', CI, ended('action_required'), 'pending', /act/],
  ['a conclusion nobody knows', CI, ended('constructor'), 'error', /"constructor"/],
  ['success in capitals is another word', CI, ended('SUCCESS'), 'error', /no success/],
]);

test('a green check of the same name by another app is not the one that is asked for', () => {
  const onlyEvil = ({ app }: { readonly app: string }) =>
    app === 'evil-app' ? ended('success').check : { message: `${app} has no such check` };
  expect(judged(CI, { check: onlyEvil })).toMatchObject({ outcome: 'error', summary: 'github-actions has no such check' });
  expect(judged({ ...CI, app: 'evil-app' }, { check: onlyEvil }).outcome).toBe('pass');
});
