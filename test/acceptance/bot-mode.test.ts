/** Mode bot: the foundation's stories, told with the shipped Action in the App's place, by roles that name people. */
import { expect, test } from '@jest/globals';
import type { Issue } from '../../src/sandbox/index.ts';
import { bothApprove, botStory, byPeople, opened, played, shown, type Telling } from '../harness/bot-mode.ts';
import { checkedBy, DELIVERY_CONFIG, deployments, WATCHED_CONFIG, withDelivery } from '../harness/delivery.ts';
import { GATES_CONFIG, GREEN, reportOf, WORKFLOW_FILE, withGates } from '../harness/gates.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, form, REPO } from '../harness/story.ts';

// Each event is a process of its own, and a machine may be busy with others.

const people = { config: byPeople(CONFIG) };

test('everybody approves, it is promoted, and from there on to production', async () => {
  const bot = await botStory(async (told) => {
    const { s } = told;
    const issue = await opened(told);
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).toContain('approved as tech-lead');
    await s.says('carol', issue, '/approve');
    expect(s.reads(issue)).toMatch(/every approval it needs[\s\S]*Promoted/);
    expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
    expect(issue.state).toBe('CLOSED');
    const further = await s.opens('alice', { to: 'production' });
    expect(s.panel(further)).toContain('Waiting for 3 approvals');
    s.reads(further);
  }, people);
  // The opening, its label, two words, and the second opening with its label.
  expect(bot.deeds.slice(0, 4).map(({ requests }) => requests)).toEqual([4, 2, 3, 4]);
  expect(bot.deeds.map(({ finished }) => finished.left)).toEqual(bot.deeds.map(() => []));
});

test('the requester does not approve, a reviewer rejects, and what is said afterwards changes nothing', async () => {
  await botStory(async (told) => {
    const { s } = told;
    const issue = await opened(told);
    await s.says('alice', issue, '/approve');
    expect(s.reads(issue)).toContain('you asked for this promotion');
    await s.says('carol', issue, '/reject error rate doubled');
    expect(s.reads(issue)).toMatch(/rejected this promotion:\n\n> error rate doubled/);
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).toContain('has ended as `REJECTED`');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'REJECTED', approvals: [] });
  }, people);
});

test('an edit takes approvals with it at once, and a tag that moved with the next sweep', async () => {
  await botStory(async (told) => {
    const { s, bot } = told;
    const issue = await opened(told);
    await s.says('bob', issue, '/approve');
    s.reads(issue);
    const moved = s.world.as('alice').pushes(REPO, { 'src/new.ts': '' });
    s.world.as('alice').tags(REPO, 'v1.5.0');
    await s.edits('alice', issue, form({ version: 'v1.5.0' }));
    expect(s.reads(issue)).toMatch(/\*\*Round 2:\*\*[\s\S]*no longer counts/);
    const later = s.world.as('eve').pushes(REPO, { 'src/newer.ts': '' });
    s.world.as('eve').tags(REPO, 'v1.5.0', { at: later });
    expect(moved).not.toBe(later);
    await bot.sweeps();
    expect(s.reads(issue)).toContain('Round 3');
    expect(promotionOf(s, issue)).toMatchObject({ approvals: [], round: { number: 3, terms: { sha: later } } });
    // One look at everything that finds nothing left to do, and changes nothing.
    const before = s.requests().length;
    await bot.sweeps();
    expect(s.asked(before)).toEqual(['query Promotions', 'query See', 'query See']);
  }, people);
});

test('a run that waited for its turn and was put aside for a newer one is not missed', async () => {
  await botStory(async (told) => {
    const { s } = told;
    const issue = await opened(told);
    s.world.as('bob').comments(issue, '/approve');
    s.world.as('carol').comments(issue, '/approve');
    s.world.hooks.queue.shift();
    await s.settles();
    expect(s.reads(issue)).toMatch(/bob[\s\S]*carol[\s\S]*Promoted/);
  }, people);
});

// Falls without: `anyNews` in src/github/in-workflow.ts
test.each([
  ['a label of other people', ({ s }: Telling, issue: Issue) => s.world.as('eve').labels(issue, 'urgent')],
  ['a word of another bot', ({ s }: Telling, issue: Issue) => s.world.as('stale[bot]').comments(issue, 'Nothing happened here.')],
])('nor when the newer one is about %s', async (_what, happens) => {
  await botStory(async (told) => {
    const { s } = told;
    const issue = await opened(told);
    s.world.as('bob').comments(issue, '/approve');
    happens(told, issue);
    s.world.hooks.queue.shift();
    await s.settles();
    expect(s.reads(issue)).toContain('approved as tech-lead');
  }, people);
});

test('what is said on an issue that is no promotion costs no request', async () => {
  const bot = await played(async ({ s }) => {
    const issue = s.world.as('alice').opens(REPO, { title: 'It crashes', body: 'When I click.', labels: ['bug'] });
    await s.says('bob', issue, '/approve');
    expect(issue.comments).toHaveLength(1);
  }, people);
  expect(bot.deeds.map(({ requests, finished }) => [requests, finished.outputs])).toEqual(Array(3).fill([0, { next: '[]' }]));
});

test('whoever waited for the end of another promotion goes on in a job of its own', async () => {
  await botStory(async (told) => {
    const { s, bot } = told;
    const issue = await opened(told);
    const second = await s.opens('alice');
    s.panel(second);
    while (s.unread(second).length > 0) s.reads(second);
    await s.says('alice', issue, '/cancel the other one is better');
    expect(bot.deeds.at(-2)?.finished.outputs).toEqual({ next: JSON.stringify([second.number]) });
    s.reads(issue);
    expect(promotionOf(s, second)?.status).toBe('AWAITING_APPROVAL');
    while (s.unread(second).length > 0) s.reads(second);
  }, people);
});

const gated = byPeople(GATES_CONFIG);
test.each(['', ', and the news of it is lost'])('gates are run and their report is believed%s', async (lost) => {
  await botStory(
    async ({ s, bot }) => {
      withGates(s.world, (run, inputs) => ({ conclusion: 'success', artifacts: [reportOf(run, inputs, GREEN, gated)] }));
      if (lost) s.world.hooks.queue.splice(0);
      const issue = s.world.as('alice').opens(REPO, { title: 'Promote', body: form(), labels: ['promotion'] });
      if (lost) {
        await bot.sweeps();
        s.world.hooks.queue.splice(0);
        await s.world.silently(() => s.world.actions.work());
        await bot.sweeps();
      } else await s.settles();
      expect(s.world.actions.of(REPO, WORKFLOW_FILE)).toHaveLength(1);
      expect(s.panel(issue)).toMatch(/Waiting for 2 approvals[\s\S]*\*\*2 of 2 required gates met\*\*/);
      while (s.unread(issue).length > 0) s.reads(issue);
      s.world.hooks.queue.splice(0);
    },
    { config: gated },
  );
});

test('what was approved is deployed by a workflow, and verified', async () => {
  const config = byPeople(DELIVERY_CONFIG);
  await botStory(
    async (told) => {
      const { s } = told;
      withDelivery(s.world, { verify: checkedBy('pass', 'it answered 200', config) });
      const issue = await opened(told);
      await bothApprove(told, issue);
      expect(deployments(s.world)).toEqual(['v1.4.0 forward staging']);
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config },
  );
});

// Falls without: `isShared` in src/core/views/delivery.ts
test('what is watched says that security alerts are not, and why', async () => {
  const config = byPeople(WATCHED_CONFIG);
  await played(
    async (told) => {
      const { s } = told;
      withDelivery(s.world, { verify: checkedBy('pass', 'it answered 200', config) });
      const issue = await opened(told);
      await bothApprove(told, issue);
      expect(s.panel(issue)).toContain('Security alerts cannot be read here: the token of a workflow may not, so they are not watched.');
    },
    { config },
  );
});

test('a role by teams is nobody’s, a board stands still, and the panel says so in one line', async () => {
  await botStory(
    async (told) => {
      const { s } = told;
      const issue = await s.opens('alice');
      expect(s.panel(issue)).toMatch(/team \[tech-leads\]\(.*\) \(⚠️ could not be read\)/);
      const [line = ''] = s
        .panel(issue)
        .split('\n')
        .filter((one) => one.includes('Without an App'));
      expect(line).toMatchInlineSnapshot(
        `"🧩 **Without an App:** teams cannot be read, so nobody holds \`tech-lead\`, \`qa\` and \`security\` by one (name people under \`users\`); the card of \`project\` stays where it is; jobs do not wait for \`protected\` environments. Mend \`.github/promotion.yml\`, or install the App."`,
      );
      expect(s.panel(issue)).not.toContain('The board:');
      s.reads(issue);
      await s.says('bob', issue, '/approve');
      expect(promotionOf(s, issue)?.approvals).toEqual([]);
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config: `${CONFIG.replace('[prod]\n', '[prod]\n    protected: true\n')}project: { number: 11 }\n` },
  );
});

test('rules of the organisation hold where its repository is public, and hold everything where it is not', async () => {
  const [below = '', subjects = ''] = byPeople(CONFIG).split('subjects:');
  const setting = { config: `version: 1\nextends: org\nsubjects:${subjects}` };
  await botStory(async (told) => {
    const { s } = told;
    const place = s.world.repository('acme/.github', { files: { '.github/promotion.yml': below } });
    const issue = await opened(told);
    place.private = true;
    await s.says('bob', issue, '/approve');
    expect(s.panel(issue)).toContain('the token of a workflow reads no private repository beside its own');
    s.reads(issue);
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
    place.private = false;
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).toContain('approved as tech-lead');
  }, setting);
});

const SWEEP = { name: 'schedule', payload: {} };
test.each([
  ['no key', SWEEP, { 'ledger-key': '' }, /The input "ledger-key" is empty, so nothing was done[\s\S]*openssl genpkey -algorithm ed25519/],
  ['no private key', SWEEP, { 'ledger-key': 'a password' }, /is no Ed25519 private key in PEM form/],
  ['an event that is not its', { name: 'push', payload: {} }, {}, /Mode bot is of no use on "push"; it hears issues, issue_comment/],
  ['no token', SWEEP, { token: '' }, /The input "token" is empty/],
  ['no number', SWEEP, { promotion: '#1' }, /The input "promotion" is "#1"; it may be the number of an issue, or nothing/],
  ['a number in another group than its issue', SWEEP, { promotion: ' 1' }, /The input "promotion" is " 1"; it may be the number/],
] as const)('with %s it refuses, and asks GitHub nothing', async (_what, event, inputs, words) => {
  await played(async ({ s, bot }) => {
    const { exit, log } = await bot.steps(event, inputs);
    expect([exit, log]).toEqual([1, expect.stringMatching(words)]);
    expect(s.requests()).toEqual([]);
    // The runner hides what it is told to hide, and what it was not told is not there.
    expect(shown(log)).not.toContain('a password');
  }, people);
});
