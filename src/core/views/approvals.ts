/** Who has approved, who is missing and who could: by role, names from the config. */
import { type Config, rolesOf } from '../config.ts';
import type { Slot } from '../policy.ts';
import type { Seen } from '../seen.ts';
import { ruleText } from './entry.ts';
import { code, enumerate, link, type Markdown, md, table, text } from './markdown.ts';
import { moment, person, type Scene } from './scene.ts';

/** "team tech-leads or carol"; teams that cannot be read are named as such. */
export function whoMay(role: string, config: Config, { repo, teams }: Pick<Seen, 'repo' | 'teams'>): Markdown {
  const found = config.roles.find(({ name }) => name === role);
  const origin = new URL(repo.url).origin;
  const named = (found?.teams ?? []).map((slug) => {
    const shown = link(text(slug), `${origin}/orgs/${repo.owner}/teams/${slug}`);
    return teams[slug] ? md`team ${shown}` : md`team ${shown} (⚠️ could not be read)`;
  });
  const users = (found?.users ?? []).map((login) => link(text(login), `${origin}/${login}`));
  return enumerate([...named, ...users], 'or');
}

export function missingTable({ config, seen, standing }: Scene): Markdown | undefined {
  const missing = missingRoles(standing?.slots ?? []);
  if (!config || missing.length === 0) return undefined;
  return table(
    ['', 'Role', 'Who can give it'],
    missing.map(([role, count]) => [md`⏳`, count === 1 ? code(role) : md`${count} × ${code(role)}`, whoMay(role, config, seen)]),
  );
}

export function approvalsTable({ promotion, standing, seen }: Scene): Markdown | undefined {
  const approvals = promotion?.approvals ?? [];
  if (approvals.length === 0) return undefined;
  const fills = (comment: number): readonly string[] | undefined =>
    standing?.slots.filter(({ filledBy }) => filledBy?.comment === comment).map(({ role }) => role);
  return table(
    ['', 'Role', 'Approved by', 'When', 'Comment'],
    approvals.map(({ by, at, comment, roles, note }) => {
      const counted = fills(comment);
      const role = enumerate((counted?.length ? counted : roles).map(code));
      return [
        counted?.length === 0 ? md`➕` : md`✅`,
        role,
        person(by, seen),
        link(text(moment(at)), `${seen.issue.url}#issuecomment-${comment}`),
        text(excerpt(note)),
      ];
    }),
  );
}

/** The rule in words, where the table shows only one of several ways. */
export function ruleNote({ standing, verdict }: Scene): Markdown | undefined {
  const rule = verdict.candidate?.environment.approval;
  if (!rule || rule === 'none' || (standing?.alternatives ?? 1) < 2) return undefined;
  return md`The rule is ${ruleText(rule)}; the table shows the shortest way there.`;
}

/** Mentions of those whose turn it is: the only place that notifies anybody, with names from the config only. */
export function callToReview({ config, verdict, seen, promotion }: Scene): Markdown | undefined {
  const rule = verdict.candidate?.environment.approval;
  if (!config?.notify || !rule || rule === 'none') return undefined;
  const wanted = config.roles.filter(({ name }) => rolesOf(rule).includes(name));
  const teams =
    seen.repo.ownedBy === 'organization' ? wanted.flatMap(({ teams }) => teams.map((slug) => `@${seen.repo.owner}/${slug}`)) : [];
  const users = wanted.flatMap(({ users }) => users).filter((login) => login.toLowerCase() !== promotion?.requestedBy.login.toLowerCase());
  const names = [...new Set([...teams, ...users.map((login) => `@${login}`)])];
  if (names.length === 0) return undefined;
  return { markdown: `${names.join(' ')}: it is your turn. Answer in a new comment with \`/approve [comment]\` or \`/reject [reason]\`.` };
}

/** Role and how often it is still needed, each role once. */
export function missingRoles(slots: readonly Slot[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { role, filledBy } of slots) if (!filledBy) counts.set(role, (counts.get(role) ?? 0) + 1);
  return [...counts];
}

/** In one line: a cell of a table has no other. */
function excerpt(note: string): string {
  const line = note
    .trim()
    .split(/\s*\n\s*/)
    .join(' / ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
