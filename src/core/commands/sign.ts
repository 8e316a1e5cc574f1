import type { Command, CommandContext, Refusal } from '../command.ts';
import { nearest } from '../config.ts';
import { type Criterion, criteriaOf, isFresh } from '../criteria.ts';
import { hasEnded } from '../promotion.ts';
import { err, ok, type Result } from '../result.ts';
import { asked } from './reviewer.ts';

export const sign: Command = {
  verb: 'sign',
  usage: '/sign <gate> [evidence]',
  summary: 'Give your word that a criterion is met, for this very commit. Evidence (a link, a run) is kept with it.',
  who: 'anybody who holds a role that the criterion names; the requester only where the criterion says self: true',
  example: '/sign rollback-tested https://github.com/acme/shop/actions/runs/812',
  decide: (spoken, context) => {
    const [gate = '', ...evidence] = spoken.text.split(/\s+/);
    const { promotion, verdict, by, at, comment } = context;
    if (promotion && hasEnded(promotion)) return err({ code: 'already_ended', facts: { status: promotion.status } });
    const { candidate } = verdict;
    if (!promotion || !candidate) return err({ code: 'on_hold' });
    const criterion = find(gate, criteriaOf(candidate));
    if (!criterion.ok) return criterion;
    const roles = signersRoles(criterion.value, context);
    if (!roles.ok) return roles;
    const { sha } = candidate.commit;
    const given = promotion.signatures.find((signature) => signature.gate === criterion.value.name && signature.sha === sha);
    if (given && isFresh(criterion.value, given, at)) return err({ code: 'already_signed', facts: { gate: criterion.value.name } });
    if (criterion.value.evidence && evidence.length === 0) return err({ code: 'no_evidence', facts: { gate: criterion.value.name } });
    return ok({ kind: 'signed', at, by, comment, gate: criterion.value.name, sha, roles: [...roles.value], evidence: evidence.join(' ') });
  },
};

function find(gate: string, criteria: readonly Criterion[]): Result<Criterion, Refusal> {
  const found = criteria.find(({ name }) => name === gate.toLowerCase());
  if (found) return ok(found);
  const names = criteria.map(({ name }) => name);
  const meant = nearest(gate, names);
  return err({ code: 'unknown_gate', facts: { gate, known: names.join(', '), ...(meant === undefined ? {} : { meant }) } });
}

function signersRoles({ by: wanted, self }: Criterion, { promotion, by, held }: CommandContext): Result<readonly string[], Refusal> {
  if (promotion && !self && asked(promotion, by.id)) return err({ code: 'own_request', facts: { action: 'sign' } });
  const roles = wanted.filter((role) => held.roles.includes(role));
  if (roles.length > 0) return ok(roles);
  const unread = wanted.filter((role) => held.unknown.includes(role));
  const code = unread.length > 0 ? 'role_unknown' : 'no_role';
  return err({ code, facts: { roles: (unread.length > 0 ? unread : wanted).join(', ') } });
}
