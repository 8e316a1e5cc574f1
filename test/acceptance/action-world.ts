/** A repository with rules and the workflows of `templates/`, and the Action run in it as a runner would; no bot takes part. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect } from '@jest/globals';
import { createWorld, type Issue, type Listening, listen, type RunInput, type Sandbox, type WorkflowRun } from '../../src/sandbox/index.ts';
import { apiOf, type Finished, runStep, type Step } from '../harness/runner.ts';

export const REPO = 'acme/shop';
export const GATES = 'promotion-gates.yml';
export const OUTLOOK = 'promotion-pull-request.yml';
const template = (file: string): string => readFileSync(join('templates/workflows', file), 'utf8');
export const sample = (file: string): string => readFileSync(join('test/fixtures/reports', file), 'utf8');

/** Rules with these gates for staging, `more` at the end; `evidence` at the beginning. */
export const rules = (gates: string, more = '', evidence = ''): string => `version: 1
${evidence}environments:
  development: {}
  staging:
    aliases: [stage]
    approval: none
    gates:
${gates
  .trim()
  .split('\n')
  .map((line) => `      ${line}\n`)
  .join('')}subjects:
  web: { kind: component }
${more}`;

export const CI = 'evidence:\n  - { artifact: reports, workflow: ci.yml, to: reports/ }\n';

type More = Partial<Omit<Step, 'inputs' | 'job'>> & {
  /** Another payload than that of the run. */
  readonly event?: Readonly<Record<string, unknown>>;
};

export interface Workshop {
  readonly world: Sandbox;
  /** Where GitHub's API is. */
  readonly api: string;
  /** The commit of `main`, checked out unless told otherwise. */
  readonly sha: string;
  readonly push: (files: Readonly<Record<string, string>>) => string;
  /** What CI left behind for a commit. */
  readonly ci: (files: Readonly<Record<string, string>>, how?: Partial<RunInput> & { readonly days?: number }) => WorkflowRun;
  readonly gates: (inputs?: Readonly<Record<string, string>>, more?: More) => Promise<Finished>;
  readonly outlook: (
    pull: Issue,
    inputs?: Readonly<Record<string, string>>,
    more?: Omit<More, 'event'> & { readonly event?: string },
  ) => Promise<Finished>;
}

const open: { readonly world: Sandbox; readonly server: Listening }[] = [];
afterEach(async () => {
  for (const { world, server } of open.splice(0)) {
    await server.close();
    expect(world.contract.problems).toEqual([]);
  }
});

export async function workshop(config: string | null, files: Readonly<Record<string, string>> = {}): Promise<Workshop> {
  const world = createWorld({ at: '2026-11-20T10:00:00Z' });
  world.organisation('acme', {});
  world.repository(REPO, {
    files: {
      'README.md': '# Shop\n',
      ...(config === null ? {} : { '.github/promotion.yml': config }),
      [`.github/workflows/${GATES}`]: template(GATES),
      [`.github/workflows/${OUTLOOK}`]: template('pull-request.yml'),
      '.github/workflows/ci.yml': 'on: push\njobs: { ci: { runs-on: ubuntu-latest, steps: [] } }\n',
      ...files,
    },
    collaborators: { alice: 'write', mallory: 'read' },
  });
  const server = await listen(world);
  open.push({ world, server });
  const push = (changed: Readonly<Record<string, string>>): string => {
    world.as('alice').pushes(REPO, changed);
    return world.repository(REPO).refs.get('refs/heads/main') ?? '';
  };
  const sha = push({ 'src/web/index.ts': 'export {};\n' });
  const run = (input: RunInput, inputs: Readonly<Record<string, string>>, more: More): Promise<Finished> => {
    const started = world.actions.run(REPO, input);
    world.actions.starts(started);
    const job = world.actions.job(started);
    const at = more.sha ?? input.sha ?? started.sha;
    const tree = world.repository(REPO).commits.get(at)?.files ?? started.headRepo.commits.get(at)?.files ?? [];
    const laid = { ...Object.fromEntries(tree), ...more.files };
    const { event = job.event } = more;
    return runStep({ ...more, inputs, sha: at, files: laid, job: { ...job, event, env: { ...job.env, ...apiOf(server) } } });
  };
  return {
    world,
    api: `${server.url}/api/v3`,
    sha,
    push,
    ci: (made, { days, ...how } = {}) =>
      world.actions.run(REPO, {
        workflow: 'ci.yml',
        sha,
        outcome: { conclusion: 'success', artifacts: [{ name: 'reports', files: made, ...(days === undefined ? {} : { days }) }] },
        ...how,
      }),
    gates: (inputs = {}, more = {}) => {
      const asked = { subject: 'web', to: 'staging', sha, wait: '0', ...inputs };
      const input = { workflow: GATES, event: 'workflow_dispatch', by: 'alice', inputs: asked };
      return run(input, asked, { sha, ...more });
    },
    outlook: (pull, inputs = {}, { event, ...more } = {}) =>
      run(
        { workflow: OUTLOOK, pull, ...(event === undefined ? {} : { event }) },
        { mode: 'pull_request', wait: '0', 'fail-on': 'never', ...inputs },
        more,
      ),
  };
}
