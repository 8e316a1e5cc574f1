/** A GitHub-hosted runner as far as this Action can tell: the committed bundle in a process of its own, with inputs, event, files and an API over HTTP. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { REPORT_ARTIFACT, REPORT_FILE } from '../../src/core/names.ts';
import type { Report } from '../../src/core/report-schema.ts';
import { type ArtifactInput, type Job, type Listening, listen, type Sandbox, type WorkflowRun } from '../../src/sandbox/index.ts';

const BUNDLE = resolve(import.meta.dirname, '../../action/dist/index.js');

export interface Finished {
  readonly exit: number | null;
  /** Everything it printed, the commands to the runner included. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly report: Report | undefined;
  /** Files in the workspace afterwards, of those asked for. */
  readonly read: (path: string) => string | undefined;
}

export interface Step {
  readonly inputs: Readonly<Record<string, string>>;
  /** What is checked out, and anything else that lies in the workspace. */
  readonly files: Readonly<Record<string, string>>;
  readonly sha: string;
  readonly job: Job;
  readonly env?: Readonly<Record<string, string>>;
  /** The binary of Node.js; the one that runs the tests when left out. */
  readonly node?: string;
  readonly bundle?: string;
}

/** `outputs`, as the runner reads them: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings. */
function parseOutputs(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(lines[i] ?? '') ?? [];
    if (name === undefined) continue;
    const end = lines.indexOf(delimiter ?? '', i + 1);
    found[name] = lines.slice(i + 1, end).join('\n');
    i = end;
  }
  return found;
}

const defaults = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/^ {2}([\w-]+):\n(?: {4}.*\n)*? {4}default: (.*)$/gm)].map(([, name = '', value = '']) => [
      name,
      value.replace(/^'(.*)'$/, '$1'),
    ]),
  );

/** The default of every input, as action.yml gives it to a run. */
const DEFAULTS = defaults(readFileSync(resolve(import.meta.dirname, '../../action/action.yml'), 'utf8'));

/** Runs one step to its end. */
export async function runStep({ inputs, files, sha, job, env = {}, node = process.execPath, bundle = BUNDLE }: Step): Promise<Finished> {
  const home = mkdtempSync(join(tmpdir(), 'runner-'));
  const workspace = join(home, 'work');
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  // Enough of a repository for git to say which commit is checked out.
  const git = { HEAD: `${sha}\n`, config: '[core]\n\trepositoryformatversion = 0\n', 'objects/info/.keep': '', 'refs/heads/.keep': '' };
  for (const [path, text] of Object.entries(git)) put(`work/.git/${path}`, text);
  for (const [path, text] of Object.entries(files)) put(`work/${path}`, text);
  put('event.json', JSON.stringify(job.event));
  for (const path of ['output', 'summary']) put(path, '');
  const given = { ...DEFAULTS, token: job.token, ...inputs };
  const variables = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    ...job.env,
    GITHUB_WORKSPACE: workspace,
    GITHUB_EVENT_PATH: join(home, 'event.json'),
    GITHUB_OUTPUT: join(home, 'output'),
    GITHUB_STEP_SUMMARY: join(home, 'summary'),
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
    ...env,
  };
  const { exit, log } = await ended(node, bundle, workspace, variables);
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(join(workspace, path), 'utf8');
    } catch {
      return undefined;
    }
  };
  const texts = new Map([REPORT_FILE, 'promotion-report.md'].map((path) => [path, read(path)]));
  const report = texts.get(REPORT_FILE);
  const finished = {
    exit,
    log,
    outputs: parseOutputs(readFileSync(join(home, 'output'), 'utf8')),
    summary: readFileSync(join(home, 'summary'), 'utf8'),
    report: report === undefined ? undefined : JSON.parse(report),
    read: (path: string) => texts.get(path),
  };
  rmSync(home, { recursive: true, force: true });
  return finished;
}

function ended(node: string, bundle: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Pick<Finished, 'exit' | 'log'>> {
  return new Promise((done, failed) => {
    const child = spawn(node, [bundle], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString('utf8');
      });
    child.on('error', failed);
    child.on('close', (exit) => done({ exit, log }));
  });
}

export interface Runner {
  /** Every step that was run, oldest first. */
  readonly finished: readonly Finished[];
  readonly close: () => Promise<void>;
}

/** Lets the real Action carry out runs of a workflow file, on a checkout of what its inputs name. */
export async function runsTheAction(
  world: Sandbox,
  repo: string,
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Runner> {
  const server: Listening = await listen(world);
  const finished: Finished[] = [];
  world.actions.runner(file, async (run: WorkflowRun, inputs, job) => {
    const sha = inputs['sha'] ?? run.sha;
    const files = Object.fromEntries(world.repository(repo).commits.get(sha)?.files ?? []);
    const one = await runStep({ inputs, files, sha, job: { ...job, env: { ...job.env, ...apiOf(server) } }, env });
    finished.push(one);
    const left: ArtifactInput[] = one.report ? [{ name: REPORT_ARTIFACT, files: { [REPORT_FILE]: JSON.stringify(one.report) } }] : [];
    return { conclusion: one.exit === 0 ? 'success' : 'failure', artifacts: left };
  });
  return { finished, close: () => server.close() };
}

/** Where the API of a sandbox that listens is, as the runner says it. */
export const apiOf = ({ url }: Listening): Readonly<Record<string, string>> => ({
  GITHUB_API_URL: `${url}/api/v3`,
  GITHUB_GRAPHQL_URL: `${url}/api/graphql`,
  GITHUB_SERVER_URL: url,
});
