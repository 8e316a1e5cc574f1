/** Pages of a list: https://docs.github.com/en/graphql/guides/using-pagination-in-the-graphql-api */
import { Refusal } from '../acts.ts';
import type { Resolved } from './context.ts';

export interface Page {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

export interface Listing<T> {
  /** Name of the field, for the error. */
  readonly name: string;
  readonly items: readonly T[];
  readonly node: (item: T) => Resolved;
  /** What the edge says besides node and cursor. */
  readonly edge?: (item: T) => Resolved;
  /** A number that grows along the list and stays with the item, so that a deletion between two pages skips nothing. */
  readonly key?: (item: T) => number;
}

const cursorOf = (key: number): string => Buffer.from(`cursor:v2:${key}`).toString('base64');

function keyOf(cursor: string): number {
  const key = /^cursor:v2:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (key === undefined) throw new Refusal('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(key);
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#node-limit : `first` or `last`, 1 to 100 */
// assumed: the types and words of these refusals; the page says only that such a call is refused.
function checkBounds(name: string, page: Page): void {
  const asked = page.first ?? page.last;
  if (asked === undefined || asked === null) {
    throw new Refusal(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  const side = page.first === undefined || page.first === null ? 'last' : 'first';
  if (asked > 100)
    throw new Refusal(
      'EXCESSIVE_PAGINATION',
      `Requesting ${asked} records on the \`${name}\` connection exceeds the \`${side}\` limit of 100 records.`,
    );
  if (asked < 1) throw new Refusal('INVALID_PAGINATION_BOUNDARIES', `\`${side}\` on the \`${name}\` connection cannot be less than one.`);
}

/** One page of a list. Forward with `first` and `after`, backward with `last` and `before`. */
export function connection<T>(listing: Listing<T>, page: Page): Resolved {
  checkBounds(listing.name, page);
  const all = listing.items.map((item, index) => ({ item, key: listing.key?.(item) ?? index }));
  const after = page.after ? keyOf(page.after) : Number.NEGATIVE_INFINITY;
  const before = page.before ? keyOf(page.before) : Number.POSITIVE_INFINITY;
  const between = all.filter(({ key }) => key > after && key < before);
  const shown = page.first ? between.slice(0, page.first) : between.slice(-(page.last ?? 0));
  const ends = [shown[0], shown.at(-1)].map((one) => (one === undefined ? null : cursorOf(one.key)));
  return {
    totalCount: all.length,
    nodes: shown.map(({ item }) => listing.node(item)),
    edges: shown.map(({ item, key }) => ({ ...listing.edge?.(item), node: listing.node(item), cursor: cursorOf(key) })),
    pageInfo: {
      startCursor: ends[0],
      endCursor: ends[1],
      hasNextPage: page.first ? shown.length < between.length : page.before !== undefined && page.before !== null,
      hasPreviousPage: page.first ? page.after !== undefined && page.after !== null : shown.length < between.length,
    },
  };
}
