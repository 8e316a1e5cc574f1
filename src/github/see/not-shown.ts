/** Nothing to look at: GitHub shows this app no such issue, repository or installation. */
import * as z from 'zod';
import { nameOf } from '../../app/lanes.ts';
import type { Instant, Ref } from '../../core/promotion.ts';
import { type GraphqlError, GraphqlRefused } from '../graphql.ts';

/** The issue, or the repository it is said to be in, is not there for us. GitHub answers the same for what may not be seen. */
export class NotShown extends GraphqlRefused {
  /** GitHub's time; undefined when there was no need to ask, because no issue can be called that. */
  readonly at: Instant | undefined;

  constructor(ref: Ref, errors: readonly GraphqlError[], at: Instant | undefined) {
    super(`reading ${nameOf(ref)}`, errors);
    this.at = at;
  }
}

/** Whether an error says that the issue itself is missing, and not a part of it. */
export const isAboutIssue = ({ type, path }: GraphqlError): boolean =>
  type === 'NOT_FOUND' && ['repository', 'repository.issue'].includes((path ?? []).join('.'));

// GraphQL's Int, and what issues are counted from.
const number = z.int().min(1).max(2_147_483_647);

/** @throws NotShown for a number that no issue can have: GitHub would refuse the question. */
export function mustBeIssue(ref: Ref): void {
  if (!number.safeParse(ref.number).success)
    throw new NotShown(ref, [{ message: 'No issue has this number.', type: 'NOT_FOUND' }], undefined);
}

/** The app was uninstalled, or never was: https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app. */
const uninstalled = z.object({
  status: z.literal(404),
  request: z.object({ url: z.string().endsWith('/access_tokens') }),
  response: z.object({ headers: z.object({ date: z.string() }) }),
});

/** Milliseconds by GitHub's clock after which what is missing is not late. */
const LATEST = 60_000;

/**
 * Why there is nothing to look at, when that is what an error of looking says; undefined for every other failure.
 * GitHub tells of an issue before it shows it, so while the news is fresh its absence is a failure too, and the delivery can be sent again.
 *
 * @param told when the issue was last changed, as the webhook says.
 */
export function whyNotShown(error: unknown, told: Instant | undefined): string | undefined {
  const isFresh = (at: string | undefined): boolean =>
    at !== undefined && told !== undefined && Date.parse(at) - Date.parse(told) <= LATEST;
  if (error instanceof NotShown) return isFresh(error.at) ? undefined : 'GitHub shows no such issue';
  const gone = uninstalled.safeParse(error);
  return gone.success && !isFresh(gone.data.response.headers.date) ? 'this app is not installed there' : undefined;
}
