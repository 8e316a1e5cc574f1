/** What an installation of the App was not granted, and what does not work without it. One table for what is held, what is said, and the page about it. */
import { rolesOf } from './config.ts';
import { deploySettings, verifyWorkflow, watchSettings } from './delivery-settings.ts';
import type { Facts } from './facts.ts';
import { needsGates } from './gates-due.ts';
import type { Problem } from './problem.ts';
import { planRecords } from './records/index.ts';
import type { Candidate } from './rule.ts';
import type { Seen } from './seen.ts';

/** Those of `app.yml`, but for `metadata`, which GitHub grants to every App. */
export type Permission =
  | 'actions'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'members'
  | 'organization_projects'
  | 'pull_requests'
  | 'statuses'
  | 'vulnerability_alerts';
export type Level = 'read' | 'write';

/** What the bot does with a permission. */
export interface Feature {
  readonly name: string;
  readonly permission: Permission;
  readonly level: Level;
  /** Whether a promotion that needs it waits for the permission; otherwise it goes on without. */
  readonly holds: boolean;
  readonly isWanted: (candidate: Candidate, facts: Pick<Facts, 'asked' | 'seen'>) => boolean;
}

/** `rules` and `words` come before anything is understood, and the board says itself what it lacks (`card.ts`). */
export const FEATURES: readonly Feature[] = [
  { name: 'words', permission: 'issues', level: 'write', holds: true, isWanted: () => false },
  { name: 'rules', permission: 'contents', level: 'read', holds: true, isWanted: () => false },
  { name: 'gates', permission: 'actions', level: 'write', holds: true, isWanted: needsGates },
  {
    name: 'deploy',
    permission: 'actions',
    level: 'write',
    holds: true,
    isWanted: ({ environment }) => deployer(environment) !== undefined,
  },
  { name: 'check', permission: 'actions', level: 'write', holds: true, isWanted: ({ environment }) => checker(environment) !== undefined },
  {
    name: 'record_deployment',
    permission: 'deployments',
    level: 'write',
    holds: true,
    isWanted: ({ environment }) => deploySettings(environment) !== undefined,
  },
  {
    name: 'jobs',
    permission: 'deployments',
    level: 'write',
    holds: false,
    isWanted: ({ environment }) => environment.settings['protected'] === true,
  },
  {
    name: 'tag',
    permission: 'contents',
    level: 'write',
    holds: true,
    isWanted: ({ environment, tag }) => deployer(environment) !== undefined && tag === undefined,
  },
  { name: 'records', permission: 'contents', level: 'write', holds: true, isWanted: hasRecords },
  {
    name: 'pull_request',
    permission: 'pull_requests',
    level: 'write',
    holds: true,
    isWanted: (candidate) => candidate.config.records?.as === 'pull_request' && hasRecords(candidate),
  },
  { name: 'teams', permission: 'members', level: 'read', holds: false, isWanted: hasTeams },
  { name: 'status', permission: 'statuses', level: 'write', holds: false, isWanted: () => true },
  {
    name: 'alerts',
    permission: 'vulnerability_alerts',
    level: 'read',
    holds: false,
    isWanted: ({ environment }) => watchSettings(environment) !== undefined,
  },
  { name: 'board', permission: 'organization_projects', level: 'write', holds: false, isWanted: () => false },
];

type Place = Candidate['environment'];
const deployer = (environment: Place): string | undefined => deploySettings(environment)?.workflow;
const checker = (environment: Place): string | undefined => verifyWorkflow(environment) ?? watchSettings(environment)?.workflow;

/** With any values: only which files are meant for this subject and environment counts. */
export function hasRecords({ config, subject, environment, version, commit }: Candidate): boolean {
  const about = { subject: subject.name, version, sha: commit.sha, from: null, to: environment.name, requester: '', issue: 1 };
  return planRecords(config, { ...about, at: '2026-01-01T00:00:00Z', status: 'PROMOTED', coverage: undefined, gates: {} }).length > 0;
}

/** Teams are those of an organisation. */
function hasTeams({ config, environment }: Candidate, { seen }: Pick<Facts, 'seen'>): boolean {
  const names = rolesOf(environment.approval);
  return seen.repo.ownedBy === 'organization' && config.roles.some(({ name, teams }) => names.includes(name) && teams.length > 0);
}

const ENOUGH: Readonly<Record<Level, readonly string[]>> = { read: ['read', 'write', 'admin'], write: ['write', 'admin'] };

/** Whether GitHub says that this was not granted. Where it says nothing, as of the token of a workflow, nothing is known to be missing. */
export const isMissing = ({ granted }: Pick<Seen, 'granted'>, permission: Permission, level: Level): boolean =>
  granted !== undefined && !ENOUGH[level].includes(granted.permissions[permission] ?? '');

/** What this promotion would need and does not have, those that hold it first. */
export const missingFor = (candidate: Candidate, facts: Pick<Facts, 'asked' | 'seen'>): readonly Feature[] =>
  FEATURES.filter(({ permission, level, isWanted }) => isMissing(facts.seen, permission, level) && isWanted(candidate, facts));

/** One problem for each permission, however much it is needed for. */
export function grantProblems(missing: readonly Feature[], { granted }: Pick<Seen, 'granted'>): readonly Problem[] {
  const held = missing.filter(({ holds }) => holds);
  const first = held.filter(
    ({ permission, level }, i) => held.findIndex((one) => one.permission === permission && one.level === level) === i,
  );
  return first.map(({ permission, level }) => {
    const without = missing.filter((one) => one.permission === permission && one.level === level).map(({ name }) => name);
    return {
      code: 'permission_missing',
      place: permission,
      facts: { level, without: without.join(','), settings: granted?.settings ?? '' },
    };
  });
}

/** The rules are not "not there" where they may not be read. */
export const rulesProblems = ({ seen, config }: Pick<Facts, 'seen' | 'config'>): readonly Problem[] =>
  isMissing(seen, 'contents', 'read')
    ? grantProblems(
        FEATURES.filter(({ name }) => name === 'rules'),
        seen,
      )
    : config.problems;
