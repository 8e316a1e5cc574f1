import * as z from 'zod/mini';
import { ok } from '../result.ts';
import { judgeConclusion } from './conclusion.ts';
import { told } from './finding.ts';
import type { Kind } from './kind.ts';
import { options, words } from './values.ts';

export interface WorkflowOptions {
  readonly workflow: string;
}

export const workflow: Kind<WorkflowOptions> = {
  kind: 'workflow',
  title: 'The newest run of this workflow on the commit succeeded',
  options: () => options({ workflow: words(200).check(z.regex(/^[\w][\w.-]*\.ya?ml$/, 'bad_workflow')) }),
  ages: true,
  needs: (own) => [{ kind: 'workflow', file: own.workflow }],
  judge: (own, ask) =>
    told(
      ok(own.workflow),
      (file) => ask({ kind: 'workflow', file }),
      (answer) => judgeConclusion(own.workflow, answer),
    ),
};
