import type { Command } from '../command.ts';
import { hasEnded } from '../promotion.ts';
import { err, ok } from '../result.ts';
import { asked, countingRoles } from './reviewer.ts';

export const releaseQuarantine: Command = {
  verb: 'release-quarantine',
  usage: '/release-quarantine <reason>',
  summary: 'Let a commit be promoted again that was rolled back before. Said on the new promotion, and only for it.',
  who: 'whoever may approve this promotion, and did not ask for it',
  example: '/release-quarantine the outage came from the database, see #51',
  decide: (spoken, context) => {
    const { promotion, verdict, at, by, comment } = context;
    if (promotion && hasEnded(promotion)) return err({ code: 'already_ended', facts: { status: promotion.status } });
    const { candidate } = verdict;
    if (!promotion || !candidate) return err({ code: 'on_hold' });
    if (asked(promotion, by.id)) return err({ code: 'own_request', facts: { action: 'release', did: 'asked for' } });
    const roles = countingRoles(context);
    if (!roles.ok) return roles;
    if (!verdict.waits.some(({ problem }) => problem.code === 'quarantined')) return err({ code: 'not_quarantined' });
    if (spoken.text === '') return err({ code: 'no_reason' });
    return ok({ kind: 'quarantine_released', at, by, comment, sha: candidate.commit.sha, roles: [...roles.value], reason: spoken.text });
  },
};
