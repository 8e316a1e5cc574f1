/** What `/help` and `/why` answer. */
import type { Command } from '../command.ts';
import { isImport } from '../promotion.ts';
import { approvalsTable, missingTable, ruleNote } from './approvals.ts';
import { checks } from './checks.ts';
import { approvalsWord } from './entry.ts';
import { importedWords } from './imported.ts';
import { blocks, code, list, type Markdown, md, raw, table, text } from './markdown.ts';
import { problemText } from './problem.ts';
import type { Scene } from './scene.ts';
import { waitText } from './wait.ts';

/** The table of commands, for `/help` and for the README. */
export function helpText(commands: readonly Command[]): Markdown {
  const rows = commands.map(({ usage, summary, who }) => [code(usage), text(summary), text(who)]);
  return blocks(
    table(['Command', 'What it does', 'Who may say it'], rows),
    md`A command is the first line of a new comment. Edited comments, quotes and e-mails do not count.`,
  );
}

/** Every rule, whether it is met, and what would meet it. */
export function whyText(scene: Scene): Markdown {
  const { promotion, verdict, standing } = scene;
  const status = promotion?.status ?? 'PENDING';
  if (promotion && isImport(promotion)) return importedWords(promotion.imported, promotion.round?.terms ?? promotion.request);
  if (verdict.problems.length > 0) return blocks(md`It is on hold until this is mended:`, list(verdict.problems.map(problemText)));
  const missing = standing?.slots.filter(({ filledBy }) => !filledBy).length ?? 0;
  const stands =
    status === 'AWAITING_APPROVAL' ? md`It is ${code(status)}: ${approvalsWord(missing)} missing.` : md`It is ${code(status)}.`;
  const open = status === 'AWAITING_APPROVAL' ? [missingTable(scene), ruleNote(scene)] : [];
  const checked = verdict.candidate ? blocks(raw('What was checked:'), checks(verdict.candidate, scene)) : undefined;
  const waits = verdict.waits.length > 0 ? list(verdict.waits.map(waitText)) : undefined;
  return blocks(stands, waits, ...open, approvalsTable(scene), checked);
}
