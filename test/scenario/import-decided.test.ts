/** An import beside what people have decided: before it, meanwhile, and after it was taken back. */
import { expect, test } from '@jest/globals';
import type { Fetch } from '../../src/github/transport.ts';
import type { Issue } from '../../src/sandbox/index.ts';
import { readsAll } from '../harness/deliveries.ts';
import { imports } from '../harness/import.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

function onlyOne(s: Story): Issue {
  const [issue] = s.issues();
  if (!issue) throw new Error('there is no issue');
  return issue;
}

/** A version after v1.4.0. */
function newer(s: Story): void {
  s.world.as('alice').pushes(REPO, { 'README.md': '# Newer\n' });
  s.world.as('alice').tags(REPO, 'v1.5.0');
}

async function promoted(s: Story, asked: Parameters<Story['opens']>[1] = {}): Promise<Issue> {
  const issue = await s.opens('alice', asked);
  for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
  return issue;
}
const row = (version: string, since = '') => ({
  'MATURITY.md': `| Component | Stage | Version | Since |\n|---|---|---|---|\n| agent_orchestration | staging | ${version} | ${since} |\n`,
});

test('a commit that was rolled back there is not imported again, whatever was imported since', async () => {
  await story(async (s) => {
    newer(s);
    await s.says('bob', await promoted(s), '/rollback it broke');
    expect((await imports(s, { files: row('v1.5.0'), write: true })).code).toBe(0);
    s.world.clock.advance(3 * 86_400);
    const { code, out } = await imports(s, { files: row('v1.4.0', '2026-11-22'), write: true });
    expect([code, out]).toEqual([1, expect.stringContaining('took this very commit back from there')]);
    readsAll(s);
  });
});

test('what people promote after the plan was made is not replaced: the row is asked about once more before it is written', async () => {
  await story(async (s) => {
    newer(s);
    let lists = 0;
    const way =
      (github: Fetch): Fetch =>
      async (input, init) => {
        if (/issues\?.*labels=component/.test(String(input))) {
          lists += 1;
          if (lists === 2) await promoted(s, { version: 'v1.5.0' });
        }
        return github(input, init);
      };
    const { code, out } = await imports(s, { files: row('v1.4.0'), write: true, way });
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/agent_orchestration v1\.4\.0 in staging: not written any more, [\s\S]*There was nothing to write/),
    ]);
    expect(s.issues().filter((issue) => promotionOf(s, issue)?.imported)).toEqual([]);
    readsAll(s);
  });
});

test('an import that was taken back is no rollback: the commit can be promoted there', async () => {
  await story(async (s) => {
    await imports(s, { files: row('v1.4.0'), write: true });
    await s.says('bob', onlyOne(s), '/cancel it does not run there yet');
    expect(promotionOf(s, await promoted(s))).toMatchObject({ status: 'PROMOTED' });
    readsAll(s);
  });
});
