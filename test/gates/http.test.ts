import { expect, test } from '@jest/globals';
import { whereDifferent } from '../../src/core/gates/http.ts';
import { about, gate, table } from './asked.ts';

const answered = (status: number, body = '{"status":"ok","checks":{"db":true,"queue":3}}') => ({
  http: { status, body, milliseconds: 120 },
});
const HEALTH = { http: 'https://{to}.example.com/health' };

table('http', [
  ['200', HEALTH, answered(200), 'pass', 'status 200 in 120 ms'],
  ['503', HEALTH, answered(503), 'fail', 'status 503 in 120 ms; 200 is wanted'],
  ['another status that is wanted', { ...HEALTH, status: 204 }, answered(204, ''), 'pass', /204/],
  ['the JSON that is wanted, among more', { ...HEALTH, json: { status: 'ok' } }, answered(200), 'pass', /200/],
  ['deeper', { ...HEALTH, json: { checks: { db: true } } }, answered(200), 'pass', /200/],
  ['other JSON', { ...HEALTH, json: { checks: { db: false } } }, answered(200), 'fail', /\/checks\/db is not as wanted/],
  ['a login page', { ...HEALTH, json: { status: 'ok' } }, answered(200, '<html>'), 'error', /no JSON: it begins with "<html>"/],
  ['a text that is missing', { ...HEALTH, contains: 'ready' }, answered(200), 'fail', /lacks "ready"/],
  ['exactly in time', { ...HEALTH, max_time: '120ms' }, answered(200), 'pass', /120 ms/],
  ['too late', { ...HEALTH, max_time: '100ms' }, answered(200), 'fail', /at most 100 ms, 20 ms too much/],
]);

test.each<[unknown, unknown, string | undefined]>([
  [{}, { a: 1 }, undefined],
  [{ a: null }, {}, '/a'],
  [{ constructor: {} }, {}, '/constructor'],
  [[1], [1, 2], 'the answer'],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2, c: 3 }] }, undefined],
  [1, '1', 'the answer'],
])('%j in %j differs at %s', (wanted, found, where) => {
  expect(whereDifferent(wanted, found)).toBe(where);
});

test('a value adds no host, no path and no question to an address', () => {
  const version = 'x.evil.com/@a?b#c';
  expect(gate({ http: 'https://example.com/{version}/health' }).needs(about({ version }))).toMatchObject([
    { url: 'https://example.com/x.evil.com%2F%40a%3Fb%23c/health' },
  ]);
});
