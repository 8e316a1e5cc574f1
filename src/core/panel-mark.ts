/** How the panel is found again, and what it remembers: the last command that was set aside without a reply. */
import type { Actor } from './promotion.ts';
import type { SeenComment } from './seen.ts';

const MARK = /^<!-- promotion-bot:panel v1(?: aside=(\d{1,16}))? -->/;

/** @param aside id of the newest comment that was set aside; 0 for none. */
export const panelMark = (aside: number): string => `<!-- promotion-bot:panel v1${aside > 0 ? ` aside=${aside}` : ''} -->`;

export const isPanel = (comment: SeenComment, bot: Pick<Actor, 'id'>): boolean => comment.author?.id === bot.id && MARK.test(comment.body);

/**
 * Up to which comment id commands that are not in the ledger were set aside: they are not judged again, or a role gained later would
 * turn an old refusal into a decision. A panel that somebody else edited proves nothing, so then everything older than that edit was.
 * What was said after the panel was written was never set aside, whatever it says: another workflow may have written it as our account.
 */
export function asideUpTo(comments: readonly SeenComment[], bot: Pick<Actor, 'id'>): number {
  const panel = comments.find(
    (comment) => isPanel(comment, bot) || (comment.author?.id === bot.id && comment.body.includes('promotion-bot:panel')),
  );
  if (!panel) return 0;
  const isOurs = panel.lastEditedAt === undefined || panel.editor?.id === bot.id;
  const written = panel.lastEditedAt ?? panel.createdAt;
  const upTo = isOurs ? Number(MARK.exec(panel.body)?.[1] ?? 0) : Number.POSITIVE_INFINITY;
  return Math.max(0, ...comments.flatMap(({ id, createdAt }) => (id <= upTo && createdAt <= written ? [id] : [])));
}
