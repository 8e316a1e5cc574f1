/** The last approval, with GitHub a tenth of a second away: how long until everything is shown, and how long two requests take at least. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fetch } from '../../src/github/transport.ts';
import { type Bench, BODY, bench, median, REPO } from './world.ts';

export interface ApprovalResult {
  /** Milliseconds from the webhook until label, panel, ledger and closing are written; of everything else that follows, too. */
  readonly shown: number;
  readonly done: number;
  /** Milliseconds of one read and one batched write through the same client. */
  readonly limit: number;
  readonly requests: readonly string[];
}

const DELAY = 100;
const RUNS = 9;

/** What GitHub does takes it a tenth of a second, from when the request leaves until the answer comes. */
function slowly(github: Fetch): Fetch {
  return async (input, init) => {
    const [answer] = await Promise.all([github(input, init), sleep(DELAY)]);
    return answer;
  };
}

export async function measureApproval(): Promise<ApprovalResult> {
  const shown: number[] = [];
  const done: number[] = [];
  const limit: number[] = [];
  let requests: readonly string[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const one = await bench(slowly);
    const issue = one.world.as('alice').opens(REPO, { title: 'Promote', body: BODY, labels: ['promotion'] });
    await one.settle();
    one.world.as('bob').comments(issue, '/approve');
    await one.settle();
    limit.push(await measureLimit(one));
    const before = one.world.requests.length;
    one.world.as('carol').comments(issue, '/approve');
    const from = performance.now();
    // Written means: GitHub has answered that it is.
    one.world.turn = async (request, moment) => {
      if (moment === 'answer' && request.graphql?.fields.includes('closeIssue')) shown.push(performance.now() - from + DELAY);
    };
    await one.settle();
    done.push(performance.now() - from);
    requests = one.world.requests
      .slice(before)
      .map(({ graphql, method, path }) => graphql?.name ?? `${method} ${path.replace(/[0-9a-f]{40}/, 'SHA')}`);
    const worn = issue.labels.map(({ name }) => name);
    if (issue.state !== 'CLOSED' || !worn.includes('status:promoted')) throw new Error('the last approval did not promote');
  }
  return { shown: median(shown), done: median(done), limit: median(limit), requests };
}

/** One read and one batched write, by the client the bot itself has. */
async function measureLimit({ world, probot }: Bench): Promise<number> {
  const octokit = await probot.auth(world.installations[0]?.id ?? 0);
  const issue = world.repository(REPO).issues[0];
  const ask = (query: string, variables: object): Promise<unknown> =>
    octokit.request('POST {+graphqlUrl}', { graphqlUrl: 'https://api.github.com/graphql', query, variables });
  const from = performance.now();
  await ask('query Limit($id: ID!) { node(id: $id) { ... on Issue { body comments(first: 100) { nodes { body } } } } }', {
    id: issue?.nodeId,
  });
  await ask(
    `mutation Limit($one: AddCommentInput!, $two: AddCommentInput!) {
      a: addComment(input: $one) { clientMutationId }
      b: addComment(input: $two) { clientMutationId }
    }`,
    { one: { subjectId: issue?.nodeId, body: 'one' }, two: { subjectId: issue?.nodeId, body: 'two' } },
  );
  const took = performance.now() - from;
  return took;
}
