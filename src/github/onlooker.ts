/** GitHub as somebody sees it who is not the bot and only looks: the bot is told by what it wrote. */
import type { Hub } from '../app/ports.ts';
import { LEDGER_MARK } from '../core/ledger.ts';
import { isPanel } from '../core/panel-mark.ts';
import type { Actor } from '../core/promotion.ts';
import type { SeenComment, SeenFile } from '../core/seen.ts';
import type { Client } from './graphql.ts';
import { see } from './see/see.ts';

export interface Onlook {
  /** Numeric id of the bot's account; whichever app wrote the ledger when undefined. */
  readonly bot?: number | undefined;
  /** Rules to judge by instead of those of the repository. */
  readonly rules?: SeenFile;
  /** The file of the organisation to judge by instead of its own. */
  readonly defaults?: SeenFile | undefined;
}

/** Nobody: nothing that was written counts as the bot's. */
const NOBODY: Actor = { id: 0, login: 'promotion-bot', kind: 'bot' };

/** Only an app's account can be the bot; undefined while none has said anything, `several` where it cannot be told which. */
export function botIn(comments: readonly SeenComment[], wanted?: number): Actor | 'several' | undefined {
  const authorsOf = (isTheirs: (comment: SeenComment, author: Actor) => boolean) =>
    new Map(
      comments.flatMap((comment) => {
        const { author } = comment;
        const isIt = author?.kind === 'bot' && (wanted === undefined || author.id === wanted) && isTheirs(comment, author);
        return isIt ? [[author.id, author] as const] : [];
      }),
    );
  const writers = authorsOf(({ body }) => body.includes(LEDGER_MARK));
  const found = [...(writers.size > 0 ? writers : authorsOf(isPanel)).values()];
  return found.length > 1 ? 'several' : found[0];
}

/** Like the bot's own look, but for who the bot is; nothing can be written. */
export const onlookerHub = (client: Client, { bot: wanted, rules, defaults }: Onlook = {}): Hub => ({
  see: async (ref, lookup) => {
    const seen = await see(client, ref, lookup);
    const bot = botIn(seen.comments, wanted);
    return {
      ...seen,
      bot: bot === undefined || bot === 'several' ? NOBODY : bot,
      ...(rules ? { config: rules } : {}),
      ...(defaults ? { defaults: { file: defaults } } : {}),
    };
  },
  appsBehind: async () => ({}),
  findRun: async () => 'none',
  perform: () => {
    throw new Error('an onlooker changes nothing');
  },
});
