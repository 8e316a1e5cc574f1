/** The machines of an agent's repository: gates are judged by the commit's own evals, a deployment names the engine it went to. */
import { createHash } from 'node:crypto';
import { type Config, findEnvironment, findSubject, readConfig } from '../core/config.ts';
import { readReport } from '../core/evidence/read.ts';
import type { GateReport } from '../core/gate-report.ts';
import { gatesOfPurpose, type Purpose } from '../core/gates/effective.ts';
import type { About, Ask } from '../core/gates/gate.ts';
import { judgeGates } from '../core/gates/judge.ts';
import { err, ok } from '../core/result.ts';
import type { WorkflowRun } from './actions/model.ts';
import { AGENT_MAP, AGENT_RULES, MAP } from './agent-cast.ts';
import { REPOSITORY } from './cast.ts';
import type { Sandbox } from './index.ts';
import { reportOf, workflow } from './machines.ts';

const GATES = 'promotion-gates.yml';

export interface AgentMachines {
  /** The engine that a deployment goes to, as its workflow says; it says nothing when left out. */
  readonly engine?: () => string | undefined;
  /** Whether what was deployed answers. */
  readonly works?: () => boolean;
  readonly rules?: string;
  readonly map?: string | null;
}

/** Puts rules, map and workflows on the default branch, and stands machines behind them. */
export function bringAgentMachines(
  world: Sandbox,
  { engine, works = () => true, rules = AGENT_RULES, map = AGENT_MAP }: AgentMachines = {},
): void {
  const about = 'promotion subject version sha from to policy key previous';
  world.as('alice').pushes(REPOSITORY, {
    '.github/promotion.yml': rules,
    [MAP]: map,
    [`.github/workflows/${GATES}`]: workflow('gates', about),
    '.github/workflows/check.yml': workflow('check', `mode ${about}`),
    '.github/workflows/deploy.yml': workflow('deploy', 'promotion subject version sha environment key way deployment'),
  });
  const pace = { waits: 5, takes: 40 };
  const judged = (purpose: Purpose) => (run: WorkflowRun) => {
    const gates = judge(world, run, purpose, works);
    const isFine = gates.every(({ outcome, required }) => !required || outcome === 'pass');
    return {
      conclusion: isFine ? ('success' as const) : ('failure' as const),
      artifacts: [reportOf(run, gates, { at: world.clock.now(), rules })],
    };
  };
  world.actions.runner(GATES, judged('gates'), pace);
  world.actions.runner('check.yml', judged('verify'), pace);
  world.actions.runner(
    'deploy.yml',
    (_run, inputs) => {
      const deployment = world.repository(REPOSITORY).deployments.find(({ id }) => String(id) === inputs['deployment']);
      const named = engine?.();
      if (named !== undefined && deployment)
        world.as('github-actions[bot]').setsDeploymentStatus(deployment, { state: 'in_progress', description: `engine_id: ${named}` });
      return { conclusion: 'success' };
    },
    pace,
  );
}

/** What the Action would find: it looks at the commit that is promoted, by the rules of the default branch. */
function judge(world: Sandbox, { inputs }: WorkflowRun, purpose: Purpose, works: () => boolean): readonly GateReport[] {
  const { refs, commits, defaultBranch } = world.repository(REPOSITORY);
  const config = configIn(commits.get(refs.get(`refs/heads/${defaultBranch}`) ?? '')?.files);
  const { subject: name = '', to = '', from = '', sha = '', version = '' } = inputs;
  const [subject, environment] = config ? [findSubject(config, name), findEnvironment(config, to)] : [];
  if (!config || !subject || !environment) throw new Error(`the rules know no ${name} on its way to ${to}`);
  const about = {
    subject: { name, kind: subject.kind, paths: [], labels: {}, spec: undefined },
    ...{ from: from || null, to, version, sha, repository: REPOSITORY, at: world.clock.now() },
  };
  const before = JSON.parse(inputs['previous'] || 'null') as Before | null;
  const aboutOf = (gate: string): About => ({
    ...about,
    previous: before ? { value: before.gates[gate] ?? null, version: before.version, at: before.at } : undefined,
  });
  const gates = gatesOfPurpose(purpose, { config, subject, environment });
  return judgeGates(gates, askIn(commits.get(sha)?.files ?? new Map(), works), aboutOf, []);
}

/** What the bot tells of the version that runs in the target. */
interface Before {
  readonly version: string;
  readonly at: string;
  readonly gates: Readonly<Record<string, number>>;
}

function configIn(files: ReadonlyMap<string, string> | undefined): Config | undefined {
  return readConfig(files?.get('.github/promotion.yml') ?? '').config;
}

/** Reports are read from the commit; an address answers as whoever plays wants it. */
function askIn(files: ReadonlyMap<string, string>, works: () => boolean): Ask {
  const answers = (need: Parameters<Ask>[0]) => {
    if (need.kind === 'http') return ok({ status: works() ? 200 : 503, body: '', milliseconds: 12 });
    const text = need.kind === 'report' ? files.get(need.glob) : undefined;
    if (need.kind !== 'report' || text === undefined) return err({ message: `the commit has no ${need.kind} of that name` });
    const reading = readReport({ path: need.glob, format: need.format });
    reading.write(Buffer.from(text));
    const sha256 = createHash('sha256').update(text).digest('hex');
    return ok({ read: reading.end(), sources: [{ path: need.glob, sha256 }] });
  };
  return answers as Ask;
}
