/** Words about permissions that were not granted: their names are those of GitHub's own pages. */
import { type Feature, type Level, missingFor, type Permission } from '../granted.ts';
import type { Problem } from '../problem.ts';
import { enumerate, link, list, type Markdown, md, raw, text } from './markdown.ts';
import type { Scene } from './scene.ts';

/** As GitHub's page about an installation calls them: https://docs.github.com/en/apps/using-github-apps/reviewing-and-modifying-installed-github-apps */
const NAMES: Readonly<Record<Permission, string>> = {
  actions: 'Actions',
  contents: 'Contents',
  deployments: 'Deployments',
  issues: 'Issues',
  members: 'Members',
  organization_projects: 'Projects',
  pull_requests: 'Pull requests',
  statuses: 'Commit statuses',
  vulnerability_alerts: 'Dependabot alerts',
};
const LEVELS: Readonly<Record<Level, string>> = { read: 'Read-only', write: 'Read and write' };

/** Actions: Read and write */
export const permissionName = (permission: Permission, level: Level): string => `${NAMES[permission]}: ${LEVELS[level]}`;

/** What does not happen without it. */
export const WITHOUT: Readonly<Record<string, string>> = {
  words: 'nothing can be said or labelled on the issue',
  rules: 'the rules and the versions cannot be read',
  gates: 'the quality gates cannot be run',
  deploy: 'nothing can be deployed by a workflow',
  check: 'what was deployed cannot be checked',
  record_deployment: 'no deployment can be recorded',
  jobs: 'jobs that wait for `protected` environments get no answer',
  tag: 'the tag that a commit is deployed on cannot be made',
  records: 'stage records cannot be committed',
  pull_request: 'stage records cannot be proposed',
  teams: 'nobody holds a role by a team; people under `users` do',
  status:
    'the commit is not marked; what has arrived or was taken back is read from the newest 50 closed promotions of the subject instead',
  alerts: 'security alerts are not watched',
  board: 'the card on the board stays where it is',
};

export const isPermission = (name: string): name is Permission => Object.hasOwn(NAMES, name);
const named = (permission: string, level: string): Markdown =>
  isPermission(permission) && (level === 'read' || level === 'write') ? md`“${permissionName(permission, level)}”` : text(permission);

const grant = (settings: string): Markdown =>
  md`Whoever owns the account that this App is installed on accepts it in ${settings === '' ? md`the settings of the installation` : link(md`the settings of the installation`, settings)} (it is asked for there; if not, this App is older than its \`app.yml\`, and whoever registered it asks for it in the App's settings)`;

/** What holds a promotion. */
export function grantText({ place, facts }: Problem): Markdown {
  const without = (facts?.['without'] ?? '').split(',').flatMap((name) => (WITHOUT[name] ? [raw(WITHOUT[name])] : []));
  return md`**This App lacks the permission ${named(place, facts?.['level'] ?? '')}, so ${enumerate(without)}.** ${grant(facts?.['settings'] ?? '')}. Then say \`/why\` here and I look again.`;
}

/** What goes on without, and what is not named as a problem already; undefined when nothing is missing. @param isMended whether problems are shown. */
export function grantNote({ seen, asked, verdict }: Pick<Scene, 'seen' | 'asked' | 'verdict'>, isMended: boolean): Markdown | undefined {
  const { candidate, problems } = verdict;
  const isNamed = ({ permission }: Feature): boolean =>
    isMended && problems.some(({ code, place }) => code === 'permission_missing' && place === permission);
  const off = candidate ? missingFor(candidate, { seen, asked }).filter((feature) => !isNamed(feature)) : [];
  if (off.length === 0) return undefined;
  const after = off.some(({ holds }) => holds) ? 'What needs it is refused until then.' : 'The promotion goes on without it.';
  const line = ({ permission, level, name }: Feature): Markdown => md`${named(permission, level)}: ${raw(WITHOUT[name] ?? '')}.`;
  return md`🔑 **Switched off here, because this App lacks the permission:**

${list(off.map(line))}

${grant(seen.granted?.settings ?? '')}. ${after}`;
}
