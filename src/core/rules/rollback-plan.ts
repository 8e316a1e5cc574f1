import { FIELDS } from '../request.ts';
import { mend, met, type Rule } from '../rule.ts';

/** The last environment of the path is what users depend on: nobody goes there without saying how to come back. */
export const rollbackPlan: Rule = {
  name: 'rollback-plan',
  judge: ({ request, environment, config }) => {
    const written = environment.settings['rollback_plan'];
    const isWanted = typeof written === 'boolean' ? written : config.environments.length > 1 && environment === config.environments.at(-1);
    if (!isWanted) return [];
    return request.rollbackPlan.trim() === ''
      ? mend({ code: 'no_rollback_plan', place: FIELDS.rollbackPlan, facts: { to: environment.name } })
      : met('rollback_plan');
  },
};
