/** `extends: org`: what holds in a repository is written in the organisation's `.github` as well, and what is locked there stays. */
import { describe, expect, test } from '@jest/globals';
import type { Issue } from '../../src/sandbox/index.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const PLACE = 'acme/.github';
const PATH = '.github/promotion.yml';
const ORGANIZATION = `version: 1
locked: [environments.production, environments.staging.approval]
roles:
  tech-lead: { teams: [tech-leads] }
  qa: { teams: [qa] }
  security: { teams: [security] }
environments:
  development: { aliases: [dev] }
  staging: { approval: { all: [tech-lead, qa] } }
  production:
    aliases: [prod]
    approval: { all: [tech-lead, qa, security] }
    soak: 2d
`;
const OWN = `version: 1
extends: org
subjects:
  agent_orchestration: { kind: component }
`;

const founds = (s: Story, text: string, isPrivate = false): unknown =>
  s.world.repository(PLACE, { files: { 'README.md': '# acme\n', [PATH]: text }, private: isPrivate });
const writes = (s: Story, repo: string, text: string): Promise<void> => s.does((world) => world.as('eve').pushes(repo, { [PATH]: text }));

/** A promotion that waits for carol. */
async function approvedByBob(s: Story): Promise<Issue> {
  founds(s, ORGANIZATION);
  const issue = await s.opens('alice');
  s.panel(issue);
  s.reads(issue);
  await s.says('bob', issue, '/approve');
  s.reads(issue);
  return issue;
}

test('roles and environments of the organisation hold in a repository that names only its subjects', async () => {
  await story(
    async (s) => {
      founds(s, ORGANIZATION);
      const issue = await s.opens('alice');
      expect(s.panel(issue)).toContain('orgs/acme/teams/tech-leads');
      s.reads(issue);
      await s.says('bob', issue, '/approve');
      expect(s.reads(issue)).toContain('tech-lead');
      await s.says('carol', issue, '/approve');
      expect(s.reads(issue)).toContain('Promoted');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
    },
    { config: OWN },
  );
});

test('where the server takes no other rules, a repository does not slip out by leaving the line away', async () => {
  await story(
    async (s) => {
      founds(s, ORGANIZATION);
      const issue = await s.opens('alice');
      expect(s.panel(issue)).toContain('does not extend the rules of the organisation');
      expect(promotionOf(s, issue)).toBeUndefined();
      await writes(s, REPO, OWN);
      await s.says('alice', issue, '/why');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL' });
      while (s.unread(issue).length > 0) s.reads(issue);
      // ... nor while something is on its way.
      await writes(s, REPO, CONFIG);
      await s.says('bob', issue, '/approve');
      expect(s.reads(issue)).toMatch(/on hold|not counted|held/i);
      expect(promotionOf(s, issue)?.approvals).toEqual([]);
      s.panel(issue);
    },
    { config: CONFIG, mustExtend: true },
  );
});

test('what a repository says over it holds, and what loosens a lock holds everything until it is mended', async () => {
  await story(
    async (s) => {
      founds(s, ORGANIZATION);
      const issue = await s.opens('alice');
      expect(s.reads(issue)).toContain(
        '`.github/promotion.yml line 5`**: environments.staging.approval comes to be "qa", where the organisation has {"all":&#91;"tech-lead","qa"&#93;} and locks environments.staging.approval',
      );
      await s.says('carol', issue, '/approve');
      s.reads(issue);
      expect(promotionOf(s, issue)).toBeUndefined();
      await writes(s, REPO, `${OWN}environments: { staging: { approval: { all: [tech-lead, { role: qa, count: 2 }] } } }\n`);
      await s.says('alice', issue, '/why');
      s.reads(issue);
      s.panel(issue);
      await s.says('bob', issue, '/approve');
      s.reads(issue);
      await s.says('carol', issue, '/approve');
      s.reads(issue);
      // Two of qa are stricter than one, and may be asked for.
      expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    },
    {
      config: `${OWN}`
        .replace('subjects:', 'environments:\n  staging: { approval: qa }\nsubjects:')
        .replace('extends: org\n', 'extends: org\n\n'),
    },
  );
});

test('other rules of the organisation open a new round; what does not concern this promotion does not', async () => {
  await story(
    async (s) => {
      const issue = await approvedByBob(s);
      await writes(s, PLACE, ORGANIZATION.replace('soak: 2d', 'soak: 3d'));
      await s.says('eve', issue, 'hello');
      expect(promotionOf(s, issue)).toMatchObject({ approvals: [{ by: { login: 'bob' } }], round: { number: 1 } });
      await writes(s, PLACE, ORGANIZATION.replace('all: [tech-lead, qa] }', 'all: [tech-lead, qa, security] }'));
      await s.says('eve', issue, 'hello');
      expect(s.reads(issue)).toContain('Round 2');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', approvals: [], round: { number: 2 } });
    },
    { config: OWN },
  );
});

test('the App need not be installed on a public repository of the organisation', async () => {
  await story(
    async (s) => {
      founds(s, ORGANIZATION);
      for (const installation of s.world.installations) installation.selected = [s.world.repository(REPO).id];
      const issue = await s.opens('alice');
      expect(s.panel(issue)).toContain('Waiting for 2 approvals');
      s.reads(issue);
    },
    { config: OWN },
  );
});

test('a promotion under way is held while the file of the organisation is broken, and goes on when it is mended', async () => {
  await story(
    async (s) => {
      const issue = await approvedByBob(s);
      await writes(s, PLACE, ORGANIZATION.replace('version: 1', 'version: 2'));
      await s.says('carol', issue, '/approve');
      expect(s.reads(issue)).toContain('on hold until what the panel names is mended');
      expect(s.panel(issue)).toContain('`acme/.github: .github/promotion.yml line 1`**: version is 2, and must be 1.');
      expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
      await writes(s, PLACE, ORGANIZATION);
      await s.says('carol', issue, '/approve');
      expect(s.reads(issue)).toContain('Promoted');
    },
    { config: OWN },
  );
});

describe('what cannot be read holds every promotion, with words that say what to do', () => {
  const cases: readonly (readonly [string, (s: Story) => unknown, string])[] = [
    ['there is no such repository', () => {}, 'GitHub shows me no such repository; install this App on it, or make it public'],
    ['the App is not installed there', (s) => hides(s), 'GitHub shows me no such repository; install this App on it, or make it public'],
    [
      'there is no such file',
      (s) => s.world.repository(PLACE, { files: { 'README.md': '' } }),
      'there is no such file on the default branch; add it',
    ],
    ['it is too big', (s) => founds(s, `${ORGANIZATION}#${'x'.repeat(600_000)}`), 'could not be read as text'],
    ['it is too long', (s) => founds(s, `${ORGANIZATION}#${'x'.repeat(70_000)}`), '`acme/.github: .github/promotion.yml line 1`'],
    ['it is broken', (s) => founds(s, `${ORGANIZATION}roles: [\n`), '`acme/.github: .github/promotion.yml line'],
    [
      'a lock leads nowhere',
      (s) => founds(s, ORGANIZATION.replace('staging.approval', 'staging.aproval')),
      '`acme/.github: .github/promotion.yml line 2`',
    ],
  ];
  test.each(cases)('%s', async (_title, sets, words) => {
    await story(
      async (s) => {
        sets(s);
        const issue = await s.opens('alice');
        expect(s.reads(issue)).toContain(words);
        expect(promotionOf(s, issue)?.status).not.toBe('AWAITING_APPROVAL');
        await s.says('bob', issue, '/approve');
        s.reads(issue);
        expect(promotionOf(s, issue)?.approvals ?? []).toEqual([]);
      },
      { config: OWN },
    );
  });

  function hides(s: Story): void {
    founds(s, ORGANIZATION, true);
    for (const installation of s.world.installations) installation.selected = [s.world.repository(REPO).id];
  }
});

test('it costs one request more when it is seen first, and none after that', async () => {
  await story(
    async (s) => {
      founds(s, ORGANIZATION);
      const counted = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
        const before = s.requests().length;
        await act();
        return s.asked(before).filter((one) => one.startsWith('query'));
      };
      let issue: Awaited<ReturnType<Story['opens']>> | undefined;
      expect(
        await counted(async () => {
          issue = await s.opens('alice');
        }),
      ).toEqual(['query See', 'query See', 'query See']);
      if (!issue) return;
      const first = issue;
      s.panel(first);
      s.reads(first);
      expect(await counted(() => s.says('bob', first, '/approve'))).toEqual(['query See']);
      s.reads(first);
      expect(await counted(async () => s.reads(await s.opens('alice', { to: 'production' })))).toEqual(['query See']);
    },
    { config: OWN },
  );
});
