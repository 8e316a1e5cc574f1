/** What people copy to deploy and to check: names, inputs, rights, and the step that refuses another commit, carried out by a shell. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { INPUTS } from '../../action/io.ts';
import { checkInputs } from '../../src/core/check-due.ts';
import { REPORT_ARTIFACT, REPORT_FILE } from '../../src/core/names.ts';

const read = (name: string) => parse(readFileSync(`templates/workflows/${name}`, 'utf8'));
const verify = read('promotion-verify.yml');
/** What `src/core/delivery-plan.ts` and `src/github/deploy.ts` send. */
const SENT = ['promotion', 'subject', 'version', 'sha', 'environment', 'key', 'way', 'deployment'];

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Only who signs in by OpenID Connect may ask for a token; an engine is named on the Deployment. */
const RIGHTS = {
  'deploy-kubernetes.yml': { contents: 'read' },
  'deploy-agent-engine.yml': { contents: 'read', deployments: 'write', 'id-token': 'write' },
};

describe.each(Object.entries(RIGHTS))('%s', (name, rights) => {
  const workflow = read(name);
  const steps: readonly Step[] = workflow.jobs.deploy.steps;

  test('takes exactly what the bot sends, and is named so that the bot knows its run', () => {
    expect(Object.keys(workflow.on.workflow_dispatch.inputs).toSorted()).toEqual(SENT.toSorted());
    expect(workflow['run-name']).toBe(`Promotion deploy #\${{ inputs.promotion }} \${{ inputs.key }}`);
  });

  test('may do what it needs, and nothing else', () => {
    expect(workflow.permissions).toEqual(rights);
    expect(workflow.concurrency).toEqual({ group: `deploy-\${{ inputs.subject }}-\${{ inputs.environment }}` });
  });

  test('checks out the approved commit, after having refused any other', () => {
    expect(steps[0]?.name).toBe('Refuse any other commit');
    expect(steps[1]).toMatchObject({
      uses: expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/),
      with: { ref: `\${{ inputs.sha }}` },
    });
  });

  // Falls without: the comparison in the first step
  test.each([
    ['the approved commit', 'a'.repeat(40), 0],
    ['another one', 'b'.repeat(40), 1],
    ['none', '', 1],
  ])('attack 10: run on %s it ends as it must', (_what, ran, code) => {
    const { status, stdout } = spawnSync('bash', ['-e', '-c', steps[0]?.run ?? ''], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', GITHUB_SHA: ran, SHA: 'a'.repeat(40) },
    });
    expect(status).toBe(code);
    if (code !== 0) expect(stdout).toMatch(/^::error title=Not the approved commit::.*Nothing was deployed\.$/m);
  });

  test('no shell is written by an input: they come through the environment', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});

// Falls without: the default shell of the job, which has pipefail (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell)
test('a deployment of an agent that fails is no success, though its output is piped', () => {
  const { defaults, steps } = read('deploy-agent-engine.yml').jobs.deploy;
  expect(defaults).toEqual({ run: { shell: 'bash' } });
  const deploy = (steps as readonly Step[]).find(({ name }) => name === 'Deploy');
  const stub = 'python() { [ "$1" = "-m" ]; }\n';
  const env = { PATH: process.env['PATH'] ?? '', RUNNER_TEMP: '/dev', SUBJECT: 'bob', TARGET: 'staging', VERSION: 'v1' };
  const script = `${stub}${(deploy?.run ?? '').replace('"$RUNNER_TEMP/deployed"', '/dev/null')}`;
  expect(spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { env }).status).not.toBe(0);
});

test('kubectl undoes only what it waited for in vain', () => {
  const steps: readonly Step[] = read('deploy-kubernetes.yml').jobs.deploy.steps;
  expect(steps.at(-1)).toMatchObject({
    if: "failure() && inputs.way == 'forward' && steps.rollout.outcome == 'failure'",
    run: expect.stringContaining('rollout undo'),
  });
  expect(steps.at(-2)).toMatchObject({ id: 'rollout', run: expect.stringContaining('--timeout') });
});

describe('promotion-verify.yml', () => {
  const asked = Object.keys(verify.on.workflow_dispatch.inputs);
  const steps: readonly Step[] = verify.jobs.check.steps;
  const ours = steps.find(({ uses = '' }) => uses.startsWith('promotion-bot/promotion-bot/action@'));

  test('takes exactly what the bot sends, and is named so that the bot knows its run', () => {
    const due = { purpose: 'verify', key: '', deployment: { sha: '', version: '' } };
    const sent = checkInputs(due as never, { terms: {}, subject: {} } as never, { seen: { issue: { number: 7 } } } as never);
    expect(asked.toSorted()).toEqual(Object.keys(sent).toSorted());
    expect(verify['run-name']).toBe(`Promotion check #\${{ inputs.promotion }} \${{ inputs.key }}`);
  });

  test('hands all of it to the Action, and leaves the report where the bot looks for it', () => {
    expect(ours?.with).toMatchObject(Object.fromEntries(asked.map((name) => [name, `\${{ inputs.${name} }}`])));
    expect(Object.keys(ours?.with ?? {}).filter((name) => !INPUTS.includes(name))).toEqual([]);
    expect(steps.at(-1)).toMatchObject({ if: 'always()', with: { name: REPORT_ARTIFACT, path: expect.stringContaining(REPORT_FILE) } });
  });

  test('may only read, and no shell is written by an input', () => {
    expect(Object.values(verify.permissions)).toEqual(['read', 'read', 'read']);
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});
