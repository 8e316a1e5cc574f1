/** What became of the stage records, in a line or a few. */
import type { EntryOf } from '../entry.ts';
import { blocks, code, list, type Markdown, md } from './markdown.ts';
import { recordProblemText } from './records.ts';

type Records = NonNullable<EntryOf<'promoted'>['records']>;

export function recordsText({ commit, pull, problems }: Records): Markdown {
  const done =
    pull === null
      ? commit === null
        ? md`🗂️ The stage records say so already.`
        : md`🗂️ The stage records were changed in commit ${code(commit.slice(0, 7))}.`
      : md`🗂️ The stage records are changed by #${pull}: please merge it.`;
  const shown = problems.map((problem) => md`${problem.path === '' ? md`` : md`${code(problem.path)}: `}${recordProblemText(problem)}`);
  return blocks(done, shown.length === 0 ? undefined : blocks(md`Not changed, as it does not fit:`, list(shown)));
}
