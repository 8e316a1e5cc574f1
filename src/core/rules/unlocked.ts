import { mend, type Rule } from '../rule.ts';

/** A locked conversation is closed to those who might object, so nobody decides in it either. */
export const unlocked: Rule = {
  name: 'unlocked',
  judge: (_candidate, { seen }) => (seen.issue.locked === undefined ? [] : mend({ code: 'locked', place: 'issue' })),
};
