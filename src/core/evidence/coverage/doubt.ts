/** What is covered at the least where nobody knows whether two files are one. */
import type { CoveredFile } from '../evidence.ts';
import type { Share } from './hits.ts';
import type { Doubt } from './place.ts';

type ShareOf = (file: CoveredFile) => Share;

/**
 * `share` of `files`, but of every two that may be one the worst for a limit of `min` percent: that they are one, that they are two, or that
 * the other is none of the repository's. Distances to the limit add up, so the worst of each is the worst of all.
 */
export function worstOf(
  share: Share,
  files: readonly CoveredFile[],
  doubts: readonly Doubt[],
  to: { min: number; shareOf: ShareOf },
): Share {
  const byPath = new Map(doubts.length === 0 ? [] : files.map((file) => [file.path, file]));
  let { covered, total } = share;
  for (const { one, other } of doubts) {
    const united = byPath.get(one.path);
    if (united === undefined) continue;
    const taken = to.shareOf(united);
    const worst = [to.shareOf(one), both(to.shareOf(one), to.shareOf(other))].reduce(
      (least, next) => (distance(next, to.min) < distance(least, to.min) ? next : least),
      taken,
    );
    covered += worst.covered - taken.covered;
    total += worst.total - taken.total;
  }
  return { covered, total };
}

const both = (one: Share, other: Share): Share => ({ covered: one.covered + other.covered, total: one.total + other.total });
const distance = ({ covered, total }: Share, min: number): number => covered * 100 - min * total;
