/** What a story does with GitHub Actions: gives workflows a runner, moves runs by hand, lets others run something, spoofs checks. */

import { findCommit } from '../git.ts';
import type { Account, AppIdentity, Instant, Issue, Repository } from '../model.ts';
import { accountOf, findRepository, type World } from '../world.ts';
import { keepArtifact } from './artifacts.ts';
import { addCheck, type CheckInput, suiteFor } from './checks.ts';
import { guard, reachesOf } from './environments.ts';
import type { Artifact, CheckRun, Reach, WorkflowRun } from './model.ts';
import { fileNameOf } from './run-json.ts';
import { jobOf, nextDue, work } from './runners.ts';
import { finishRun, queueRun, rerun, runsOf, startRun, workflowAt } from './runs.ts';
import type { ActionsState, ArtifactInput, Job, Outcome, Runner, Work } from './state.ts';

export interface RunInput {
  /** `gates.yml`, or its whole path. */
  readonly workflow: string;
  /** `push` when left out. */
  readonly event?: string;
  /** Branch or tag, the default branch when left out; of the fork when `from` names one. */
  readonly ref?: string;
  /** Another commit than the one `ref` is at. */
  readonly sha?: string;
  /** Who causes it; the owner of the repository when left out. */
  readonly by?: string;
  /** The fork the commit comes from. */
  readonly from?: string;
  /** The pull request it is for: gives `from`, `ref` and `sha`. */
  readonly pull?: Issue;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Instead of what `run-name` would give. */
  readonly title?: string;
  /** Ends it at once, so that no runner sees it. */
  readonly outcome?: Outcome;
}

export interface Actions extends ActionsState {
  /** Lets `work` carry out every run of a workflow file, in all repositories: `runner('gates.yml', () => ({ conclusion: 'success' }))`. */
  runner(file: string, work: Work, pace?: Partial<Pick<Runner, 'waits' | 'takes'>>): void;
  /** Carries out what is due now. `world.deliver` does so too, whenever it has nothing left to hand over. */
  work(): Promise<number>;
  /** When a runner has something to do next: let the clock pass until then, and deliver. */
  next(): Instant | undefined;
  /** Runs of a repository, of one workflow file if given, oldest first. */
  of(repo: string, file?: string): readonly WorkflowRun[];
  /** Starts a run nobody dispatched: of another workflow, by another person, on another ref, from a fork. */
  run(repo: string, input: RunInput): WorkflowRun;
  /** A machine takes the run. */
  starts(run: WorkflowRun): void;
  /** Ends the run (started first if need be). */
  finishes(run: WorkflowRun, outcome?: Outcome | Outcome['conclusion']): void;
  cancels(run: WorkflowRun): void;
  /** Has the App guard an environment: jobs that name it wait for the App's word. */
  guards(repo: string, environment: string): void;
  /** The environments the last attempt of a run reaches, with what the App said of each. */
  reachesOf(run: WorkflowRun): readonly Reach[];
  /** Another attempt of the same run. */
  reruns(run: WorkflowRun, by: string): void;
  /** Adds an artifact to a run, even to one that ended. */
  uploads(run: WorkflowRun, artifact: ArtifactInput): Artifact;
  /** The token, variables and payload a job of this run has. */
  job(run: WorkflowRun): Job;
  /** Puts a check on a commit: as GitHub Actions when no App is given, which is what any workflow with `checks: write` can do. */
  check(repo: string, ref: string, check: CheckInput & { readonly app?: AppIdentity }): CheckRun;
}

function repositoryNamed(world: World, name: string): Repository {
  const [owner = '', short = ''] = name.split('/');
  const found = findRepository(world, owner, short);
  if (found === undefined) throw new Error(`There is no repository ${name}. Make it with world.repository('${name}', {}).`);
  return found;
}

function commitIn(repo: Repository, name: string): string {
  const found = findCommit(repo, name);
  if (found === undefined) throw new Error(`${repo.owner.login}/${repo.name} has no commit ${name}.`);
  return found.sha;
}

const pathOf = (workflow: string): string => (workflow.includes('/') ? workflow : `.github/workflows/${workflow}`);

/** A branch that is not there (deleted, or never pushed) is taken as a branch. */
const fullRef = (repo: Repository, name: string): string =>
  name.startsWith('refs/')
    ? name
    : repo.refs.has(`refs/tags/${name}`) && !repo.refs.has(`refs/heads/${name}`)
      ? `refs/tags/${name}`
      : `refs/heads/${name}`;

function startOf(world: World, repo: Repository, input: RunInput): WorkflowRun {
  const pull = input.pull?.pull ?? undefined;
  const headRepo = pull?.head.repo ?? (input.from === undefined ? repo : repositoryNamed(world, input.from));
  const ref = pull?.head.ref ?? input.ref ?? headRepo.defaultBranch;
  const by: Account =
    input.by === undefined ? (input.pull?.author ?? repo.owner) : accountOf(world, input.by, input.by.endsWith('[bot]') ? 'Bot' : 'User');
  return queueRun(world, {
    by,
    workflow: workflowAt(world, repo, pathOf(input.workflow)),
    event: input.event ?? (pull ? 'pull_request' : 'push'),
    ref: fullRef(headRepo, ref),
    sha: input.sha ?? pull?.head.sha ?? commitIn(headRepo, ref),
    headRepo,
    pulls: pull ? [pull] : [],
    ...(input.inputs ? { inputs: input.inputs } : {}),
    ...(input.title === undefined ? {} : { title: input.title }),
  });
}

/** The state of GitHub Actions with what a story does to it. */
export function actionsOf(world: World): Actions {
  const finishes: Actions['finishes'] = (run, outcome = 'success') =>
    void finishRun(world, run, typeof outcome === 'string' ? { conclusion: outcome } : outcome);
  return Object.assign(world.actions, {
    runner(file: string, does: Work, pace: Partial<Pick<Runner, 'waits' | 'takes'>> = {}) {
      world.actions.runners.set(fileNameOf(file), { work: does, waits: 0, takes: 0, ...pace });
    },
    work: () => work(world),
    next: () => nextDue(world),
    of: (repo: string, file?: string) =>
      runsOf(world, repositoryNamed(world, repo)).filter(
        ({ workflow }) => file === undefined || fileNameOf(workflow.path) === fileNameOf(file),
      ),
    run(repo: string, input: RunInput) {
      const run = startOf(world, repositoryNamed(world, repo), input);
      if (input.outcome) finishes(run, input.outcome);
      return run;
    },
    starts: (run: WorkflowRun) => void startRun(world, run),
    finishes,
    cancels: (run: WorkflowRun) => finishes(run, 'cancelled'),
    guards: (repo: string, environment: string) => guard(world, repositoryNamed(world, repo), environment),
    reachesOf: (run: WorkflowRun) => reachesOf(world, run),
    reruns: (run: WorkflowRun, by: string) => void rerun(world, accountOf(world, by), run),
    uploads: (run: WorkflowRun, artifact: ArtifactInput) => keepArtifact(world, run, artifact),
    job: (run: WorkflowRun) => jobOf(world, run),
    check(repo: string, ref: string, { app = world.actions.app, ...check }: CheckInput & { readonly app?: AppIdentity }) {
      const at = repositoryNamed(world, repo);
      const by = app.id === world.actions.app.id ? world.actions.bot : accountOf(world, `${app.slug}[bot]`, 'Bot');
      return addCheck(world, by, suiteFor(world, at, { sha: commitIn(at, ref), app }), check);
    },
  });
}
