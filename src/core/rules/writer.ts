import { mend, type Rule } from '../rule.ts';

/** Where nobody has to approve, the request itself must come from somebody who may write to the repository. */
export const writer: Rule = {
  name: 'writer',
  judge: ({ environment }, { seen }) => {
    if (environment.approval !== 'none' || ['admin', 'maintain', 'write'].includes(seen.permission ?? '')) return [];
    const facts = { environment: environment.name, login: seen.issue.author?.login ?? 'ghost' };
    return mend({ code: 'requester_may_not_write', place: 'issue', found: seen.permission ?? 'unknown', facts });
  },
};
