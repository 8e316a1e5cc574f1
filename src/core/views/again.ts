/** The note that a version is promoted to where it has arrived before. */
import { isUndecided } from '../fold.ts';
import { isImportedMark, isSkippedMark } from '../marks.ts';
import { statusContext } from '../names.ts';
import { code, type Markdown, md } from './markdown.ts';
import type { Scene } from './scene.ts';

/** By the mark that an earlier promotion left on the commit; undefined once people have decided. */
export function againNote({ seen, promotion, verdict: { candidate } }: Scene): Markdown | undefined {
  if (!candidate || (promotion && !isUndecided(promotion))) return undefined;
  const to = candidate.environment.name;
  const context = statusContext(to, candidate.subject.name);
  const mark = candidate.commit.statuses.find(
    (status) => status.context === context && status.state === 'success' && status.creator?.id === seen.bot.id,
  );
  const number = /\/issues\/(\d{1,9})$/.exec(mark?.url ?? '')?.[1];
  if (number === undefined || Number(number) === seen.issue.number) return undefined;
  if (mark && isImportedMark(mark))
    return md`ℹ️ **This very commit ran in ${code(to)} before**, imported by #${Number(number)}: nobody approved it there yet.`;
  if (mark && isSkippedMark(mark))
    return md`ℹ️ **This very commit has arrived in ${code(to)} before**, by #${Number(number)}, with its quality gates SKIPPED. With them met it may go on from there.`;
  return md`ℹ️ **This very commit has arrived in ${code(to)} before**, by #${Number(number)}. To promote it again changes something there only where another version came after it.`;
}
