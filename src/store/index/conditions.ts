/** Filters as conditions. Whatever people type travels as a value; nothing of it is read as a pattern. */
import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { PromotionFilter } from '../../core/index-rows.ts';
import type { Instant } from '../../core/promotion.ts';
import { INDEX } from '../schema.ts';
import { wordsOf } from './put-promotions.ts';
import { ids, type Tables, type Visible } from './tables.ts';

export const at = (instant: Instant): RawBuilder<Date> => sql<Date>`${instant}::timestamptz`;

type Condition = Expression<SqlBool>;

/** The id of a repository; of two that were called so, the newer one, since it could only be made after the other had gone. */
const repositoryId = ({ owner, name }: NonNullable<PromotionFilter['repository']>): RawBuilder<string> =>
  sql<string>`(select max(id) from ${sql.table(`${INDEX}.repository`)} where lower(owner) = ${owner.toLowerCase()} and lower(name) = ${name.toLowerCase()})`;

/** The repository with the id in this column is one whoever asks may see, and the one that is meant. */
export function inRepository(
  column: Expression<string>,
  visible: Visible,
  repository: PromotionFilter['repository'],
): readonly Condition[] {
  const eb = expressionBuilder<Tables, 'repository'>();
  return [
    // In a question of its own, the list is read once, and not once for each row, however the plan was made.
    ...(visible ? [eb(column, '=', sql<string>`any((select ${ids(visible)})::bigint[])`)] : []),
    ...(repository ? [eb(column, '=', repositoryId(repository))] : []),
  ];
}

export function ofPromotion(filter: Omit<PromotionFilter, 'person'>, visible: Visible): readonly Condition[] {
  const { repository, subject, from, to, status, since, until, search } = filter;
  const eb = expressionBuilder<Tables, 'promotion'>();
  return [
    ...inRepository(eb.ref('promotion.repo'), visible, repository),
    ...(subject === undefined ? [] : [eb('promotion.subject', '=', subject)]),
    ...(from === undefined ? [] : [eb('promotion.from_env', '=', from)]),
    ...(to === undefined ? [] : [eb('promotion.to_env', '=', to)]),
    ...(status === undefined ? [] : [eb('promotion.status', 'in', status.length === 0 ? [sql<never>`null`] : status)]),
    ...(since === undefined ? [] : [eb('promotion.created_at', '>=', at(since))]),
    ...(until === undefined ? [] : [eb('promotion.created_at', '<=', at(until))]),
    ...(search === undefined ? [] : [sql<SqlBool>`strpos(promotion.words, ${wordsOf([search])}) > 0`]),
  ];
}

/**
 * The numeric id of who is meant, of a login whoever had it last; null when it is unknown, undefined when nobody is meant. Looked up in the same
 * question, since asking twice takes twice as long.
 */
export function personIn({ person }: Pick<PromotionFilter, 'person'>): RawBuilder<string> | undefined {
  if (person === undefined) return undefined;
  if (typeof person === 'number') return sql<string>`${person}::bigint`;
  return sql<string>`(select id from ${sql.table(`${INDEX}.person`)} where lower(login) = ${person.toLowerCase()} order by at desc, id desc limit 1)`;
}
