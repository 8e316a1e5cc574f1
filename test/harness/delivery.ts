/** A repository that deploys and verifies with workflows, and the machines behind them, for stories about what comes after the approval. */
import type { GateReport } from '../../src/core/gate-report.ts';
import type { Outcome, Sandbox, WorkflowRun } from '../../src/sandbox/index.ts';
import { reportOf } from './gates.ts';
import { CONFIG, REPO } from './story.ts';

type Inputs = Readonly<Record<string, string>>;
export type Machine = (run: WorkflowRun, inputs: Inputs) => Outcome;

export const DEPLOY = 'deploy.yml';
export const VERIFY = 'verify.yml';

const HEALTH = "{ health: { http: 'https://shop.example/health' } }";
const DELIVERED = `    deploy: { workflow: ${DEPLOY} }\n    verify: { workflow: ${VERIFY}, gates: ${HEALTH} }\n`;
const WATCHED = `    watch: { for: 24h, every: 1h, on_fail: rollback, gates: ${HEALTH} }\n`;

/** Staging is deployed to and verified. */
export const DELIVERY_CONFIG = CONFIG.replace('    aliases: [stage]\n', `    aliases: [stage]\n${DELIVERED}`);
/** ... and watched for a day. */
export const WATCHED_CONFIG = CONFIG.replace('    aliases: [stage]\n', `    aliases: [stage]\n${DELIVERED}${WATCHED}`);

const workflow = (what: string, names: readonly string[]): string => `name: Promotion ${what}
run-name: 'Promotion ${what} #\${{ inputs.promotion }} \${{ inputs.key }}'
on:
  workflow_dispatch:
    inputs:
${names.map((name) => `      ${name}: { type: string }`).join('\n')}
permissions: { contents: read }
jobs:
  work:
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
`;

const FILES = {
  [`.github/workflows/${DEPLOY}`]: workflow('deploy', [
    'promotion',
    'subject',
    'version',
    'sha',
    'environment',
    'key',
    'way',
    'deployment',
  ]),
  [`.github/workflows/${VERIFY}`]: workflow('check', [
    'mode',
    'promotion',
    'subject',
    'version',
    'sha',
    'from',
    'to',
    'policy',
    'key',
    'previous',
  ]),
};

const gate = (id: string, outcome: GateReport['outcome'], summary: string): GateReport => ({
  id,
  kind: 'http',
  required: true,
  outcome,
  summary,
});

/** The report of a check, with each gate of the config answered alike. */
export const checkedBy =
  (outcome: GateReport['outcome'], summary = 'it answered 200', config = WATCHED_CONFIG): Machine =>
  (run, inputs) => ({
    conclusion: outcome === 'fail' ? 'failure' : 'success',
    artifacts: [reportOf(run, inputs, [gate('health', outcome, summary)], config)],
  });

export const deploysFine: Machine = () => ({ conclusion: 'success' });

export interface Machines {
  readonly deploy?: Machine;
  readonly verify?: Machine;
}

/** Puts the workflows into the repository, tags versions that have them, and stands machines behind them. */
export function withDelivery(world: Sandbox, { deploy = deploysFine, verify = checkedBy('pass') }: Machines = {}): void {
  world.as('alice').pushes(REPO, FILES);
  for (const tag of ['v1.3.2', 'v1.4.0', 'v1.5.0']) {
    world.as('alice').pushes(REPO, { VERSION: `${tag}\n` });
    world.as('alice').tags(REPO, tag);
  }
  world.actions.runner(DEPLOY, deploy);
  world.actions.runner(VERIFY, verify);
}

/** Runs of the deployment, as `v1.4.0 forward staging`, oldest first. */
export const deployments = (world: Sandbox): readonly string[] =>
  world.actions.of(REPO, DEPLOY).map(({ inputs }) => `${inputs['version']} ${inputs['way']} ${inputs['environment']}`);
