/** What a report says of the whole, held against its files. */
import { ok, type Result } from '../../result.ts';
import { unreadable } from '../feed.ts';
import type { Unreadable } from '../format.ts';
import { type DetailedFile, type FileTable, fileTable } from './files.ts';

/**
 * The files, or where there are none the total under the empty name: it is nobody's part then.
 *
 * Errors: `incomplete` when files add up to something else than the total: some are missing, or somebody wrote into the report.
 */
export function withTotal(files: readonly DetailedFile[], total: DetailedFile | undefined): Result<FileTable, Unreadable> {
  const table = fileTable();
  const all = files.length === 0 && total !== undefined ? [{ ...total, path: '' }] : files;
  for (const file of all) {
    const added = table.add(file);
    if (!added.ok) return added;
  }
  const covered = all.reduce((sum, file) => sum + file.covered, 0);
  const lines = all.reduce((sum, file) => sum + file.total, 0);
  if (total === undefined || (total.covered === covered && total.total === lines)) return ok(table);
  return unreadable(
    'incomplete',
    `The report says ${total.covered} of ${total.total} lines are covered, but its files add up to ${covered} of ${lines}. Check what changed the report after the tool wrote it.`,
  );
}
