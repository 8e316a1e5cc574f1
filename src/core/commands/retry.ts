import type { Command } from '../command.ts';
import { hasEnded } from '../promotion.ts';
import { err, ok } from '../result.ts';

export const retry: Command = {
  verb: 'retry',
  usage: '/retry',
  summary: 'Look again at everything that stands in the way, and say what is left of it.',
  who: 'anybody',
  example: '/retry',
  decide: (_spoken, { promotion, at, by, comment }) =>
    promotion && hasEnded(promotion)
      ? err({ code: 'already_ended', facts: { status: promotion.status } })
      : ok({ kind: 'answered', at, by, comment, command: 'retry' }),
};
