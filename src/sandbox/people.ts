/** People of the sandbox. They may do whatever they are told to: who is allowed what is GitHub's page, not its API, and stories need both. */
import {
  addComment,
  addLabels,
  type CommentInput,
  createLabel,
  deleteComment,
  deleteIssue,
  editComment,
  editIssue,
  findLabel,
  type IssueInput,
  minimize,
  openIssue,
  removeLabels,
  setLock,
  setState,
} from './acts.ts';
import { type DeploymentInput, type DeploymentStatusInput, deploy, setDeploymentStatus } from './deployments.ts';
import { addCommit, addTag, findCommit } from './git.ts';
import type { Account, Comment, Deployment, DeploymentStatus, Issue, Label, LockReason, Project, Repository } from './model.ts';
import { addItem, setFieldValue } from './projects.ts';
import { fork, openPull, type PullInput } from './pulls.ts';
import { deleteRef } from './refs.ts';
import { type StatusInput, setStatus } from './statuses.ts';
import { transferIssue } from './transfer.ts';
import { accountOf, findRepository, renameAccount, type World } from './world.ts';

export interface Person {
  readonly account: Account;
  /** `opens('acme/shop', { title, body, labels })` */
  opens(repo: string, input: IssueInput): Issue;
  comments(issue: Issue, body: string, how?: Omit<CommentInput, 'body'>): Comment;
  /** Changes the text of an issue or a comment. */
  edits(what: Issue | Comment, body: string): void;
  renames(issue: Issue, title: string): void;
  /** Takes another login; the old one is free for anybody. */
  isCalled(login: string): void;
  /** Deletes an issue or a comment. */
  deletes(what: Issue | Comment): void;
  hides(comment: Comment, reason?: 'spam' | 'abuse' | 'off-topic' | 'outdated' | 'duplicate' | 'resolved'): void;
  shows(comment: Comment): void;
  /** Puts labels on an issue (made when they do not exist). */
  labels(issue: Issue, ...names: readonly string[]): void;
  unlabels(issue: Issue, ...names: readonly string[]): void;
  closes(issue: Issue, reason?: 'COMPLETED' | 'NOT_PLANNED' | 'DUPLICATE'): void;
  reopens(issue: Issue): void;
  /** Moves an issue to another repository; answers with what it is there. */
  transfers(issue: Issue, repo: string): Issue;
  locks(issue: Issue, reason?: LockReason): void;
  unlocks(issue: Issue): void;
  /** Commits files (null removes one) on a branch, the default branch when left out, or in a fork; answers with the SHA. */
  pushes(
    repo: string,
    files: Readonly<Record<string, string | null>>,
    how?: { readonly branch?: string; readonly message?: string; readonly fork?: boolean },
  ): string;
  /** Tags a branch, tag or SHA (HEAD when left out), as a forced push does: a tag that is there moves. Answers with the SHA of the commit. */
  tags(repo: string, name: string, how?: { readonly at?: string; readonly annotated?: boolean }): string;
  /** Deletes a tag. */
  untags(repo: string, name: string): void;
  /** Puts an issue on a board and sets what its card says; options by their names. */
  places(issue: Issue, project: Project, card?: Readonly<Record<string, string | number>>): void;
  /** Copies a repository to this person: `mallory/shop`. */
  forks(repo: string): Repository;
  /** Opens a pull request from a branch, of a fork when `from` names one; the issue it is has it as `pull`. */
  proposes(repo: string, input: Omit<PullInput, 'from'> & { readonly from?: string }): Issue;
  /** Says something about a commit, as another system would. */
  reports(repo: string, commit: string, status: StatusInput): void;
  /** Makes a deployment of a branch, tag or SHA (HEAD when left out), as an outside system does: `as('argo-cd[bot]').deploys('acme/shop', { environment: 'staging' })`. */
  deploys(repo: string, input: Partial<DeploymentInput>): Deployment;
  setsDeploymentStatus(deployment: Deployment, status: DeploymentStatusInput): DeploymentStatus;
}

function repositoryNamed(world: World, name: string): NonNullable<ReturnType<typeof findRepository>> {
  const [owner = '', short = ''] = name.split('/');
  const found = findRepository(world, owner, short);
  if (found === undefined) throw new Error(`There is no repository ${name}. Make it with world.repository('${name}', {}).`);
  return found;
}

function labelsNamed(world: World, by: Account, issue: Issue, names: readonly string[]): Label[] {
  return names.map((name) => findLabel(issue.repo, name) ?? createLabel(world, by, issue.repo, { name, color: 'ededed' }));
}

type GitActs = Pick<Person, 'pushes' | 'tags' | 'untags' | 'forks' | 'proposes' | 'reports' | 'deploys' | 'setsDeploymentStatus'>;

/** What somebody does to commits and what hangs on them. */
function gitActsOf(world: World, account: Account): GitActs {
  const commitOf = (repo: string, name: string): NonNullable<ReturnType<typeof findCommit>> => {
    const found = findCommit(repositoryNamed(world, repo), name);
    if (found === undefined)
      throw new Error(
        `${repo} has no commit ${name}. Make one with world.as('${account.login}').pushes('${repo}', { 'README.md': 'text' }).`,
      );
    return found;
  };
  return {
    pushes: (repo, files, how) => {
      return addCommit(world, repositoryNamed(world, repo), { message: 'Update files', ...how, by: account, files }).sha;
    },
    tags: (repo, name, how) => {
      const { sha } = commitOf(repo, how?.at ?? 'HEAD');
      addTag(world, repositoryNamed(world, repo), { name, sha, by: account, ...(how?.annotated ? { message: name } : {}) });
      return sha;
    },
    untags: (repo, name) => {
      const problem = deleteRef(repositoryNamed(world, repo), `refs/tags/${name}`);
      if (problem !== undefined) throw new Error(`${repo} has no tag ${name}.`);
    },
    forks: (repo) => fork(world, account, repositoryNamed(world, repo)),
    proposes: (repo, { from, ...input }) =>
      openPull(world, account, repositoryNamed(world, repo), {
        ...input,
        ...(from === undefined ? {} : { from: repositoryNamed(world, from) }),
      }),
    reports: (repo, commit, status) => {
      setStatus(world, account, commitOf(repo, commit), status);
    },
    deploys: (repo, input) => deploy(world, account, commitOf(repo, input.ref ?? 'HEAD'), { ref: 'HEAD', ...input }),
    setsDeploymentStatus: (deployment, status) => setDeploymentStatus(world, account, deployment, status),
  };
}

/** What somebody of that login can do. A login nobody has signs up. */
export function personOf(world: World, login: string): Person {
  // Only bots have a name that ends so: https://docs.github.com/en/graphql/reference/objects#bot
  const account = accountOf(world, login, login.endsWith('[bot]') ? 'Bot' : 'User');
  return {
    account,
    opens: (repo, input) => openIssue(world, account, repositoryNamed(world, repo), input),
    comments: (issue, body, how) => addComment(world, account, issue, { body, ...how }),
    edits: (what, body) => (what.kind === 'Issue' ? editIssue(world, account, what, { body }) : editComment(world, account, what, body)),
    isCalled: (name) => renameAccount(world, account, name),
    renames: (issue, title) => editIssue(world, account, issue, { title }),
    deletes: (what) => (what.kind === 'Issue' ? deleteIssue(world, account, what) : deleteComment(world, account, what)),
    hides: (comment, reason = 'outdated') => minimize(comment, reason),
    shows: (comment) => minimize(comment, null),
    labels: (issue, ...names) => addLabels(world, account, issue, labelsNamed(world, account, issue, names)),
    unlabels: (issue, ...names) =>
      removeLabels(
        world,
        account,
        issue,
        issue.labels.filter((label) => names.includes(label.name)),
      ),
    closes: (issue, reason = 'COMPLETED') => setState(world, account, issue, { state: 'CLOSED', reason }),
    reopens: (issue) => setState(world, account, issue, { state: 'OPEN' }),
    transfers: (issue, repo) => transferIssue(world, account, issue, repositoryNamed(world, repo)),
    locks: (issue, reason) => setLock(world, account, issue, { locked: true, ...(reason === undefined ? {} : { reason }) }),
    unlocks: (issue) => setLock(world, account, issue, { locked: false }),
    places: (issue, project, card = {}) => {
      const item = addItem(world, account, project, issue);
      for (const [name, value] of Object.entries(card)) {
        const field = project.fields.find((one) => one.name === name);
        if (field === undefined) throw new Error(`The project ${project.title} has no field ${name}.`);
        setFieldValue(item, field, field.options.find((option) => option.name === value)?.id ?? value);
      }
    },
    ...gitActsOf(world, account),
  };
}
