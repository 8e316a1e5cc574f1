import type { Facts } from '../facts.ts';
import { FIELDS } from '../request.ts';
import { mend, met, type Named, type Rule } from '../rule.ts';

type Asked = Pick<Facts, 'asked'>;

/** Skipping the quality gates is for testing only: the environment must allow it, people must approve it, and the last environment never does. */
export const skip: Rule = {
  name: 'skip',
  judge: (candidate, facts) => {
    if (!facts.asked.skipGates) return [];
    const code = whyNot(candidate);
    const named = { to: candidate.environment.name };
    return code === undefined ? met('gates_skipped', named) : mend({ code, place: FIELDS.skipGates, facts: named });
  },
};

/** Whether the gates of this candidate are skipped. */
export const skipsGates = (named: Pick<Named, 'environment' | 'config'>, { asked }: Asked): boolean =>
  asked.skipGates && whyNot(named) === undefined;

function whyNot({ environment, config }: Pick<Named, 'environment' | 'config'>): string | undefined {
  if (environment === config.environments.at(-1)) return 'skip_at_the_end';
  if (environment.settings['allow_skip'] !== true) return 'skip_not_allowed';
  return environment.approval === 'none' ? 'skip_without_approval' : undefined;
}
