/** What is approved changes: the request, the tag, the order in which things are told. */
import { describe, expect, test } from '@jest/globals';
import { digest } from '../../src/app/notary.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import { CONFIG, form, REPO, type Setting, Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { approvers, approves, kindsOf, nothingCounts, opened, readAll, refusalsOf, statusOf } from './told.ts';

function tagsNext(world: Sandbox, name: string): string {
  world.as('alice').pushes(REPO, { 'src/next.ts': `export const version = '${name}';` });
  return world.as('alice').tags(REPO, name);
}

describe('attack 07: the issue is edited after an approval', () => {
  // Falls without: src/core/decide.ts, `round` (changedTerms taken as empty)
  test.each([
    ['another version', { version: 'v1.5.0' }, 'the version and the commit'],
    ['another subject', { subject: 'second' }, 'the subject'],
    ['another target', { to: 'development' }, 'the target'],
  ])('attack 07: into %s', async (_what, asked, told) => {
    await story(
      async (s) => {
        tagsNext(s.world, 'v1.5.0');
        const issue = await opened(s);
        await approves(s, issue, 'bob');
        const before = promotionOf(s, issue)?.round?.fingerprint;
        await s.edits('alice', issue, form(asked));
        const news = readAll(s, issue);
        expect(news).toMatch(new RegExp(`Changed since round 1: .*${told}`));
        expect(promotionOf(s, issue)).toMatchObject({ approvals: [], round: { number: 2 } });
        expect(promotionOf(s, issue)?.round?.fingerprint).not.toBe(before);
      },
      { config: `${CONFIG}  second: { kind: component }\n` },
    );
  });

  // Falls when: src/core/verdict.ts puts the notes or the title into the terms
  test('attack 07: into better notes or another title, which keeps the approvals', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      await s.edits('alice', issue, form({ notes: 'Fixes JIRA-1234, retries on timeouts' }));
      await s.does((world) => world.as('alice').renames(issue, 'Promote agent_orchestration to staging, at last'));
      readAll(s, issue);
      expect(approvers(s, issue)).toEqual(['bob']);
      expect(promotionOf(s, issue)?.round?.number).toBe(1);
    });
  });

  // Falls without: src/core/decide.ts, isUndecided in `request`
  test('attack 07: when it has ended, which changes nothing', async () => {
    await story(async (s) => {
      tagsNext(s.world, 'v1.5.0');
      const issue = await opened(s);
      await approves(s, issue, 'bob', 'carol');
      const ended = promotionOf(s, issue);
      await s.edits('alice', issue, form({ version: 'v1.5.0' }));
      expect(promotionOf(s, issue)).toEqual(ended);
      expect(kindsOf(s, issue)).not.toContain('amended');
      expect(s.panel(issue)).toContain('v1.4.0');
    });
  });
});

// Falls without: src/core/commands/reviewer.ts, before_round: the round has no announcement yet
test.each([
  ['the approval is told of first', true],
  ['the edit is told of first', false],
])('attack 08: an edit and an approval in the same second: %s', async (_order, approvalFirst) => {
  await story(async (s) => {
    tagsNext(s.world, 'v1.5.0');
    const issue = await opened(s);
    s.world.as('alice').edits(issue, form({ version: 'v1.5.0' }));
    const said = s.world.as('bob').comments(issue, '/approve');
    expect(said.createdAt).toBe(issue.lastEditedAt);
    if (approvalFirst) s.world.hooks.queue.reverse();
    await s.settles();
    expect(s.reads(issue)).toContain('before round 2 was announced');
    nothingCounts(s, issue);
    expect(refusalsOf(s, issue)).toEqual(['before_round']);
  });
});

/** A way to GitHub that leaves out the comments of one person, as a copy that lags does. */
function hiding(login: string) {
  const lag = { on: false };
  const way: NonNullable<Setting['way']> = (github) => async (input, init) => {
    const answer = await github(input, init);
    if (!lag.on || !String(init?.body).includes('query See')) return answer;
    const read = (await answer.json()) as { data: { repository: { issue: { comments: { nodes: { author: { login: string } }[] } } } } };
    const { comments } = read.data.repository.issue;
    comments.nodes = comments.nodes.filter(({ author }) => author.login !== login);
    return new Response(JSON.stringify(read), answer);
  };
  return { lag, way };
}

// Falls without: src/core/commands/reviewer.ts, the comparison of comment and announcement
test('attack 08: an approval that GitHub shows only after the round it was written before', async () => {
  const { lag, way } = hiding('bob');
  await story(
    async (s) => {
      tagsNext(s.world, 'v1.5.0');
      const issue = await opened(s);
      lag.on = true;
      s.world.silently(() => s.world.as('bob').comments(issue, '/approve'));
      await s.edits('alice', issue, form({ version: 'v1.5.0' }));
      readAll(s, issue);
      expect(promotionOf(s, issue)?.round?.number).toBe(2);
      lag.on = false;
      await s.says('eve', issue, 'and now?');
      expect(s.reads(issue)).toContain('before round 2 was announced');
      nothingCounts(s, issue);
      expect(refusalsOf(s, issue)).toEqual(['before_round']);
    },
    { way },
  );
});

describe('attack 09: what the version stands for moves', () => {
  // Falls without: src/core/understand.ts, the tag asked again every time (a tag once resolved taken from promotion.frozen)
  test('attack 09: the tag, after every approval and before anything is done', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await s.says('alice', issue, '/hold until the demo is over');
      await approves(s, issue, 'bob', 'carol');
      expect(statusOf(s, issue)).toBe('PENDING');
      const moved = s.world.as('eve').pushes(REPO, { 'src/evil.ts': '' });
      s.world.as('eve').tags(REPO, 'v1.4.0', { at: moved });
      await s.says('alice', issue, '/resume');
      expect(readAll(s, issue)).toMatch(
        /Changed since round 1: the commit\.[\s\S]*approvals of .*bob.* and .*carol.* were for what was asked before/,
      );
      nothingCounts(s, issue);
      expect(s.world.repository(REPO).commits.get(moved)?.statuses).toEqual([]);
    });
  });

  // Falls without: src/core/understand.ts, the problem unknown_tag (the commit it last stood for in its place)
  test('attack 09: the tag, by being deleted', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      s.world.repository(REPO).refs.delete('refs/tags/v1.4.0');
      await s.says('carol', issue, '/approve');
      readAll(s, issue);
      expect(s.panel(issue)).toContain('There is no tag `v1.4.0`');
      expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
      expect(refusalsOf(s, issue)).toEqual(['on_hold']);
    });
  });

  // Falls without: src/core/understand.ts, promotion.frozen
  test('attack 09: the branch, when no version was named: the commit stays the one that was asked for', async () => {
    await story(async (s) => {
      const asked = s.world.repository(REPO).refs.get('refs/heads/main') ?? '';
      const issue = await opened(s, { version: '' });
      await approves(s, issue, 'bob');
      s.world.as('eve').pushes(REPO, { 'src/evil.ts': '' });
      await approves(s, issue, 'carol');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', round: { number: 1, terms: { sha: asked } } });
    });
  });
});

describe('attack 26: an approval said once more, where it was not meant', () => {
  // Falls without: src/core/fold.ts, the empty approvals of a new round; what is delivered again falls without src/core/hear.ts, ledger.heard
  test('attack 26: one of an earlier round does not count in a later one, whatever is delivered again', async () => {
    await story(async (s) => {
      tagsNext(s.world, 'v1.5.0');
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      await s.edits('alice', issue, form({ version: 'v1.5.0' }));
      readAll(s, issue);
      for (const { guid } of s.world.hooks.log.filter(({ event }) => event === 'issue_comment')) s.world.redeliver(guid);
      await s.settles();
      nothingCounts(s, issue);
    });
  });

  // Falls without: src/core/ledger.ts, the check of the author; under our own name `place` is checked, see attack 25
  test('attack 26: one of another promotion, its words and its entries copied', async () => {
    await story(
      async (s) => {
        const first = await opened(s);
        await approves(s, first, 'bob');
        const second = await opened(s, { subject: 'second' });
        const entries = first.comments.findLast(({ body }) => body.includes('"kind":"approved"'))?.body ?? '';
        await s.does((world) => world.as('mallory').comments(second, entries));
        await s.says('mallory', second, '> /approve\n\nbob said so');
        nothingCounts(s, second);
        expect(ledgerOf(s, second).problems).toEqual([]);
      },
      { config: `${CONFIG}  second: { kind: component }\n` },
    );
  });

  // Falls without: src/core/fingerprint.ts, any of the four parts
  test('attack 26: what is bound to an approval is this repository, issue, round and everything that is asked for', () => {
    const terms = {
      subject: 'a',
      version: 'v1',
      sha: 'a'.repeat(40),
      from: 'dev',
      to: 'prod',
      config: 'c'.repeat(64),
      gates: 'd'.repeat(64),
    };
    const bound = { repo: 1, issue: 'I_1', round: 1, terms };
    const others = [
      { ...bound, repo: 2 },
      { ...bound, issue: 'I_2' },
      { ...bound, round: 2 },
      ...Object.keys(terms).map((key) => ({ ...bound, terms: { ...terms, [key]: 'e'.repeat(64) } })),
    ];
    const all = [bound, ...others].map((one) => fingerprint(digest, one));
    expect(new Set(all).size).toBe(all.length);
  });
});

/** Five people, each with one thing to say. */
const SAID = [
  ['bob', '/approve'],
  ['carol', '/approve'],
  ['frank', '/reject no'],
  ['alice', '/cancel'],
  ['eve', 'no opinion'],
] as const;

function orders<T>(all: readonly T[]): readonly (readonly T[])[] {
  return all.length === 0 ? [[]] : all.flatMap((one, i) => orders(all.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}

/** A way to GitHub that lists comments the other way round: nothing promises an order. */
const backwards: NonNullable<Setting['way']> = (github) => async (input, init) => {
  const answer = await github(input, init);
  if (!String(init?.body).includes('query See')) return answer;
  const read = (await answer.json()) as { data: { repository: { issue: { comments: { nodes: unknown[] } } } } };
  read.data.repository.issue.comments.nodes.reverse();
  return new Response(JSON.stringify(read), answer);
};

/** Whichever of the two that end it comes first; an approval never ends it while a later one is unheard. */
const endOf = (order: typeof SAID | readonly (typeof SAID)[number][]): string =>
  order.find(([who]) => who === 'frank' || who === 'alice')?.[0] === 'frank' ? 'REJECTED' : 'CANCELLED';

// Falls without: src/github/see/to-seen.ts, comments sorted by id; and without the ends that nothing leaves, both in src/core/commands (already_ended, not_waiting) and in src/core/fold.ts
test('attack 27: five at once in each of 120 orders: the order of the comments decides, not that of the webhooks', async () => {
  for (const order of orders(SAID)) {
    const s = new Story({ teams: { 'tech-leads': ['bob'], qa: ['carol', 'frank'], security: [] }, way: backwards });
    const issue = await opened(s);
    for (const [login, body] of order) s.world.as(login).comments(issue, body);
    s.world.hooks.queue.reverse();
    await s.settlesAtOnce();
    expect([order.map(([who]) => who), statusOf(s, issue)]).toEqual([order.map(([who]) => who), endOf(order)]);
    const ends = kindsOf(s, issue).filter((kind) => ['rejected', 'cancelled', 'promoted'].includes(kind));
    expect(ends).toHaveLength(1);
  }
});
