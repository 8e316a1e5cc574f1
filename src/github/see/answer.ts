/** What GitHub answers to the question, checked at the door: from here on the types are true. */
import * as z from 'zod';
import { actor, alerts, deployments, mentions } from './answer-delivery.ts';

const instant = z.iso.datetime();

const person = z.object({ email: z.string().nullable(), user: actor });

const blob = z.object({ byteSize: z.number(), isTruncated: z.boolean(), isBinary: z.boolean().nullable(), text: z.string().nullable() });
export const file = blob.extend({ oid: z.string() }).nullable();
/** A directory in the place of the file answers with nothing of one. */
export const defaults = z
  .object({ config: z.union([blob.extend({ oid: z.string() }), z.strictObject({}).transform(() => null)]).nullable() })
  .nullish();
/** A directory, or a submodule, has none of the fields of a file. */
const entry = z.object({ object: z.union([blob, z.strictObject({}).transform(() => null)]).nullable() }).nullish();

/** `path0` and so on stand beside the named fields. */
const commit = z.looseObject({
  oid: z.string(),
  status: z
    .object({
      contexts: z.array(
        z.object({
          context: z.string(),
          state: z.string(),
          description: z.string().nullable(),
          targetUrl: z.string().nullable(),
          createdAt: instant,
          creator: actor,
        }),
      ),
    })
    .nullable(),
  authors: z.object({ nodes: z.array(person) }),
  committer: person.nullable(),
  versionFile: entry,
});

/** A GitObject that is no commit answers with none of the commit's fields. */
const none = z.strictObject({}).transform(() => null);
const object = z.union([commit, none]).nullable();
const inner = z.union([commit, z.object({ target: object }).transform(({ target }) => target), none]);
const peeled = z.union([commit, z.object({ target: inner }).transform(({ target }) => target), none]).nullable();

export const comment = z.object({
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
export const comments = z.object({ nodes: z.array(comment), pageInfo });
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
  locked: z.boolean(),
  activeLockReason: z.string().nullable(),
  createdAt: instant,
  author: actor,
  editor: actor,
  labels: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }).nullable(),
  closed: event,
  reopened: event,
  mentions,
  comments,
});

const fieldOf = z.object({ id: z.string().optional() });
const project = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string(),
  viewerCanUpdate: z.boolean(),
  fields: z.object({
    nodes: z.array(
      z
        .object({
          id: z.string(),
          name: z.string(),
          dataType: z.string(),
          options: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
        })
        .nullable(),
    ),
  }),
});
/** A value of another kind than the four that can be set answers with its name alone. */
const fieldValue = z
  .object({
    optionId: z.string().nullish(),
    text: z.string().nullish(),
    number: z.number().nullish(),
    date: z.string().nullish(),
    field: fieldOf.optional(),
  })
  .nullable();
const card = z.object({
  projectItems: z.object({
    nodes: z.array(
      z
        .object({
          id: z.string(),
          isArchived: z.boolean(),
          project: z.object({ id: z.string() }),
          fieldValues: z.object({ nodes: z.array(fieldValue) }),
        })
        .nullable(),
    ),
    pageInfo,
  }),
});

const neighbour = z.object({ id: z.string(), number: z.number(), comments });
export type NeighbourAnswer = z.infer<typeof neighbour>;
const neighbours = z.object({ nodes: z.array(neighbour) }).nullish();

/** `label0`, `tag1`, `team2` stand beside the named fields; they are read by their names. */
export const seeAnswer = z.object({
  viewer: z.object({ login: z.string(), databaseId: z.number() }),
  deployed: z.object({ deployments }).nullish(),
  defaults,
  board: z.object({ __typename: z.string(), projectV2: project.nullish() }).nullish(),
  repository: z.looseObject({
    id: z.string(),
    databaseId: z.number(),
    name: z.string(),
    url: z.string(),
    owner: z.looseObject({ __typename: z.string(), login: z.string() }),
    defaultBranchRef: z.object({ name: z.string(), target: object, compare: z.object({ status: z.string() }).nullish() }).nullable(),
    config: file,
    map: file.optional(),
    issue,
    card: card.nullish(),
    alerts,
    commit: object.optional(),
    siblings: neighbours,
    records: neighbours,
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
export const release = z
  .object({
    isDraft: z.boolean(),
    isPrerelease: z.boolean(),
    name: z.string().nullable(),
    description: z.string().nullable(),
    url: z.string(),
  })
  .nullable();
export const linked = z
  .object({ state: z.string().optional(), pullRequestState: z.string().optional(), title: z.string(), url: z.string() })
  .nullable();
export const tag = z.object({ target: peeled }).nullable();

export type CommitAnswer = z.infer<typeof commit>;
export type CommentAnswer = z.infer<typeof comment>;
export type TeamAnswer = z.infer<typeof team>;
export type SeeAnswer = z.infer<typeof seeAnswer>;
