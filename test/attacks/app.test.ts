/** The app itself: what it answers to its own doing, what it tells, what it may. */
import { describe, expect, test } from '@jest/globals';
import type { Permissions } from '../../src/sandbox/world.ts';
import { readManifest } from '../../src/setup/manifest.ts';
import { GATES_CONFIG, WORKFLOW, WORKFLOW_FILE } from '../harness/gates.ts';
import { keepLaws } from '../harness/laws.ts';
import { CONFIG, form, REPO, SECRETS, Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { approvers, approves, opened, readAll, statusOf, written } from './told.ts';

const BOARD = `${CONFIG}project: { owner: acme, number: 11, field: Status }\n`;

describe('attack 55: loops', () => {
  // Falls without: src/core/plan.ts planning by difference (panelEffects without the comparison); the first also without src/github/events.ts, `our own doing`
  test.each([
    ['by the process that made them: not even a look', false],
    ['by a process that does not know itself yet: looks, and no word', true],
  ])('attack 55: everything the bot has made is told to it again, %s', async (_who, anew) => {
    await story(
      async (s) => {
        s.world.project('acme', { number: 11, fields: { Status: ['Development', 'Staging'] } });
        const issue = await opened(s);
        await s.says('bob', issue, '/why');
        await s.says('mallory', issue, '/approve');
        await approves(s, issue, 'bob', 'carol');
        expect(statusOf(s, issue)).toBe('PROMOTED');
        if (anew) s.restarts();
        const own = s.world.hooks.log.filter(({ payload }) => (payload['sender'] as { id?: number }).id === s.world.app.bot.id);
        expect(own.length).toBeGreaterThan(20);
        const [before, comments] = [s.requests().length, issue.comments.length];
        for (const { guid } of own) s.world.redeliver(guid);
        await s.settles();
        expect(written(s, before)).toEqual([]);
        expect(issue.comments).toHaveLength(comments);
        // A new process learns who it is from its first look, which takes a token and up to two questions.
        expect(s.asked(before).length).toBeLessThanOrEqual(anew ? 3 : 0);
      },
      { config: BOARD },
    );
  });
});

/** What an outsider could use. */
const CANARIES = {
  token: 'ghs_canary0123456789abcdefghijklmnop',
  person: 'ghp_canary0123456789abcdefghijklmnop',
  fine: 'github_pat_canary0123456789_abcdefghijklmnop',
  jwt: 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI5MDAwMDEifQ.c2lnbmF0dXJl',
  pem: '-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----',
} as const;

describe('attack 82: secrets', () => {
  // Falls without: src/log.ts, SECRET_SHAPES; what people wrote comes through without the serialisers `describe` and `describeEvent`
  test.each(Object.entries(CANARIES))(
    'attack 82: %s in everything GitHub and people say is in no line of the log',
    async (_what, secret) => {
      const s = new Story();
      const issue = await s.opens('alice', form({ notes: `Use ${secret} to try it` }));
      for (const answer of [
        { status: 500, body: { message: `internal: ${secret}` } },
        { status: 422, body: { message: `token ${secret} is bad`, documentation_url: secret } },
        { status: 200, body: { errors: [{ message: `cannot use ${secret}`, type: 'FORBIDDEN', path: ['viewer'] }] } },
        { status: 200, body: secret },
      ]) {
        for (let i = 0; i < 6; i += 1) s.world.faults.push({ match: ({ path }) => path === '/graphql', answer });
        await s.says('bob', issue, `/why ${secret}`).catch(() => {});
        s.world.faults.splice(0);
      }
      await s.says('bob', issue, '/approve').catch(() => {});
      expect(s.log.join('')).toContain('"msg":');
      for (const line of secret.split('\n')) expect(s.log.join('')).not.toContain(line);
      expect(s.log.join('')).not.toMatch(/to try it|Redeploy v1\.3\.2/);
      // What GitHub says of an error is for the log alone.
      const said = issue.comments.filter(({ author }) => author?.id === s.world.app.bot.id).map(({ body }) => body);
      expect(said.join('\n')).not.toMatch(/internal:|is bad|cannot use/);
    },
  );

  // Falls without: src/log.ts, the redactor: then the log repeats what GitHub says of its token and of a key
  test('attack 82: the keys of the app and its tokens are in no comment and in no line, through refusals and crashes', async () => {
    const s = new Story();
    const issue = await opened(s);
    const tokens = [...s.world.tokens.keys()];
    const said = [...tokens, SECRETS.privateKey, SECRETS.ledgerKey].map((message) => ({ status: 422, body: { message } }));
    for (const answer of ['drop request', 'drop answer', { status: 401 }, { status: 403 }, ...said] as const) {
      s.world.faults.push({ match: ({ method }) => method === 'POST', answer });
      await s.says('bob', issue, '/why').catch(() => {});
      s.world.faults.splice(0);
      s.restarts();
    }
    await s.says('bob', issue, '/why');
    readAll(s, issue);
    expect(s.world.tokens.size).toBeGreaterThan(tokens.length);
    const told = [...s.log, ...issue.comments.map(({ body }) => body)].join('\n');
    const keys = [SECRETS.privateKey, SECRETS.ledgerKey].flatMap((pem) => pem.trim().split('\n').slice(1, -1));
    for (const secret of [...s.world.tokens.keys(), ...keys, SECRETS.webhook]) expect(told).not.toContain(secret);
    expect(s.log.join('')).toContain('[redacted]');
    await keepLaws(s);
  });
});

const held: Permissions = Object.fromEntries(
  Object.entries(readManifest().default_permissions).flatMap(([name, level]) =>
    level === 'read' || level === 'write' || level === 'admin' ? [[name, level] as const] : [],
  ),
);
const without = (name: string, level?: 'read'): Permissions => ({
  ...Object.fromEntries(Object.entries(held).filter(([one]) => one !== name)),
  ...(level === undefined ? {} : { [name]: level }),
});

/** A promotion with everything in it, under these permissions. */
async function promotes(permissions: Permissions): Promise<Story> {
  const s = new Story({ config: BOARD });
  s.world.project('acme', { number: 11, fields: { Status: ['Development', 'Staging'] } });
  s.world.organisation('acme', { installed: permissions });
  for (const act of [
    () => s.opens('alice'),
    async () => s.says('bob', await theIssue(s), '/approve'),
    async () => s.says('carol', await theIssue(s), '/approve'),
  ])
    await act().catch(() => {});
  return s;
}

async function theIssue(s: Story) {
  const [issue] = s.issues();
  if (!issue) throw new Error('there is no issue');
  return issue;
}

describe('attack 87: the app may do what it needs, and nothing more', () => {
  // Falls when: app.yml asks for anything more
  test('attack 87: the permissions are these', () => {
    expect(held).toEqual({
      issues: 'write',
      contents: 'write',
      metadata: 'read',
      members: 'read',
      actions: 'write',
      deployments: 'write',
      pull_requests: 'write',
      vulnerability_alerts: 'read',
      statuses: 'write',
      organization_projects: 'write',
    });
  });

  // Falls without: any line of app.yml; `actions` is for gates that a run judges, see below
  test('attack 87: with them everything works', async () => {
    const s = await promotes(held);
    const issue = await theIssue(s);
    expect(statusOf(s, issue)).toBe('PROMOTED');
    expect(issue.state).toBe('CLOSED');
    expect(s.world.repository(REPO).commits.get(s.world.repository(REPO).refs.get('refs/tags/v1.4.0') ?? '')?.statuses).toHaveLength(1);
    expect(s.world.projects[0]?.items).toHaveLength(1);
    expect(s.world.requests.filter(({ status }) => status >= 400)).toEqual([]);
  });

  // Falls when: a line of app.yml is not needed, so that nothing is missing without it (here: src/sandbox/access.ts, `may` that allows everything)
  test.each([
    [
      'issues',
      undefined,
      async (s: Story) => expect((await theIssue(s)).comments.every(({ author }) => author?.kind === 'User')).toBe(true),
    ],
    [
      'issues',
      'read' as const,
      async (s: Story) => expect((await theIssue(s)).comments.every(({ author }) => author?.kind === 'User')).toBe(true),
    ],
    ['contents', undefined, async (s: Story) => expect(statusOf(s, await theIssue(s))).toBeUndefined()],
    ['members', undefined, async (s: Story) => expect(approvers(s, await theIssue(s))).toEqual([])],
    [
      'statuses',
      'read' as const,
      async (s: Story) => expect([...s.world.repository(REPO).commits.values()].flatMap(({ statuses }) => statuses)).toEqual([]),
    ],
    ['organization_projects', undefined, async (s: Story) => expect(s.panel(await theIssue(s))).toMatch(/board/)],
    ['organization_projects', 'read' as const, async (s: Story) => expect(s.world.projects[0]?.items).toEqual([])],
  ])('attack 87: without %s (%s) exactly that is missing', async (name, level, isMissing) => {
    const s = await promotes(without(name, level));
    await isMissing(s);
    if (['statuses', 'organization_projects'].includes(name)) expect(statusOf(s, await theIssue(s))).toBe('PROMOTED');
  });

  // Falls without: the line `actions` of app.yml (the first row); and when it is not needed, as above (the others)
  test.each([
    ['all of them', held, 1],
    ['none for actions', without('actions'), 0],
    ['actions to read alone', without('actions', 'read'), 0],
  ])('attack 87: with %s, so many runs of the gates are started', async (_what, permissions, runs) => {
    const s = new Story({ config: GATES_CONFIG });
    s.world.organisation('acme', { installed: permissions });
    s.world.as('alice').pushes(REPO, { [`.github/workflows/${WORKFLOW_FILE}`]: WORKFLOW });
    await s.opens('alice').catch(() => {});
    expect(s.world.actions.of(REPO, WORKFLOW_FILE)).toHaveLength(runs);
    expect(statusOf(s, await theIssue(s))).not.toBe('PROMOTED');
  });

  // Falls when: src/github/perform.ts sends any other mutation or request (here: a GET before each commit status)
  test('attack 87: nothing is ever pushed, deployed or granted', async () => {
    const s = await promotes(held);
    const asked = s.asked().map((one) => one.replace(/[0-9a-f]{40}|\d{4,}/g, 'N'));
    const mutations = asked.flatMap((one) => (one.startsWith('mutation ') ? one.split(' ').slice(1) : []));
    expect([...new Set(mutations)].toSorted()).toEqual([
      'addComment',
      'addLabelsToLabelable',
      'addProjectV2ItemById',
      'closeIssue',
      'createLabel',
      'removeLabelsFromLabelable',
      'updateIssueComment',
      'updateProjectV2ItemFieldValue',
    ]);
    const rest = asked.filter((one) => !/^(query|mutation) /.test(one));
    expect([...new Set(rest)].toSorted()).toEqual(['POST /app/installations/N/access_tokens', `POST /repos/${REPO}/statuses/N`]);
  });
});
