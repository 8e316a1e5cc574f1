/** The ledger against strangers and through a change of its key, from the bot's side and from an auditor's. */
import { expect, test } from '@jest/globals';
import { newLedgerKey, notaryOf, publicHalf, verifierOf } from '../../src/app/notary.ts';
import { createBot } from '../../src/bot.ts';
import { type Audit, audit } from '../../src/core/audit.ts';
import { fold } from '../../src/core/fold.ts';
import { LEDGER_MARK, writeEntries } from '../../src/core/ledger.ts';
import { createProbot } from '../../src/github/octokit.ts';
import { readThread } from '../../src/github/thread.ts';
import { createLog } from '../../src/log.ts';
import type { Comment, Issue } from '../../src/sandbox/index.ts';
import { promotionOf, ledgerOf as readLedgerOf } from '../harness/laws.ts';
import { REPO, SECRETS, Story } from '../harness/story.ts';

const FIRST = SECRETS.ledgerKey;

/** Lets a server with these keys, the present one first, react to whatever happened. */
async function settleWith(s: Story, [ledgerKey = '', ...previousLedgerKeys]: readonly string[]): Promise<void> {
  const log = createLog({ level: 'warn', write: (line) => s.log.push(line) });
  const probot = createProbot({
    appId: s.world.app.id,
    privateKey: SECRETS.privateKey,
    secret: SECRETS.webhook,
    log,
    fetch: s.world.fetch,
  });
  await probot.load(createBot({ ledgerKey, previousLedgerKeys, log }));
  await s.world.deliver(({ guid, event, payload }) =>
    probot.receive({ id: guid, name: event, payload } as unknown as Parameters<typeof probot.receive>[0]),
  );
}

/** As an auditor who may read, and who has only these public halves. */
async function audited(s: Story, issue: Issue, ...keys: readonly string[]): Promise<Audit> {
  const thread = await readThread(
    { baseUrl: undefined, token: 'ghp_bob', fetch: s.world.fetch },
    { owner: 'acme', repo: 'shop', number: issue.number },
  );
  return audit(verifierOf(keys.map(publicHalf)), thread);
}

const ledgerOf = (issue: Issue): readonly Comment[] => issue.comments.filter(({ body }) => body.includes(LEDGER_MARK));
const kindsOf = ({ lines }: Audit) => lines.map(({ entry }) => entry?.kind);

test('a promotion goes on under a new key: both sign the change, and who has the first key verifies all of it', async () => {
  const s = new Story();
  const second = newLedgerKey();
  const issue = await s.opens('alice');
  await s.says('bob', issue, '/approve');
  s.world.as('carol').comments(issue, '/approve');
  await settleWith(s, [second, FIRST]);
  const found = await audited(s, issue, FIRST);
  expect(found).toMatchObject({ outcome: 'holds' });
  expect(kindsOf(found)).toEqual(['requested', 'round_opened', 'approved', 'key_rotated', 'approved', 'accepted', 'promoted']);
  expect(fold(found.lines.flatMap(({ entry }) => entry ?? []))?.status).toBe('PROMOTED');
  expect(ledgerOf(issue).at(-1)?.body).toMatch(/The key of the audit trail was changed: from here on it is `[0-9a-f]{16}`/);
  expect(s.panel(issue)).toContain('7 entries in the audit trail');
});

test('a promotion at rest is not touched for a new key, and a second look writes nothing', async () => {
  const s = new Story();
  const second = newLedgerKey();
  const issue = await s.opens('alice');
  const written = (before: number) => s.asked(before).filter((asked) => asked.startsWith('mutation'));
  const look = async () => {
    const before = s.requests().length;
    s.world.as('mallory').comments(issue, 'nice');
    await settleWith(s, [second, FIRST]);
    return written(before);
  };
  expect(await look()).toEqual([]);
  s.world.as('bob').comments(issue, '/approve');
  await settleWith(s, [second, FIRST]);
  expect(await look()).toEqual([]);
  expect(kindsOf(await audited(s, issue, FIRST)).filter((kind) => kind === 'key_rotated')).toHaveLength(1);
});

test('a server that writes with a key nobody handed over to is found out, in words that say what to do', async () => {
  const s = new Story();
  const second = newLedgerKey();
  const issue = await s.opens('alice');
  const place = { repo: s.world.repository(REPO).id, issue: issue.nodeId };
  const { seq, hash } = readLedgerOf(s, issue).head;
  const said = { kind: 'resumed', at: s.world.clock.now(), by: { id: 1, login: 'eve', kind: 'person' }, comment: 1 } as const;
  const forged = writeEntries(notaryOf(second), place, { seq, hash }, [said]);
  s.world.as(s.world.app.bot.login).comments(issue, forged);
  s.world.as('bob').comments(issue, '/approve');
  await settleWith(s, [second, FIRST]);
  expect(s.panel(issue)).toMatch(/names another key than the entry before[\s\S]*`promotion-bot keys rotate`/);
  expect(promotionOf(s, issue)?.approvals ?? []).toEqual([]);
});

test('a server that forgot the old key holds the promotion and writes nothing', async () => {
  const s = new Story();
  const issue = await s.opens('alice');
  const before = ledgerOf(issue).length;
  s.world.as('bob').comments(issue, '/approve');
  await settleWith(s, [newLedgerKey()]);
  expect(s.panel(issue)).toMatch(/The audit trail is damaged[\s\S]*is signed with a key this server does not have/);
  expect(s.panel(issue)).toContain('## ✋ On hold: 1 thing to mend');
  // Neither the rules nor the issue mends that; the key does.
  expect(s.panel(issue)).not.toMatch(/mend them there|Editing the issue is enough/);
  expect(s.panel(issue)).toMatch(/whoever runs me puts it back \(`LEDGER_KEY`, `LEDGER_KEY_PREVIOUS`\), then `\/why` here goes on/);
  expect(ledgerOf(issue)).toHaveLength(before);
  await settleWith(s, [FIRST]);
  await s.says('carol', issue, '/why');
  expect(s.panel(issue)).not.toContain('The audit trail is damaged');
});

test("attack 25: a stranger's byte-exact copy of a ledger comment is ignored", async () => {
  const s = new Story();
  const issue = await s.opens('alice');
  const [ledger] = ledgerOf(issue);
  await s.says('mallory', issue, ledger?.body ?? '');
  await s.says('bob', issue, '/approve');
  expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
  expect(s.panel(issue)).not.toContain('damaged');
  expect(await audited(s, issue, FIRST)).toMatchObject({ outcome: 'holds', ignored: 1 });
});

test('attack 25: an edited ledger comment is named, on the panel and by the audit, with who did it', async () => {
  const s = new Story();
  const issue = await s.opens('alice');
  await s.says('bob', issue, '/approve');
  const last = ledgerOf(issue).at(-1);
  if (!last) throw new Error('no ledger');
  await s.edits('eve', last, `${last.body} `);
  await s.says('carol', issue, '/approve');
  expect(s.panel(issue)).toMatch(new RegExp(`The audit trail is damaged\\.\\*\\* Comment \`${last.id}\` was edited \\(by eve\\)`));
  expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
  expect((await audited(s, issue, FIRST)).finding).toMatchObject({ why: 'edited', seq: 3, comment: { id: last.id, editor: 'eve' } });
});

test('attack 25: a ledger comment that is deleted holds the promotion at the comment that follows', async () => {
  const s = new Story();
  const issue = await s.opens('alice');
  for (const said of ['/approve', '/why']) await s.says('bob', issue, said);
  const [, second, third] = ledgerOf(issue);
  if (!second || !third) throw new Error('too few ledger comments');
  await s.does((world) => world.as('eve').deletes(second));
  await s.says('carol', issue, '/approve');
  expect(s.panel(issue)).toMatch(
    new RegExp(`Comment \`${third.id}\`, entry 4, does not follow the entry before: an entry is missing or doubled`),
  );
  expect(ledgerOf(issue)).toHaveLength(2);
  expect((await audited(s, issue, FIRST)).finding).toMatchObject({ why: 'out_of_order', seq: 3, claimed: 4, comment: { id: third.id } });
});

test("attack 25: a copy from another issue under the bot's own name is named and never believed", async () => {
  const s = new Story();
  const one = await s.opens('alice');
  await s.says('bob', one, '/approve');
  const approval = ledgerOf(one).at(-1)?.body ?? '';
  await s.says('alice', one, '/cancel');
  const two = await s.opens('alice');
  await s.does((world) => world.as(world.app.bot.login).comments(two, approval));
  await s.says('carol', two, '/approve');
  expect(s.panel(two)).toMatch(/The audit trail is damaged[\s\S]*holds an entry that belongs to another issue/);
  expect(promotionOf(s, two)?.approvals).toEqual([]);
  expect((await audited(s, two, FIRST)).finding).toMatchObject({ why: 'other_place', seq: 3 });
});

test('an auditor reads a hundred comments with four requests', async () => {
  const s = new Story();
  const issue = await s.opens('alice');
  const before = s.requests().length;
  await audited(s, issue, FIRST);
  expect(s.asked(before)).toEqual(
    expect.arrayContaining(['query Edits', `GET /repos/${REPO}`, `GET /repos/${REPO}/issues/${issue.number}`]),
  );
  expect(s.requests(before)).toHaveLength(4);
  expect(s.world.contract.problems).toEqual([]);
});
