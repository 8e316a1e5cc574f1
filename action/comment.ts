/** The one comment on a pull request, edited in place. */
import * as z from 'zod/mini';
import type { Client } from '../src/github/graphql.ts';
import { pagesOf } from './pages.ts';
import type { Outlook } from './pull-request.ts';
import { type Judging, words } from './report.ts';

const MARK = '<!-- promotion-bot:pull-request v1 -->';
/** GitHub keeps 65,536 characters: the rest is for notes and the list of what has no place. */
const COMMENT = 52_000;
const PER_PAGE = 100;
const MOST_PAGES = 30;

const comments = z.array(
  z.object({ id: z.int(), body: z.nullish(z.string()), user: z.nullish(z.object({ type: z.optional(z.string()) })) }),
);

/** @returns why it could not be written; undefined when it says what is found, or when there is nothing to say. */
export async function comment({ around, client }: Judging, { reports, notes }: Outlook): Promise<string | undefined> {
  const { owner, repo, event, server } = around;
  const number = event.pull_request?.number;
  if (number === undefined) return undefined;
  const body = `${MARK}\n\n${pagesOf({ reports, notes }, { limit: COMMENT, note: 'This comment is updated in place.', server })}`;
  try {
    const mine = await stickyOf(client, { owner, repo, issue_number: number });
    // Nobody wants to hear on every change that it is about nothing.
    if (mine ? isSame(mine.body ?? '', body) : reports.length === 0) return undefined;
    if (mine) await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { owner, repo, comment_id: mine.id, body });
    else await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { owner, repo, issue_number: number, body });
    return undefined;
  } catch (error) {
    return whyLeftOut(error);
  }
}

function whyLeftOut(error: unknown): string {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  const why =
    status === 403 || status === 404
      ? 'the token of this run may not write there, as is the rule for forks'
      : `GitHub says ${words(error)}`;
  return `The comment on the pull request is left out: ${why}. The job summary says the same.`;
}

/** But for when it was checked, and by which run. */
const isSame = (one: string, other: string): boolean => timeless(one) === timeless(other);
const timeless = (body: string): string => body.replaceAll(/<sub>Checked [^<]*<\/sub>|\[\d+\]\([^)\s]*\/actions\/runs\/\d+\)/g, '').trim();

interface Issue {
  readonly owner: string;
  readonly repo: string;
  readonly issue_number: number;
}

async function stickyOf(client: Client, issue: Issue) {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const { data } = await client.request(route, { ...issue, per_page: PER_PAGE, page });
    const some = comments.parse(data);
    const mine = some.find(({ body, user }) => user?.type === 'Bot' && body?.startsWith(MARK));
    if (mine || some.length < PER_PAGE) return mine;
  }
  return undefined;
}
