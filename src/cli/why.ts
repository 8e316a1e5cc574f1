/** `promotion-bot why`: where a promotion stands and what is missing, read with a person's token; nothing is written. */
import * as z from 'zod';
import type { Ref } from '../core/promotion.ts';
import { BOT_OPTION, KEY_OPTION } from './audit-input.ts';
import { botId } from './audit-verify.ts';
import { type Command, defineCommand, EXIT, type Io } from './command.ts';
import { type Keys, keysFrom, lookAt, NOT_PROVEN } from './onlook.ts';
import { paintFor } from './paint.ts';
import { asPerson, type Client, issueFor, PROMOTION, REPO_OPTION, tellWhy } from './person.ts';

export const why: Command = defineCommand({
  name: 'why',
  summary:
    'Say where a promotion stands, what is missing, who can give it and what comes next. 0 when it has arrived or nobody has to do anything, 1 otherwise.',
  arguments: [PROMOTION],
  options: [REPO_OPTION, KEY_OPTION, BOT_OPTION, { flags: '--json', summary: 'print the result as JSON' }],
  input: z.object({
    args: z.tuple([z.string().optional()]),
    repo: z.string().optional(),
    key: z.array(z.string()).optional(),
    bot: botId,
    json: z.boolean().default(false),
  }),
  run: ({ args: [promotion], repo, key, bot, json }, io) =>
    asPerson(io, { failure: `${promotion ?? 'The promotion'} cannot be read from GitHub`, json }, async (client, web) => {
      const ref = issueFor(io, promotion, repo, web);
      const keys = await keysFrom(io, { files: key, client, place: ref });
      return 'sentence' in keys ? tellWhy(io, keys.sentence, { json }) : tell(io, { client, keys, ref, bot, json });
    }),
});

interface Question {
  readonly client: Client;
  readonly keys: Keys;
  readonly ref: Ref;
  readonly bot: number | undefined;
  readonly json: boolean;
}

async function tell(io: Io, { client, keys, ref, bot, json }: Question): Promise<number> {
  const { botIn, onlookerHub } = await import('../github/onlooker.ts');
  const { isPromotionIssue } = await import('../core/request.ts');
  const { whyOf } = await import('../core/why.ts');
  const views = await import('../core/views/why-terminal.ts');
  const name = `${ref.owner}/${ref.repo}#${ref.number}`;
  const facts = await lookAt(keys, onlookerHub(client, { bot }), ref);
  const { seen, promotion } = facts;
  if (!promotion && !isPromotionIssue(seen.issue)) return tellWhy(io, `${name} is no promotion. Check the number.`, { json }, EXIT.no);
  const writer = botIn(seen.comments, bot);
  if (writer === 'several')
    return tellWhy(io, `Several apps wrote what looks like an audit trail on ${name}. Name the account of the right one with --bot ID.`, {
      json,
    });
  const found = whyOf(facts, keys.proven || !promotion);
  const notes = [
    ...(promotion && !keys.proven ? [NOT_PROVEN] : []),
    ...(found.unseen.length > 0
      ? [`your token did not show ${found.unseen.join(', ')}; the bot sees it, and may say something else.`]
      : []),
    ...(writer === undefined ? ['the bot has said nothing on this issue yet; this is what it would find.'] : []),
  ];
  const told = { name, facts, why: found, notes };
  io.stdout.write(json ? `${JSON.stringify(jsonOf(told, views))}\n` : views.whyForTerminal(told, paintFor(io.stdout, io.env)));
  return found.answer === undefined ? EXIT.unknown : found.answer ? EXIT.yes : EXIT.no;
}

type Views = typeof import('../core/views/why-terminal.ts');

function jsonOf(told: Parameters<Views['nextOf']>[0], { nextOf, openPoints }: Views) {
  const { facts, why: found, name, notes } = told;
  const { promotion, seen } = facts;
  const terms = promotion?.round?.terms ?? found.verdict.terms ?? null;
  return {
    ok: found.answer ?? null,
    promotion: name,
    url: seen.issue.url,
    status: promotion?.status ?? null,
    terms,
    ...openPoints(told),
    next: nextOf(told),
    notes,
  };
}
