import type { Command, CommandContext, Refusal } from '../command.ts';
import { rolesOf } from '../config.ts';
import { isUndecided } from '../fold.ts';
import { isImport, type Promotion } from '../promotion.ts';
import { err, ok, type Result } from '../result.ts';
import { heldOf, insider } from './reviewer.ts';

export const cancel: Command = {
  verb: 'cancel',
  usage: '/cancel [reason]',
  summary:
    'Withdraw this promotion before anything has happened, or take back an import that was wrong. It ends as CANCELLED and the issue closes.',
  who: 'the person who asked for it, and anybody who could approve it; of an import, whoever may approve there',
  example: '/cancel 1.4.1 fixes this, asking for that instead',
  decide: (spoken, context) => {
    const { by, at, comment } = context;
    const { promotion } = context;
    const isImported = promotion !== undefined && isImport(promotion);
    const read = isImported ? mayUnsay(context, promotion) : insider(context);
    if (!read.ok) return read;
    if (!isUndecided(read.value) && !isImported) return err({ code: 'not_waiting', facts: { status: read.value.status } });
    return ok({ kind: 'cancelled', at, by, comment, why: 'withdrawn', reason: spoken.text });
  },
};

/** Whoever may approve there knows what runs there; where nobody has to, anybody with a role. Nobody asked for an import. */
function mayUnsay({ site, held }: CommandContext, promotion: Promotion): Result<Promotion, Refusal> {
  if (!site) return err({ code: 'on_hold' });
  const approvers = rolesOf(site.environment.approval);
  const may = heldOf(approvers.length > 0 ? approvers : site.config.roles.map(({ name }) => name), held);
  return may.ok ? ok(promotion) : may;
}
