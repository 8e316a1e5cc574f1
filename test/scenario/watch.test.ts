/** What is watched after the promotion, and what follows when something speaks against it. */
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/sandbox/index.ts';
import { approved, byVersion, checkedBy, headline, kinds, readsAll, settledBefore, tells } from '../harness/deliveries.ts';
import { DELIVERY_CONFIG, VERIFY, WATCHED_CONFIG } from '../harness/delivery.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, REPO, type Story } from '../harness/story.ts';

const plain = { config: DELIVERY_CONFIG };
const passes = checkedBy('pass', 'it answered 200', DELIVERY_CONFIG);
const HOUR = 3_600;

describe('the watch', () => {
  const stays = (outcome: 'pass' | 'fail' | 'error', config = WATCHED_CONFIG) =>
    ((run, inputs) => checkedBy(inputs['mode'] === 'watch' ? outcome : 'pass', 'it answered', config)(run, inputs)) satisfies ReturnType<
      typeof checkedBy
    >;

  async function watchedWith(s: Story, outcome: 'pass' | 'fail' | 'error') {
    await settledBefore(s);
    const issue = await approved(s);
    s.world.actions.runner(VERIFY, stays(outcome));
    return issue;
  }

  test('does not end on a check that cannot tell, and ends on the next that passes', async () => {
    await tells({}, async (s) => {
      const issue = await watchedWith(s, 'error');
      await s.passes(26 * HOUR);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'watched' });
      expect(kinds(s, issue).filter((kind) => kind === 'checked')).toHaveLength(1);
      s.world.actions.runner(VERIFY, stays('pass'));
      await s.passes(2 * HOUR);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
    });
  });

  const twice = WATCHED_CONFIG.replace('every: 1h', 'every: 690m');
  const startsNoCheck = (answer: Fault['answer']): Fault => ({ match: ({ path }) => path.endsWith(`/${VERIFY}/dispatches`), answer });

  // Falls without: src/core/check-due.ts, isLastLook
  test('does not end on a look of long ago: the last one, which GitHub refused to start, is made before', async () => {
    await tells(
      { verify: stays('pass', twice) },
      async (s) => {
        await settledBefore(s);
        const issue = await approved(s);
        await s.passes(22 * HOUR);
        s.world.actions.runner(VERIFY, stays('fail', twice));
        s.world.faults.push(startsNoCheck({ status: 403, body: { message: 'Resource not accessible by integration' } }));
        await s.passes(3 * HOUR);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK' });
      },
      { config: twice },
    );
  });

  // Falls without: src/app/gather.ts, the newest key in `remembered`
  test('finds a check again whose start was never answered, beside an older one that it remembers', async () => {
    await tells(
      { verify: stays('pass', twice) },
      async (s) => {
        const issue = await approved(s);
        await s.passes(22 * HOUR);
        s.world.faults.push(startsNoCheck('drop answer'));
        await s.passes(3 * HOUR);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
        expect(s.world.actions.of(REPO, VERIFY)).toHaveLength(3);
      },
      { config: twice },
    );
  });

  test('without on_fail only tells', async () => {
    const config = WATCHED_CONFIG.replace(', on_fail: rollback', '');
    await tells(
      { verify: stays('fail', config) },
      async (s) => {
        const issue = await approved(s);
        await s.passes(3.5 * HOUR);
        expect(headline(s, issue)).toContain('🚨 Promoted, and the watch found something');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'watched' });
        expect(kinds(s, issue).filter((kind) => kind === 'checked')).toHaveLength(2);
        expect(kinds(s, issue)).not.toContain('rollback_started');
      },
      { config },
    );
  });

  test.each<[string, (s: Story) => unknown, RegExp]>([
    [
      'an issue that reports an incident',
      (s) => s.world.as('dave').opens(REPO, { title: 'Checkout is down', body: 'Since #2', labels: ['critical-bug'] }),
      /#3 reports it: Checkout is down/,
    ],
    [
      'a security alert',
      (s) => s.world.alert(REPO, { package: 'lodash', severity: 'CRITICAL' }),
      /A critical security alert came up about lodash/,
    ],
  ])('ends with %s', async (_what, happens, words) => {
    await tells({}, async (s) => {
      const issue = await watchedWith(s, 'pass');
      await s.passes(HOUR + 60);
      await s.does(() => happens(s));
      await s.passes(HOUR);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK', reason: expect.stringMatching(words) });
    });
  });

  test('ends when a newer version has arrived; the newer one waits for nobody', async () => {
    await tells({}, async (s) => {
      const first = await approved(s, { version: 'v1.3.2' });
      expect(promotionOf(s, first)).toMatchObject({ status: 'PROMOTED', phase: 'watched' });
      const second = await approved(s);
      expect(promotionOf(s, second)).toMatchObject({ status: 'PROMOTED', phase: 'watched' });
      expect(promotionOf(s, first)).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
      expect(s.unread(first).at(-1)?.body).toContain('#2 has brought a newer version');
    });
  });

  test('is kept where nothing is deployed, too', async () => {
    const config = CONFIG.replace(
      '    aliases: [stage]\n',
      `    aliases: [stage]\n    watch: { for: 24h, every: 1h, on_fail: rollback, workflow: ${VERIFY}, gates: { health: { http: 'https://shop.example/health' } } }\n`,
    );
    await tells(
      { verify: byVersion('v1.4.0', checkedBy('fail', 'it answered 500', config), checkedBy('pass', '', config)) },
      async (s) => {
        const issue = await approved(s);
        await s.passes(2 * HOUR);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK' });
      },
      { config },
    );
  });
});

describe('quarantine', () => {
  test('what was rolled back is promoted again only when somebody who may approve says so', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        await s.says('bob', issue, '/rollback it broke');
        const again = await s.opens('alice');
        expect(s.panel(again)).toContain('was rolled back before');
        readsAll(s);
        await s.says('alice', again, '/release-quarantine it was the database');
        expect(s.unread(again).at(-1)?.body).toContain('somebody else has to release');
        await s.says('bob', again, '/release-quarantine it was the database, see #4');
        readsAll(s);
        for (const login of ['bob', 'carol']) await s.says(login, again, '/approve');
        expect(promotionOf(s, again)).toMatchObject({ status: 'PROMOTED' });
      },
      plain,
    );
  });
});
