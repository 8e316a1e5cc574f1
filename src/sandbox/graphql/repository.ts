/** A repository as GraphQL shows it: the root most queries start from. */
import { permissionOf } from '../access.ts';
import { findLabel } from '../acts.ts';
import { repositoryUrl } from '../json.ts';
import type { Account, Issue, Release, Repository } from '../model.ts';
import { accountNode, matches } from './actor.ts';
import { type AlertsArgs, alerts } from './alerts.ts';
import { connection, type Page } from './connection.ts';
import { type Context, need, type Resolved } from './context.ts';
import { type DeploymentsArgs, deployments } from './deployments.ts';
import { notFound } from './errors.ts';
import { objectByExpression, objectOf, reference } from './git.ts';
import { issue, label } from './issue.ts';

interface PullsArgs extends Page {
  readonly headRefName?: string | null;
  readonly states?: readonly string[] | null;
}

/** assumed: the oldest first, and one that is closed counts as CLOSED; nothing is ever merged here. */
const pullsOf = ({ issues: all }: Repository, { headRefName, states }: PullsArgs): Issue[] =>
  all.filter(
    ({ pull, state }) =>
      pull !== null && (headRefName == null || pull.head.ref === headRefName) && (states == null || states.includes(state)),
  );

interface IssuesArgs extends Page {
  readonly labels?: readonly string[] | null;
  readonly states?: readonly string[] | null;
  readonly orderBy?: { readonly field: 'CREATED_AT' | 'UPDATED_AT' | 'COMMENTS'; readonly direction: 'ASC' | 'DESC' } | null;
}

/** Several labels ask for issues that carry ANY of them, as reported in https://github.com/cli/cli/issues/419 ; the reference is silent. */
function filtered(issues: readonly Issue[], args: IssuesArgs): Issue[] {
  const wanted = args.labels?.map((name) => name.toLowerCase());
  const kept = issues.filter(
    (one) =>
      one.pull === null &&
      (wanted?.some((name) => one.labels.some((has) => has.name.toLowerCase() === name)) ?? true) &&
      (args.states?.includes(one.state) ?? true),
  );
  return kept.sort((a, b) => placeOf(args)(a) - placeOf(args)(b));
}

/** A number that grows along the list and stays with an issue that does not change, so that other changes between two pages skip nothing. */
function placeOf({ orderBy }: IssuesArgs): (issue: Issue) => number {
  if (!orderBy) return ({ number }) => number;
  const rank = {
    CREATED_AT: (one: Issue) => Date.parse(one.createdAt) / 1000,
    UPDATED_AT: (one: Issue) => Date.parse(one.updatedAt) / 1000,
    COMMENTS: (one: Issue) => one.comments.length,
  }[orderBy.field];
  const place = (issue: Issue): number => rank(issue) * 1e6 + issue.number;
  return orderBy.direction === 'ASC' ? place : (issue) => 8e15 - place(issue);
}

function collaborators(context: Context, repo: Repository, args: Page & { query?: string | null; login?: string | null }): Resolved {
  const everybody = [...context.world.accounts.values()].filter(
    (one) => one.kind === 'User' && permissionOf(context.world, repo, one) !== undefined,
  );
  const items = everybody.filter(
    (one) => matches(one, args.query) && (!args.login || one.login.toLowerCase() === args.login.toLowerCase()),
  );
  const edge = (one: Account): Resolved => ({ permission: permissionOf(context.world, repo, one)?.toUpperCase() });
  return connection({ name: 'collaborators', items, node: (one) => accountNode(context, one), edge }, args);
}

const issues = { permission: 'issues', level: 'read' } as const;
const contents = { permission: 'contents', level: 'read' } as const;

function issueOf(context: Context, repo: Repository, number: number, or: 'an Issue' | 'an issue or pull request'): Resolved {
  need(context, issues, repo);
  const found = repo.issues.find((one) => one.number === number);
  if (found === undefined || (found.pull && or === 'an Issue')) throw notFound(`Could not resolve to ${or} with the number of ${number}.`);
  return issue(context, found);
}

export const repository = (context: Context, repo: Repository): Resolved => ({
  __typename: 'Repository',
  id: repo.nodeId,
  databaseId: repo.id,
  name: repo.name,
  nameWithOwner: `${repo.owner.login}/${repo.name}`,
  url: repositoryUrl(context.world, repo),
  isPrivate: repo.private,
  visibility: repo.private ? 'PRIVATE' : 'PUBLIC',
  createdAt: repo.createdAt,
  owner: () => accountNode(context, repo.owner),
  // assumed: like every reference, the default branch is part of the contents.
  defaultBranchRef: () => {
    need(context, contents, repo);
    return reference(context, repo, `refs/heads/${repo.defaultBranch}`);
  },
  ref: ({ qualifiedName }: { qualifiedName: string }) => {
    need(context, contents, repo);
    return reference(context, repo, qualifiedName);
  },
  object: (args: { expression?: string | null; oid?: string | null }) => {
    need(context, contents, repo);
    // An object id is one: a branch that is named like it is not looked at.
    return args.oid ? objectOf(context, repo, args.oid) : objectByExpression(context, repo, args.expression ?? '');
  },
  label: ({ name }: { name: string }) => {
    need(context, issues, repo);
    const found = findLabel(repo, name);
    return found ? label(context, found) : null;
  },
  labels: (page: Page) => {
    need(context, issues, repo);
    return connection({ name: 'labels', items: repo.labels, node: (one) => label(context, one) }, page);
  },
  pullRequests: (args: PullsArgs) => {
    need(context, { permission: 'pull_requests', level: 'read' }, repo);
    return connection({ name: 'pullRequests', items: pullsOf(repo, args), node: (one) => issue(context, one) }, args);
  },
  issue: ({ number }: { number: number }) => issueOf(context, repo, number, 'an Issue'),
  issueOrPullRequest: ({ number }: { number: number }) => issueOf(context, repo, number, 'an issue or pull request'),
  // assumed: a draft is shown only to those who may push, as REST does: https://docs.github.com/en/rest/releases/releases#list-releases
  release: ({ tagName }: { tagName: string }) => {
    need(context, contents, repo);
    const found = repo.releases.find((one) => one.tag === tagName && !one.draft);
    return found ? release(context, found) : null;
  },
  issues: (args: IssuesArgs) => {
    need(context, issues, repo);
    return connection({ name: 'issues', items: filtered(repo.issues, args), node: (one) => issue(context, one), key: placeOf(args) }, args);
  },
  vulnerabilityAlerts: (args: AlertsArgs) => alerts(context, repo, args),
  deployments: (args: DeploymentsArgs) => deployments(context, repo, args),
  collaborators: (args: Page & { query?: string | null; login?: string | null }) => collaborators(context, repo, args),
});

export const release = (context: Context, record: Release): Resolved => ({
  __typename: 'Release',
  id: record.nodeId,
  databaseId: record.id,
  name: record.name,
  tagName: record.tag,
  description: record.body,
  isDraft: record.draft,
  isPrerelease: record.prerelease,
  createdAt: record.createdAt,
  url: `${repositoryUrl(context.world, record.repo)}/releases/tag/${encodeURIComponent(record.tag)}`,
  author: () => accountNode(context, record.author),
});
