import { grantProblems, missingFor } from '../granted.ts';
import { mend, type Rule } from '../rule.ts';

/** What the rules ask for and the App may not do holds the promotion: it would find out halfway. */
export const granted: Rule = {
  name: 'granted',
  judge: (candidate, facts) => grantProblems(missingFor(candidate, facts), facts.seen).flatMap(mend),
};
