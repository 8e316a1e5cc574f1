/** One GraphQL request with what Octokit's own method hides: the errors beside the data, and the server's clock. */
import type { Instant } from '../core/promotion.ts';

/** What is needed of an authenticated Octokit. */
export interface Client {
  request(
    route: string,
    parameters?: Record<string, unknown>,
  ): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly data: unknown }>;
}

export interface GraphqlError {
  readonly message: string;
  readonly type?: string | undefined;
  readonly path?: readonly (string | number)[] | undefined;
}

export interface Answer {
  readonly data: unknown;
  readonly errors: readonly GraphqlError[];
  /** The Date header, as an instant. */
  readonly at: Instant;
}

/** GitHub said no to a part that is needed. */
export class GraphqlRefused extends Error {
  readonly errors: readonly GraphqlError[];

  constructor(doing: string, errors: readonly GraphqlError[]) {
    super(`GitHub refused while ${doing}: ${errors.map(({ message, type }) => (type ? `${message} (${type})` : message)).join('; ')}`);
    this.name = 'GraphqlRefused';
    this.errors = errors;
  }
}

/**
 * Sends one request. `route` is `/graphql` on github.com; on GitHub Enterprise Server the API lies at `/api/v3` and GraphQL beside it
 * (https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql).
 */
export async function ask(client: Client, query: string, variables: Record<string, unknown>): Promise<Answer> {
  const { headers, data } = await client.request('POST {+graphqlUrl}', { graphqlUrl: graphqlUrl(client), query, variables });
  const body = data as { data?: unknown; errors?: readonly GraphqlError[] };
  return { data: body.data ?? null, errors: body.errors ?? [], at: instantOf(headers['date']) };
}

function graphqlUrl(client: Client): string {
  const { endpoint } = client.request as { endpoint?: { DEFAULTS?: { baseUrl?: string } } };
  const base = endpoint?.DEFAULTS?.baseUrl ?? 'https://api.github.com';
  return `${base.replace(/\/api\/v3\/?$/, '/api').replace(/\/$/, '')}/graphql`;
}

/** `Sat, 21 Nov 2026 10:12:00 GMT` -> `2026-11-21T10:12:00Z`. @throws when there is no such header: without a clock nothing is decided. */
function instantOf(date: unknown): Instant {
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(time)) throw new Error('GitHub answered without a readable Date header');
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
