/** One function that answers every call of the API; `fetch` in process and the server on loopback are two ways to it. */
import { accountOfCaller, callerOf } from './access.ts';
import { artifactAt } from './actions/artifacts.ts';
import { type GraphqlCall, outline, runGraphql } from './graphql/execute.ts';
import { shownTo } from './lag.ts';
import { type Asking, admit, GITHUB_LIMITS, leave, type Refusal, rateHeaders } from './limits.ts';
import { isOauth, runOauth } from './oauth.ts';
import { suspended } from './rest/app.ts';
import { createsContent, failure, type RestRequest, runRest } from './rest/run.ts';
import type { Caller, Fault, RequestRecord, World } from './world.ts';

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  /** As sent; empty for none. */
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for none. */
  readonly body: string | Uint8Array | undefined;
}

/** The connection broke: the caller gets no answer, and cannot know whether the call was carried out. */
export class Dropped extends Error {}

interface Plain {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

const UNREADABLE = Symbol('no JSON');

function parsed(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return UNREADABLE;
  }
}

const GRAPHQL = new Set(['/graphql', '/api/graphql']);

/** The body of a GraphQL call; undefined when it is none. */
function graphqlCall(request: ApiRequest, body: unknown): GraphqlCall | undefined {
  if (request.method !== 'POST' || !GRAPHQL.has(request.url.pathname)) return undefined;
  return typeof body === 'object' && body !== null && 'query' in body && typeof body.query === 'string'
    ? (body as GraphqlCall)
    : { query: '' };
}

function restRequest(request: ApiRequest, body: unknown): RestRequest {
  return { method: request.method, path: request.url.pathname.replace(/^\/api\/v3(?=\/)/, ''), query: request.url.searchParams, body };
}

function record(
  world: World,
  request: ApiRequest,
  who: { caller: Caller; graphql: GraphqlCall | undefined; rest: RestRequest },
): RequestRecord {
  const asked = who.graphql && outline(who.graphql);
  const made: RequestRecord = {
    at: world.clock.now(),
    caller: who.caller.kind,
    login: accountOfCaller(world, who.caller)?.login ?? '',
    method: request.method,
    path: request.url.pathname + request.url.search,
    graphql: asked && { operation: asked.operation, name: asked.name, fields: asked.fields },
    createsContent: who.graphql ? (asked?.createsContent ?? 0) : Number(createsContent(who.rest)),
    status: 0,
  };
  world.requests.push(made);
  return made;
}

function takeFault(world: World, made: RequestRecord): Fault['answer'] | undefined {
  const at = world.faults.findIndex((fault) => fault.match(made));
  return at < 0 ? undefined : world.faults.splice(at, 1)[0]?.answer;
}

/**
 * The other host, where artifacts lie behind signed addresses. assumed: its errors, which are the storage's own; a token that comes along is
 * refused, and noted, since it was given away to a stranger: https://fetch.spec.whatwg.org/#http-redirect-fetch (13) takes it off.
 */
function storage(world: World, request: ApiRequest): Plain {
  if (request.authorization !== undefined) {
    world.contract.problems.push(`A token was sent to ${new URL(world.site.blobs).host}, which is not GitHub's API`);
    return failure(401, 'InvalidAuthenticationInfo');
  }
  const artifact = artifactAt(world, request.url);
  return artifact
    ? { status: 200, body: artifact.zip, headers: { 'content-type': 'application/zip' } }
    : failure(403, 'AuthenticationFailed');
}

async function carryOut(
  world: World,
  caller: Caller | undefined,
  call: { graphql: GraphqlCall | undefined; rest: RestRequest },
): Promise<Plain> {
  if (caller === undefined) return failure(401, 'Bad credentials');
  // Tokens from before do not work either.
  if (caller.kind === 'installation' && caller.installation.suspendedAt !== null) return failure(403, suspended().message);
  // https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#400-bad-request
  if (call.rest.body === UNREADABLE) return failure(400, 'Problems parsing JSON');
  if (call.graphql === undefined) return runRest(world, caller, call.rest);
  // https://docs.github.com/en/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql : never without a token
  if (caller.kind === 'nobody' || caller.kind === 'app') return failure(401, 'This endpoint requires you to be authenticated.');
  return { status: 200, body: await runGraphql(world, caller, call.graphql) };
}

function finish(world: World, made: RequestRecord, plain: Plain): ApiAnswer {
  made.status = plain.status;
  const isPlain = plain.body === undefined || typeof plain.body === 'string' || plain.body instanceof Uint8Array;
  const body = isPlain ? plain.body : JSON.stringify(plain.body);
  const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  const number = world.requests.indexOf(made) + 1;
  const headers = {
    date: world.clock.httpDate(),
    'x-github-request-id': `SAND:${number}`,
    'x-github-media-type': 'github.v3; format=json',
    ...type,
    ...plain.headers,
  };
  return { status: plain.status, headers, body };
}

/** Undefined for a caller that the sandbox keeps no limits for. */
function askingOf(world: World, caller: Caller | undefined, made: RequestRecord): Asking | undefined {
  if (caller?.kind !== 'installation') return undefined;
  const { graphql, method, createsContent: content } = made;
  const writes = graphql ? graphql.operation === 'mutation' : method !== 'GET';
  const at = Date.parse(world.clock.now());
  return { installation: caller.installation.id, resource: graphql ? 'graphql' : 'core', writes, content, at };
}

/** Not carried out. The words: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors */
function refused(world: World, { installation, resource, at }: Asking, { limit, until }: Refusal): Plain {
  const { graphqlStatus, saysWhen } = world.limits.on ?? GITHUB_LIMITS;
  const isPrimary = limit === 'primary';
  const message = isPrimary
    ? `API rate limit exceeded for installation ID ${installation}.`
    : 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const headers: Readonly<Record<string, string>> = isPrimary || !saysWhen ? {} : { 'retry-after': String(Math.ceil((until - at) / 1000)) };
  // "the response status will still be 200" for the primary limit of GraphQL, "200 or 403" for a secondary one.
  const isError = resource === 'graphql' && (isPrimary || graphqlStatus === 200);
  return isError ? { status: 200, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } } : { ...failure(403, message), headers };
}

/** assumed: the page. */
const BAD_GATEWAY: Plain = { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><title>Unicorn! · GitHub</title></html>' };

function breakDown({ outage }: World): Plain | undefined {
  if (outage?.calls === 'dropped') throw new Dropped('GitHub is down.');
  return outage && BAD_GATEWAY;
}

interface Asked {
  readonly request: ApiRequest;
  readonly caller: Caller | undefined;
  readonly call: { readonly graphql: GraphqlCall | undefined; readonly rest: RestRequest };
}

function serve(world: World, { request, caller, call }: Asked): Plain | Promise<Plain> {
  const isStored = request.url.origin === world.site.blobs && request.url.pathname.startsWith('/actions-results/');
  if (isOauth(request)) return runOauth(world, request);
  return isStored ? storage(world, request) : carryOut(world, caller, call);
}

/**
 * Answers one call, writes it down in `world.requests`, and lets the first matching fault of `world.faults` happen.
 * Throws `Dropped` when a fault or an outage breaks the connection.
 */
export async function answer(world: World, request: ApiRequest): Promise<ApiAnswer> {
  const body = parsed(request.body);
  const call = { graphql: graphqlCall(request, body), rest: restRequest(request, body) };
  const caller = callerOf(world, request.authorization);
  const made = record(world, request, { caller: caller ?? { kind: 'nobody' }, ...call });
  await world.turn?.(made, 'request');
  const fault = takeFault(world, made);
  if (fault === 'drop request') throw new Dropped('The connection broke before GitHub got the call.');
  const broken = breakDown(world);
  const asking = askingOf(world, caller, made);
  const refusal = broken === undefined && asking ? admit(world.limits, asking) : undefined;
  try {
    const own = typeof fault === 'object' ? fault : (broken ?? (asking && refusal && refused(world, asking, refusal)));
    const plain = own ?? (await serve(shownTo(world, made), { request, caller, call }));
    if (fault !== 'drop answer') await world.turn?.(made, 'answer');
    if (fault === 'drop answer') throw new Dropped('The connection broke before the answer came.');
    const rate = asking && !broken ? rateHeaders(world.limits, asking) : {};
    return finish(world, made, { ...plain, headers: { ...rate, ...plain.headers } });
  } finally {
    if (asking && !refusal) leave(world.limits, asking);
  }
}
