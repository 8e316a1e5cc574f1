import type { Command, CommandContext } from '../command.ts';
import { isUndecided } from '../fold.ts';
import { hasEnded } from '../promotion.ts';
import { err, ok } from '../result.ts';
import { asked, countingRoles } from './reviewer.ts';

export const supersede: Command = {
  verb: 'supersede',
  usage: '/supersede',
  summary: 'Let this promotion take the place of the older open one for the same subject and environment, which is cancelled.',
  who: 'the person who asked for the older one, and anybody who could approve it',
  example: '/supersede',
  decide: (_spoken, context) => {
    const { promotion, by, at, comment } = context;
    if (promotion && hasEnded(promotion)) return err({ code: 'already_ended', facts: { status: promotion.status } });
    const older = olderOf(context);
    if (!older) return err({ code: 'nothing_to_supersede' });
    if (!isUndecided(older.promotion)) return err({ code: 'not_waiting', facts: { status: older.promotion.status } });
    if (!asked(older.promotion, by.id)) {
      const roles = countingRoles(context);
      if (!roles.ok) return roles;
    }
    return ok({ kind: 'superseding', at, by, comment, older: older.number });
  },
};

const olderOf = ({ verdict }: CommandContext) => verdict.rival;
