/** One GraphQL request with what Octokit's own method hides: the errors beside the data, and the server's clock. */
import * as z from 'zod';
import { Refused } from '../app/ports.ts';
import type { Instant } from '../core/promotion.ts';

/** What is needed of an authenticated Octokit. */
export interface Client {
  /** Of an installation of the App: its token, and what that may do. */
  auth?: (asked: { readonly type: 'installation'; readonly refresh: boolean }) => Promise<unknown>;
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
export class GraphqlRefused extends Refused {
  override readonly name = 'GraphqlRefused';
  readonly errors: readonly GraphqlError[];

  constructor(doing: string, errors: readonly GraphqlError[]) {
    super(`GitHub refused while ${doing}: ${errors.map(({ message, type }) => (type ? `${message} (${type})` : message)).join('; ')}`);
    this.errors = errors;
  }
}

const answered = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(z.object({ message: z.string(), type: z.string().optional(), path: z.array(z.union([z.string(), z.number()])).optional() }))
    .nullish(),
});

/** @throws an error that names every place where a value is not what GitHub promises; `about` says what it was to tell of. */
export function promised<T extends z.ZodType>(schema: T, value: unknown, about: string): z.infer<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const places = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`GitHub answered something unexpected about ${about}: ${places.join('; ')}`);
}

/**
 * Sends one request. `route` is `/graphql` on github.com; on GitHub Enterprise Server the API lies at `/api/v3` and GraphQL beside it
 * (https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql).
 */
export async function ask(client: Client, query: string, variables: Record<string, unknown>): Promise<Answer> {
  const { headers, data } = await client.request('POST {+graphqlUrl}', { graphqlUrl: graphqlUrl(client), query, variables });
  // A proxy may answer 200 with a page of its own: that must not pass for "done".
  const body = promised(answered, data, 'a GraphQL request');
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
