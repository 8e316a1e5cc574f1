/** The Action as the runner starts it, against the least that any Action does: both as processes, both asking the same GitHub on loopback. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { createWorld, listen } from '../../src/sandbox/index.ts';
import { median } from './world.ts';

export interface ActionResult {
  /** Megabytes of everything that is shipped. */
  readonly size: number;
  /** Milliseconds from the start of the process to the first judged gate. */
  readonly judged: number;
  /** Milliseconds from the start of the process to the answer to its one call. */
  readonly least: number;
  /** The median of how many times as long the one took as the other, round by round. */
  readonly ratio: number;
}

const ROUNDS = 15;
const REPO = 'acme/shop';
const ROOT = resolve(import.meta.dirname, '../../../..');
const DIST = join(ROOT, 'action/dist');
const BUNDLE = join(DIST, 'index.js');
const FILES = {
  '.github/promotion.yml': `version: 1
roles:
  tech-lead: { teams: [tech-leads] }
environments:
  development:
  staging: { approval: { all: [tech-lead] }, gates: { spec: { file: "docs/{subject}.md" } } }
subjects:
  agent_orchestration: { kind: component }
`,
  'docs/agent_orchestration.md': '# Agents\n',
};

/** What an Action cannot be without. */
const LEAST = `import * as core from '@actions/core';
import { context, getOctokit } from '@actions/github';
const { data } = await getOctokit(core.getInput('token')).request('GET /repos/{owner}/{repo}', context.repo);
core.info('answered: ' + data.full_name);
`;

/** Bundled as actions are: one module. */
async function buildLeast(outfile: string): Promise<void> {
  await build({
    stdin: { contents: LEAST, resolveDir: ROOT },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    banner: { js: "import{createRequire as __make}from'node:module';const require=__make(import.meta.url);" },
    outfile,
  });
}

/** Milliseconds from the start until a line begins so. */
async function timeTo(line: RegExp, bundle: string, env: Readonly<Record<string, string>>): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, [bundle], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let took: number | undefined;
  let log = '';
  for await (const part of child.stdout) {
    log += String(part);
    if (took === undefined && line.test(log)) took = performance.now() - from;
  }
  if (took === undefined) throw new Error(`${bundle} never got that far:\n${log}`);
  return took;
}

/** Commits what is there, and says as what. */
function checkedOut(folder: string): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], { encoding: 'utf8' });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'all');
  return git('rev-parse', 'HEAD').trim();
}

/** As the runner hands them over: those that are given, and the defaults of action.yml. */
function inputsOf(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { inputs }: { readonly inputs: Readonly<Record<string, { readonly default?: string }>> } = parse(
    readFileSync(join(ROOT, 'action/action.yml'), 'utf8'),
  );
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [`INPUT_${name.toUpperCase()}`, given[name] ?? input.default ?? '']),
  );
}

export async function measureActionStart(): Promise<ActionResult> {
  const home = mkdtempSync(join(tmpdir(), 'bench-action-'));
  const world = createWorld({ at: '2026-11-20T10:00:00Z', secret: 'a webhook secret for benchmarks' });
  world.organisation('acme', { teams: { 'tech-leads': ['bob'] } });
  world.repository(REPO, { files: FILES, collaborators: { alice: 'write', bob: 'write' } });
  const { url, close } = await listen(world);
  try {
    const workspace = join(home, 'work');
    for (const folder of ['.github', 'docs']) mkdirSync(join(workspace, folder), { recursive: true });
    for (const [path, text] of Object.entries(FILES)) writeFileSync(join(workspace, path), text);
    const files = { GITHUB_EVENT_PATH: 'event.json', GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary' };
    for (const name of Object.values(files)) writeFileSync(join(home, name), name === 'event.json' ? '{}' : '');
    const inputs = { mode: 'gates', subject: 'agent_orchestration', to: 'staging', sha: checkedOut(workspace), token: 'ghp_alice' };
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      GITHUB_REPOSITORY: REPO,
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_API_URL: `${url}/api/v3`,
      GITHUB_SERVER_URL: url,
      ...Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(home, file)])),
      ...inputsOf(inputs),
    };
    const least = join(home, 'least.mjs');
    await buildLeast(least);
    return await compare(least, env);
  } finally {
    await close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function compare(least: string, env: Readonly<Record<string, string>>): Promise<ActionResult> {
  const judged: number[] = [];
  const answered: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const one = await timeTo(/^✅ /m, BUNDLE, env);
    const other = await timeTo(/^answered: acme\/shop/m, least, env);
    // In the first round nothing is in the disk's cache, and nothing of the sandbox is compiled.
    if (round === 0) continue;
    judged.push(one);
    answered.push(other);
  }
  const ratios = judged.map((one, n) => one / (answered[n] ?? Number.NaN));
  const size = readdirSync(DIST).reduce((sum, name) => sum + statSync(join(DIST, name)).size, 0);
  return { size: size / 1_000_000, judged: median(judged), least: median(answered), ratio: median(ratios) };
}
