import type { Rule } from '../rule.ts';

/** What somebody asked to pause is not completed. */
export const pause: Rule = {
  name: 'pause',
  judge: (_candidate, { promotion }) => {
    const paused = promotion?.pause;
    if (!paused) return [];
    const facts = { by: paused.by.login, reason: paused.reason.slice(0, 300) };
    return [{ kind: 'wait', problem: { code: 'paused', place: 'issue', facts }, opensAt: undefined, before: 'completion' }];
  },
};
