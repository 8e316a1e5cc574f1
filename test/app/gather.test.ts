/** What is remembered of the rules between looks. */
import { expect, test } from '@jest/globals';
import { Gatherer } from '../../src/app/gather.ts';
import { memories } from '../../src/app/memory.ts';
import type { Hub } from '../../src/app/ports.ts';
import type { Lookup, Seen } from '../../src/core/seen.ts';
import { ruledBy, SEEN } from '../core/facts-builder.ts';
import { notary } from '../core/notaries.ts';

test('the same rules in two accounts are told apart by the account, whose file the words name', async () => {
  const gatherer = new Gatherer(notary, async () => {});
  const problemsOf = async (owner: string): Promise<string> => {
    const see = async (_ref: unknown, lookup: Lookup): Promise<Seen> => ({
      ...ruledBy(SEEN, 'version: 1\nextends: org\n'),
      repo: { ...SEEN.repo, owner },
      ...(lookup.defaults && { defaults: { lacks: 'repository' } }),
      lookup,
    });
    const ref = { owner, repo: 'shop', number: 7 };
    // Of the whole door only this is gone through.
    const { config } = await gatherer.gather({ see } as unknown as Hub, ref, memories()(ref));
    return JSON.stringify(config.problems);
  };
  expect(await problemsOf('acme')).toContain('acme/.github');
  expect(await problemsOf('globex')).toContain('globex/.github');
  expect(await problemsOf('globex')).not.toContain('acme');
});
