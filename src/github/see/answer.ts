/** What GitHub answers to the question, checked at the door: from here on the types are true. */
import { z } from 'zod';

const actor = z.object({ __typename: z.string(), login: z.string(), databaseId: z.number().nullish() }).nullable();
const instant = z.iso.datetime();

const commit = z.object({
  oid: z.string(),
  status: z
    .object({
      contexts: z.array(
        z.object({
          context: z.string(),
          state: z.string(),
          description: z.string().nullable(),
          targetUrl: z.string().nullable(),
          creator: actor,
        }),
      ),
    })
    .nullable(),
});

/** A GitObject that is no commit answers with none of the commit's fields. */
const none = z.strictObject({}).transform(() => null);
const object = z.union([commit, none]).nullable();
const inner = z.union([commit, z.object({ target: object }).transform(({ target }) => target), none]);
const peeled = z.union([commit, z.object({ target: inner }).transform(({ target }) => target), none]).nullable();

const comment = z.object({
  id: z.string(),
  fullDatabaseId: z.string().regex(/^\d+$/),
  body: z.string(),
  createdAt: instant,
  lastEditedAt: instant.nullable(),
  createdViaEmail: z.boolean(),
  isMinimized: z.boolean(),
  author: actor,
  editor: actor,
});

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const comments = z.object({ nodes: z.array(comment), pageInfo });
export const team = z.object({
  databaseId: z.number().nullable(),
  members: z.object({ nodes: z.array(z.object({ databaseId: z.number(), login: z.string() })), pageInfo }),
});
const event = z.object({ nodes: z.array(z.object({ createdAt: instant, actor })) });

const issue = z.object({
  id: z.string(),
  number: z.number(),
  title: z.string(),
  body: z.string(),
  url: z.string(),
  state: z.enum(['OPEN', 'CLOSED']),
  createdAt: instant,
  author: actor,
  editor: actor,
  labels: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }).nullable(),
  closed: event,
  reopened: event,
  comments,
});

/** `label0`, `tag1`, `team2` stand beside the named fields; they are read by their names. */
export const seeAnswer = z.object({
  viewer: z.object({ login: z.string(), databaseId: z.number() }),
  repository: z.looseObject({
    id: z.string(),
    databaseId: z.number(),
    name: z.string(),
    url: z.string(),
    owner: z.looseObject({ __typename: z.string(), login: z.string() }),
    defaultBranchRef: z.object({ name: z.string(), target: object }).nullable(),
    config: z
      .object({
        oid: z.string(),
        byteSize: z.number(),
        isTruncated: z.boolean(),
        isBinary: z.boolean().nullable(),
        text: z.string().nullable(),
      })
      .nullable(),
    issue,
    commit: object.optional(),
    siblings: z
      .object({ nodes: z.array(z.object({ id: z.string(), number: z.number(), comments: z.object({ nodes: z.array(comment) }) })) })
      .nullish(),
    collaborators: z
      .object({
        edges: z.array(z.object({ permission: z.string(), node: z.object({ databaseId: z.number(), login: z.string() }) })).nullable(),
      })
      .nullish(),
  }),
});

export const moreAnswer = z.object({
  repository: z.object({ issue: z.object({ comments }).optional(), owner: z.looseObject({}).optional() }),
});

export const label = z.object({ id: z.string(), name: z.string() }).nullable();
export const tag = z.object({ target: peeled }).nullable();

export type ActorAnswer = z.infer<typeof actor>;
export type CommitAnswer = z.infer<typeof commit>;
export type CommentAnswer = z.infer<typeof comment>;
export type TeamAnswer = z.infer<typeof team>;
export type SeeAnswer = z.infer<typeof seeAnswer>;
