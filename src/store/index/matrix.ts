/** Which version runs where: subjects by environments. */
import { sql } from 'kysely';
import type { CurrentVersion, MatrixPage, MatrixPosition, PromotionFilter } from '../../core/index-rows.ts';
import { inRepository } from './conditions.ts';
import { type CurrentPart, REPOSITORY, toCurrent } from './rows.ts';
import { type Index, type Visible, whole } from './tables.ts';

export interface MatrixFilter extends Pick<PromotionFilter, 'repository' | 'subject'> {
  readonly environment?: string | undefined;
}

export interface WantedCells {
  /** Cells on a page; a subject is never cut in two, unless it fills more than one. */
  readonly limit: number;
  readonly after?: MatrixPosition | undefined;
}

/** The whole of it, ordered by repository, subject and environment. */
export async function matrixOf(index: Index, filter: MatrixFilter, visible?: Visible): Promise<readonly CurrentVersion[]> {
  return (await from(index, filter, visible).execute()).map(toCurrent).toSorted(byPlace);
}

/** A part of it: in the order of the repositories' ids, which stays when one is renamed. */
export async function matrixPage(index: Index, filter: MatrixFilter, wanted: WantedCells, visible?: Visible): Promise<MatrixPage> {
  const { limit, after } = wanted;
  const found = await from(index, filter, visible)
    .$if(after !== undefined, (query) => (after ? query.where(behind(after)) : query))
    .orderBy('current_version.repo')
    .orderBy('current_version.subject')
    .orderBy('current_version.environment')
    .limit(limit + 1)
    .execute();
  const rows = found.map(toCurrent);
  const last = rows.at(-1);
  if (rows.length <= limit || !last) return { rows, next: undefined };
  const whole = rows.filter((row) => row.repository.id !== last.repository.id || row.subject !== last.subject);
  const shown = whole.length === 0 ? rows.slice(0, limit) : whole;
  const end = shown.at(-1) ?? last;
  // A subject of more environments than a page has cells goes on behind the last of them.
  const environment = whole.length === 0 ? end.environment : undefined;
  return { rows: shown, next: { repo: end.repository.id, subject: end.subject, ...(environment === undefined ? {} : { environment }) } };
}

const from = (index: Index, { repository, subject, environment }: MatrixFilter, visible: Visible) =>
  index
    .selectFrom('current_version')
    .innerJoin('repository', 'repository.id', 'current_version.repo')
    .where((eb) =>
      eb.and([
        ...inRepository(eb.ref('current_version.repo'), visible, repository),
        ...(subject === undefined ? [] : [eb('current_version.subject', '=', subject)]),
        ...(environment === undefined ? [] : [eb('current_version.environment', '=', environment)]),
      ]),
    )
    .select([whole<CurrentPart>('current_version').as('row'), ...REPOSITORY]);

const behind = ({ repo, subject, environment }: MatrixPosition) =>
  environment === undefined
    ? sql<boolean>`(current_version.repo, current_version.subject) > (${repo}::bigint, ${subject})`
    : sql<boolean>`(current_version.repo, current_version.subject, current_version.environment) > (${repo}::bigint, ${subject}, ${environment})`;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorted here: servers sort names in orders of their own. */
const byPlace = (a: CurrentVersion, b: CurrentVersion): number =>
  order(a.repository.owner, b.repository.owner) ||
  order(a.repository.name, b.repository.name) ||
  order(a.subject, b.subject) ||
  order(a.environment, b.environment);
