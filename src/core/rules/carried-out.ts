import type { Candidate, Rule, Wait } from '../rule.ts';

const AFTER_APPROVAL: readonly string[] = ['deploy', 'verify', 'watch'];

/** What is configured and cannot be carried out yet holds the promotion: nothing is skipped, nothing pretends. */
export const carriedOut: Rule = {
  name: 'carried-out',
  judge: (candidate) =>
    held(candidate).flatMap(({ name, settings }) =>
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

function held({ subject, environment }: Candidate) {
  return [
    { name: environment.name, settings: environment.unsupported },
    { name: subject.name, settings: subject.unsupported },
  ];
}
