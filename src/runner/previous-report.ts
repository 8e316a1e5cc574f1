/** What the gates measured then, out of a report of that promotion. */
import { readReport } from '../core/report-read.ts';
import { ok, type Result } from '../core/result.ts';
import type { Previous } from './previous.ts';

export function previousIn(text: string): Result<Previous, string> {
  const read = readReport(text);
  if (!read.ok) return read;
  const { promotion_criteria, subject, date } = read.value;
  const values = promotion_criteria.details.flatMap(({ id, value }) =>
    value === null || value === undefined ? [] : [[id, value] as const],
  );
  return ok({ version: subject.version ?? subject.commit ?? '', at: date, gates: Object.fromEntries(values) });
}
