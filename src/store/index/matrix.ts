/** Which version runs where: subjects by environments. */
import type { CurrentVersion, PromotionFilter } from '../../core/index-rows.ts';
import { inRepository } from './conditions.ts';
import { CURRENT, REPOSITORY, toCurrent } from './rows.ts';
import type { Index, Visible } from './tables.ts';

export interface MatrixFilter extends Pick<PromotionFilter, 'repository' | 'subject'> {
  readonly environment?: string | undefined;
}

/** Ordered by repository, subject and environment. */
export async function matrixOf(index: Index, filter: MatrixFilter, visible?: Visible): Promise<readonly CurrentVersion[]> {
  const { repository, subject, environment } = filter;
  const rows = await index
    .selectFrom('repository')
    .innerJoin('current_version', 'current_version.repo', 'repository.id')
    .where((eb) =>
      eb.and([
        ...inRepository(eb.ref('current_version.repo'), visible, repository),
        ...(subject === undefined ? [] : [eb('current_version.subject', '=', subject)]),
        ...(environment === undefined ? [] : [eb('current_version.environment', '=', environment)]),
      ]),
    )
    .select([...CURRENT, ...REPOSITORY])
    .execute();
  return rows.map(toCurrent).toSorted(byPlace);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorted here: servers sort names in orders of their own. */
const byPlace = (a: CurrentVersion, b: CurrentVersion): number =>
  order(a.repository.owner, b.repository.owner) ||
  order(a.repository.name, b.repository.name) ||
  order(a.subject, b.subject) ||
  order(a.environment, b.environment);
