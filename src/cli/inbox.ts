import * as z from 'zod';
import { droppedText, inboxText, replayedText } from '../core/views/inbox.ts';
import type { Queryable } from '../store/database.ts';
import { defineCommand, EXIT, type Io, Misuse } from './command.ts';
import { paintFor } from './paint.ts';
import { withIndex } from './with-store.ts';

const input = z.object({
  args: z.tuple([
    z
      .string()
      .regex(/^[^/\s]+\/[^/\s]+#[1-9]\d*$/, 'A promotion is named like acme/shop#7.')
      .optional(),
  ]),
  replay: z.boolean().default(false),
  drop: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Input = z.infer<typeof input>;

export const inbox = defineCommand({
  name: 'inbox',
  summary: 'Show what waits to be looked at, what fails, and what was given up; have it done again. 1 when something was given up.',
  arguments: [{ syntax: '[promotion]', summary: 'owner/name#7, with --replay: only this one' }],
  options: [
    { flags: '--replay', summary: 'look now at what waits or was given up' },
    { flags: '--drop', summary: 'take deliveries that nobody could read off the list' },
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  input,
  run: (given, io: Io) => {
    const [promotion] = given.args;
    if (promotion !== undefined && !given.replay) throw new Misuse('A promotion is named only with --replay.');
    return withIndex(io, ({ pool }) => (given.replay || given.drop ? change(pool, given, io) : show(pool, given, io)));
  },
});

async function change(pool: Queryable, { args: [promotion], replay: replays, drop, json }: Input, io: Io): Promise<number> {
  const { dropUnreadable, replay } = await import('../store/inbox-state.ts');
  const replayed = replays ? await replay(pool, promotion) : undefined;
  const dropped = drop ? await dropUnreadable(pool) : undefined;
  const words = [
    ...(replayed === undefined ? [] : [replayedText(replayed, promotion)]),
    ...(dropped === undefined ? [] : [droppedText(dropped)]),
  ];
  io.stdout.write(json ? `${JSON.stringify({ replayed, dropped })}\n` : words.join(''));
  return EXIT.yes;
}

async function show(pool: Queryable, { json }: Input, io: Io): Promise<number> {
  const { listInbox } = await import('../store/inbox-state.ts');
  const listing = await listInbox(pool);
  io.stdout.write(json ? `${JSON.stringify(listing)}\n` : inboxText(listing, paintFor(io.stdout, io.env)));
  const isGivenUp = listing.unreadable.length > 0 || listing.jobs.some(({ state }) => state === 'dead');
  return isGivenUp ? EXIT.no : EXIT.yes;
}
