/** What the gates measured when a version of this subject last arrived in the environment: told by the bot, or read from a report of then. */
import * as z from 'zod';
import { readReport } from '../core/report-read.ts';
import { err, ok, type Result } from '../core/result.ts';

const previous = z.object({
  issue: z.int().positive().optional(),
  version: z.string().max(1_000),
  at: z.iso.datetime(),
  gates: z.record(z.string(), z.number()),
});
export type Previous = z.infer<typeof previous>;

/** As the bot tells it: JSON, `null` or nothing where there was none. */
export function readPrevious(text: string): Result<Previous | undefined, string> {
  if (text.trim() === '' || text.trim() === 'null') return ok(undefined);
  try {
    const read = previous.safeParse(JSON.parse(text));
    return read.success
      ? ok(read.data)
      : err(`the input "previous" does not have the shape the bot gives it: ${read.error.issues[0]?.path.join('.') ?? ''}`);
  } catch {
    return err('the input "previous" is no JSON');
  }
}

/** Out of a report file of that promotion. */
export function previousIn(text: string): Result<Previous, string> {
  const read = readReport(text);
  if (!read.ok) return read;
  const { promotion_criteria, subject, date } = read.value;
  const values = promotion_criteria.details.flatMap(({ id, value }) =>
    value === null || value === undefined ? [] : [[id, value] as const],
  );
  return ok({ version: subject.version ?? subject.commit ?? '', at: date, gates: Object.fromEntries(values) });
}
