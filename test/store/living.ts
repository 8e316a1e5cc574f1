/** An index that is kept up to date while a story is told, and one that is read from its GitHub afterwards. */

import { notaryOf } from '../../src/app/notary.ts';
import { rebuildIn, type Way } from '../../src/cli/rebuild.ts';
import { EMPTY } from '../../src/core/chain.ts';
import { fold } from '../../src/core/fold.ts';
import { writeEntries } from '../../src/core/ledger.ts';
import { recordOf } from '../../src/core/record.ts';
import type { Env } from '../../src/env.ts';
import type { Issue, Sandbox } from '../../src/sandbox/index.ts';
import { type Database, inTransaction } from '../../src/store/database.ts';
import { dropIndex, writeRecord } from '../../src/store/index/write.ts';
import { cliWorld } from '../acceptance/cli-world.ts';
import { ledgerOf } from '../harness/laws.ts';
import { form, REPO, SECRETS, Story } from '../harness/story.ts';
import type { Tale } from '../harness/tales.ts';
import { ARRIVED, dump, entriesOf, person, type Told } from './records.ts';

/** Writes what every issue says now, as it is done after each look. */
export async function writeAll(s: Story, { pool }: Pick<Database, 'pool'>): Promise<void> {
  const { id } = s.world.repository(REPO);
  const [owner = '', name = ''] = REPO.split('/');
  const repo = { id, owner, name, url: `https://github.com/${REPO}` };
  // The newest first: a rebuild comes to them the other way round.
  for (const issue of s.issues().toReversed()) {
    const ledger = ledgerOf(s, issue);
    const record = recordOf({ repo, issue }, ledger, fold(ledger.entries));
    if (record) await inTransaction(pool, (client) => writeRecord(client, record));
  }
}

export const envOf = (world: Sandbox): Env => ({
  appId: world.app.id,
  privateKey: SECRETS.privateKey,
  webhookSecret: SECRETS.webhook,
  ledgerKey: SECRETS.ledgerKey,
  port: 0,
  host: '127.0.0.1',
  baseUrl: undefined,
  logLevel: 'info',
});

const noWait = async (): Promise<void> => {};

/** `promotion-bot rebuild` against this GitHub. */
export async function rebuilds(
  database: Database,
  world: Sandbox,
  way: Way = {},
  { isTTY = false, stop }: { readonly isTTY?: boolean; readonly stop?: AbortSignal } = {},
) {
  const cli = cliWorld();
  const io = { ...cli.io, stdout: { ...cli.io.stdout, isTTY }, stop: stop ?? cli.io.stop };
  const code = await rebuildIn(database, envOf(world), io, { fetch: world.fetch, pacing: { sleep: noWait }, ...way });
  return { code, out: cli.out(), err: cli.err() };
}

/** Empties the index and all that a rebuild keeps. */
export const emptied = ({ pool }: Pick<Database, 'pool'>): Promise<void> =>
  inTransaction(pool, async (client) => {
    await dropIndex(client);
    await client.query('delete from promotion_bot.fact; delete from promotion_bot.issue');
  });

/** An index that was kept while a tale was told, and what is read from its GitHub afterwards. */
export async function twice(database: Database, tale: Tale) {
  const s = new Story();
  for (const step of tale) {
    step(s.world);
    await s.settles();
    await writeAll(s, database);
  }
  const kept = await dump(database);
  await emptied(database);
  const before = s.world.requests.length;
  const rebuilt = await rebuilds(database, s.world);
  return { s, kept, rebuilt, read: await dump(database), asked: s.asked(before) };
}

const notary = notaryOf(SECRETS.ledgerKey);

/** Promotions with what the bot has written about them, without the time it takes to let it. */
export function populate(world: Sandbox, stories: readonly Told[]): readonly Issue[] {
  const { id: repo } = world.repository(REPO);
  return world.silently(() =>
    stories.map((told) => {
      const title = told.title ?? 'Promote';
      const issue = world
        .as('alice')
        .opens(REPO, { title, body: form(told.to === undefined ? {} : { to: told.to }), labels: ['promotion'] });
      if (!issue.author) throw new Error('nobody opened it');
      const entries = entriesOf({ by: person(issue.author.id, 'alice'), ...told });
      const comment = world.as('alice').comments(issue, writeEntries(notary, { repo, issue: issue.nodeId }, EMPTY, entries));
      comment.author = world.app.bot;
      if (fold(entries)?.status === 'PROMOTED') world.as('alice').closes(issue);
      return issue;
    }),
  );
}

/** A way to GitHub on which some requests of GraphQL are answered by the test. */
export const amiss =
  (
    world: Sandbox,
    answer: (asked: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }) => Response | undefined,
  ): typeof fetch =>
  async (input, init) => {
    const answered = String(input).endsWith('/graphql') ? answer(JSON.parse(String(init?.body))) : undefined;
    return answered ?? world.fetch(input, init);
  };

const DEEDS = [[], ['approve'], ARRIVED, [...ARRIVED, 'roll back'], ['reject'], ['cancel']] as const;

/** Different ones: twenty subjects, two environments, seven approvers, every end. */
export const manyStories = (count: number, titles: readonly string[] = ['Promote']): readonly Told[] =>
  Array.from({ length: count }, (_, n) => ({
    at: n,
    title: titles[n % titles.length] ?? '',
    subject: `service-${n % 20}`,
    version: `v${n}`,
    to: n % 3 === 0 ? 'production' : 'staging',
    approver: person(2 + (n % 7)),
    deeds: DEEDS[n % DEEDS.length] ?? [],
  }));
