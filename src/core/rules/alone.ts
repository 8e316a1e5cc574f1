import { isUndecided } from '../fold.ts';
import { rivalOf } from '../rival.ts';
import { mend, met, type Rule } from '../rule.ts';

/** One open promotion for a subject and environment; the older one goes first, unless the config or somebody lets the newer take its place. */
export const alone: Rule = {
  name: 'alone',
  judge: (candidate, facts) => {
    const { subject, environment } = candidate;
    const rival = rivalOf(candidate, facts);
    const named = { subject: subject.name, to: environment.name };
    if (!rival) return met('alone', named);
    // decide.ts writes down that the older one is superseded; the next look then finds no rival.
    if (environment.settings['newer'] === 'supersede' && isUndecided(rival.promotion)) return [];
    return mend({ code: 'already_open', place: 'issue', facts: { ...named, number: String(rival.number) } });
  },
};
