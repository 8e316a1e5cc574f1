/** Looks at a promotion: one request, and one more for each further 100 comments or team members. */
import type { z } from 'zod';
import { nameOf } from '../../app/lanes.ts';
import { isMissing } from '../../core/granted.ts';
import type { Ref } from '../../core/promotion.ts';
import type { Lookup, Seen, SeenTeam } from '../../core/seen.ts';
import type { Grants } from '../grants.ts';
import { ask, type Client, type GraphqlError, GraphqlRefused, promised } from '../graphql.ts';
import { OF_CONTENTS } from '../needed.ts';
import { type CommentAnswer, moreAnswer, type SeeAnswer, seeAnswer, type TeamAnswer, team } from './answer.ts';
import { readWhole } from './long-threads.ts';
import { isAboutIssue, mustBeIssue, NotShown } from './not-shown.ts';
import { type Cursors, moreQuery, type Query, seeQuery } from './query.ts';
import { toBoard } from './to-board.ts';
import { byName, toSeen } from './to-seen.ts';

/** @throws NotShown for an issue that is not there, GraphqlRefused when GitHub withholds anything else that is needed; a team or a permission that cannot be read is missing instead. */
export async function see(client: Client, ref: Ref, lookup: Lookup, grants?: Grants): Promise<Seen> {
  mustBeIssue(ref);
  const first = await read(client, ref, seeQuery(ref, lookup), { schema: seeAnswer, isBearable: bearableWith(grants) });
  const { issue, owner } = first.data.repository;
  const comments: CommentAnswer[] = [...issue.comments.nodes];
  const teams = teamsIn(owner, lookup.teams);
  const turned = new Set<string>();
  let cursors: Cursors = { comments: next(issue.comments.pageInfo), teams: cursorsOf(teams) };
  while (cursors.comments !== undefined || Object.keys(cursors.teams).length > 0) {
    turn(turned, cursors);
    const slugs = Object.keys(cursors.teams);
    const { data } = await read(client, ref, moreQuery(ref, cursors), { schema: moreAnswer, isBearable });
    const page = data.repository.issue?.comments;
    if (cursors.comments !== undefined && !page) throw new Error(`GitHub left out a page of comments of ${nameOf(ref)}`);
    comments.push(...(page?.nodes ?? []));
    const further = teamsIn(data.repository.owner ?? {}, slugs);
    for (const slug of slugs) append(teams, slug, further.get(slug));
    cursors = { comments: page && next(page.pageInfo), teams: cursorsOf(further) };
  }
  const besides = async (found: SeeAnswer['repository']['siblings']) =>
    readWhole(client, ref, found?.nodes.filter(({ number }) => number !== ref.number) ?? []);
  const { siblings, records } = first.data.repository;
  const beside = { siblings: await besides(siblings), records: await besides(records) };
  const board = lookup.board && toBoard(first.data, first.borne);
  return toSeen(first.data, lookup, { at: first.at, beside, comments, teams: membersOf(teams), board, grants });
}

async function read<T extends z.ZodType>(
  client: Client,
  ref: Ref,
  { text, variables }: Query,
  { schema, isBearable: bears }: { readonly schema: T; readonly isBearable: (error: GraphqlError) => boolean },
): Promise<{ data: z.infer<T>; at: string; borne: readonly GraphqlError[] }> {
  const { data, errors, at } = await ask(client, text, variables);
  const serious = errors.filter((error) => !bears(error));
  if (serious.length > 0 && serious.every(isAboutIssue)) throw new NotShown(ref, serious, at);
  if (serious.length > 0) throw new GraphqlRefused(`reading ${nameOf(ref)}`, serious);
  return { data: promised(schema, data, nameOf(ref)), at, borne: errors };
}

/** What may be unreadable without stopping everything: it then counts as unknown, which never allows anything. */
const isBearable = (error: GraphqlError): boolean =>
  isWithheld(error) ||
  (error.path ?? []).some(
    (part) => typeof part === 'string' && /^(team|linked)\d+$|^(board|card|collaborators|compare|deployed|alerts)$/.test(part),
  );

/** What is known not to be granted is missing, and what follows from that is said; without that knowledge it may be an outage. */
const bearableWith = (grants: Grants | undefined) => {
  const granted = grants && { permissions: grants.permissions, settings: '' };
  return (error: GraphqlError): boolean => {
    if (isBearable(error)) return true;
    const { type, path = [] } = error;
    if (type !== 'FORBIDDEN') return false;
    if (path.at(-1) === 'status') return isMissing({ granted }, 'statuses', 'read');
    return path[0] === 'repository' && OF_CONTENTS.test(String(path[1])) && isMissing({ granted }, 'contents', 'read');
  };
};

/** The settings of the organisation are not for us to see. That GitHub cannot say now is another thing, and worth another try. */
export const isWithheld = ({ path, type }: GraphqlError): boolean =>
  path?.[0] === 'defaults' && ['NOT_FOUND', 'FORBIDDEN', 'INSUFFICIENT_SCOPES'].includes(type ?? '');

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
  return byName(
    [...teams].map(([slug, { databaseId, members }]) => [
      slug,
      { id: databaseId ?? 0, members: members.nodes.map(({ databaseId: id, login }) => ({ id, login })) },
    ]),
  );
}

type PageInfo = SeeAnswer['repository']['issue']['comments']['pageInfo'];
function next({ hasNextPage, endCursor }: PageInfo): string | undefined {
  if (hasNextPage && !endCursor) throw new Error('GitHub says there is a further page, and not where it begins');
  return hasNextPage ? (endCursor ?? undefined) : undefined;
}
const cursorsOf = (teams: Teams): Record<string, string> =>
  Object.fromEntries(
    [...teams].flatMap(([slug, { members }]) => (next(members.pageInfo) === undefined ? [] : [[slug, next(members.pageInfo) ?? '']])),
  );

/** A cursor that comes again would read the same pages for ever. */
function turn(turned: Set<string>, { comments, teams }: Cursors): void {
  const pages = [
    ...(comments === undefined ? [] : [`comments ${comments}`]),
    ...Object.entries(teams).map(([slug, at]) => `${slug} ${at}`),
  ];
  if (pages.some((page) => turned.has(page))) throw new Error('GitHub answers the same page again and again');
  for (const page of pages) turned.add(page);
}
