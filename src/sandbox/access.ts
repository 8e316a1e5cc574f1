/**
 * Who calls, and what they may do.
 * App and installation tokens: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
 * What each call needs: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { WorkflowRun } from './actions/model.ts';
import { type Account, PERMISSIONS, type Repository, type RepositoryPermission } from './model.ts';
import { isClient } from './oauth.ts';
import { accountOf, type Caller, type Installation, type Permissions, type World } from './world.ts';

/** What a call needs: `issues: write`. */
export interface Need {
  readonly permission:
    | 'metadata'
    | 'issues'
    | 'contents'
    | 'statuses'
    | 'deployments'
    | 'workflows'
    | 'vulnerability_alerts'
    | 'members'
    | 'organization_projects'
    | 'actions'
    | 'checks'
    | 'pull_requests';
  readonly level: 'read' | 'write';
}

const LEVELS = ['read', 'write', 'admin'];
const NOBODY: Caller = { kind: 'nobody' };

/** A token is three parts signed with RS256 by the App's key; its times are not looked at, since the clock here is not the caller's. */
function isAppToken(world: World, token: string): boolean {
  const [head, payload, signature] = token.split('.');
  if (head === undefined || payload === undefined || signature === undefined) return false;
  const { publicKey } = world.app;
  return (
    publicKey === undefined ||
    verify('RSA-SHA256', Buffer.from(`${head}.${payload}`), createPublicKey(publicKey), Buffer.from(signature, 'base64url'))
  );
}

/** Undefined for a token nobody has: GitHub answers 401 "Bad credentials". No token at all is nobody. */
export function callerOf(world: World, authorization: string | undefined): Caller | undefined {
  if (authorization === undefined) return NOBODY;
  const token = authorization.replace(/^(bearer|token)\s+/i, '').trim();
  const person = /^ghp_(?<login>[A-Za-z0-9-]+)$/.exec(token)?.groups?.['login'];
  if (person !== undefined) return { kind: 'user', account: accountOf(world, person) };
  if (authorization.startsWith('Basic ')) return isClient(world, authorization) ? { kind: 'app' } : undefined;
  return world.tokens.get(token) ?? (isAppToken(world, token) ? { kind: 'app' } : undefined);
}

/** The account in whose name something is done. */
export function accountOfCaller(world: World, caller: Caller): Account | undefined {
  if (caller.kind === 'installation') return world.app.bot;
  if (caller.kind === 'run') return world.actions.bot;
  return caller.kind === 'user' ? caller.account : undefined;
}

/** The permission of a person on a repository; undefined for a stranger. assumed: every member of a team of the organisation may at least read. */
export function permissionOf(world: World, repo: Repository, account: Account): RepositoryPermission | undefined {
  if (account.id === repo.owner.id) return 'admin';
  const listed = repo.collaborators.get(account.login);
  if (listed !== undefined) return listed;
  const isMember = world.teams.some((team) => team.organisation.id === repo.owner.id && team.members.includes(account));
  return isMember ? 'read' : undefined;
}

const atLeast = (has: RepositoryPermission | undefined, wanted: RepositoryPermission): boolean =>
  has !== undefined && PERMISSIONS.indexOf(has) >= PERMISSIONS.indexOf(wanted);

/** Whether a token of software was made for a repository. */
export function reaches(caller: Caller, repo: Repository): boolean {
  if (caller.kind === 'run') return caller.run.repo === repo;
  if (caller.kind !== 'installation') return true;
  const { selected, account } = caller.installation;
  return account.id === repo.owner.id && (selected === 'all' || selected.includes(repo.id));
}

/** Whether a caller sees that a repository exists: otherwise the answer is 404, not 403. */
export function maySee(world: World, caller: Caller, repo: Repository): boolean {
  // assumed: of its own account only, though GitHub lets it read public ones of others too; a token for fewer sees no more than those.
  if (caller.kind === 'installation') {
    const isAsked = caller.repositories === 'all' || caller.repositories.includes(repo.id);
    return caller.installation.account.id === repo.owner.id && isAsked && (!repo.private || reaches(caller, repo));
  }
  // assumed: public ones of the same owner only, though GitHub lets it read those of others too.
  if (caller.kind === 'run') return reaches(caller, repo) || (!repo.private && caller.run.repo.owner === repo.owner);
  if (!repo.private) return true;
  return caller.kind === 'user' && permissionOf(world, repo, caller.account) !== undefined;
}

/** Whether a caller has what a call needs. People: reading follows seeing; writing issues is open to all who see, the rest needs `write`. */
export function may(world: World, caller: Caller, need: Need, repo: Repository | undefined): boolean {
  // What is public may be read by everybody, and that is all.
  if (repo && !reaches(caller, repo)) return need.level === 'read';
  if (caller.kind === 'installation' || caller.kind === 'run')
    return LEVELS.indexOf(caller.permissions[need.permission] ?? 'none') >= LEVELS.indexOf(need.level);
  if (caller.kind === 'app') return false;
  if (need.level === 'read') return need.permission !== 'members' || caller.kind === 'user';
  if (caller.kind !== 'user' || repo === undefined) return false;
  return need.permission === 'issues' || atLeast(permissionOf(world, repo, caller.account), 'write');
}

/** Whether a caller sees the teams of an organisation: an installation those of its own only. */
export function maySeeTeams(world: World, caller: Caller, organisation: Account): boolean {
  const own = caller.kind !== 'installation' || caller.installation.account.id === organisation.id;
  return own && may(world, caller, { permission: 'members', level: 'read' }, undefined);
}

const freshToken = (world: World): string =>
  `ghs_${createHash('sha256')
    .update(`token ${world.nextId('token')}`)
    .digest('base64url')
    .replace(/[-_]/g, '0')
    .slice(0, 36)}`;

/** GITHUB_TOKEN of a run: https://docs.github.com/en/actions/concepts/security/github_token */
export function issueRunToken(world: World, run: WorkflowRun, permissions: Permissions): string {
  const token = freshToken(world);
  world.tokens.set(token, { kind: 'run', run, permissions });
  return token;
}

/** "The token expires when the job is completed" */
export function revokeTokens(world: World, run: WorkflowRun): void {
  for (const [token, caller] of world.tokens) if (caller.kind === 'run' && caller.run === run) world.tokens.delete(token);
}

/** Hands out a token that lasts until it is revoked: expiry is for the caller to keep, whose clock is another one. */
export function issueToken(
  world: World,
  installation: Installation,
  limits: { permissions?: Permissions; repositories?: readonly number[] },
): string {
  const token = freshToken(world);
  const permissions = limits.permissions ?? installation.permissions;
  world.tokens.set(token, { kind: 'installation', installation, permissions, repositories: limits.repositories ?? 'all' });
  return token;
}
