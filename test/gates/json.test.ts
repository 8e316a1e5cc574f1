import { expect, test } from '@jest/globals';
import { valueAtPointer } from '../../src/core/gates/json.ts';
import { table } from './asked.ts';

const document = (value: unknown) => ({ json: { value, source: { path: 'a.json' } } });
const cost = document({ cost: 0.05, status: 'PUBLISHED', tags: ['eu'], low: 0.1 + 0.2 });

table('json', [
  ['exactly the most', { json: 'a.json', at: '/cost', max: 0.05 }, cost, 'pass', '/cost is 0.05; at most 0.05, just met'],
  ['too much', { json: 'a.json', at: '/cost', max: 0.04 }, cost, 'fail', '/cost is 0.05; at most 0.04, 0.01 too much'],
  ['too little', { json: 'a.json', at: '/cost', min: '6%' }, cost, 'fail', '/cost is 5 %; at least 6 %, 1 % missing'],
  ['the noise of floats', { json: 'a.json', at: '/low', max: 0.3 }, cost, 'pass', /just met/],
  ['the very text', { json: 'a.json', at: '/status', equals: 'PUBLISHED' }, cost, 'pass', '/status is "PUBLISHED"'],
  ['another text', { json: 'a.json', at: '/status', equals: 'DRAFT' }, cost, 'fail', '/status is "PUBLISHED"; "DRAFT" is wanted'],
  ['text is no number', { json: 'a.json', at: '/status', max: 1 }, cost, 'error', /"PUBLISHED", and a number is needed/],
  ['a list that has it', { json: 'a.json', at: '/tags', contains: 'eu' }, cost, 'pass', '/tags has "eu"'],
  ['nothing there', { json: 'a.json', at: '/costs', max: 1 }, cost, 'error', 'a.json has nothing at /costs'],
  ['what objects inherit is nothing', { json: 'a.json', at: '/constructor/name', equals: 'Object' }, cost, 'error', /nothing at/],
]);

// The examples of RFC 6901, section 5.
test.each<[string, unknown]>([
  ['', expect.anything()],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/m~0n', 8],
])('the pointer %j', (pointer, value) => {
  expect(valueAtPointer({ foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8 }, pointer)).toEqual({ ok: true, value });
});

test.each(['/foo/2', '/foo/00', '/foo/-', '/foo/length', '/toString', '/x', '/foo/0/x'])('the pointer %j leads nowhere', (pointer) => {
  expect(valueAtPointer({ foo: ['bar', 'baz'] }, pointer).ok).toBe(false);
});
