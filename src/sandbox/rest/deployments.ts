/** Deployments: https://docs.github.com/en/rest/deployments/deployments , https://docs.github.com/en/rest/deployments/statuses */
import { checksOf, latestChecks } from '../actions/checks.ts';
import { deploy, deploymentJson, deploymentStatusJson, setDeploymentStatus } from '../deployments.ts';
import { addCommit, findCommit, history } from '../git.ts';
import type { Commit, Deployment, DeploymentState } from '../model.ts';
import { currentStatuses } from '../statuses.ts';
import { authorOf, type Call, HttpError, missing, paged, type RestAnswer, type Routes, repositoryOf, text } from './call.ts';

function deploymentOf(call: Call): Deployment {
  const found = repositoryOf(call).deployments.find(({ id }) => id === Number(call.param('deployment_id')));
  if (found === undefined) throw missing();
  return found;
}

/** "If the `ref` is behind the default branch for the repository, we will attempt to merge it for you." assumed: of branches only, and it succeeds. */
function mergedFirst(call: Call, commit: Commit, ref: string): RestAnswer | undefined {
  const { repo } = commit;
  const branch = ref.replace(/^(refs\/)?heads\//, '');
  const head = repo.refs.get(`refs/heads/${repo.defaultBranch}`);
  if (call.body['auto_merge'] === false || head === undefined || !repo.refs.has(`refs/heads/${branch}`)) return undefined;
  if (history(repo, commit.sha).has(head)) return undefined;
  const message = `Auto-merged ${repo.defaultBranch} into ${branch} on deployment.`;
  addCommit(call.world, repo, {
    by: authorOf(call),
    message,
    branch,
    files: Object.fromEntries(repo.commits.get(head)?.files ?? []),
    parents: [head],
  });
  return { status: 202, body: { message } };
}

/** "By default, commit statuses for every submitted context must be in a `success` state"; an empty list asks for none. assumed: checks count too. */
function failing(call: Call, commit: Commit): readonly string[] {
  const said = new Map<string, boolean>(currentStatuses(commit).map(({ context, state }) => [context, state === 'success']));
  for (const { name, conclusion } of latestChecks(checksOf(call.world, commit.repo, commit.sha)))
    said.set(name, (said.get(name) ?? true) && ['success', 'neutral', 'skipped'].includes(conclusion ?? ''));
  const required = call.body['required_contexts'];
  const wanted = Array.isArray(required) ? required.map(String) : [...said.keys()];
  return wanted.filter((name) => said.get(name) !== true);
}

function create(call: Call): RestAnswer {
  const { world, body } = call;
  const repo = repositoryOf(call);
  const ref = String(body['ref']);
  const commit = findCommit(repo, ref);
  if (commit === undefined) throw new HttpError(422, `No ref found for: ${ref}`);
  const merged = mergedFirst(call, commit, ref);
  if (merged) return merged;
  if (failing(call, commit).length > 0) throw new HttpError(409, `Conflict: Commit status checks failed for ${ref}.`);
  const [environment, task] = [text(call, 'environment'), text(call, 'task')];
  const production = body['production_environment'];
  const deployment = deploy(world, authorOf(call), commit, {
    ref,
    ...(environment === undefined ? {} : { environment }),
    ...(task === undefined ? {} : { task }),
    // The contract was checked: an object or a text.
    payload: (body['payload'] ?? '') as Deployment['payload'],
    description: text(call, 'description') ?? null,
    transient: body['transient_environment'] === true,
    ...(typeof production === 'boolean' ? { production } : {}),
  });
  return { status: 201, body: deploymentJson(world, deployment) };
}

/** Newest first. assumed: by the time they were made; `none` in the query is as left out. */
function list(call: Call): RestAnswer {
  const is = (name: string, value: string): boolean => [value, 'none'].includes(call.query.get(name) ?? value);
  const kept = repositoryOf(call).deployments.filter(
    ({ sha, ref, task, environment }) => is('sha', sha) && is('ref', ref) && is('task', task) && is('environment', environment),
  );
  return paged(call, kept.reverse(), (one) => deploymentJson(call.world, one));
}

function createStatus(call: Call): RestAnswer {
  const { world, body } = call;
  const deployment = deploymentOf(call);
  const environment = text(call, 'environment');
  const status = setDeploymentStatus(world, authorOf(call), deployment, {
    // The contract was checked: one of its words.
    state: body['state'] as DeploymentState,
    description: text(call, 'description') ?? '',
    logUrl: text(call, 'log_url') || text(call, 'target_url') || null,
    environmentUrl: text(call, 'environment_url') ?? null,
    ...(environment === undefined ? {} : { environment }),
    autoInactive: body['auto_inactive'] !== false,
  });
  return { status: 201, body: deploymentStatusJson(world, status) };
}

/** Newest first. assumed: as commit statuses are. */
const listStatuses = (call: Call): RestAnswer =>
  paged(call, deploymentOf(call).statuses.toReversed(), (one) => deploymentStatusJson(call.world, one));

const reads = { permission: 'deployments', level: 'read' } as const;
const writes = { permission: 'deployments', level: 'write' } as const;

export const deploymentRoutes: Routes = {
  'repos/list-deployments': { needs: reads, run: list },
  // assumed: both count as content, of which the page of the limit gives no list.
  'repos/create-deployment': { needs: writes, createsContent: true, run: create },
  'repos/get-deployment': { needs: reads, run: (call) => ({ status: 200, body: deploymentJson(call.world, deploymentOf(call)) }) },
  'repos/list-deployment-statuses': { needs: reads, run: listStatuses },
  'repos/create-deployment-status': { needs: writes, createsContent: true, run: createStatus },
};
