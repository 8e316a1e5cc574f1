/** `promotion-bot gates`: the gates of a subject for an environment, judged on the files at hand, by the same code as the Action. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Config } from '../core/config.ts';
import type { GateReport } from '../core/gate-report.ts';
import { readIfThere } from '../env.ts';
import { type Command, defineCommand, EXIT, type Io } from './command.ts';

const CONFIG = '.github/promotion.yml';

interface Given {
  readonly subject: string;
  readonly to: string;
  readonly dir: string;
  readonly previous?: string | undefined;
  readonly json: boolean;
}

export const gates: Command = defineCommand({
  name: 'gates',
  summary: 'Judge the gates of a subject for an environment on the files at hand, as the Action would; no token is needed.',
  arguments: [],
  options: [
    { flags: '--subject <name>', summary: 'the component or agent' },
    { flags: '--to <environment>', summary: 'the environment it is to enter' },
    { flags: '--dir <folder>', summary: `the checkout, with ${CONFIG} in it; the working directory when not given` },
    { flags: '--previous <file>', summary: 'the report of the last promotion, to compare with' },
    { flags: '--json', summary: 'print the promotion report as JSON' },
  ],
  input: z.object({
    args: z.tuple([]),
    subject: z.string('Say what is to be promoted: --subject my_component'),
    to: z.string('Say where to: --to staging'),
    dir: z.string().default('.'),
    previous: z.string().optional(),
    json: z.boolean().default(false),
  }),
  run: async (given, io) => {
    const read = await readConfigIn(resolve(io.cwd, given.dir));
    if (!read.ok) return refuse(io, read.error);
    return judge(given, read.value, io);
  },
});

function refuse(io: Io, sentence: string): number {
  io.stderr.write(`${sentence}\n`);
  return EXIT.unknown;
}

interface Rules {
  readonly config: Config;
  readonly text: string;
}

async function readConfigIn(dir: string) {
  const [{ readConfig }, { configProblem }, { err, ok }] = await Promise.all([
    import('../core/config.ts'),
    import('../core/views/config-problem.ts'),
    import('../core/result.ts'),
  ]);
  const text = readIfThere(resolve(dir, CONFIG));
  if (text === undefined) return err(`There is no ${CONFIG} in ${dir}. Name the checkout: promotion-bot gates --dir path/to/it ...`);
  const { config, problems } = readConfig(text);
  if (config) return ok<Rules>({ config, text });
  return err(
    problems.map((problem) => `${CONFIG}${problem.line === undefined ? '' : `:${problem.line}`}: ${configProblem(problem)}`).join('\n'),
  );
}

async function judge({ subject: name, to, dir, previous, json }: Given, { config, text }: Rules, io: Io): Promise<number> {
  const { findEnvironment, findSubject, environmentBelow } = await import('../core/config.ts');
  const subject = findSubject(config, name);
  const environment = findEnvironment(config, to);
  const names = (all: readonly { readonly name: string }[]): string => all.map((one) => one.name).join(', ');
  if (!subject) return refuse(io, `There is no subject ${JSON.stringify(name)} in ${CONFIG}; known are ${names(config.subjects)}.`);
  if (!environment)
    return refuse(io, `There is no environment ${JSON.stringify(to)} in ${CONFIG}; known are ${names(config.environments)}.`);
  const before = await previousFrom(io, previous);
  if (!before.ok) return refuse(io, before.error);
  const [{ bareEnvironment }, { findersOn }, { runGates }, { makeReport }, { sha256 }] = await Promise.all([
    import('../runner/command.ts'),
    import('../runner/finders.ts'),
    import('../runner/run.ts'),
    import('../core/report.ts'),
    import('../app/notary.ts').then(({ digest }) => ({ sha256: digest })),
  ]);
  const checkout = resolve(io.cwd, dir);
  const environmentOf = bareEnvironment(io.env);
  const sha = headOf(checkout, environmentOf);
  const finders = findersOn({
    dir: checkout,
    environment: environmentOf,
    prometheus: config.prometheus && { url: config.prometheus.url, token: io.env['PROMETHEUS_TOKEN'] },
    github: undefined,
    pause: sleep,
    now: () => performance.now(),
    patience: 0,
  });
  const about = {
    from: environmentBelow(config, environment)?.name ?? null,
    to: environment.name,
    version: sha?.slice(0, 7) ?? 'the files at hand',
    sha: sha ?? '',
    repository: 'files/at-hand',
    at: `${new Date().toISOString().slice(0, 19)}Z`,
  };
  const tell = { begins: () => {}, ends: () => {} };
  const judged = await runGates({ config, subject, environment, about, previous: before.value, finders, tell });
  const report = makeReport({
    about: { ...about, subject: { name: subject.name }, sha: sha ?? null },
    gates: judged,
    policy: { path: CONFIG, sha256: sha256(text) },
    isDryRun: true,
  });
  const { reportForTerminal } = await import('../core/views/report-terminal.ts');
  io.stdout.write(json ? `${JSON.stringify(report)}\n` : reportForTerminal(report));
  return exitOf(judged);
}

/** What people sign is not judged here; what nobody could find out is no yes. */
function exitOf(judged: readonly GateReport[]): number {
  const outcomes = judged.filter(({ required, kind }) => required && kind !== 'human').map(({ outcome }) => outcome);
  if (outcomes.includes('fail')) return EXIT.no;
  return outcomes.includes('error') || outcomes.includes('pending') ? EXIT.unknown : EXIT.yes;
}

async function previousFrom(io: Io, file: string | undefined) {
  const [{ previousIn }, { err, ok }] = await Promise.all([import('../runner/previous.ts'), import('../core/result.ts')]);
  if (file === undefined) return ok(undefined);
  const text = readIfThere(resolve(io.cwd, file));
  return text === undefined ? err(`There is no file ${file}.`) : previousIn(text);
}

/** Undefined where there is no commit to speak of. */
function headOf(dir: string, env: Readonly<Record<string, string>>): string | undefined {
  try {
    return execFileSync('git', ['-C', dir, 'rev-parse', 'HEAD'], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
