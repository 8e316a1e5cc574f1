import { findEnvironment } from '../config.ts';
import { FIELDS } from '../request.ts';
import { type Candidate, type Finding, mend, met, type Rule } from '../rule.ts';
import { unknownName } from '../understand.ts';

/** The target is exactly the next environment; what the form claims as From must not contradict that. */
export const step: Rule = {
  name: 'step',
  judge: (candidate) => {
    const { request, config, environment, below } = candidate;
    if (request.from === '') return inOrder(candidate);
    const from = findEnvironment(config, request.from);
    if (!from) return mend(unknownName('unknown_environment', FIELDS.from, request.from, config.environments));
    if (from === below) return inOrder(candidate);
    const steps = config.environments.indexOf(environment) - config.environments.indexOf(from);
    const next = config.environments[config.environments.indexOf(from) + 1];
    const facts = { from: from.name, to: environment.name, ...(next ? { next: next.name } : {}) };
    const code = steps > 1 ? 'skipped_environment' : steps === 0 ? 'same_environment' : 'backward';
    return mend({ code, place: FIELDS.to, found: environment.name, facts });
  },
};

const inOrder = ({ environment, below }: Candidate): readonly Finding[] =>
  below ? met('next_environment', { to: environment.name, below: below.name }) : met('first_environment', { to: environment.name });
