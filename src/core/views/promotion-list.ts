/** The words of `list` and `status`. */
import type { Counted, CurrentVersion, Position, PromotionPage, PromotionRow, Repository } from '../index-rows.ts';
import type { Status } from '../promotion.ts';
import { shortSha } from '../version.ts';
import { type Cell, grid } from './grid.ts';
import type { Paint, Tint } from './paint.ts';
import { oneLine } from './report-lines.ts';
import { moment, plural } from './scene.ts';

const TINTS: Readonly<Record<Status, Tint>> = {
  PENDING: 'cyan',
  AWAITING_APPROVAL: 'yellow',
  PROMOTED: 'green',
  REJECTED: 'red',
  CANCELLED: 'dim',
  FAILED: 'red',
  ROLLED_BACK: 'red',
};

const nameOf = ({ repository, number }: Pick<PromotionRow, 'repository' | 'number'>): string => `${placeOf(repository)}#${number}`;
const placeOf = ({ owner, name }: Repository): string => `${owner}/${name}`;
/** What an empty version stands for is known by its commit alone. */
const versionOf = ({ version, sha }: Pick<PromotionRow, 'version' | 'sha'>): string => (version === '' ? shortSha(sha) : version);
const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
/** Nobody promoted it: it ran there before the bot came. */
const isImported = ({ phase }: Pick<PromotionRow, 'phase'>): boolean => phase === 'imported';
const counted = ({ count, more }: Counted): string => `${more ? 'more than ' : ''}${count.toLocaleString('en-US')}`;

/** `2026-11-20T10:12:00Z,4711,7`: where a page ended, as `--before` takes it. */
export const cursorOf = ({ createdAt, repo, number }: Position): string => `${createdAt},${repo},${number}`;

export function readCursor(text: string): Position | undefined {
  const [, createdAt, repo, number] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z),(\d{1,15}),(\d{1,9})$/.exec(text) ?? [];
  if (createdAt === undefined || Number.isNaN(Date.parse(createdAt))) return undefined;
  return { createdAt, repo: Number(repo), number: Number(number) };
}

const decisions = ({ decisions: all }: PromotionRow): string =>
  all.map(({ login, verdict }) => (verdict === 'rejected' ? `${login} (rejected)` : login)).join(', ');

export function listText({ rows, next }: PromotionPage, count: Counted, paint: Paint): string {
  if (rows.length === 0) return 'There is no such promotion.\n';
  const cells = rows.map((row): readonly Cell[] => [
    nameOf(row),
    row.subject,
    versionOf(row),
    row.from === null ? row.to : `${row.from} -> ${row.to}`,
    { text: `${row.status}${row.held ? ' (held)' : isImported(row) ? ' (imported)' : ''}`, tint: row.held ? 'red' : TINTS[row.status] },
    row.requestedBy.login,
    moment(row.createdAt),
    decisions(row),
  ]);
  const head = ['PROMOTION', 'SUBJECT', 'VERSION', 'TO', 'STATUS', 'ASKED BY', 'ASKED AT', 'DECIDED BY'];
  const end = next
    ? `${plural(rows.length, 'promotion')} of ${counted(count)}. The next ones: --before ${cursorOf(next)}`
    : `${plural(rows.length, 'promotion')}.`;
  return lines([...grid(head, cells, paint), '', paint.dim(end)]);
}

export const listJson = ({ rows, next }: PromotionPage, count: Counted) => ({
  promotions: rows,
  count: count.count,
  more: count.more,
  next: next ? cursorOf(next) : null,
});

/** The usual names of environments in the order of their path; others follow by name. */
const USUAL = ['development', 'dev', 'test', 'staging', 'stage', 'production', 'prod'];

function environmentsOf(versions: readonly CurrentVersion[]): readonly string[] {
  const rank = (name: string): number => (USUAL.includes(name) ? USUAL.indexOf(name) : USUAL.length);
  return [...new Set(versions.map(({ environment }) => environment))].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Subjects by environments, repository after repository. @param versions ordered by repository and subject. */
export function matrixText(versions: readonly CurrentVersion[], paint: Paint): string {
  if (versions.length === 0) return 'Nothing has been promoted yet.\n';
  const blocks = [...grouped(versions, ({ repository }) => placeOf(repository))].map(([place, own]) => {
    const environments = environmentsOf(own);
    const rows = [...grouped(own, ({ subject }) => subject)].map(([subject, running]): readonly Cell[] => [
      subject,
      ...environments.map((name): Cell => cellOf(running.find(({ environment }) => environment === name))),
    ]);
    return [
      paint.bold(oneLine(place)),
      ...grid(['SUBJECT', ...environments.map((name) => name.toUpperCase())], rows, paint).map((line) => `  ${line}`),
    ];
  });
  return blocks.map(lines).join('\n');
}

function grouped(
  versions: readonly CurrentVersion[],
  keyOf: (version: CurrentVersion) => string,
): ReadonlyMap<string, readonly CurrentVersion[]> {
  const groups = new Map<string, CurrentVersion[]>();
  for (const version of versions) groups.set(keyOf(version), [...(groups.get(keyOf(version)) ?? []), version]);
  return groups;
}

const cellOf = (running: CurrentVersion | undefined): Cell =>
  running
    ? { text: `${versionOf(running)}${isImported(running) ? ' (imported)' : ''}`, tint: running.phase === 'watched' ? 'yellow' : 'green' }
    : { text: '-', tint: 'dim' };

/** Where one subject runs, with who brought it there. */
export function subjectText(subject: string, versions: readonly CurrentVersion[], paint: Paint): string {
  if (versions.length === 0) return `Nothing is known to run of ${oneLine(subject)}.\n`;
  const rows = environmentsOf(versions)
    .flatMap((name) => versions.filter(({ environment }) => environment === name))
    .map((running): readonly Cell[] => [
      running.environment,
      cellOf(running),
      moment(running.since),
      nameOf(running),
      running.requestedBy.login,
      running.phase === 'watched' ? 'watched' : '',
    ]);
  return lines(grid(['ENVIRONMENT', 'VERSION', 'SINCE', 'PROMOTION', 'ASKED BY', ''], rows, paint));
}

/** What whoever reads an index should know while it is half built. */
export const halfBuiltText = ({ repositories, promotions }: { readonly repositories: number; readonly promotions: number }): string =>
  `Note: the index is being rebuilt (${plural(repositories, 'repository', 'repositories')} and ${plural(promotions, 'promotion')} read so far), so something may be missing. "promotion-bot rebuild" finishes it.\n`;
