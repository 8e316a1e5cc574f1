/** GitHub's answer about the board -> plain facts. */
import type { BoardField, CardValue, SeenBoard } from '../../core/seen.ts';
import type { GraphqlError } from '../graphql.ts';
import type { SeeAnswer } from './answer.ts';

type Project = NonNullable<NonNullable<SeeAnswer['board']>['projectV2']>;
type Item = NonNullable<NonNullable<SeeAnswer['repository']['card']>['projectItems']['nodes'][number]>;
type Value = NonNullable<Item['fieldValues']['nodes'][number]>;

/** What cannot be read is told apart by the type of its error; GitHub answers NOT_FOUND for much that it hides. */
export function toBoard({ board, repository }: SeeAnswer, errors: readonly GraphqlError[]): SeenBoard {
  if (board?.__typename === 'User') return { state: 'owned_by_person' };
  const project = board?.projectV2;
  const items = repository.card?.projectItems;
  const about = errors.filter(({ path }) => path?.some((part) => part === 'board' || part === 'card'));
  if (!project || !items) return { state: about.some(({ type }) => type === 'FORBIDDEN') ? 'forbidden' : 'not_found' };
  const item = items.nodes.find((one) => one?.project.id === project.id);
  return {
    state: 'found',
    project: project.id,
    title: project.title,
    url: project.url,
    writable: project.viewerCanUpdate,
    fields: toFields(project),
    item: item ? { id: item.id, archived: item.isArchived, values: toValues(item) } : undefined,
    crowded: items.pageInfo.hasNextPage,
  };
}

const TYPES: Readonly<Record<string, BoardField['type']>> = { SINGLE_SELECT: 'option', TEXT: 'text', NUMBER: 'number', DATE: 'date' };

const toFields = ({ fields }: Project): readonly BoardField[] =>
  fields.nodes.flatMap((field) =>
    field ? [{ id: field.id, name: field.name, type: TYPES[field.dataType] ?? ('other' as const), options: field.options ?? [] }] : [],
  );

const toValues = ({ fieldValues }: Item): Readonly<Record<string, CardValue>> =>
  Object.fromEntries(
    fieldValues.nodes.flatMap((one) => {
      const value = one ? toValue(one) : undefined;
      return one?.field?.id !== undefined && value ? [[one.field.id, value] as const] : [];
    }),
  );

function toValue({ optionId, text, number, date }: Value): CardValue | undefined {
  if (typeof optionId === 'string') return { type: 'option', value: optionId };
  if (typeof text === 'string') return { type: 'text', value: text };
  if (typeof number === 'number') return { type: 'number', value: number };
  // A day, with or without a time of day behind it.
  return typeof date === 'string' ? { type: 'date', value: date.slice(0, 10) } : undefined;
}
