/** Commits, references and pull requests by mutation: https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch */
import type {
  CommittableBranch,
  CreateCommitOnBranchInput,
  CreatePullRequestInput,
  CreateRefInput,
  FileChanges,
} from '@octokit/graphql-schema';
import { Refusal } from '../acts.ts';
import { addCommit, peel } from '../git.ts';
import type { Commit, Repository } from '../model.ts';
import { openPull, pullProblem } from '../pulls.ts';
import { createRef, isRefName, mayName } from '../refs.ts';
import { findRepository, nodeId } from '../world.ts';
import { type Context, need, type Resolved } from './context.ts';
import { forbidden, notFound } from './errors.ts';
import { commit, reference } from './git.ts';
import { author, find, type Mutations, mutation } from './inputs.ts';
import { issue } from './issue.ts';

const writesContents = { permission: 'contents', level: 'write' } as const;
const unprocessable = (message: string): Refusal => new Refusal('UNPROCESSABLE', message);

interface Branch {
  readonly repo: Repository;
  readonly name: string;
}

/** A branch by its node id, or by names. assumed: the words for one that is not there. */
function branchOf(context: Context, { id, repositoryNameWithOwner, branchName }: CommittableBranch): Branch {
  const refs = context.world.repositories.flatMap((repo) => [...repo.refs.keys()].map((ref) => ({ repo, ref })));
  const [owner = '', short = ''] = (repositoryNameWithOwner ?? '').split('/');
  const repo = findRepository(context.world, owner, short);
  const found = id
    ? refs.find((one) => nodeId('Ref', `${one.repo.id}:${one.ref}`) === id)
    : refs.find((one) => one.repo === repo && one.ref === `refs/heads/${(branchName ?? '').replace(/^refs\/heads\//, '')}`);
  if (found === undefined || !found.ref.startsWith('refs/heads/')) throw notFound(`No such branch: ${id ?? branchName ?? ''}.`);
  return { repo: found.repo, name: found.ref.slice('refs/heads/'.length) };
}

/** Path to text; null for what is deleted. A text that is no UTF-8 is not kept byte by byte here. */
function filesOf(changes: FileChanges | null | undefined, head: Commit): Record<string, string | null> {
  const additions = (changes?.additions ?? []).map(({ path, contents }) => [path, Buffer.from(contents, 'base64').toString()]);
  const deletions = (changes?.deletions ?? []).map(({ path }) => [path, null]);
  // The words as people report them; assumed: the type.
  if (deletions.some(([path]) => !head.files.has(path ?? '')))
    throw notFound(`A path was requested for deletion which does not exist as of commit oid \`${head.sha}\``);
  return Object.fromEntries([...additions, ...deletions]);
}

/** The commit is the App's and signed by GitHub: "Commits made using this mutation are automatically signed by GitHub and marked as verified". */
function commits(context: Context, { branch, expectedHeadOid, message, fileChanges }: CreateCommitOnBranchInput): Resolved {
  const { repo, name } = branchOf(context, branch);
  need(context, writesContents, repo);
  const head = peel(repo, repo.refs.get(`refs/heads/${name}`));
  // Words and type: https://github.com/ministryofjustice/modernisation-platform/issues/11985
  if (head === undefined || head.sha !== expectedHeadOid)
    throw new Refusal('STALE_DATA', `Expected branch to point to "${expectedHeadOid}" but it did not.  Pull and try again.`);
  const files = filesOf(fileChanges, head);
  // "refusing to allow a GitHub App to create or update workflow" is what a push is told; assumed: a mutation is told less.
  if (Object.keys(files).some((path) => path.startsWith('.github/workflows/')))
    need(context, { permission: 'workflows', level: 'write' }, repo);
  const text = message.body ? `${message.headline}\n\n${message.body}` : message.headline;
  const made = addCommit(context.world, repo, { by: author(context), message: text, files, branch: name, signedByGitHub: true });
  return { commit: commit(context, made), ref: reference(context, repo, `refs/heads/${name}`) };
}

/** assumed: the words of the refusals. */
function makesRef(context: Context, { repositoryId, name, oid }: CreateRefInput): Resolved {
  const repo = find(context, 'Repository', repositoryId);
  need(context, writesContents, repo);
  if (!isRefName(name)) throw unprocessable(`${name} is not a valid ref name.`);
  const named = peel(repo, oid);
  if (named && !mayName(context.world, context.caller, named)) throw forbidden();
  const problem = createRef(repo, name, oid);
  if (problem === 'Reference already exists') throw unprocessable(`A ref named "${name}" already exists in the repository.`);
  if (problem !== undefined) throw notFound(`Could not resolve to a node with the oid of '${oid}'.`);
  return { ref: reference(context, repo, name) };
}

function proposes(context: Context, input: CreatePullRequestInput): Resolved {
  const repo = find(context, 'Repository', input.repositoryId);
  need(context, { permission: 'pull_requests', level: 'write' }, repo);
  const from = input.headRepositoryId ? find(context, 'Repository', input.headRepositoryId) : repo;
  const pull = {
    title: input.title,
    body: input.body ?? '',
    head: input.headRefName,
    base: input.baseRefName,
    from,
    draft: input.draft ?? false,
  };
  const problem = pullProblem(repo, pull);
  if (problem !== undefined) throw unprocessable(problem);
  return { pullRequest: issue(context, openPull(context.world, author(context), repo, pull)) };
}

export const gitMutations: Mutations = {
  createCommitOnBranch: mutation(commits),
  createRef: mutation(makesRef),
  createPullRequest: mutation(proposes),
};
