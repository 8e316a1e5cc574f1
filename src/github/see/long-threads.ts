/** The further pages of issues beside the one in question: what stands after their first hundred comments may undo what stands before. */
import * as z from 'zod';
import { ask, type Client, GraphqlRefused, promised } from '../graphql.ts';
import { type CommentAnswer, comments } from './answer.ts';
import { ACTOR, COMMENT } from './query.ts';

const answer = z.object({ repository: z.looseObject({}) });
const page = z.object({ comments });

/** An issue with the first page of its comments. */
export interface Thread {
  readonly number: number;
  readonly comments: z.infer<typeof comments>;
}

/**
 * One request for each further hundred of all of them together; none where nothing is longer.
 *
 * @throws GraphqlRefused when GitHub withholds a page: half a thread must not pass for a whole one.
 */
export async function readWhole<T extends Thread>(
  client: Client,
  place: { readonly owner: string; readonly repo: string },
  threads: readonly T[],
): Promise<readonly T[]> {
  const known = new Map<number, readonly CommentAnswer[]>(threads.map(({ number, comments: { nodes } }) => [number, nodes]));
  let open: readonly Thread[] = threads.filter(isLonger);
  const turned = new Set<string>();
  while (open.length > 0) {
    for (const {
      number,
      comments: { pageInfo },
    } of open) {
      const key = `${number} ${pageInfo.endCursor}`;
      if (pageInfo.endCursor === null || turned.has(key))
        throw new Error(`GitHub names no next page of ${place.owner}/${place.repo}#${number}`);
      turned.add(key);
    }
    const next = await readPages(client, place, open);
    for (const {
      number,
      comments: { nodes },
    } of next)
      known.set(number, [...(known.get(number) ?? []), ...nodes]);
    open = next.filter(isLonger);
  }
  return threads.map((thread) => ({ ...thread, comments: { ...thread.comments, nodes: known.get(thread.number) ?? [] } }));
}

const isLonger = ({ comments: { pageInfo } }: Thread): boolean => pageInfo.hasNextPage;

async function readPages(
  client: Client,
  place: { readonly owner: string; readonly repo: string },
  open: readonly Thread[],
): Promise<readonly Thread[]> {
  const variables: Record<string, unknown> = { ...place };
  const declared = ['$owner: String!', '$repo: String!'];
  const fields = open.map(({ number, comments: { pageInfo } }, i) => {
    declared.push(`$number${i}: Int!`, `$after${i}: String!`);
    Object.assign(variables, { [`number${i}`]: number, [`after${i}`]: pageInfo.endCursor });
    return `issue${i}: issue(number: $number${i}) { comments(first: 100, after: $after${i}) { nodes { ...comment } pageInfo { hasNextPage endCursor } } }`;
  });
  const text = `query Threads(${declared.join(', ')}) {\n  repository(owner: $owner, name: $repo) { ${fields.join('\n')} }\n}\n${ACTOR}\n${COMMENT}`;
  const { data, errors } = await ask(client, text, variables);
  const about = `long issues of ${place.owner}/${place.repo}`;
  if (errors.length > 0) throw new GraphqlRefused(`reading ${about}`, errors);
  const { repository } = promised(answer, data, about);
  return open.map(({ number }, i) => ({ number, comments: promised(page, repository[`issue${i}`], about).comments }));
}
