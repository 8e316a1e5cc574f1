/** Records as GitHub's REST answers and webhook payloads show them: https://docs.github.com/en/rest */
import type { Account, AppIdentity, Comment, Issue, Label, Repository } from './model.ts';
import type { World } from './world.ts';

export type Json = Readonly<Record<string, unknown>>;

/** `https://api…/a`, `https://api…/b` for a list of names. */
const links = (base: string, names: Readonly<Record<string, string>>): Json =>
  Object.fromEntries(Object.entries(names).map(([key, path]) => [key, `${base}${path}`]));

export function accountJson(world: World, account: Account): Json {
  const api = `${world.site.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${world.site.html}/avatars/${account.id}`,
    gravatar_id: '',
    url: api,
    html_url: accountUrl(world, account),
    ...links(api, {
      followers_url: '/followers',
      following_url: '/following{/other_user}',
      gists_url: '/gists{/gist_id}',
      starred_url: '/starred{/owner}{/repo}',
      subscriptions_url: '/subscriptions',
      organizations_url: '/orgs',
      repos_url: '/repos',
      events_url: '/events{/privacy}',
      received_events_url: '/received_events',
    }),
    type: account.kind,
    site_admin: false,
  };
}

export const accountUrl = (world: World, account: Account): string =>
  `${world.site.html}${account.kind === 'Bot' ? '/apps/' : '/'}${account.login.replace(/\[bot\]$/, '')}`;

export const orNull = <T, R>(value: T | null, view: (value: T) => R): R | null => (value === null ? null : view(value));

export const organisationJson = (world: World, account: Account): Json => ({
  login: account.login,
  id: account.id,
  node_id: account.nodeId,
  ...links(`${world.site.api}/orgs/${account.login}`, {
    url: '',
    repos_url: '/repos',
    events_url: '/events',
    hooks_url: '/hooks',
    issues_url: '/issues',
    members_url: '/members{/member}',
    public_members_url: '/public_members{/member}',
  }),
  avatar_url: `${world.site.html}/avatars/${account.id}`,
  description: '',
});

const REPOSITORY_LINKS = {
  forks_url: '/forks',
  keys_url: '/keys{/key_id}',
  collaborators_url: '/collaborators{/collaborator}',
  teams_url: '/teams',
  hooks_url: '/hooks',
  issue_events_url: '/issues/events{/number}',
  events_url: '/events',
  assignees_url: '/assignees{/user}',
  branches_url: '/branches{/branch}',
  tags_url: '/tags',
  blobs_url: '/git/blobs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  git_refs_url: '/git/refs{/sha}',
  trees_url: '/git/trees{/sha}',
  statuses_url: '/statuses/{sha}',
  languages_url: '/languages',
  stargazers_url: '/stargazers',
  contributors_url: '/contributors',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  commits_url: '/commits{/sha}',
  git_commits_url: '/git/commits{/sha}',
  comments_url: '/comments{/number}',
  issue_comment_url: '/issues/comments{/number}',
  contents_url: '/contents/{+path}',
  compare_url: '/compare/{base}...{head}',
  merges_url: '/merges',
  archive_url: '/{archive_format}{/ref}',
  downloads_url: '/downloads',
  issues_url: '/issues{/number}',
  pulls_url: '/pulls{/number}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  labels_url: '/labels{/name}',
  releases_url: '/releases{/id}',
  deployments_url: '/deployments',
};

export const repositoryApi = (world: World, repo: Repository): string => `${world.site.api}/repos/${repo.owner.login}/${repo.name}`;
export const repositoryUrl = (world: World, repo: Repository): string => `${world.site.html}/${repo.owner.login}/${repo.name}`;

/** The repository as webhooks and lists show it. */
export function repositoryJson(world: World, repo: Repository): Json {
  const html = repositoryUrl(world, repo);
  const open = repo.issues.filter((issue) => issue.state === 'OPEN').length;
  return {
    id: repo.id,
    node_id: repo.nodeId,
    name: repo.name,
    full_name: `${repo.owner.login}/${repo.name}`,
    private: repo.private,
    owner: accountJson(world, repo.owner),
    html_url: html,
    description: null,
    fork: repo.forkOf !== null,
    url: repositoryApi(world, repo),
    ...links(repositoryApi(world, repo), REPOSITORY_LINKS),
    created_at: repo.createdAt,
    updated_at: repo.createdAt,
    pushed_at: repo.createdAt,
    git_url: `git://github.com/${repo.owner.login}/${repo.name}.git`,
    ssh_url: `git@github.com:${repo.owner.login}/${repo.name}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repo.private ? 'private' : 'public',
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repo.defaultBranch,
  };
}

export const labelJson = (world: World, label: Label): Json => ({
  id: label.id,
  node_id: label.nodeId,
  url: `${repositoryApi(world, label.repo)}/labels/${encodeURIComponent(label.name)}`,
  name: label.name,
  color: label.color,
  default: false,
  description: label.description,
});

/** The App as `performed_via_github_app` and `GET /app` show it. */
export const clientId = ({ app }: World): string => `Iv1.${app.id}`;

export const appJson = (world: World): Json => ({
  id: world.app.id,
  slug: world.app.slug,
  client_id: clientId(world),
  node_id: `A_kgDO${world.app.id}`,
  owner: accountJson(world, world.app.owner),
  name: world.app.name,
  description: '',
  external_url: world.site.html,
  html_url: `${world.site.html}/apps/${world.app.slug}`,
  created_at: world.app.bot.createdAt,
  updated_at: world.app.bot.createdAt,
  permissions: world.app.permissions,
  // The published list of what an App hears of, in the payload of a deployment, is older than this event.
  events: world.app.events.filter((event) => event !== 'deployment_protection_rule'),
});

/** An App as checks and comments name it: ours in full, another one by what is known of it. */
export const identityJson = (world: World, app: AppIdentity): Json =>
  app.id === world.app.id
    ? appJson(world)
    : {
        ...appJson(world),
        ...app,
        node_id: `A_kgDO${app.id}`,
        html_url: `${world.site.html}/apps/${app.slug}`,
        permissions: {},
        events: [],
      };

/** The App in whose name an account acts; null for a person. assumed: null for the bot of another App too, of which nothing is known. */
export function viaApp(world: World, author: Account | null): Json | null {
  if (author?.id === world.actions.bot.id) return identityJson(world, world.actions.app);
  return author?.id === world.app.bot.id ? appJson(world) : null;
}

const reactions = (url: string): Json => ({
  url: `${url}/reactions`,
  total_count: 0,
  '+1': 0,
  '-1': 0,
  laugh: 0,
  hooray: 0,
  confused: 0,
  heart: 0,
  rocket: 0,
  eyes: 0,
});

/** https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
export function association(world: World, repo: Repository, author: Account | null): 'OWNER' | 'MEMBER' | 'COLLABORATOR' | 'NONE' {
  if (author === null) return 'NONE';
  if (author.id === repo.owner.id) return 'OWNER';
  if (world.teams.some((team) => team.organisation.id === repo.owner.id && team.members.includes(author))) return 'MEMBER';
  return repo.collaborators.has(author.login) ? 'COLLABORATOR' : 'NONE';
}

export const issueUrl = (world: World, issue: Issue): string =>
  `${repositoryUrl(world, issue.repo)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
export const issueApi = (world: World, issue: Issue): string => `${repositoryApi(world, issue.repo)}/issues/${issue.number}`;
export const commentUrl = (world: World, comment: Comment): string => `${issueUrl(world, comment.issue)}#issuecomment-${comment.id}`;

function pullLinks(world: World, issue: Issue): Json {
  const html = issueUrl(world, issue);
  const url = `${repositoryApi(world, issue.repo)}/pulls/${issue.number}`;
  return { url, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`, merged_at: null };
}

export function issueJson(world: World, issue: Issue): Json {
  const api = issueApi(world, issue);
  return {
    url: api,
    repository_url: repositoryApi(world, issue.repo),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    html_url: issueUrl(world, issue),
    id: issue.id,
    node_id: issue.nodeId,
    number: issue.number,
    title: issue.title,
    user: orNull(issue.author, (author) => accountJson(world, author)),
    labels: issue.labels.map((label) => labelJson(world, label)),
    state: issue.state.toLowerCase(),
    locked: issue.locked,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: association(world, issue.repo, issue.author),
    active_lock_reason: issue.lockReason,
    body: issue.body === '' ? null : issue.body,
    reactions: reactions(api),
    timeline_url: `${api}/timeline`,
    performed_via_github_app: viaApp(world, issue.author),
    state_reason: issue.stateReason?.toLowerCase() ?? null,
    ...(issue.pull ? { draft: issue.pull.draft, pull_request: pullLinks(world, issue) } : {}),
  };
}

export function commentJson(world: World, comment: Comment): Json {
  const api = `${repositoryApi(world, comment.issue.repo)}/issues/comments/${comment.id}`;
  return {
    url: api,
    html_url: commentUrl(world, comment),
    issue_url: issueApi(world, comment.issue),
    id: comment.id,
    node_id: comment.nodeId,
    user: orNull(comment.author, (author) => accountJson(world, author)),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(world, comment.issue.repo, comment.author),
    body: comment.body,
    reactions: reactions(api),
    performed_via_github_app:
      comment.viaApp === null ? viaApp(world, comment.author) : { ...appJson(world), id: comment.viaApp, slug: `app-${comment.viaApp}` },
  };
}
