import type { Command } from '../command.ts';
import { ok } from '../result.ts';
import { reviewer } from './reviewer.ts';

export const approve: Command = {
  verb: 'approve',
  usage: '/approve [comment]',
  summary: 'Approve this promotion, for the roles you hold. The comment is kept with your decision and may run over several lines.',
  who: 'anybody who holds a role the target environment asks for, except those who asked for the promotion or changed it, and the authors and committers of the version',
  example: '/approve load test looks good, see run 812',
  decide: (spoken, context) => {
    const read = reviewer(context, 'approve');
    if (!read.ok) return read;
    const { by, at, comment } = context;
    const { round, roles } = read.value;
    return ok({ kind: 'approved', at, by, comment, round: round.number, roles: [...roles], note: spoken.text });
  },
};
