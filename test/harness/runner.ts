/** A GitHub-hosted runner as far as this Action can tell: the committed bundle in a process of its own, with inputs, event, files and an API over HTTP. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { REPORT_ARTIFACT, REPORT_FILE } from '../../src/core/names.ts';
import type { Report } from '../../src/core/report-document.ts';
import { type ArtifactInput, type Job, type Listening, listen, type Sandbox, type WorkflowRun } from '../../src/sandbox/index.ts';

const BUNDLE = resolve(import.meta.dirname, '../../action/dist/index.js');

export interface Finished {
  readonly exit: number | null;
  /** Everything it printed, the commands to the runner included. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Undefined when there is none, or when there are several. */
  readonly report: Report | undefined;
  readonly reports: readonly Report[];
  /** What a file in the workspace holds afterwards. */
  readonly read: (path: string) => string | undefined;
  /** All files in the workspace and beside it, but for those of git, of the runner and of the step itself. */
  readonly left: readonly string[];
  /** The most memory it had, in bytes; only when asked for. */
  readonly memory: number | undefined;
}

export interface Step {
  readonly inputs: Readonly<Record<string, string>>;
  /** What is checked out, and anything else that lies in the workspace. */
  readonly files: Readonly<Record<string, string>>;
  /** The commit that is checked out; empty for none. */
  readonly sha: string;
  readonly job: Job;
  readonly env?: Readonly<Record<string, string>>;
  /** The binary of Node.js; the one that runs the tests when left out. */
  readonly node?: string;
  readonly bundle?: string;
  readonly measured?: boolean;
  /** Links in the workspace: path to where it leads, seen from the folder it lies in. */
  readonly links?: Readonly<Record<string, string>>;
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

/** Written by the process itself at its end, because nobody else can ask. Its `maxRSS` begins with that of the process that started it; what Linux calls VmHWM does not. */
const MEASURE = `import { readFileSync, writeFileSync } from 'node:fs';
const peak = () => {
  try {
    return Number(/VmHWM:\\s*(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
};
process.on('exit', () => writeFileSync(process.env.MEASURED, String(peak() * 1024)));`;

/** Enough of a repository for git to say which commit is checked out. */
const gitAt = (sha: string): Readonly<Record<string, string>> =>
  sha === ''
    ? {}
    : { HEAD: `${sha}\n`, config: '[core]\n\trepositoryformatversion = 0\n', 'objects/info/.keep': '', 'refs/heads/.keep': '' };

/** Lays out the machine of a step: the workspace, and beside it what the runner has. */
function layOut(home: string, { files, links = {}, sha, job }: Step): readonly string[] {
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  mkdirSync(join(home, 'work'));
  for (const [path, text] of Object.entries(gitAt(sha))) put(`work/.git/${path}`, text);
  for (const [path, text] of Object.entries(files)) put(`work/${path}`, text);
  for (const [path, to] of Object.entries(links)) {
    mkdirSync(dirname(join(home, 'work', path)), { recursive: true });
    symlinkSync(to, join(home, 'work', path));
  }
  put('event.json', JSON.stringify(job.event));
  for (const path of ['output', 'summary']) put(path, '');
  return filesIn(home);
}

const filesIn = (home: string): readonly string[] =>
  readdirSync(home, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [] : [relative(home, join(entry.parentPath, entry.name))],
  );

/** Runs one step to its end. */
export async function runStep(step: Step): Promise<Finished> {
  const home = mkdtempSync(join(tmpdir(), 'runner-'));
  try {
    const before = new Set(layOut(home, step));
    const { inputs, job, env = {}, node = process.execPath, bundle = BUNDLE, measured = false } = step;
    const given: Readonly<Record<string, string>> = { ...DEFAULTS, token: job.token, ...inputs };
    const { exit, log } = await ended(
      node,
      [...(measured ? ['--import', `data:text/javascript,${encodeURIComponent(MEASURE)}`] : []), bundle],
      join(home, 'work'),
      {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        MEASURED: join(home, 'measured'),
        ...job.env,
        GITHUB_WORKSPACE: join(home, 'work'),
        GITHUB_EVENT_PATH: join(home, 'event.json'),
        GITHUB_OUTPUT: join(home, 'output'),
        GITHUB_STEP_SUMMARY: join(home, 'summary'),
        ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
        ...env,
      },
    );
    return { exit, log, ...collected(home, given['report'] ?? REPORT_FILE, before) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function collected(home: string, path: string, before: ReadonlySet<string>): Omit<Finished, 'exit' | 'log'> {
  const textOf = (file: string): string | undefined => {
    try {
      return readFileSync(join(home, file), 'utf8');
    } catch {
      return undefined;
    }
  };
  const left = filesIn(home).filter((file) => !before.has(file) && file !== 'measured');
  const texts = new Map([...left, ...before].map((file) => [file, file.startsWith('work/.git/') ? undefined : textOf(file)]));
  const written: Report | readonly Report[] = JSON.parse(texts.get(`work/${path}`) ?? '[]');
  const reports: readonly Report[] = Array.isArray(written) ? written : [written as Report];
  return {
    outputs: parseOutputs(textOf('output') ?? ''),
    summary: textOf('summary') ?? '',
    report: reports.length === 1 ? reports[0] : undefined,
    reports,
    read: (file) => texts.get(`work/${file}`),
    left: left.map((file) => file.replace(/^work\//, '')).toSorted(),
    memory: Number(textOf('measured') ?? Number.NaN) || undefined,
  };
}

function ended(
  node: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Pick<Finished, 'exit' | 'log'>> {
  return new Promise((done, failed) => {
    const child = spawn(node, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
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
export const apiOf = ({ url }: Pick<Listening, 'url'>): Readonly<Record<string, string>> => ({
  GITHUB_API_URL: `${url}/api/v3`,
  GITHUB_GRAPHQL_URL: `${url}/api/graphql`,
  GITHUB_SERVER_URL: url,
});
