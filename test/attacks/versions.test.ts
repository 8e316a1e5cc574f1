/** What a version may stand for, and whose it is. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import { CONFIG, REPO, type Setting, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { approvers, approves, nothingCounts, opened, readAll, refusalsOf, statusOf } from './told.ts';

const repository = (world: Sandbox) => world.repository(REPO);
const headOf = (world: Sandbox): string => repository(world).refs.get('refs/heads/main') ?? '';

/** A commit that says it was made long ago, whatever the clock says. */
function forges(world: Sandbox, sha: string): string {
  const commit = repository(world).commits.get(sha);
  if (!commit) throw new Error(`there is no commit ${sha}`);
  Object.assign(commit, { at: '2001-01-01T00:00:00Z' });
  return sha;
}

describe('attack 11: a commit dated back', () => {
  // Falls without: src/core/fingerprint.ts, the SHA among the terms of changedTerms
  test('attack 11: does not pass for what was approved before it was pushed', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      const forged = forges(s.world, s.world.as('eve').pushes(REPO, { 'src/evil.ts': '' }));
      s.world.as('eve').tags(REPO, 'v1.4.0', { at: forged });
      await approves(s, issue, 'carol');
      nothingCounts(s, issue);
      expect(promotionOf(s, issue)?.round).toMatchObject({ number: 2, terms: { sha: forged } });
    });
  });

  // Falls when: any file asks GitHub for committedDate, authoredDate, pushedDate or the date of a signature
  test('attack 11: nothing outside the sandbox reads what a commit says of its time', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.startsWith('sandbox'),
    );
    expect(files.length).toBeGreaterThan(80);
    const reading = files.filter((file) =>
      /(committed|authored|pushed)Date|committer\s*\{[^}]*\bdate\b|author\s*\{[^}]*\bdate\b|(author|committer)\??\.date\b/.test(
        readFileSync(`src/${file}`, 'utf8'),
      ),
    );
    expect(reading).toEqual([]);
  });
});

describe('attack 12: a commit of a fork, which GitHub shows through this repository', () => {
  // Falls without: src/core/rules/own-commit.ts in the table of rules
  test.each([
    ['on top of the default branch', {}],
    ['on top of a branch', { branch: 'topic' }],
  ])('attack 12: %s is not promoted, and the panel says what to do', async (_where, how) => {
    await story(async (s) => {
      const imposter = s.world.as('mallory').pushes(REPO, { 'src/evil.ts': '' }, { fork: true, ...how });
      const issue = await s.opens('alice', { version: imposter });
      expect(s.panel(issue)).toMatch(/is not on `main`[\s\S]*commits of forks[\s\S]*merge it, or tag it/);
      expect(statusOf(s, issue)).toBeUndefined();
      await s.says('bob', issue, '/approve');
      readAll(s, issue);
      expect(refusalsOf(s, issue)).toEqual(['on_hold']);
    });
  });

  // Falls without: src/github/see/to-seen.ts, in toHolds IDENTICAL for the head and BEHIND for an older one
  test.each([
    ['the head of the default branch', async (world: Sandbox) => headOf(world)],
    [
      'an older commit of it',
      async (world: Sandbox) => {
        const older = headOf(world);
        world.as('alice').pushes(REPO, { 'src/next.ts': '' });
        return older;
      },
    ],
  ])('attack 12: %s is one of ours', async (_what, find) => {
    await story(async (s) => {
      const issue = await opened(s, { version: await find(s.world) });
      await approves(s, issue, 'bob', 'carol');
      expect(statusOf(s, issue)).toBe('PROMOTED');
    });
  });

  // Falls without: src/core/rules/own-commit.ts, branchHolds === true (`!== false` in its place)
  test('attack 12: when GitHub does not say whether the branch holds it, it does not', async () => {
    const way: NonNullable<Setting['way']> = (github) => async (input, init) => {
      const answer = await github(input, init);
      const text = await answer.text();
      return new Response(text.replace(/"compare":\{[^}]*\}/, '"compare":null'), answer);
    };
    await story(
      async (s) => {
        const issue = await s.opens('alice', { version: headOf(s.world) });
        expect(s.panel(issue)).toContain('is not on `main`');
      },
      { way },
    );
  });

  // Falls without: src/core/rules/own-commit.ts, the restriction to versions that are SHAs
  test('attack 12: the target of a tag is one of ours, wherever its branch is', async () => {
    await story(async (s) => {
      const at = s.world.as('alice').pushes(REPO, { 'src/fix.ts': '' }, { branch: 'release-1' });
      s.world.as('alice').tags(REPO, 'v1.4.1', { at });
      const issue = await opened(s, { version: 'v1.4.1' });
      await approves(s, issue, 'bob', 'carol');
      expect(statusOf(s, issue)).toBe('PROMOTED');
    });
  });
});

const NO_TAG = 'There is no tag';
const NO_COMMIT = 'There is no commit';
const UNUSABLE = 'is neither a tag nor a full commit SHA';

/** Texts for a version, and what the panel says of each; made of a repository that has a branch for each trick. */
function versions(world: Sandbox): readonly (readonly [string, string, string])[] {
  const { refs, commits } = repository(world);
  const eve = world.as('eve');
  const evil = eve.pushes(REPO, { 'src/evil.ts': '' }, { branch: 'v9.9.9' });
  world.as('alice').tags(REPO, 'v2.0.0', { annotated: true });
  const hex = 'd'.repeat(40);
  refs.set(`refs/heads/${hex}`, evil);
  refs.set('refs/pull/1/head', evil);
  refs.set('refs/heads/refs/tags/v1.4.0', evil);
  const sha = headOf(world);
  return [
    ['a tag', 'v1.4.0', 'Promoted'],
    ['an annotated tag', 'v2.0.0', 'Promoted'],
    ['a full SHA', sha, 'Promoted'],
    ['a branch', 'main', NO_TAG],
    ['a branch named like a tag', 'v9.9.9', NO_TAG],
    ['a branch named like a SHA', hex, NO_COMMIT],
    ['a short SHA', sha.slice(0, 7), 'looks like a shortened SHA'],
    ['a SHA in capitals', sha.toUpperCase(), NO_TAG],
    ['an annotated tag object', refs.get('refs/tags/v2.0.0') ?? '', NO_COMMIT],
    ['a tree', commits.get(sha)?.treeSha ?? '', NO_COMMIT],
    ['a pull request', 'refs/pull/1/head', NO_TAG],
    ['a qualified tag', 'refs/tags/v1.4.0', NO_TAG],
    ['a peeled tag', 'v1.4.0^{}', UNUSABLE],
    ['an ancestor', 'v1.4.0~1', UNUSABLE],
    ['a path in a commit', 'v1.4.0:README.md', UNUSABLE],
    ['a range', 'v1.4.0..v2.0.0', UNUSABLE],
    ['a reflog', 'main@{1}', UNUSABLE],
    ['HEAD', 'HEAD', NO_TAG],
    ['a way out of the folder', '../heads/v9.9.9', UNUSABLE],
    ['an option', '--upload-pack=evil', UNUSABLE],
    ['a look-alike', 'v1.4.о', UNUSABLE],
  ];
}

// Falls without: src/github/see/query.ts, `refs/tags/` before the name; `oid:` for a SHA there together with `pick` of src/core/understand.ts; src/core/version.ts,
// the check of the syntax
test('attack 13: of all that a version could be, only tags and full SHAs are taken', async () => {
  await story(async (s) => {
    for (const [what, version, says] of versions(s.world)) {
      const issue = await s.opens('alice', { version, to: 'development' });
      expect([what, version, s.panel(issue)]).toEqual([what, version, expect.stringContaining(says)]);
      expect([what, version, statusOf(s, issue)]).toEqual([what, version, says === 'Promoted' ? 'PROMOTED' : undefined]);
      readAll(s, issue);
    }
  });
});

describe('attack 16: approving what one has asked for or made', () => {
  const everybody: Setting = { teams: { 'tech-leads': ['bob', 'alice'], qa: ['carol'], security: ['dave'] } };
  const refused = async (s: Story, who: string, version: string, says: string): Promise<void> => {
    const issue = await opened(s, { version });
    await s.says(who, issue, '/approve');
    expect(readAll(s, issue)).toContain(says);
    expect(approvers(s, issue)).toEqual([]);
    expect(refusalsOf(s, issue)).toEqual([who === 'alice' ? 'own_request' : 'own_version']);
    await approves(s, issue, 'carol');
    expect(approvers(s, issue)).toEqual(['carol']);
  };

  // Falls without: src/core/commands/reviewer.ts, the check of asked()
  test('attack 16: the requester, with the role', async () => {
    await story((s) => refused(s, 'alice', 'v1.4.0', 'you asked for this promotion'), everybody);
  });

  // Falls without: src/core/commands/reviewer.ts, own_version; the author without src/github/see/to-seen.ts, the authors among `people`, the committer without
  // that one among them, and the co-author without src/github/see/query.ts, more than one of `authors`
  test.each([
    ['author', 'committer'],
    ['committer', 'author'],
  ])('attack 16: the %s of the commit', async (role, other) => {
    await story(async (s) => {
      const sha = s.world.as('alice').pushes(REPO, { 'src/fix.ts': '' });
      Object.assign(repository(s.world).commits.get(sha) ?? {}, { [role]: s.world.as('bob').account, [other]: s.world.as('dave').account });
      s.world.as('alice').tags(REPO, 'v1.4.1', { at: sha });
      await refused(s, 'bob', 'v1.4.1', 'you are an author or the committer');
    });
  });
  test('attack 16: somebody named in Co-authored-by alone', async () => {
    await story(async (s) => {
      const message = 'Fix it\n\nCo-authored-by: Bob <bob@users.noreply.github.com>';
      const at = s.world.as('alice').pushes(REPO, { 'src/fix.ts': '' }, { message });
      s.world.as('alice').tags(REPO, 'v1.4.1', { at });
      await refused(s, 'bob', 'v1.4.1', 'you are an author or the committer');
    });
  });

  // Falls without: src/core/decide.ts, `strangers` of a new round
  test('attack 16: an author whose address belongs to no account is told to those who decide', async () => {
    await story(async (s) => {
      const message = 'Fix it\n\nCo-authored-by: Who <who@example.com>';
      const at = s.world.as('dave').pushes(REPO, { 'src/fix.ts': '' }, { message });
      s.world.as('alice').tags(REPO, 'v1.4.1', { at });
      const issue = await s.opens('alice', { version: 'v1.4.1' });
      s.panel(issue);
      expect(s.reads(issue)).toMatch(/1 author of this commit signed with an address that belongs to no account/);
      expect(ledgerOf(s, issue).entries.at(-1)).toMatchObject({ kind: 'round_opened', strangers: 1 });
    });
  });

  // Falls without: src/core/fold.ts, amendedBy
  test('attack 16: whoever put the version into the request', async () => {
    await story(async (s) => {
      s.world.as('alice').pushes(REPO, { 'src/next.ts': '' });
      s.world.as('alice').tags(REPO, 'v1.5.0');
      const issue = await opened(s);
      await s.edits('bob', issue, issue.body.replace('v1.4.0', 'v1.5.0'));
      await s.says('bob', issue, '/approve');
      expect(readAll(s, issue)).toContain('you changed this promotion');
      nothingCounts(s, issue);
    });
  });
});

// Falls when: CONFIG of test/harness/story.ts asks for one alone, so that no story could tell who is missing
test('attack 16: the config of these stories asks for two people', () => {
  expect(CONFIG).toContain('approval: { all: [tech-lead, qa] }');
});
