/** What counts as not set. */
import type { BlankKind } from './map.ts';

/** Unset values are capitals; a project or an engine may well be called `todo-app`, so small letters count only where no name is meant. */
const TODO = /^TODO/;
/** In brackets, or for a part of a resource name; one that goes on otherwise (`TODO-list`) is a name. */
const TODO_INSIDE = /[/<[{(]\s*TODO(?:$|[-_ ]SET\b|[^\w-])/;
const LOWER_CASE_TODO = /^todo(?:$|[\s:_]|-set\b)/i;

/** Why a value counts as not set; undefined for one that is set. */
export function blankKind(value: unknown): BlankKind | undefined {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (text === '') return 'empty';
  if (TODO.test(text) || TODO_INSIDE.test(text)) return 'todo';
  return LOWER_CASE_TODO.test(text) ? 'lower_case_todo' : undefined;
}
