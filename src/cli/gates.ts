/** `promotion-bot gates`: the gates of a subject for an environment, judged on the files at hand, by the same code as the Action. */
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Config, Defaults } from '../core/config.ts';
import type { GateReport } from '../core/gate-report.ts';
import { readIfThere } from '../env.ts';
import type { Question } from '../runner/judge.ts';
import { type Command, defineCommand, EXIT, type Io } from './command.ts';
import { DEFAULTS_OPTION, defaultsAt } from './organization.ts';

/** As in the core, which is loaded only when the command runs. */
const CONFIG_PATH = '.github/promotion.yml';

interface Given {
  readonly subject: string;
  readonly to: string;
  readonly dir: string;
  readonly previous?: string | undefined;
  readonly defaults?: string | undefined;
  readonly json: boolean;
}

export const gates: Command = defineCommand({
  name: 'gates',
  summary: 'Judge the gates of a subject for an environment on the files at hand, as the Action would; no token is needed.',
  arguments: [],
  options: [
    { flags: '--subject <name>', summary: 'the component or agent' },
    { flags: '--to <environment>', summary: 'the environment it is to enter' },
    { flags: '--dir <folder>', summary: `the checkout, with ${CONFIG_PATH} in it; the working directory when not given` },
    { flags: '--previous <file>', summary: 'the report of the last promotion, to compare with' },
    DEFAULTS_OPTION,
    { flags: '--json', summary: 'print the promotion report as JSON' },
  ],
  input: z.object({
    args: z.tuple([]),
    subject: z.string('Say what is to be promoted: --subject my_component'),
    to: z.string('Say where to: --to staging'),
    dir: z.string().default('.'),
    previous: z.string().optional(),
    defaults: z.string().optional(),
    json: z.boolean().default(false),
  }),
  run: async (given, io) => {
    const below = defaultsAt(io, given.defaults);
    if (below && 'why' in below) return refuse(io, below.why);
    const read = await readConfigIn(resolve(io.cwd, given.dir), below);
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
  /** With that of the organisation. */
  readonly text: string;
}

async function readConfigIn(dir: string, below: Defaults | undefined) {
  const { readConfig } = await import('../core/config.ts');
  const { policyText } = await import('../core/policy-text.ts');
  const { configProblem } = await import('../core/views/config-problem.ts');
  const { err, ok } = await import('../core/result.ts');
  const text = readIfThere(resolve(dir, CONFIG_PATH));
  if (text === undefined) return err(`There is no ${CONFIG_PATH} in ${dir}. Name the checkout: promotion-bot gates --dir path/to/it ...`);
  const { config, problems, isExtending } = readConfig(text, below);
  if (config) return ok<Rules>({ config, text: policyText(text, isExtending ? below?.text : undefined) });
  return err(
    problems
      .map((problem) => `${problem.file ?? CONFIG_PATH}${problem.line === undefined ? '' : `:${problem.line}`}: ${configProblem(problem)}`)
      .join('\n'),
  );
}

async function judge({ subject, to, dir, previous, json }: Given, { config, text }: Rules, io: Io): Promise<number> {
  const { targetOf } = await import('../runner/target.ts');
  const { makeReport } = await import('../core/report.ts');
  const target = targetOf(config, { subject, to });
  if (!target.ok) return refuse(io, target.error);
  const before = await previousFrom(io, previous);
  if (!before.ok) return refuse(io, before.error);
  const found = await judgeIn(resolve(io.cwd, dir), { config, target: target.value, previous: before.value }, io);
  const { digest } = await import('../app/notary.ts');
  const report = makeReport({ ...found, policy: { path: CONFIG_PATH, sha256: digest(text) }, isDryRun: true });
  const { reportForTerminal } = await import('../core/views/report-terminal.ts');
  io.stdout.write(json ? `${JSON.stringify(report)}\n` : reportForTerminal(report));
  return exitOf(found.gates);
}

/** As the Action does, but for what only GitHub knows. */
async function judgeIn(checkout: string, question: Pick<Question, 'config' | 'target' | 'previous'>, { env }: Io) {
  const { bareEnvironment } = await import('../runner/command.ts');
  const { headOf } = await import('../runner/head.ts');
  const { instant, judgeSubject } = await import('../runner/judge.ts');
  const { impatient } = await import('../runner/patience.ts');
  const environment = bareEnvironment(env);
  const sha = headOf(checkout, environment);
  const { subject, environment: to, from } = question.target;
  const about = { from, version: sha?.slice(0, 7) ?? 'the files at hand', repository: 'files/at-hand', at: instant() };
  const gates = await judgeSubject({
    ...question,
    about: { ...about, sha: sha ?? '' },
    machine: { dir: checkout, environment, prometheusToken: env['PROMETHEUS_TOKEN'], github: undefined, patient: impatient },
    tell: { begins: () => {}, ends: () => {} },
  });
  return { about: { ...about, subject: { name: subject.name }, to: to.name, sha: sha ?? null }, gates };
}

/** What people sign is not judged here; what nobody could find out is no yes. */
function exitOf(judged: readonly GateReport[]): number {
  const outcomes = judged.filter(({ required, kind }) => required && kind !== 'human').map(({ outcome }) => outcome);
  if (outcomes.includes('fail')) return EXIT.no;
  return outcomes.includes('error') || outcomes.includes('pending') ? EXIT.unknown : EXIT.yes;
}

async function previousFrom(io: Io, file: string | undefined) {
  const { previousIn } = await import('../runner/previous-report.ts');
  const { err, ok } = await import('../core/result.ts');
  if (file === undefined) return ok(undefined);
  const text = readIfThere(resolve(io.cwd, file));
  return text === undefined ? err(`There is no file ${file}.`) : previousIn(text);
}
