import { measuredGates } from '../criteria.ts';
import type { Facts } from '../facts.ts';
import type { Candidate, Rule, Wait } from '../rule.ts';
import { skipsGates } from './skip.ts';

const AFTER_APPROVAL: readonly string[] = ['deploy', 'verify', 'watch'];

/** What is configured and cannot be carried out yet holds the promotion: nothing is skipped, nothing pretends. */
export const carriedOut: Rule = {
  name: 'carried-out',
  judge: (candidate, facts) =>
    held(candidate, facts).flatMap(({ name, settings }) =>
      settings.map((setting): Wait => {
        const before = AFTER_APPROVAL.includes(setting) ? 'completion' : 'approval';
        return {
          kind: 'wait',
          problem: { code: 'not_carried_out', place: name, facts: { setting, owner: name, before } },
          opensAt: undefined,
          before,
        };
      }),
    ),
};

function held(candidate: Candidate, facts: Facts) {
  const { subject, environment } = candidate;
  const gates = measuredGates(candidate).length > 0 && !skipsGates(candidate, facts) ? ['gates'] : [];
  return [
    { name: environment.name, settings: [...gates, ...environment.unsupported] },
    { name: subject.name, settings: subject.unsupported },
  ];
}
