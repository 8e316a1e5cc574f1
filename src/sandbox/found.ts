/** Founding things: organisations with teams, repositories, installations, releases. */
import { createLabel, type LabelInput } from './acts.ts';
import { addCommit } from './git.ts';
import type { Account, Alert, Release, Repository, RepositoryPermission, Team } from './model.ts';
import { accountOf, findRepository, type Installation, installationOf, nodeId, type Permissions, remember, type World } from './world.ts';

export interface RepositoryInput {
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** The first commit; path to text. Without files the repository is empty and has no branch yet. */
  readonly files?: Readonly<Record<string, string>>;
  /** Login to permission. */
  readonly collaborators?: Readonly<Record<string, RepositoryPermission>>;
  readonly labels?: readonly (string | LabelInput)[];
  readonly forkOf?: Repository;
}

/** Adds a team, or sets its members anew; they become members of the organisation. Without members the team is deleted, and its slug is free. */
export function setTeam(world: World, organisation: Account, slug: string, members: readonly string[] | null): void {
  const known = world.teams.findIndex((one) => one.organisation === organisation && one.slug === slug);
  if (members) foundTeam(world, organisation, slug, members);
  else if (known >= 0) world.teams.splice(known, 1);
}

function foundTeam(world: World, organisation: Account, slug: string, members: readonly string[]): Team {
  const known = world.teams.find((one) => one.organisation === organisation && one.slug === slug);
  if (known) {
    known.members.splice(0, known.members.length, ...members.map((login) => accountOf(world, login)));
    return known;
  }
  const id = world.nextId('team');
  const accounts = members.map((login) => accountOf(world, login));
  const team = remember(world, {
    kind: 'Team',
    id,
    nodeId: nodeId('Team', id),
    slug,
    name: slug,
    organisation,
    members: accounts,
  } satisfies Team);
  world.teams.push(team);
  return team;
}

/** Installs the App for all repositories of an account, with the permissions it asks for unless told otherwise. */
export function install(world: World, account: Account, permissions?: Permissions): Installation {
  const known = installationOf(world, account);
  if (known) {
    known.permissions = permissions ?? known.permissions;
    return known;
  }
  const installation: Installation = {
    id: world.nextId('installation'),
    account,
    permissions: permissions ?? world.app.permissions,
    selected: 'all',
    createdAt: world.clock.now(),
    suspendedAt: null,
  };
  world.installations.push(installation);
  return installation;
}

/** Makes `owner/name`. An owner nobody heard of is a person. Nothing of it sends a webhook. */
export function foundRepository(world: World, fullName: string, input: RepositoryInput): Repository {
  const [owner, name] = fullName.split('/');
  if (!owner || !name) throw new Error(`"${fullName}" names no repository. Write owner/name.`);
  if (findRepository(world, owner, name)) throw new Error(`There is a repository ${fullName} already.`);
  const id = world.nextId('repository');
  const account = accountOf(world, owner);
  const repo = remember(world, {
    kind: 'Repository',
    id,
    nodeId: nodeId('Repository', id),
    owner: account,
    name,
    private: input.private ?? false,
    createdAt: world.clock.now(),
    defaultBranch: input.defaultBranch ?? 'main',
    collaborators: new Map(Object.entries(input.collaborators ?? {})),
    labels: [],
    issues: [],
    releases: [],
    deployments: [],
    alerts: [],
    commits: new Map(),
    tagObjects: new Map(),
    refs: new Map(),
    forkOf: input.forkOf ?? null,
    nextNumber: 1,
  } satisfies Repository);
  world.repositories.push(repo);
  for (const login of repo.collaborators.keys()) accountOf(world, login);
  world.hooks.silence += 1;
  for (const label of input.labels ?? [])
    createLabel(world, account, repo, typeof label === 'string' ? { name: label, color: 'ededed' } : label);
  world.hooks.silence -= 1;
  if (input.files) addCommit(world, repo, { by: account, message: 'First commit', files: input.files });
  return repo;
}

export interface ReleaseInput {
  readonly by?: string;
  readonly name?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly prerelease?: boolean;
}

/** Makes a release of a tag. */
export function foundRelease(world: World, repo: Repository, tag: string, input: ReleaseInput): Release {
  const id = world.nextId('release');
  const release = remember(world, {
    kind: 'Release',
    id,
    nodeId: nodeId('Release', id),
    repo,
    tag,
    name: input.name ?? tag,
    body: input.body ?? null,
    draft: input.draft ?? false,
    prerelease: input.prerelease ?? false,
    target: repo.defaultBranch,
    author: input.by === undefined ? repo.owner : accountOf(world, input.by),
    createdAt: world.clock.now(),
  } satisfies Release);
  repo.releases.push(release);
  return release;
}

export interface AlertInput {
  /** Of the package that is vulnerable. */
  readonly package: string;
  readonly summary?: string;
  readonly severity?: Alert['severity'];
}

/** Has Dependabot find something. assumed: no webhook of it reaches an App that asked for none. */
export function foundAlert(world: World, repo: Repository, input: AlertInput): Alert {
  const id = world.nextId('alert');
  const alert = remember(world, {
    kind: 'RepositoryVulnerabilityAlert',
    id,
    nodeId: nodeId('RepositoryVulnerabilityAlert', id),
    repo,
    number: repo.alerts.length + 1,
    summary: input.summary ?? `${input.package} is vulnerable`,
    severity: input.severity ?? 'HIGH',
    package: input.package,
    createdAt: world.clock.now(),
    state: 'OPEN',
  } satisfies Alert);
  repo.alerts.push(alert);
  return alert;
}
