/** What docs/security.md takes from app.yml: what the App may do and hear, each with its reason. */
import { textOf } from './docs-files.ts';

interface Asked {
  readonly name: string;
  readonly access: string;
  readonly reason: string;
}

/** The lines of a section of app.yml with the comments above them. */
function askedIn(section: string): readonly Asked[] {
  const [, lines = ''] = new RegExp(`^${section}:\\n((?: {2}.*\\n)+)`, 'm').exec(textOf('app.yml')) ?? [];
  return [...lines.matchAll(/((?: {2}# .*\n)+) {2}(?:- )?(\w+)(?:: (\w+))?\n/g)].map(([, comment = '', name = '', access = '']) => ({
    name,
    access,
    reason: comment
      .replaceAll(/ {2}# /g, '')
      .trim()
      .replaceAll('\n', ' '),
  }));
}

function permissionsTable(): string {
  const rows = askedIn('default_permissions').map(({ name, access, reason }) => `| \`${name}\` | ${access} | ${reason} |`);
  return ['| Permission | Access | What for |', '| --- | --- | --- |', ...rows].join('\n');
}

function eventsTable(): string {
  const rows = askedIn('default_events').map(({ name, reason }) => `| \`${name}\` | ${reason} |`);
  return ['| Event | What it tells |', '| --- | --- |', ...rows].join('\n');
}

/** Every generated part of the page by its name, as Markdown. */
export const securityParts = (): Readonly<Record<string, string>> => ({ permissions: permissionsTable(), events: eventsTable() });
