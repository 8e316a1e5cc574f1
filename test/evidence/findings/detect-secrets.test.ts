import { expect, test } from '@jest/globals';
import { detectSecretsAgainst, FINDINGS } from '../../../src/core/evidence/findings/index.ts';
import { ofJson, sample } from './reading.ts';

const audited: unknown = JSON.parse(sample('detect-secrets/audited-false-positives.baseline.json'));
const unaudited: unknown = JSON.parse(sample('detect-secrets/hook.dirty.json'));
const clean: unknown = JSON.parse(sample('detect-secrets/clean.baseline.json'));

function against(base: unknown, document: unknown) {
  const read = detectSecretsAgainst(base).read(document);
  if (!read.ok) throw new Error(read.error.message);
  return FINDINGS.judge(read.value, {});
}

test('an audit that the base branch has too sets a secret aside', () => {
  expect(against(audited, audited)).toMatchObject({ outcome: 'pass', summary: 'clean (3 audited as false positives)' });
});

test.each([
  ['has the secret without an audit', unaudited],
  ['does not know the secret', clean],
  ['has no baseline yet', undefined],
  ['has something else in its place', ['x']],
  [
    'has the audit of another file',
    { results: { 'other.py': [{ type: 'AWS Access Key', hashed_secret: '25910f981e85ca04baf359199dd0bd4a3ae738b6', is_secret: false }] } },
  ],
])('a change cannot audit its own secrets away: the base branch %s', (_, base) => {
  expect(against(base, audited)).toMatchObject({ outcome: 'fail', summary: '3 errors; none allowed' });
});

test('a base branch that audited it does not help a secret the change did not audit', () => {
  expect(against(audited, unaudited).outcome).toBe('fail');
});

test('only false is an audit', () => {
  const secrets = [true, null, 'false', 0, undefined].map((is_secret) => ({ type: 'T', hashed_secret: 'h', is_secret }));
  expect(ofJson({ plugins_used: [], results: { 'a.py': secrets } })).toMatchObject({ error: 5, aside: 0 });
});
