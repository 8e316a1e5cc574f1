/** Check suites and runs of a commit: https://docs.github.com/en/graphql/reference/objects#checksuite */
import { latestChecks, resultOf, suitesOf } from '../actions/checks.ts';
import type { CheckRun, CheckSuite, WorkflowRun } from '../actions/model.ts';
import { branchOf, workflowName } from '../actions/run-json.ts';
import { repositoryUrl } from '../json.ts';
import type { AppIdentity, Commit } from '../model.ts';
import { connection, type Page } from './connection.ts';
import { type Context, need, type Resolved } from './context.ts';

// Int holds 31 bits, ids of runs are longer today: their `url` carries the number.
const short = (id: number): number | null => (id > 2 ** 31 - 1 ? null : id);
const word = (value: string | null): string | null => value?.toUpperCase() ?? null;

const app = ({ world }: Context, { id, slug, name }: AppIdentity): Resolved => ({
  __typename: 'App',
  id: `A_kgDO${id}`,
  databaseId: id,
  slug,
  name,
  url: `${world.site.html}/apps/${slug}`,
});

const workflowRun = (context: Context, run: WorkflowRun): Resolved => ({
  __typename: 'WorkflowRun',
  id: run.nodeId,
  databaseId: short(run.id),
  event: run.event,
  runNumber: run.number,
  createdAt: run.createdAt,
  url: `${repositoryUrl(context.world, run.repo)}/actions/runs/${run.id}`,
  workflow: { __typename: 'Workflow', id: run.workflow.nodeId, databaseId: short(run.workflow.id), name: workflowName(run.workflow) },
  file: { __typename: 'WorkflowRunFile', id: `${run.nodeId}F`, path: run.workflow.path },
  checkSuite: () => checkSuite(context, run.suite),
});

const checkRun = (context: Context, record: CheckRun): Resolved => ({
  __typename: 'CheckRun',
  id: record.nodeId,
  databaseId: short(record.id),
  name: record.name,
  status: word(record.status),
  conclusion: word(record.conclusion),
  externalId: record.externalId === '' ? null : record.externalId,
  detailsUrl: record.detailsUrl,
  url: `${repositoryUrl(context.world, record.suite.repo)}/runs/${record.id}`,
  startedAt: record.startedAt,
  completedAt: record.completedAt,
  ...record.output,
  checkSuite: () => checkSuite(context, record.suite),
});

interface RunsArgs extends Page {
  readonly filterBy?: {
    readonly appId?: number | null;
    readonly checkName?: string | null;
    readonly checkType?: 'ALL' | 'LATEST' | null;
  } | null;
}

/** assumed: without `checkType` all of them, and every list from the oldest on. */
function runs(context: Context, suite: CheckSuite, args: RunsArgs): Resolved {
  const { appId, checkName, checkType } = args.filterBy ?? {};
  const all = checkType === 'LATEST' ? latestChecks(suite.runs).reverse() : suite.runs;
  const items = all.filter((one) => (!appId || suite.app.id === appId) && (!checkName || one.name === checkName));
  return connection({ name: 'checkRuns', items, node: (one) => checkRun(context, one), key: ({ id }) => id }, args);
}

function checkSuite(context: Context, suite: CheckSuite): Resolved {
  const { world } = context;
  const { status, conclusion } = resultOf(suite);
  const run = world.actions.runs.find((one) => one.suite === suite);
  const ref = `refs/heads/${suite.branch ?? ''}`;
  return {
    __typename: 'CheckSuite',
    id: suite.nodeId,
    databaseId: short(suite.id),
    status: word(status),
    conclusion: word(conclusion),
    createdAt: suite.createdAt,
    url: `${repositoryUrl(world, suite.repo)}/commit/${suite.sha}/checks?check_suite_id=${suite.id}`,
    branch: suite.repo.refs.has(ref) ? { __typename: 'Ref', name: branchOf(ref) } : null,
    app: app(context, suite.app),
    workflowRun: run ? workflowRun(context, run) : null,
    repository: () => context.show(suite.repo),
    checkRuns: (args: RunsArgs) => runs(context, suite, args),
  };
}

interface SuitesArgs extends Page {
  readonly filterBy?: { readonly appId?: number | null; readonly checkName?: string | null } | null;
}

/** What was checked of a commit. */
export function checkSuites(context: Context, { repo, sha }: Commit, args: SuitesArgs): Resolved {
  need(context, { permission: 'checks', level: 'read' }, repo);
  const { appId, checkName } = args.filterBy ?? {};
  const items = suitesOf(context.world, repo, sha).filter(
    (one) => (!appId || one.app.id === appId) && (!checkName || one.runs.some(({ name }) => name === checkName)),
  );
  return connection({ name: 'checkSuites', items, node: (one) => checkSuite(context, one), key: ({ id }) => id }, args);
}
