/** The App as Probot runs it: what each delivery leaves in the log, and whom it keeps from looking. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { newLedgerKey } from '../../src/app/notary.ts';
import { createBot } from '../../src/bot.ts';
import { createProbot } from '../../src/github/octokit.ts';
import { createLog } from '../../src/log.ts';
import { refuseField } from '../../src/sandbox/graphql/field-fault.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, SECRETS, Story } from '../harness/story.ts';

/** Lines of the log since `from`, with what varies taken out. */
function told(s: Story, from = 0): readonly object[] {
  const lines = s.log.slice(from).map((line): Record<string, unknown> => JSON.parse(line));
  return lines
    .filter(({ msg }) => msg === 'handled' || msg === 'ignored')
    .map(({ time, level, delivery, milliseconds, ...line }) => {
      expect([typeof delivery, typeof (milliseconds ?? 0)]).toEqual(['string', 'number']);
      return line;
    });
}

test('each delivery leaves one line: what was looked at, what happened, what was done', async () => {
  const s = new Story();
  const issue = await s.opens('alice', { to: 'development' });
  expect(told(s).slice(0, 3)).toEqual([
    { webhook: 'label.created', why: 'no label payload that can be about a promotion: issue', msg: 'ignored' },
    {
      webhook: 'issues.opened',
      promotion: 'acme/shop#1',
      status: 'PROMOTED',
      entries: ['requested', 'round_opened', 'promoted'],
      effects: ['post_panel', 'append_ledger', ...Array(9).fill('create_label'), 'set_labels', 'set_status', 'close_issue'],
      msg: 'handled',
    },
    { webhook: 'issues.labeled', why: 'a label of other people', msg: 'ignored' },
  ]);
  const from = s.log.length;
  await s.says('eve', issue, 'nice');
  expect(told(s, from)).toEqual([
    { webhook: 'issue_comment.created', promotion: 'acme/shop#1', status: 'PROMOTED', entries: [], effects: [], msg: 'handled' },
  ]);
});

test('what the bot does itself makes no look', async () => {
  const s = new Story();
  await s.opens('alice', { to: 'development' });
  const ours = told(s).filter((line) => 'why' in line && line.why === 'our own doing');
  expect(ours.length).toBeGreaterThan(4);
  expect(s.asked().filter((asked) => asked === 'query See')).toHaveLength(2);
});

test('after a refusal made good, the log tells every entry once', async () => {
  const s = new Story();
  const issue = await s.opens('alice');
  for (const part of ['updateIssueComment', 'addComment']) {
    refuseField(s.world, (field) => field === part);
    const from = s.log.length;
    await s.says(part === 'addComment' ? 'carol' : 'bob', issue, '/approve');
    const [line] = told(s, from);
    expect(line).toMatchObject({ entries: part === 'addComment' ? ['approved', 'accepted', 'promoted'] : ['approved'] });
  }
});

test('a change of the key is told as well: it was written', async () => {
  const s = new Story();
  const issue = await s.opens('alice');
  s.world.as('bob').comments(issue, '/approve');
  const lines: string[] = [];
  const log = createLog({ level: 'info', write: (line) => lines.push(line) });
  const { privateKey, webhook: secret } = SECRETS;
  const probot = createProbot({ appId: s.world.app.id, privateKey, secret, log, fetch: s.world.fetch });
  await probot.load(createBot({ ledgerKey: newLedgerKey(), previousLedgerKeys: [SECRETS.ledgerKey], log }));
  await s.world.deliver(({ guid, event, payload }) =>
    probot.receive({ id: guid, name: event, payload } as unknown as Parameters<typeof probot.receive>[0]),
  );
  const handled = lines.map((line): Record<string, unknown> => JSON.parse(line)).filter(({ msg }) => msg === 'handled');
  expect(handled.map(({ entries }) => entries)).toEqual([['key_rotated', 'approved']]);
});

test('a look that fails fails its delivery, so that GitHub lists it, and the next one begins anew', async () => {
  const s = new Story();
  const issue = await s.opens('alice');
  s.world.faults.push({ match: ({ graphql }) => graphql?.name === 'See', answer: { status: 403, body: { message: 'Forbidden' } } });
  await expect(s.says('bob', issue, '/approve')).rejects.toThrow('Forbidden');
  expect(s.world.hooks.log.filter(({ status }) => status === 500)).toHaveLength(1);
  await s.says('carol', issue, '/approve');
  expect(issue.state).toBe('CLOSED');
});

/** 20 November 2026 is a Friday: from 11:00 UTC nothing is completed before Sunday 23:00 UTC. */
const FROZEN = CONFIG.replace(
  '  development: { aliases: [dev] }\n',
  "  development:\n    aliases: [dev]\n    freeze: [{ rrule: 'FREQ=WEEKLY;BYDAY=FR', from: '12:00', for: 60h, timezone: Europe/Berlin }]\n",
);

test('whoever goes on because another has ended is looked at again when its own time comes, and has a line of its own', async () => {
  const s = new Story({ config: FROZEN });
  s.world.clock.advance(7_200);
  const first = await s.opens('alice', { to: 'development' });
  const second = await s.opens('alice', { to: 'development' });
  expect(promotionOf(s, second)).toBeUndefined();
  const from = s.log.length;
  await s.says('alice', first, '/cancel');
  expect(promotionOf(s, second)).toMatchObject({ status: 'PENDING', phase: 'queued' });
  const lines = s.log.slice(from).map((line): Record<string, unknown> => JSON.parse(line));
  expect(lines.filter(({ msg }) => msg === 'handled')).toMatchObject([
    { webhook: 'issue_comment.created', promotion: 'acme/shop#1', status: 'CANCELLED', delivery: expect.any(String) },
    { webhook: 'neighbour', promotion: 'acme/shop#2', status: 'PENDING', entries: ['requested', 'round_opened'] },
  ]);
  await s.passes(3 * 86_400);
  expect(promotionOf(s, second)?.status).toBe('PROMOTED');
});

test('a key of another kind is refused at the start, in words', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const log = createLog({ level: 'error', write: () => {} });
  expect(() => createBot({ ledgerKey: privateKey, log })).toThrow('the ledger key must be Ed25519, this one is rsa');
});
