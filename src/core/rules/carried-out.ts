import type { Rule, Wait } from '../rule.ts';

/** What is configured and cannot be carried out yet holds the promotion: nothing is skipped, nothing pretends. */
export const carriedOut: Rule = {
  name: 'carried-out',
  judge: ({ subject: { name, unsupported } }) =>
    unsupported.map((setting): Wait => {
      const facts = { setting, owner: name, before: 'approval' };
      return { kind: 'wait', problem: { code: 'not_carried_out', place: name, facts }, opensAt: undefined, before: 'approval' };
    }),
};
