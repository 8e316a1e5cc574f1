/** The settings of the organisation in a look at an issue, and what GitHub may keep from us without stopping everything. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Lookup } from '../../src/core/seen.ts';
import { GraphqlRefused } from '../../src/github/graphql.ts';
import { see } from '../../src/github/see/see.ts';
import { NO_LOOKUP } from '../core/facts-builder.ts';
import { github, ISSUE, noAnswerIsLeft, refused, signedIn } from './github-by-nock.ts';
import { error, seen } from './see-answers.ts';

afterEach(() => {
  expect(noAnswerIsLeft()).toEqual([]);
});

/** What is seen when GitHub answers so. */
async function look(answer: unknown, lookup: Partial<Lookup> = {}) {
  const client = await signedIn();
  github(answer);
  return see(client, ISSUE, { ...NO_LOOKUP, ...lookup });
}

describe('the settings of the organisation', () => {
  const blob = { oid: 'd'.repeat(40), byteSize: 11, isTruncated: false, isBinary: false, text: 'version: 1\n' };
  const answered = (defaults: unknown, errors: readonly object[] = []) => {
    const { data } = seen();
    return { data: { ...data, defaults }, ...(errors.length > 0 && { errors }) };
  };
  const hidden = ['NOT_FOUND', 'FORBIDDEN', 'INSUFFICIENT_SCOPES'] as const;

  test.each([
    ['there', answered({ config: blob }), { file: { blob: blob.oid, bytes: 11, text: blob.text } }],
    ['no text', answered({ config: { ...blob, isBinary: true, text: null } }), { file: { blob: blob.oid, bytes: 11, text: undefined } }],
    ['not in their repository', answered({ config: null }), { lacks: 'file' }],
    ['a folder', answered({ config: {} }), { lacks: 'file' }],
    ...hidden.map((type) => [`hidden (${type})`, answered(null, [error(['defaults'], type)]), { lacks: 'repository' }] as const),
    ['hidden without an error', answered(null), { lacks: 'repository' }],
  ])('are %s', async (_how, answer, found) => {
    expect((await look(answer, { defaults: true })).defaults).toEqual(found);
  });

  test('are nothing where they were not asked for', async () => {
    expect((await look(seen())).defaults).toBeUndefined();
  });

  test('that GitHub cannot say now are worth another try, and no absence', async () => {
    const found = await refused(
      look(answered(null, [error(['defaults'], 'SERVICE_UNAVAILABLE', 'Something went wrong')]), { defaults: true }),
    );
    expect(found).toBeInstanceOf(GraphqlRefused);
  });
});
