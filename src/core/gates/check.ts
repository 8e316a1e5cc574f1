import * as z from 'zod/mini';
import { judgeConclusion } from './conclusion.ts';
import { told } from './finding.ts';
import type { Kind } from './kind.ts';
import { fillName } from './placeholders.ts';
import { name } from './sources.ts';
import { optional, options, words } from './values.ts';

/** Any app that may write checks can make a green one of any name: so the app is part of what is asked for. */
const ACTIONS = 'github-actions';

export interface CheckOptions {
  readonly check: string;
  readonly app?: string | undefined;
}

export const check: Kind<CheckOptions> = {
  kind: 'check',
  title: 'The newest check run of this name on the commit, by this app, succeeded',
  options: () =>
    options({
      check: name,
      app: optional(words(100).check(z.regex(/^[a-z0-9][a-z0-9-]*$/, 'bad_app'))),
    }),
  ages: true,
  needs: (own, about) => {
    const filled = fillName(own.check, about);
    return filled.ok ? [{ kind: 'check', name: filled.value, app: own.app ?? ACTIONS }] : [];
  },
  judge: (own, ask, about) =>
    told(
      fillName(own.check, about),
      (filled) => ask({ kind: 'check', name: filled, app: own.app ?? ACTIONS }),
      (answer) => judgeConclusion(own.check, answer),
    ),
};
