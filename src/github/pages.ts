/** Lists that come in pages: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
import type { Client } from './graphql.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** Where the next page begins, in GitHub's words: `{ page: '2' }`, `{ cursor: 'v1_17' }`; undefined after the last. */
function nextPage(link: unknown): Readonly<Record<string, string>> | undefined {
  const address = typeof link === 'string' ? /<([^<>]+)>;\s*rel="next"/.exec(link)?.[1] : undefined;
  return address === undefined ? undefined : Object.fromEntries(new URL(address).searchParams);
}

/**
 * Asks page after page, one request each, until there are no more or nobody takes them. Only what follows `?` in the link is followed: an
 * address of another host would get our token.
 *
 * @throws when GitHub answers the same page again and again.
 */
export async function* pagesOf(client: Client, route: string, parameters: Parameters = {}): AsyncGenerator<unknown, void, undefined> {
  const turned = new Set<string>();
  let page: Readonly<Record<string, string>> | undefined = {};
  while (page !== undefined) {
    const { data, headers } = await client.request(route, { per_page: 100, ...parameters, ...page });
    yield data;
    page = nextPage(headers['link']);
    const key = JSON.stringify(page);
    if (page !== undefined && turned.has(key)) throw new Error(`GitHub answers the same page of ${route} again and again`);
    turned.add(key);
  }
}
