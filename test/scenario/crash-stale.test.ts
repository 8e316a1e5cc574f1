/** GitHub's copies lag: it tells of a comment before it shows it, and shows an issue as it was before our own last write. */
import { expect, test } from '@jest/globals';
import type { Fetch } from '../../src/github/transport.ts';
import { promotionOf } from '../harness/laws.ts';
import { form, Story } from '../harness/story.ts';
import { endOf, keepTaleLaws } from '../harness/tales.ts';

/** A way to GitHub on which the next looks may show what an earlier one showed. */
function laggingWay() {
  const shown: string[] = [];
  let lag = { looks: 0, as: 0 };
  const way =
    (github: Fetch): Fetch =>
    async (input, init) => {
      const response = await github(input, init);
      if (!String(init?.body).includes('query See')) return response;
      const { looks, as } = lag;
      lag = { looks: looks - 1, as };
      if (looks > 0) return new Response(shown[as], { status: response.status, headers: response.headers });
      shown.push(await response.clone().text());
      return response;
    };
  /** The next looks show what the last one showed so far. */
  const lags = (looks: number): void => {
    lag = { looks, as: shown.length - 1 };
  };
  return { way, lags };
}

async function opened(setting: { readonly way?: (github: Fetch) => Fetch }) {
  const s = new Story(setting);
  return { s, issue: await s.opens('alice') };
}

/** The same without any lag. */
async function sound(body: string, login: string) {
  const { s, issue } = await opened({});
  await s.says('eve', issue, 'nice');
  await s.says(login, issue, body);
  return endOf(s);
}

test.each([1, 2, 3])('%i looks that do not show our own last entries write none of them again', async (looks) => {
  const { way, lags } = laggingWay();
  const { s, issue } = await opened({ way });
  lags(looks);
  await s.says('eve', issue, 'nice');
  await s.says('bob', issue, '/approve');
  expect(endOf(s)).toEqual(await sound('/approve', 'bob'));
  await keepTaleLaws(s);
});

test.each([1, 2, 3])('%i looks that do not show the new comment yet do not lose it', async (looks) => {
  const { way, lags } = laggingWay();
  const { s, issue } = await opened({ way });
  await s.says('eve', issue, 'nice');
  lags(looks);
  await s.says('bob', issue, '/approve');
  expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
  expect(endOf(s)).toEqual(await sound('/approve', 'bob'));
  await keepTaleLaws(s);
});

test.each([
  [
    'our own last entries',
    0,
    /does not show what was last written there on acme\/shop#1 yet\. Nothing was decided; a look in a minute will find it/,
  ],
  ['the new comment', 1, /does not show the new comment on acme\/shop#1 yet/],
])('when GitHub goes on without %s, nothing is decided, and the delivery sent again is heard', async (_what, remarks, why) => {
  const { way, lags } = laggingWay();
  const { s, issue } = await opened({ way });
  for (let i = 0; i < remarks; i += 1) await s.says('eve', issue, 'nice');
  lags(4);
  const before = s.requests().length;
  const said = remarks > 0 ? s.says('bob', issue, '/approve') : s.says('eve', issue, 'nice');
  await expect(said).rejects.toThrow(why);
  expect(s.asked(before)).toEqual(Array(4).fill('query See'));
  if (remarks === 0) await s.says('bob', issue, '/approve');
  else for (const { guid, status } of s.world.hooks.log) if (status === 500) s.world.redeliver(guid);
  await s.settles();
  expect(endOf(s)).toEqual(await sound('/approve', 'bob'));
  await keepTaleLaws(s);
});

test('a write whose answer was lost is looked for, and written again only when it is not there', async () => {
  for (const answer of ['drop request', 'drop answer'] as const) {
    const { way, lags } = laggingWay();
    const { s, issue } = await opened({ way });
    await s.says('eve', issue, 'nice');
    s.world.faults.push({ match: ({ graphql }) => graphql?.operation === 'mutation', answer });
    await expect(s.says('bob', issue, '/approve')).rejects.toThrow('The connection broke');
    lags(1);
    for (const { guid, status } of s.world.hooks.log) if (status === 500) s.world.redeliver(guid);
    await s.settles();
    expect(endOf(s)).toEqual(await sound('/approve', 'bob'));
    await keepTaleLaws(s);
  }
});

test('a panel that GitHub does not show yet is not posted again', async () => {
  const { way, lags } = laggingWay();
  const s = new Story({ way });
  const issue = await s.opens('alice', { subject: 'agent_orchestraton' });
  lags(1);
  await s.edits('alice', issue, form());
  expect(issue.comments.filter(({ body }) => body.includes('promotion-bot:panel'))).toHaveLength(1);
  expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
  await keepTaleLaws(s);
});

test('a panel that somebody deletes right away is posted again after one look', async () => {
  const { s, issue } = await opened({});
  const [panel] = issue.comments;
  const before = s.requests().length;
  if (panel) await s.does((world) => world.as('eve').deletes(panel));
  expect(s.asked(before)).toEqual(['query See', 'mutation addComment']);
  await keepTaleLaws(s);
});

test('what two deliveries know is known to the one look about both', async () => {
  const { way, lags } = laggingWay();
  const { s, issue } = await opened({ way });
  await s.says('eve', issue, 'nice');
  lags(1);
  s.world.as('bob').comments(issue, '/approve');
  s.world.as('eve').comments(issue, 'nice too');
  await s.settlesAtOnce();
  expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
  await keepTaleLaws(s);
});

test('what is missing for longer than a minute was taken away: it is not waited for', async () => {
  const { s, issue } = await opened({});
  await s.says('bob', issue, '/approve');
  const entry = issue.comments.findLast(({ author }) => author?.id === s.world.app.bot.id);
  s.world.clock.advance(61);
  if (entry) await s.does((world) => world.silently(() => world.as('eve').deletes(entry)));
  const before = s.requests().length;
  await s.says('eve', issue, 'where is it?');
  expect(s.asked(before).filter((asked) => asked === 'query See')).toHaveLength(1);
});

test('a command deleted before it was seen is not waited for when its delivery is sent again later', async () => {
  const { s, issue } = await opened({});
  const comment = s.world.as('bob').comments(issue, '/approve');
  const [delivery] = s.world.hooks.queue.splice(0);
  s.world.silently(() => s.world.as('bob').deletes(comment));
  s.world.clock.advance(61);
  const before = s.requests().length;
  if (delivery) await s.does((world) => world.redeliver(delivery.guid));
  expect(s.asked(before)).toEqual(['query See']);
});
