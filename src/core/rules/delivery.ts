import { deploySettings } from '../delivery-settings.ts';
import { subjectLabel } from '../names.ts';
import type { Rule } from '../rule.ts';

/** Where versions are deployed, earlier promotions of the subject are looked up: one of them is the way back. */
export const delivery: Rule = {
  name: 'delivery',
  needs: ({ environment, subject }) => (deploySettings(environment) ? { records: [subjectLabel(subject).name] } : {}),
  judge: () => [],
};
