/** The note that a version is promoted to where it has arrived before. */
import { isUndecided } from '../fold.ts';
import { isImportedMark, isSkippedMark, markOn } from '../marks.ts';
import { code, type Markdown, md } from './markdown.ts';
import type { Scene } from './scene.ts';

/** By the mark that an earlier promotion left on the commit; undefined once people have decided. */
export function againNote({ seen, promotion, verdict: { candidate } }: Scene): Markdown | undefined {
  if (!candidate || (promotion && !isUndecided(promotion))) return undefined;
  const to = candidate.environment.name;
  const mark = markOn(candidate.commit, { environment: to, subject: candidate.subject.name }, seen);
  if (mark?.state !== 'success') return undefined;
  const number = /\/issues\/(\d{1,9})$/.exec(mark.url)?.[1];
  if (number === undefined || Number(number) === seen.issue.number) return undefined;
  if (isImportedMark(mark))
    return md`ℹ️ **This very commit ran in ${code(to)} before**, imported by #${Number(number)}: nobody approved it there yet.`;
  if (isSkippedMark(mark))
    return md`ℹ️ **This very commit has arrived in ${code(to)} before**, by #${Number(number)}, with its quality gates SKIPPED. With them met it may go on from there.`;
  return md`ℹ️ **This very commit has arrived in ${code(to)} before**, by #${Number(number)}. To promote it again changes something there only where another version came after it.`;
}
