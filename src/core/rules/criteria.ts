import { type Criterion, criteriaOf, isFresh } from '../criteria.ts';
import type { Facts } from '../facts.ts';
import { canonical } from '../fingerprint.ts';
import { subjectLabel } from '../names.ts';
import type { Signature } from '../promotion.ts';
import { type Candidate, type Finding, met, type Rule, type Wait } from '../rule.ts';

/** Every required criterion of the edge is signed for this commit; a box that stands unticked in the issue speaks against it. */
export const criteria: Rule = {
  name: 'criteria',
  // What was signed on the way here is in the promotions of the same subject.
  needs: (named) => ({ records: named.below && criteriaOf(named).length > 0 ? [subjectLabel(named.subject).name] : [] }),
  judge: (candidate, facts) =>
    criteriaOf(candidate).flatMap((criterion): readonly Finding[] => {
      const { name, text, by, required } = criterion;
      const { promotion, asked, seen } = facts;
      const own = promotion?.signatures.find(({ gate, sha }) => gate === name && sha === candidate.commit.sha);
      const given = [own, ...inherited(criterion, candidate, facts)].flatMap((one) => one ?? []);
      const signature = given.find((one) => isFresh(criterion, one, seen.at));
      const unticked = asked.claims.some((claim) => !claim.ticked && claim.text.toLowerCase().startsWith(text.toLowerCase()));
      if (signature && !unticked) return met('signed', shown(criterion, signature));
      if (!required) return [];
      const code = signature ? 'unticked_criterion' : given.length > 0 ? 'outdated_signature' : 'unsigned_criterion';
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

const shown = ({ name, text }: Criterion, { by, at, evidence, number }: Given) => ({
  ...{ gate: name, text, by: by.login, at, evidence },
  ...(number === undefined ? {} : { number: String(number) }),
});

interface Given extends Signature {
  /** Of the promotion in which it was given, where that is another. */
  readonly number?: number;
}

/** The word somebody gave for this very commit on its way into an earlier environment that asks for the very same. */
function inherited(criterion: Criterion, { config, environment, subject, commit }: Candidate, { records }: Facts): readonly Given[] {
  const earlier = config.environments
    .slice(0, config.environments.indexOf(environment))
    .filter((before) => criteriaOf({ subject, environment: before }).some((one) => canonical(one) === canonical(criterion)))
    .map(({ name }) => name);
  return records
    .filter(({ promotion: { status, round } }) => {
      const { terms } = round ?? {};
      return status === 'PROMOTED' && terms?.subject === subject.name && terms.sha === commit.sha && earlier.includes(terms.to);
    })
    .flatMap(({ number, promotion: { signatures } }) => signatures.map((signature) => ({ ...signature, number })))
    .filter(({ gate, sha, roles }) => gate === criterion.name && sha === commit.sha && roles.some((role) => criterion.by.includes(role)));
}
