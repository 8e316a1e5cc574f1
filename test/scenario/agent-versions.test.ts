/** Which version of an agent may be promoted, and that its number means one commit for ever. */
import { describe, expect, test } from '@jest/globals';
import { releaseAgent } from '../../src/sandbox/agent-cast.ts';
import { AGENT_RULES, approves, asks, bobTells, wanted } from '../harness/agents.ts';
import { form } from '../harness/form.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO } from '../harness/story.ts';

describe('MISSION A2: only what is published is promoted', () => {
  test.each<[string, string | undefined, RegExp]>([
    ['DRAFT', 'DRAFT', /^agents\/bob\/agent\.json calls 1\.3\.0 a DRAFT\. Publish it/],
    ['DEPRECATED, in small letters', 'deprecated', /calls 1\.3\.0 DEPRECATED\. Promote a newer one\./],
    ['something else', 'released', /calls 1\.3\.0 released, and that is none of PUBLISHED, DRAFT and DEPRECATED/],
    ['nothing', '', /does not say whether 1\.3\.0 is published/],
  ])('a file that says %s', async (_what, status, words) => {
    await bobTells({}, async (s) => {
      releaseAgent(s.world, { version: '1.3.0', ...(status === undefined ? {} : { status }) });
      const issue = await s.opens('alice', { subject: 'bob', version: '1.3.0', to: 'development' });
      expect(wanted(s, issue)).toEqual([expect.stringMatching(words)]);
    });
  });

  test('a tag needs its release, where the rules say that releases publish', async () => {
    const rules = AGENT_RULES.replace('    kind: agent\n', '    kind: agent\n    published: release\n');
    await bobTells({}, async (s) => {
      s.world.as('alice').pushes(REPO, { '.github/promotion.yml': rules });
      releaseAgent(s.world, { version: '1.3.0', status: 'DRAFT' });
      s.world.as('alice').tags(REPO, 'bob-v1.3.0');
      const issue = await s.opens('alice', { subject: 'bob', version: '1.3.0', to: 'development' });
      expect(wanted(s, issue)).toEqual([expect.stringMatching(/^bob-v1\.3\.0 has no published release/)]);
      s.world.release(REPO, 'bob-v1.3.0');
      await s.says('alice', issue, '/why');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', round: { terms: { version: 'bob-v1.3.0' } } });
    });
  });

  test('a release that is deprecated between the approval and the deployment is not deployed', async () => {
    const rules = AGENT_RULES.replace('    kind: agent\n', '    kind: agent\n    published: release\n').replace(
      'approval: qa',
      'approval: { role: qa, count: 2 }',
    );
    await bobTells({}, async (s) => {
      s.world.as('alice').pushes(REPO, { '.github/promotion.yml': rules });
      releaseAgent(s.world, { version: '1.3.0' });
      s.world.as('alice').tags(REPO, 'v1.3.0');
      const release = s.world.release(REPO, 'v1.3.0');
      await asks(s, { version: '1.3.0', to: 'development' });
      const issue = await asks(s, { version: '1.3.0' });
      await s.says('carol', issue, '/approve');
      Object.assign(release, { name: 'DEPRECATED: refunds twice' });
      await s.says('alice', issue, '/why');
      expect(wanted(s, issue)).toEqual([expect.stringMatching(/^The release v1\.3\.0 is marked as deprecated/)]);
    });
  });
});

test('MISSION A2: a version that is withdrawn on the default branch while people approve is not deployed', async () => {
  await bobTells({}, async (s) => {
    const issue = await asks(s);
    releaseAgent(s.world, { version: '1.2.0', status: 'DEPRECATED' });
    await s.says('carol', issue, '/approve');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    expect(wanted(s, issue)).toEqual([expect.stringMatching(/^agents\/bob\/agent\.json calls 1\.2\.0 DEPRECATED/)]);
  });
});

describe('MISSION A1: a version is one commit', () => {
  test.each([
    ['a tag that is no number', (sha: string) => ({ tag: 'hotfix', at: sha, version: 'hotfix' })],
    ['its SHA', (sha: string) => ({ tag: 'unused', at: sha, version: sha })],
  ])('another commit under the same number is refused by %s as well', async (_what, how) => {
    await bobTells({}, async (s) => {
      const { tag, at, version } = how(releaseAgent(s.world, { version: '1.2.0', passed: 60 }));
      s.world.as('alice').tags(REPO, tag, { at });
      const issue = await s.opens('alice', { subject: 'bob', version, to: 'development' });
      expect(wanted(s, issue)).toEqual([expect.stringMatching(/^Version 1\.2\.0 of bob is commit [0-9a-f]{7} since #1, and this is/)]);
    });
  });

  test('a build of a number that has been promoted is refused, and never swapped for it', async () => {
    await bobTells({}, async (s) => {
      releaseAgent(s.world, { version: '1.2.0+hotfix' });
      const built = await s.opens('alice', { subject: 'bob', version: '1.2.0+hotfix', to: 'development' });
      expect(wanted(s, built)).toEqual([expect.stringMatching(/^Version 1\.2\.0\+hotfix of bob is commit [0-9a-f]{7} since #1/)]);
      await s.says('alice', built, '/cancel');
      const invented = await s.opens('alice', { subject: 'bob', version: '1.2.0+anything', to: 'development' });
      expect(wanted(s, invented)).toContainEqual(expect.stringMatching(/^Asked for is 1\.2\.0\+anything, and .* says 1\.2\.0\+hotfix/));
    });
  });

  test('a plain tag of another subject is passed over', async () => {
    await bobTells({}, async (s) => {
      const other = s.world
        .as('alice')
        .pushes(REPO, { 'src/app.ts': '// 1.2.0 of the app\n', 'agents/bob/agent.json': '{"version":"0.9.0"}' });
      s.world.as('alice').tags(REPO, 'v1.2.0', { at: other });
      const issue = await asks(s);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', round: { terms: { version: '1.2.0' } } });
    });
  });

  test('a request that is edited into a version promoted before, or into a SHA, finds that commit', async () => {
    await bobTells({}, async (s) => {
      const [first] = s.issues();
      const sha = first ? (promotionOf(s, first)?.round?.terms.sha ?? '') : '';
      releaseAgent(s.world, { version: '1.3.0' });
      await asks(s, { version: '1.3.0', to: 'development' });
      const issue = await asks(s, { version: '1.3.0' });
      for (const version of ['1.2.0', sha]) {
        await s.edits('alice', issue, form({ subject: 'bob', version }));
        await s.passes(400);
        expect(wanted(s, issue)).toEqual([]);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', round: { terms: { sha, version: '1.2.0' } } });
      }
    });
  });

  test('the file of the commit has the last word', async () => {
    await bobTells({}, async (s) => {
      const issue = await s.opens('alice', { subject: 'bob', version: '9.9.9', to: 'development' });
      expect(wanted(s, issue)).toEqual([
        expect.stringMatching(/^Asked for is 9\.9\.9, and agents\/bob\/agent\.json of that commit says 1\.2\.0\./),
      ]);
    });
  });

  test('named again, it is the commit that was promoted, though the branch has moved on', async () => {
    await bobTells({}, async (s) => {
      releaseAgent(s.world, { version: '1.2.0', passed: 1 });
      const issue = await asks(s);
      const [first] = s.issues();
      expect(promotionOf(s, issue)?.round?.terms.sha).toBe(first && promotionOf(s, first)?.round?.terms.sha);
      await approves(s, issue);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
    });
  });

  test('another commit under the same number is refused', async () => {
    await bobTells({}, async (s) => {
      const at = releaseAgent(s.world, { version: '1.2.0', passed: 60 });
      s.world.as('alice').tags(REPO, 'v1.2.0', { at });
      const issue = await s.opens('alice', { subject: 'bob', version: 'v1.2.0', to: 'development' });
      expect(wanted(s, issue)).toEqual([expect.stringMatching(/^Version v?1\.2\.0 of bob is commit [0-9a-f]{7} since #1, and this is/)]);
    });
  });

  test('without a number, it is the version that the head of the branch says', async () => {
    await bobTells({}, async (s) => {
      releaseAgent(s.world, { version: '1.3.0' });
      const issue = await s.opens('alice', { subject: 'bob', version: '', to: 'development' });
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', round: { terms: { version: '1.3.0' } } });
    });
  });
});
