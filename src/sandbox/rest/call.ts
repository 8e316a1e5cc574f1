/** What a REST route gets and gives. */
import { accountOfCaller, may, maySee, type Need } from '../access.ts';
import type { Account, Repository } from '../model.ts';
import { type Caller, findRepository, type World } from '../world.ts';

export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown where a call ends early; GitHub's words for it. */
export class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const missing = (): HttpError => new HttpError(404, 'Not Found');

export interface Call {
  readonly world: World;
  readonly caller: Caller;
  /** Without `/api/v3` and query. */
  readonly path: string;
  /** A part of the path: `param('issue_number')`. */
  param(name: string): string;
  readonly query: URLSearchParams;
  /** The body, which fits the contract already. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Route {
  /** `app`: only the App itself. `anyone`: no token needed. Otherwise the permission an installation must have. */
  readonly needs: 'app' | 'anyone' | Need;
  /** Counts for the limit on content. */
  readonly createsContent?: true;
  readonly run: (call: Call) => RestAnswer;
}

/** Operation id of GitHub's contract to its route. */
export type Routes = Readonly<Record<string, Route>>;

/** The repository of the path, if the caller may see it: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#404-not-found-for-an-existing-resource */
export function repositoryOf(call: Call): Repository {
  const repo = findRepository(call.world, call.param('owner'), call.param('repo'));
  if (repo === undefined || !maySee(call.world, call.caller, repo)) throw missing();
  return repo;
}

/** In whose name the call writes. */
export function authorOf(call: Call): Account {
  const account = accountOfCaller(call.world, call.caller);
  if (account === undefined) throw new HttpError(401, 'Requires authentication');
  return account;
}

/** A text of the body; undefined when it was not sent or is null. */
export function text(call: Call, name: string): string | undefined {
  const value = call.body[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list of names of the body, each written as text or as an object with a name. */
export function names(call: Call, name: string): string[] | undefined {
  const value = call.body[name];
  if (!Array.isArray(value)) return undefined;
  return value.map((one: unknown) => (typeof one === 'object' && one !== null && 'name' in one ? String(one.name) : String(one)));
}

/** One page, with the `link` header: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function paged<T>(call: Call, items: readonly T[], view: (item: T) => unknown): RestAnswer {
  const size = Math.min(100, Number(call.query.get('per_page') ?? 30));
  const page = Number(call.query.get('page') ?? 1);
  const pages = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, relation: string): string => {
    const query = new URLSearchParams([...call.query].filter(([name]) => name !== 'page'));
    query.set('page', String(to));
    return `<${call.world.site.api}${call.path}?${query}>; rel="${relation}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
    ...(page < pages ? [link(page + 1, 'next'), link(pages, 'last')] : []),
  ];
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size).map(view),
    ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}),
  };
}

/** One page of a list that stands under a name, with the number of all. */
export function pagedUnder<T>(call: Call, name: string, items: readonly T[], view: (item: T) => unknown): RestAnswer {
  const page = paged(call, items, view);
  return { ...page, body: { total_count: items.length, [name]: page.body } };
}

/** A comment or label of a pull request can be had with either permission: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps#repository-permissions-for-pull-requests */
function isOfPull(call: Call, repo: Repository | undefined): boolean {
  const number = Number(call.param('issue_number'));
  const comment = Number(call.param('comment_id'));
  return repo?.issues.some((one) => one.pull !== null && (one.number === number || one.comments.some(({ id }) => id === comment))) ?? false;
}

/** Whether the call has what its route needs, of the repository in its path if there is one. */
export function isAllowed(call: Call, needs: Route['needs'], repo: Repository | undefined): boolean {
  if (needs === 'anyone') return true;
  if (needs === 'app') return call.caller.kind === 'app';
  if (may(call.world, call.caller, needs, repo)) return true;
  return (
    needs.permission === 'issues' && isOfPull(call, repo) && may(call.world, call.caller, { ...needs, permission: 'pull_requests' }, repo)
  );
}
