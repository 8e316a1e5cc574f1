import type { Rule } from '../rule.ts';
import { type Freeze, frozenUntil } from '../window.ts';

/** In a freeze people may decide, but nothing is completed. */
export const freeze: Rule = {
  name: 'freeze',
  judge: ({ environment }, { seen }) => {
    const windows = environment.settings['freeze'];
    // The config schema lets nothing else through.
    const frozen = Array.isArray(windows) ? frozenUntil(windows as readonly Freeze[], seen.at) : undefined;
    if (!frozen) return [];
    return [
      {
        kind: 'wait',
        problem: { code: 'frozen', place: environment.name, facts: { environment: environment.name } },
        opensAt: frozen.until,
        before: 'completion',
      },
    ];
  },
};
