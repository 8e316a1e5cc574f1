/** Mode bot beside other workflows, which speak and write as the same account: only what the key has signed is believed. */
import { expect, test } from '@jest/globals';
import { newLedgerKey } from '../../src/app/notary.ts';
import { bothApprove, byPeople, opened, played } from '../harness/bot-mode.ts';
import { checkedBy, DELIVERY_CONFIG, withDelivery } from '../harness/delivery.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import { CONFIG, REPO, SECRETS } from '../harness/story.ts';

// Each event is a process of its own, and a machine may be busy with others.

const people = { config: byPeople(CONFIG) };

test('what was taken back stays in quarantine, whatever another workflow writes on its commit', async () => {
  const config = byPeople(DELIVERY_CONFIG);
  await played(
    async (told) => {
      const { s, bot } = told;
      withDelivery(s.world, { verify: checkedBy('pass', 'it answered 200', config) });
      await bothApprove(told, await s.opens('alice', { version: 'v1.3.2' }));
      const issue = await s.opens('alice');
      await bothApprove(told, issue);
      await s.says('bob', issue, '/rollback it broke');
      expect(promotionOf(s, issue)?.status).toBe('ROLLED_BACK');
      const status = { state: 'success', context: 'promotion/staging/agent_orchestration', description: 'v1.4.0 PROMOTED by #2' } as const;
      s.world.as(bot.account.login).reports(REPO, 'v1.4.0', status);
      const again = await s.opens('alice');
      expect(s.panel(again)).toMatch(/was rolled back before \(v1\.4\.0 ROLLED&#95;BACK by/);
      await s.says('bob', again, '/release-quarantine it was the database');
      await bothApprove(told, again);
      expect(promotionOf(s, again)?.status).toBe('PROMOTED');
    },
    { config },
  );
});

test('what another workflow says without a signature counts for nothing', async () => {
  await played(async (told) => {
    const { s, bot } = told;
    const issue = await opened(told);
    const [, ledger] = issue.comments;
    s.world.as(bot.account.login).comments(issue, '/approve');
    s.world.as(bot.account.login).comments(issue, '✅ **bob** approved as tech-lead.');
    await bot.sweeps();
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
    expect(ledgerOf(s, issue).problems).toEqual([]);
    // A status of this account is anybody's: the trail of the promotion below has to tell the same.
    const status = { state: 'success', context: 'promotion/staging/agent_orchestration', description: 'v1.4.0 PROMOTED by #1' } as const;
    s.world.as(bot.account.login).reports(REPO, 'v1.4.0', status);
    const further = await s.opens('alice', { to: 'production' });
    expect(s.panel(further)).toContain('has not been promoted to `staging`');
    expect(promotionOf(s, further)).toBeUndefined();
    // An entry of somebody without the key, or one copied from elsewhere: nothing goes on.
    s.world.as(bot.account.login).comments(issue, ledger?.body ?? '');
    await s.says('bob', issue, '/approve');
    expect(s.panel(issue)).toMatch(/On hold[\s\S]*The audit trail is damaged/);
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
  }, people);
});

// Falls without: `written` in src/core/panel-mark.ts
test('another workflow that writes on the panel silences nobody who speaks afterwards', async () => {
  await played(async (told) => {
    const { s, bot } = told;
    const issue = await opened(told);
    const [panel] = issue.comments;
    const silencing = (panel?.body ?? '').replace('panel v1', 'panel v1 aside=9999999999999');
    s.world.silently(() => panel && s.world.as(bot.account.login).edits(panel, silencing));
    s.world.clock.advance(60);
    await s.says('carol', issue, '/reject it is broken');
    expect(promotionOf(s, issue)?.status).toBe('REJECTED');
  }, people);
});

test('the key of another repository holds the promotion, and writes nothing down', async () => {
  await played(async (told) => {
    const { s, bot } = told;
    const issue = await opened(told);
    const entries = ledgerOf(s, issue).entries.length;
    const [, secret] = SECRETS.ledgerKey.split('\n');
    for (const { finished } of bot.deeds) expect(finished.log).toContain(`::add-mask::${secret}`);
    s.world.silently(() => s.world.as('bob').comments(issue, '/approve'));
    const event = { name: 'workflow_dispatch', payload: {} };
    expect((await bot.steps(event, { promotion: String(issue.number), 'ledger-key': newLedgerKey() })).exit).toBe(0);
    expect(s.panel(issue)).toMatch(/The audit trail is damaged[\s\S]*is signed with a key/);
    expect(ledgerOf(s, issue).entries).toHaveLength(entries);
    // Rotated: the old key is handed in as well, and the trail goes on.
    const rotated = { promotion: String(issue.number), 'ledger-key': newLedgerKey(), 'previous-ledger-keys': SECRETS.ledgerKey };
    expect((await bot.steps(event, rotated)).exit).toBe(0);
    expect(s.reads(issue)).toContain('approved as tech-lead');
  }, people);
});
