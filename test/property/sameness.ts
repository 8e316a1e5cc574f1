import { asideUpTo } from '../../src/core/panel-mark.ts';
import { factsOf, type World } from './machine.ts';

const MOMENT = /^\d{4}-\d\d-\d\dT/;

/**
 * What decides about the future of a promotion, as a text: histories that lead to the same one are gone on with once. Moments and numbers of
 * comments are left out, but for which is the later; of comments that were heard only the approvals that can still be taken back are left.
 */
export function sameness(world: World): string {
  const { ledger, promotion } = factsOf(world);
  const { issue, comments, teams, tags, config, bot } = world.seen;
  const numbers = new Map(promotion?.approvals.map(({ comment }, n) => [comment, n]));
  const approving = comments
    .filter(({ body, lastEditedAt }) => body === '/approve' && lastEditedAt === undefined)
    .map(({ id, author }) => [author?.login, numbers.get(id)]);
  const upTo = asideUpTo(comments, bot);
  const aside = comments.filter(({ id, author }) => author?.kind === 'person' && id <= upTo && !ledger.heard.has(id));
  const { entries } = ledger;
  const inRound = entries.slice(entries.findLastIndex(({ kind }) => kind === 'round_opened') + 1);
  const refused = new Set(inRound.flatMap((entry) => (entry.kind === 'refused' ? [entry.by.login] : [])));
  const ended = promotion && 'at' in promotion ? promotion.at : '';
  const { at: reopened = '' } = issue.reopened ?? {};
  const order = [promotion?.reopenedAt === issue.reopened?.at, reopened > ended];
  const shown = [issue.body, issue.editor?.id, issue.open, issue.closed?.by?.id, order, teams, tags, config?.blob, world.rule];
  const heard = [approving, aside.map(({ author }) => author?.login).toSorted(), [...refused].toSorted()];
  return JSON.stringify([shown, heard, promotion], (key, value: unknown) => {
    if (key === 'comment') return numbers.get(Number(value));
    return typeof value === 'string' && MOMENT.test(value) ? '' : value;
  });
}
