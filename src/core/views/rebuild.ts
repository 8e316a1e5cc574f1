/** The words of `rebuild`. */
import type { Instant } from '../promotion.ts';
import { oneLine } from './report-lines.ts';
import { moment, plural } from './scene.ts';

export interface Rebuilt {
  readonly repositories: number;
  readonly promotions: number;
  /** What GitHub did not show. */
  readonly skipped: number;
}

/** @param done how many were read by a rebuild that this one goes on with; undefined when it begins. */
export const beginText = (count: number, done: number | undefined): string =>
  done === undefined
    ? `Reading ${plural(count, 'repository', 'repositories')} from GitHub.\n`
    : `Going on where the last rebuild was: ${done} of ${count} repositories are done.\n`;

export const placeText = (place: string, count: number): string => `${oneLine(place)}: ${plural(count, 'promotion')} to read.\n`;

export const waitText = (until: Instant): string =>
  `GitHub asks this app to wait because of a rate limit: going on at ${moment(until)}. Until then the index says that it is half built.\n`;

export const skippedText = (what: string, why: string): string => `${oneLine(what)} could not be read: ${oneLine(why)}\n`;

const read = ({ promotions, repositories }: Rebuilt): string =>
  `${plural(promotions, 'promotion')} of ${plural(repositories, 'repository', 'repositories')} read`;

export const endText = {
  whole: (found: Rebuilt): string => `The index is whole: ${read(found)}.\n`,
  partial: (found: Rebuilt): string =>
    `${read(found)}, but GitHub did not show all of it (${plural(found.skipped, 'refusal')}, above). Check that the app is installed there with all its permissions, then run "promotion-bot rebuild" again: it reads only what is missing.\n`,
  stopped: (found: Rebuilt): string => `Stopped. ${read(found)}; "promotion-bot rebuild" goes on where this one was.\n`,
} as const;

export const brokenText = (why: string): string =>
  `The rebuild cannot go on: ${why}\nNothing of it is lost: "promotion-bot rebuild" goes on where this one was.\n`;
