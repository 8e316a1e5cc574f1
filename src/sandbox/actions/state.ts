/** GitHub Actions of one world: what ran, and who carries runs out. */
import type { Account, AppIdentity, Instant } from '../model.ts';
import type { Artifact, CheckSuite, Conclusion, Reach, Workflow, WorkflowRun } from './model.ts';

/** What a run leaves behind. */
export interface Outcome {
  readonly conclusion: Conclusion;
  readonly artifacts?: readonly ArtifactInput[];
}

export interface ArtifactInput {
  readonly name: string;
  /** Path in the zip to content. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The zip itself, for one that `zip` of `zip.ts` made hostile. */
  readonly zip?: Buffer;
  /** 90 when left out. */
  readonly days?: number;
  /** What the API says of it, when that shall not be true; null as an old server, which says none. */
  readonly digest?: string | null;
}

/** What a job finds on its machine. */
export interface Job {
  /** GITHUB_TOKEN, until the run ends. */
  readonly token: string;
  /** The `GITHUB_` variables, without files: write `event` to one and set GITHUB_EVENT_PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** The payload of the event that started the run. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** What a runner does with a run. */
export type Work = (run: WorkflowRun, inputs: Readonly<Record<string, string>>, job: Job) => Outcome | Promise<Outcome>;

export interface Runner {
  readonly work: Work;
  /** Seconds a run waits for a machine, and seconds it takes. */
  readonly waits: number;
  readonly takes: number;
}

/** A run that is being carried out by a runner: what came out, and when the run ends. */
export interface Carried {
  readonly ends: Instant;
  readonly outcome: Outcome;
}

export interface ActionsState {
  readonly app: AppIdentity;
  readonly bot: Account;
  readonly workflows: Workflow[];
  /** Of all repositories, oldest first, like the next two. */
  readonly runs: WorkflowRun[];
  readonly artifacts: Artifact[];
  readonly suites: CheckSuite[];
  /** File name of a workflow to its runner. */
  readonly runners: Map<string, Runner>;
  readonly carried: Map<WorkflowRun, Carried>;
  /** Environments that the App guards: id of the repository and name. */
  readonly guarded: Set<string>;
  /** Every job that named an environment, oldest first. */
  readonly reaches: Reach[];
  /** Id of a deployment to the run that made it. */
  readonly deployed: Map<number, WorkflowRun>;
  /** False for an Enterprise Server up to 3.19, which refuses `return_run_details`: https://github.com/benc-uk/workflow-dispatch/issues/86 */
  answersRunDetails: boolean;
  /** True for a server that says `path` as `.github/workflows/gates.yml@main`. */
  saysRefInPath: boolean;
  /** Seconds until a new run is in the lists; by its id it is found at once. */
  listLag: number;
  /** Called when a run was queued, for a server that works right away. */
  queued: (() => void) | undefined;
}

/** https://api.github.com/apps/github-actions : the same numbers everywhere but on GitHub Enterprise Server. */
const ACTIONS_APP = { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' };
/** https://api.github.com/users/github-actions[bot] */
export const ACTIONS_BOT = { login: `${ACTIONS_APP.slug}[bot]`, id: 41_898_282 };

export const startActions = (bot: Account): ActionsState => ({
  app: ACTIONS_APP,
  bot,
  workflows: [],
  runs: [],
  artifacts: [],
  suites: [],
  runners: new Map(),
  carried: new Map(),
  guarded: new Set(),
  reaches: [],
  deployed: new Map(),
  answersRunDetails: true,
  saysRefInPath: false,
  listLag: 0,
  queued: undefined,
});
