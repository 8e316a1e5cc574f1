import { criteriaOf } from '../criteria.ts';
import { type Finding, met, type Rule, type Wait } from '../rule.ts';

/** Every required criterion of the edge is signed for this commit; a box that stands unticked in the issue speaks against it. */
export const criteria: Rule = {
  name: 'criteria',
  judge: (candidate, { promotion, asked }) =>
    criteriaOf(candidate).flatMap((criterion): readonly Finding[] => {
      const { name, text, by, required } = criterion;
      const signature = promotion?.signatures.find(({ gate, sha }) => gate === name && sha === candidate.commit.sha);
      const unticked = asked.claims.some((claim) => !claim.ticked && claim.text.toLowerCase().startsWith(text.toLowerCase()));
      if (signature && !unticked)
        return met('signed', { gate: name, text, by: signature.by.login, at: signature.at, evidence: signature.evidence });
      if (!required) return [];
      const code = signature ? 'unticked_criterion' : 'unsigned_criterion';
      const wait: Wait = {
        kind: 'wait',
        problem: { code, place: name, facts: { gate: name, text, roles: by.join(', ') } },
        opensAt: undefined,
        before: 'approval',
        beside: true,
      };
      return [wait];
    }),
};
