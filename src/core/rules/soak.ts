import { later, secondsOf } from '../duration.ts';
import type { Facts } from '../facts.ts';
import { markOn } from '../marks.ts';
import { subjectLabel } from '../names.ts';
import type { Instant } from '../promotion.ts';
import { FIELDS } from '../request.ts';
import { type Candidate, mend, met, type Rule } from '../rule.ts';
import { shortSha } from '../version.ts';

/** The commit must have been in the environment below for a while, without another in between, counted from its promotion there. */
export const soak: Rule = {
  name: 'soak',
  needs: ({ subject, environment }) => (environment.settings['soak'] === undefined ? {} : { records: [subjectLabel(subject).name] }),
  judge: (candidate, facts) => {
    const { environment, below, commit } = candidate;
    const duration = environment.settings['soak'];
    if (typeof duration !== 'string' || !below) return [];
    const stay = stayOf(candidate, below.name, facts);
    // Without an arrival the rule about that speaks.
    if (!stay) return [];
    const named = { duration, below: below.name, to: environment.name };
    if (stay.replacedBy !== undefined) {
      return mend({ code: 'soak_interrupted', place: FIELDS.to, facts: { ...named, sha: shortSha(commit.sha), newer: stay.replacedBy } });
    }
    const opensAt = later(stay.since, secondsOf(duration));
    const problem = { code: 'soaking', place: environment.name, facts: { ...named, since: stay.since } };
    return opensAt <= facts.seen.at ? met('soaked', problem.facts) : [{ kind: 'wait', problem, opensAt, before: 'approval' }];
  },
};

interface Stay {
  readonly since: Instant;
  /** The version that came after it. */
  readonly replacedBy: string | undefined;
}

/** Since when the commit is in an environment: by the promotions there, newest first, and by the status where none of them is known. */
function stayOf({ subject, commit }: Candidate, environment: string, { records, seen }: Facts): Stay | undefined {
  const arrivals = records.flatMap(({ promotion }) => {
    const terms = promotion.round?.terms;
    const isHere = promotion.status === 'PROMOTED' && terms?.subject === subject.name && terms.to === environment;
    return isHere ? [{ at: promotion.at, sha: terms.sha, version: terms.version }] : [];
  });
  const newestFirst = arrivals.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const others = newestFirst.findIndex(({ sha }) => sha !== commit.sha);
  const run = others < 0 ? newestFirst : newestFirst.slice(0, others);
  const mark = markOn(commit, { environment, subject: subject.name }, seen);
  const since = run.at(-1)?.at ?? (mark?.state === 'success' ? mark.at : undefined);
  return since === undefined ? undefined : { since, replacedBy: others === 0 ? newestFirst[0]?.version : undefined };
}
