/** Runs a REST call: contract, permission, route, contract again. */
import { Refusal } from '../acts.ts';
import { restContract } from '../contract/rest.ts';
import { type Caller, findRepository, type World } from '../world.ts';
import { type Call, HttpError, isAllowed, type RestAnswer, type Route } from './call.ts';
import { routes } from './table.ts';

export interface RestRequest {
  readonly method: string;
  /** Without `/api/v3` and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined for none. */
  readonly body: unknown;
}

/** GitHub's shape of an error: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
export const failure = (status: number, message: string): RestAnswer => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

/** Whether a call asks to create content that the limit counts. */
export function createsContent(request: RestRequest): boolean {
  const found = restContract().match(request.method, request.path);
  return found !== undefined && routes[found.operation.id]?.createsContent === true;
}

function refusalOf(error: unknown): RestAnswer {
  if (error instanceof HttpError) return failure(error.status, error.message);
  if (error instanceof Refusal) return failure(422, `Validation Failed: ${error.message}`);
  throw error;
}

function problemOf(world: World, problem: string, answer: RestAnswer): RestAnswer {
  world.contract.problems.push(problem);
  return answer;
}

function attempt(run: () => RestAnswer): RestAnswer {
  try {
    return run();
  } catch (error) {
    return refusalOf(error);
  }
}

/** Answers a call as GitHub would; what does not fit GitHub's contract is noted in `world.contract.problems`. */
export function runRest(world: World, caller: Caller, request: RestRequest): RestAnswer {
  const contract = restContract();
  const line = `${request.method} ${request.path}`;
  const found = contract.match(request.method, request.path);
  if (found === undefined)
    return problemOf(world, `GitHub has no ${line}, as far as src/sandbox/contract/rest.json knows`, failure(404, 'Not Found'));
  const { operation, params } = found;
  const route = routes[operation.id];
  if (route === undefined) {
    const message = `The sandbox does not emulate ${operation.id} (${operation.method} ${operation.path}). Add it to a file in src/sandbox/rest and to table.ts there.`;
    return problemOf(world, message, failure(501, message));
  }
  const wrong = contract.checkRequest(operation, request.query, request.body);
  if (wrong.length > 0)
    return problemOf(
      world,
      `${operation.id} was called wrongly: ${wrong.join('; ')}`,
      failure(422, `Invalid request.\n\n${wrong.join('\n')}`),
    );
  const body = typeof request.body === 'object' && request.body !== null ? (request.body as Record<string, unknown>) : {};
  const call: Call = { world, caller, path: request.path, query: request.query, body, param: (name) => params[name] ?? '' };
  const repo = params['owner'] === undefined ? undefined : findRepository(world, params['owner'], params['repo'] ?? '');
  const answer = isAllowed(call, route.needs, repo) ? attempt(() => route.run(call)) : refuse(call, route.needs);
  const broken = contract.checkResponse(
    operation,
    answer.status,
    answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body)),
  );
  for (const problem of broken) world.contract.problems.push(`${operation.id} was answered wrongly by the sandbox: ${problem}`);
  return answer;
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible */
function refuse({ caller }: Call, needs: Route['needs']): RestAnswer {
  if (needs === 'app') return failure(401, 'A JSON web token could not be decoded');
  if (caller.kind === 'app' || caller.kind === 'nobody') return failure(401, 'Requires authentication');
  if (caller.kind === 'user' || needs === 'anyone') return failure(403, 'Must have push access to the repository.');
  const headers = { 'x-accepted-github-permissions': `${needs.permission}=${needs.level}` };
  return { ...failure(403, 'Resource not accessible by integration'), headers };
}
