import type { Command } from '../command.ts';
import { isUndecided } from '../fold.ts';
import { hasEnded } from '../promotion.ts';
import { err, ok } from '../result.ts';
import { asked, countingRoles } from './reviewer.ts';

export const cancel: Command = {
  verb: 'cancel',
  usage: '/cancel [reason]',
  summary: 'Withdraw this promotion before anything has happened. It ends as CANCELLED and the issue closes.',
  who: 'the person who asked for it, and anybody who could approve it',
  example: '/cancel 1.4.1 fixes this, asking for that instead',
  decide: (spoken, context) => {
    const { promotion, by, at, comment } = context;
    if (promotion && hasEnded(promotion)) return err({ code: 'already_ended', facts: { status: promotion.status } });
    if (!promotion) return err({ code: 'on_hold' });
    if (!isUndecided(promotion)) return err({ code: 'not_waiting', facts: { status: promotion.status } });
    if (!asked(promotion, by.id)) {
      const roles = countingRoles(context);
      if (!roles.ok) return roles;
    }
    return ok({ kind: 'cancelled', at, by, comment, why: 'withdrawn', reason: spoken.text });
  },
};
