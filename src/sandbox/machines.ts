/** What deploys to staging and looks whether it works there: two workflows, with machines that carry them out. */
import { createHash } from 'node:crypto';
import type { GateReport } from '../core/gate-report.ts';
import { REPORT_ARTIFACT, REPORT_FILE } from '../core/names.ts';
import { makeReport } from '../core/report.ts';
import type { WorkflowRun } from './actions/model.ts';
import type { ArtifactInput } from './actions/state.ts';
import { CONFIG, REPOSITORY } from './cast.ts';
import type { Sandbox } from './index.ts';

const DEPLOY = 'deploy.yml';
const CHECK = 'check.yml';
const HEALTH = "{ health: { http: 'https://shop.example/health' } }";

/** The rules of the cast, with staging deployed to, checked, and watched for a day. */
const rulesWith = (every: string): string =>
  CONFIG.replace(
    '    aliases: [stage]\n',
    `    aliases: [stage]
    deploy: { workflow: ${DEPLOY} }
    verify: { workflow: ${CHECK}, gates: ${HEALTH} }
    watch: { for: 24h, every: ${every}, on_fail: rollback, gates: ${HEALTH} }
`,
  );

/** @param inputs names with blanks between. */
export const workflow = (what: string, inputs: string): string => `name: Promotion ${what}
run-name: 'Promotion ${what} #\${{ inputs.promotion }} \${{ inputs.key }}'
on:
  workflow_dispatch:
    inputs:
${inputs
  .split(' ')
  .map((name) => `      ${name}: { type: string }`)
  .join('\n')}
permissions: { contents: read }
jobs:
  work:
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
`;

/**
 * @param works whether a version works at this moment.
 * @param every how often a check looks while a version is watched.
 */
export function bringMachines(world: Sandbox, works: (version: string) => boolean, every = '1h'): void {
  const rules = rulesWith(every);
  world.as('alice').pushes(REPOSITORY, {
    '.github/promotion.yml': rules,
    [`.github/workflows/${DEPLOY}`]: workflow('deploy', 'promotion subject version sha environment key way deployment'),
    [`.github/workflows/${CHECK}`]: workflow('check', 'mode promotion subject version sha from to policy key previous'),
  });
  const pace = { waits: 5, takes: 40 };
  world.actions.runner(DEPLOY, () => ({ conclusion: 'success' }), pace);
  world.actions.runner(
    CHECK,
    (run, inputs) => {
      const isFine = works(inputs['version'] ?? '');
      return { conclusion: isFine ? 'success' : 'failure', artifacts: [reportOf(run, [health(isFine)], { at: world.clock.now(), rules })] };
    },
    pace,
  );
}

/** What a check says of a shop that works, or does not. */
const health = (isFine: boolean): GateReport => ({
  ...{ id: 'health', kind: 'http', required: true },
  ...(isFine ? { outcome: 'pass', summary: 'it answered 200' } : { outcome: 'fail', summary: 'it answered 503' }),
});

/** What the Action would leave behind. @param rules the text it judged by. */
export function reportOf(
  { id, attempts, inputs }: WorkflowRun,
  gates: readonly GateReport[],
  { at, rules }: { readonly at: string; readonly rules: string },
): ArtifactInput {
  const { subject = '', version = '', sha = '', from = '', to = '', key = '' } = inputs;
  const report = makeReport({
    about: { subject: { name: subject }, from: from || null, to, version, sha, repository: REPOSITORY, at },
    gates,
    policy: { path: '.github/promotion.yml', sha256: createHash('sha256').update(rules).digest('hex') },
    run: { id, attempt: attempts.length, key },
  });
  return { name: REPORT_ARTIFACT, files: { [REPORT_FILE]: JSON.stringify(report) } };
}
