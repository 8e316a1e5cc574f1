/** The board: a card for each promotion, whose column moves only after success; whatever is missing there is said and stops nothing. */
import { expect, test } from '@jest/globals';
import type { Issue, Project } from '../../src/sandbox/index.ts';
import { cardOf } from '../../src/sandbox/projects.ts';
import { CONFIG, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const BOARD = CONFIG.replace('environments:', 'project: { number: 11 }\nenvironments:');
const COLUMNS = ['Todo', '🛠️ Development', 'Staging 🟢', ' 🚀 Production '];
const FIELDS = {
  Status: COLUMNS,
  'current STAGE': ['development', 'staging', 'prod'],
  'Target stage': 'text',
  'Blocker count': 'number',
  'Last updated': 'date',
  Version: 'text',
  Coverage: 'number',
} as const;

const makeBoard = (s: Story, fields: Parameters<Story['world']['project']>[1]['fields'] = FIELDS): Project =>
  s.world.project('acme', { number: 11, title: 'Promotions', fields });

const card = (board: Project, issue: Issue): unknown => board.items.filter(({ content }) => content === issue).map(cardOf);

function hearsAll(s: Story): void {
  for (const issue of s.issues()) {
    s.panel(issue);
    while (s.unread(issue).length > 0) s.reads(issue);
  }
}

test('the card stands below until the promotion succeeds, and then moves to the target (MISSION B15)', async () => {
  await story(
    async (s) => {
      const board = makeBoard(s);
      const issue = await s.opens('alice');
      const before = {
        Status: '🛠️ Development',
        'current STAGE': 'development',
        'Target stage': 'staging',
        'Blocker count': 0,
        'Last updated': '2026-11-20',
        Version: 'v1.4.0',
      };
      expect(card(board, issue)).toEqual([before]);
      await s.says('bob', issue, '/approve');
      expect(card(board, issue)).toEqual([before]);
      s.world.clock.advance(86_400);
      await s.says('carol', issue, '/approve');
      expect(issue.state).toBe('CLOSED');
      expect(card(board, issue)).toEqual([{ ...before, Status: 'Staging 🟢', 'current STAGE': 'staging', 'Last updated': '2026-11-21' }]);
      expect(s.panel(issue)).not.toContain('board');
      hearsAll(s);
    },
    { config: BOARD },
  );
});

test('the way through all environments is one card each, and the last arrives in 🚀 Production', async () => {
  await story(
    async (s) => {
      const board = makeBoard(s);
      const staging = await s.opens('alice');
      for (const login of ['bob', 'carol']) await s.says(login, staging, '/approve');
      const production = await s.opens('alice', { to: 'production' });
      expect(card(board, production)).toMatchObject([{ Status: 'Staging 🟢', 'current STAGE': 'staging', 'Target stage': 'production' }]);
      for (const login of ['bob', 'carol', 'dave']) await s.says(login, production, '/approve');
      expect(card(board, production)).toMatchObject([{ Status: ' 🚀 Production ', 'current STAGE': 'prod' }]);
      expect(card(board, staging)).toMatchObject([{ Status: 'Staging 🟢' }]);
      hearsAll(s);
    },
    { config: BOARD },
  );
});

test.each([
  ['bob', '/reject too risky', 'REJECTED'],
  ['alice', '/cancel later', 'CANCELLED'],
])('%s says %s: the card stays where it was', async (login, words, status) => {
  await story(
    async (s) => {
      const board = makeBoard(s);
      const issue = await s.opens('alice');
      await s.says(login, issue, words);
      expect(s.panel(issue)).toContain(`<code>${status}</code>`);
      expect(card(board, issue)).toMatchObject([{ Status: '🛠️ Development', 'current STAGE': 'development' }]);
      hearsAll(s);
    },
    { config: BOARD },
  );
});

test('a card somebody dragged to a false environment is put back at the next look; another column is left alone', async () => {
  await story(
    async (s) => {
      const board = makeBoard(s);
      const issue = await s.opens('alice');
      s.world.as('eve').places(issue, board, { Status: ' 🚀 Production ' });
      await s.says('eve', issue, 'nice');
      expect(card(board, issue)).toMatchObject([{ Status: '🛠️ Development' }]);
      s.world.as('eve').places(issue, board, { Status: 'Todo' });
      await s.says('eve', issue, 'and?');
      expect(card(board, issue)).toMatchObject([{ Status: 'Todo' }]);
      for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
      expect(card(board, issue)).toMatchObject([{ Status: 'Staging 🟢' }]);
      hearsAll(s);
    },
    { config: BOARD },
  );
});

test('opening costs 5 requests with a board, a command 2, and a look at nothing new 1', async () => {
  await story(
    async (s) => {
      makeBoard(s);
      const asked = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
        const before = s.requests().length;
        await act();
        return s.asked(before);
      };
      let issue: Issue | undefined;
      expect(
        await asked(async () => {
          issue = await s.opens('alice');
        }),
      ).toEqual([
        expect.stringMatching(/^POST \/app\/installations\/\d+\/access_tokens$/),
        'query See',
        'query See',
        expect.stringMatching(/^mutation addComment addComment( createLabel)+ addProjectV2ItemById$/),
        expect.stringMatching(/^mutation addLabelsToLabelable( updateProjectV2ItemFieldValue){6}$/),
      ]);
      if (!issue) return;
      const opened = issue;
      const writes = s.requests().reduce((sum, { createsContent }) => sum + createsContent, 0);
      expect(writes).toBe(2);
      expect(await asked(() => s.says('bob', opened, '/approve'))).toEqual(['query See', 'mutation updateIssueComment addComment']);
      expect(await asked(() => s.says('eve', opened, 'nice'))).toEqual(['query See']);
      s.world.clock.advance(86_400);
      expect(await asked(() => s.says('bob', opened, '/why'))).toEqual([
        'query See',
        'mutation updateIssueComment addComment updateProjectV2ItemFieldValue',
      ]);
      hearsAll(s);
    },
    { config: BOARD },
  );
});

test('a dry run lists the board in its plan and does not touch it', async () => {
  await story(
    async (s) => {
      const board = makeBoard(s);
      const issue = await s.opens('alice', { dryRun: true });
      expect(s.panel(issue)).toContain(
        'The issue is put on [Promotions](https://github.com/orgs/acme/projects/11); its `Status` moves to `staging` only when the promotion is PROMOTED.',
      );
      expect(board.items).toEqual([]);
    },
    { config: BOARD },
  );
});

/** What the panel says about the board; the promotion goes through all the same. */
async function goesThrough(config: string, prepare: (s: Story) => unknown): Promise<string> {
  let note = '';
  await story(
    async (s) => {
      prepare(s);
      const issue = await s.opens('alice');
      note =
        s
          .panel(issue)
          .split('\n')
          .find((line) => line.startsWith('📋')) ?? '';
      for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
      expect(issue.state).toBe('CLOSED');
      hearsAll(s);
    },
    { config },
  );
  return note;
}

test.each<[string, string, RegExp, (s: Story) => unknown]>([
  ['a project that does not exist', BOARD, /cannot find project 11 of acme\. Check `project` in/, () => 0],
  [
    'an owner nobody has',
    BOARD.replace('{ number: 11 }', '{ owner: nobody-here, number: 11 }'),
    /cannot find project 11 of nobody-here/,
    () => 0,
  ],
  [
    'the board of a person',
    BOARD.replace('{ number: 11 }', '{ owner: alice, number: 11 }'),
    /belongs to a person, alice, and GitHub lets Apps reach boards of organizations only/,
    (s) => s.world.project('alice', { number: 11 }),
  ],
  [
    'a permission that was not granted',
    BOARD,
    /may not see project 11 of acme\..*\*\*Projects: Read and write\*\*/,
    (s) => {
      makeBoard(s);
      const { organization_projects: _, ...permissions } = s.world.app.permissions;
      s.world.organisation('acme', { installed: permissions });
    },
  ],
  [
    'a permission to read only',
    BOARD,
    /may see \[Promotions\]\(\S+\) but not change it/,
    (s) => {
      makeBoard(s);
      s.world.organisation('acme', { installed: { ...s.world.app.permissions, organization_projects: 'read' } });
    },
  ],
  ['a column field that is missing', BOARD, /\[Promotions\]\(\S+\) has no field `Status`\. Add a single select/, (s) => makeBoard(s, {})],
  ['a column field of another type', BOARD, /`Status` of .* is no single select/, (s) => makeBoard(s, { Status: 'text' })],
  [
    'an option that is missing',
    BOARD,
    /`Status` of .* has no option `staging`\. Add one of that name/,
    (s) => makeBoard(s, { Status: ['Todo', 'Done'] }),
  ],
  [
    'a field that cannot hold its value',
    BOARD,
    /`Version` of .* cannot hold `v1.4.0`/,
    (s) => makeBoard(s, { Status: COLUMNS, Version: 'number' }),
  ],
])('%s is said on the panel with what to do, and stops nothing', async (_, config, words, prepare) => {
  expect(await goesThrough(config, prepare)).toMatch(words);
});

test('when the option is added, the next look moves the card and the note is gone', async () => {
  await story(
    async (s) => {
      const board = makeBoard(s, { Status: ['Development'] });
      const issue = await s.opens('alice');
      for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
      expect(s.panel(issue)).toContain('has no option `staging`');
      expect(card(board, issue)).toEqual([{ Status: 'Development' }]);
      for (const field of board.fields.filter(({ name }) => name === 'Status')) field.options.push({ id: 'abcd1234', name: 'STAGE' });
      await s.says('alice', issue, '/why');
      expect(s.panel(issue)).not.toContain('has no option');
      expect(card(board, issue)).toEqual([{ Status: 'STAGE' }]);
      hearsAll(s);
    },
    { config: BOARD },
  );
});

test('a crash between adding the card and filling it is made good at the next look, on the same card', async () => {
  await story(
    async (s) => {
      const board = makeBoard(s);
      s.world.faults.push({
        match: ({ graphql }) => graphql?.fields.includes('updateProjectV2ItemFieldValue') ?? false,
        answer: 'drop request',
      });
      await expect(s.opens('alice')).rejects.toThrow();
      const [issue] = s.issues();
      if (!issue) throw new Error('nothing was opened');
      expect(card(board, issue)).toEqual([{}]);
      await s.says('eve', issue, 'anybody?');
      expect(card(board, issue)).toMatchObject([{ Status: '🛠️ Development', Version: 'v1.4.0' }]);
      hearsAll(s);
    },
    { config: BOARD },
  );
});

test('what the board refuses is told, after everything else was done', async () => {
  await story(
    async (s) => {
      const board = makeBoard(s);
      const issue = await s.opens('alice');
      await s.says('bob', issue, '/approve');
      const status = board.fields.find(({ name }) => name === 'Status');
      const options = status?.options.splice(0) ?? [];
      s.world.turn = async ({ graphql }, moment) => {
        // The option is there when it is looked at and gone when it is written.
        if (graphql?.name === 'See' && moment === 'request') status?.options.push(...options);
        if (graphql?.name === 'See' && moment === 'answer') status?.options.splice(0);
      };
      await expect(s.says('carol', issue, '/approve')).rejects.toThrow('GitHub refused while writing to the board of acme/shop#1');
      expect(issue.state).toBe('CLOSED');
      expect(s.labels(issue)).toContain('status:promoted');
      expect(s.asked().at(-1)).toMatch(/^POST \/repos\/acme\/shop\/statuses\//);
      s.world.turn = undefined;
      status?.options.push(...options);
      await s.says('alice', issue, '/why');
      expect(card(board, issue)).toMatchObject([{ Status: 'Staging 🟢' }]);
      hearsAll(s);
    },
    { config: BOARD },
  );
});
