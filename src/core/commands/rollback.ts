import type { Command, CommandContext, Refusal } from '../command.ts';
import { deploySettings, rollbackRoles } from '../delivery-settings.ts';
import { isRollingBack, mayRollBack } from '../deployment-fold.ts';
import type { Promotion } from '../promotion.ts';
import { err, ok, type Result } from '../result.ts';
import type { Site } from '../site.ts';
import { asked, heldOf } from './reviewer.ts';

export const rollback: Command = {
  verb: 'rollback',
  usage: '/rollback <reason>',
  summary:
    'Take this version back: the last version that was deployed there and worked is deployed again and checked. Heard during a freeze, and on a closed issue too.',
  who: 'the roles that the environment names under "rollback"; without that whoever may approve, or the requester where nobody has to',
  example: '/rollback checkout answers with errors since 10:40',
  decide: (spoken, context) => {
    const read = whatToTakeBack(context);
    if (!read.ok) return read;
    if (spoken.text === '') return err({ code: 'no_reason' });
    const { at, by, comment, target = null } = context;
    return ok({ kind: 'rollback_started', at, by, comment, why: 'asked', reason: spoken.text, target });
  },
};

function whatToTakeBack(context: CommandContext): Result<Promotion, Refusal> {
  const { promotion, site, target, replacement } = context;
  if (!promotion || !site) return err({ code: 'on_hold' });
  if (promotion.status === 'ROLLED_BACK') return err({ code: 'already_ended', facts: { status: promotion.status } });
  const allowed = mayTakeBack(context, promotion, site);
  if (!allowed.ok) return allowed;
  if (!mayRollBack(promotion)) return err({ code: 'nothing_deployed', facts: { status: promotion.status } });
  if (isRollingBack(promotion)) return err({ code: 'rolling_back' });
  if (replacement !== undefined) return err({ code: 'nothing_deployed', facts: { newer: String(replacement), to: site.terms.to } });
  if (deploySettings(site.environment) && !target) return err({ code: 'nothing_to_return_to', facts: { to: site.terms.to } });
  return ok(promotion);
}

/** To take back is safer than to promote, so roles of their own may do it, and where nobody has to approve, the requester. */
function mayTakeBack(context: CommandContext, promotion: Promotion, { environment }: Site): Result<unknown, Refusal> {
  const roles = rollbackRoles(environment);
  if (roles.length === 0 && asked(promotion, context.by.id)) return ok(undefined);
  return heldOf(roles, context.held);
}
