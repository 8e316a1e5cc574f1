/** Looks at a promotion: one request, and one more for each further 100 comments or team members. */
import type { z } from 'zod';
import { nameOf } from '../../app/lanes.ts';
import type { Ref } from '../../core/promotion.ts';
import type { Lookup, Seen, SeenTeam } from '../../core/seen.ts';
import { ask, type Client, type GraphqlError, GraphqlRefused } from '../graphql.ts';
import { type CommentAnswer, moreAnswer, type SeeAnswer, seeAnswer, type TeamAnswer, team } from './answer.ts';
import { type Cursors, moreQuery, type Query, seeQuery } from './query.ts';
import { toSeen } from './to-seen.ts';

/** @throws GraphqlRefused when GitHub withholds what is needed; a team or a permission that cannot be read is missing instead. */
export async function see(client: Client, ref: Ref, lookup: Lookup): Promise<Seen> {
  const first = await read(client, ref, seeQuery(ref, lookup), seeAnswer);
  const { issue, owner } = first.data.repository;
  const comments: CommentAnswer[] = [...issue.comments.nodes];
  const teams = teamsIn(owner, lookup.teams);
  let cursors: Cursors = { comments: next(issue.comments.pageInfo), teams: cursorsOf(teams) };
  while (cursors.comments !== undefined || Object.keys(cursors.teams).length > 0) {
    const slugs = Object.keys(cursors.teams);
    const { data } = await read(client, ref, moreQuery(ref, cursors), moreAnswer);
    const page = data.repository.issue?.comments;
    comments.push(...(page?.nodes ?? []));
    const further = teamsIn(data.repository.owner ?? {}, slugs);
    for (const slug of slugs) append(teams, slug, further.get(slug));
    cursors = { comments: page && advance(cursors.comments, next(page.pageInfo)), teams: cursorsOf(further) };
  }
  return toSeen(first.data, lookup, { at: first.at, comments, teams: membersOf(teams) });
}

async function read<T extends z.ZodType>(
  client: Client,
  ref: Ref,
  { text, variables }: Query,
  schema: T,
): Promise<{ data: z.infer<T>; at: string }> {
  const { data, errors, at } = await ask(client, text, variables);
  const serious = errors.filter((error) => !isBearable(error));
  if (serious.length > 0) throw new GraphqlRefused(`reading ${nameOf(ref)}`, serious);
  const parsed = schema.safeParse(data);
  if (!parsed.success)
    throw new Error(
      `GitHub answered something unexpected about ${nameOf(ref)}: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
    );
  return { data: parsed.data, at };
}

/** What may be unreadable without stopping everything: it then counts as unknown, which never allows anything. */
const isBearable = ({ path }: GraphqlError): boolean =>
  (path ?? []).some((part) => part === 'collaborators' || (typeof part === 'string' && /^team\d+$/.test(part)));

type Teams = Map<string, TeamAnswer>;

function teamsIn(owner: Readonly<Record<string, unknown>>, slugs: readonly string[]): Teams {
  return new Map(
    slugs.flatMap((slug, i) => {
      const read = team.safeParse(owner[`team${i}`]);
      return read.success ? [[slug, read.data] as const] : [];
    }),
  );
}

/** A page that could not be read makes the whole team unreadable: a part of it must not pass for all. */
function append(teams: Teams, slug: string, page: TeamAnswer | undefined): void {
  const known = teams.get(slug);
  if (!known || !page) teams.delete(slug);
  else teams.set(slug, { ...known, members: { ...page.members, nodes: [...known.members.nodes, ...page.members.nodes] } });
}

function membersOf(teams: Teams): Record<string, SeenTeam> {
  return Object.fromEntries(
    [...teams].map(([slug, { databaseId, members }]) => [
      slug,
      { id: databaseId ?? 0, members: members.nodes.map(({ databaseId: id, login }) => ({ id, login })) },
    ]),
  );
}

type PageInfo = SeeAnswer['repository']['issue']['comments']['pageInfo'];
const next = ({ hasNextPage, endCursor }: PageInfo): string | undefined => (hasNextPage ? (endCursor ?? undefined) : undefined);
const cursorsOf = (teams: Teams): Record<string, string> =>
  Object.fromEntries(
    [...teams].flatMap(([slug, { members }]) => (next(members.pageInfo) === undefined ? [] : [[slug, next(members.pageInfo) ?? '']])),
  );

/** A cursor that does not move would read the same page for ever. */
function advance(before: string | undefined, after: string | undefined): string | undefined {
  if (after !== undefined && after === before) throw new Error('GitHub answers the same page of comments again and again');
  return after;
}
