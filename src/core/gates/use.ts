import { say } from './finding.ts';
import type { Kind } from './kind.ts';
import { options, words } from './values.ts';

export interface UseOptions {
  readonly use: string;
}

/** A name for another gate, whose place that gate takes before anything is judged. */
export const use: Kind<UseOptions> = {
  kind: 'use',
  title: 'Repeats another gate of the environment',
  options: () => options({ use: words(64) }),
  needs: () => [],
  judge: ({ use: name }) => say('error', `there is no gate "${name}" to repeat`),
};
