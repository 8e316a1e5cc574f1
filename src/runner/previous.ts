/** What the gates measured when a version of this subject last arrived in the environment, as the bot tells it. */
import * as z from 'zod/mini';
import { err, ok, type Result } from '../core/result.ts';

const previous = z.object({
  issue: z.optional(z.int().check(z.positive())),
  version: z.string().check(z.maxLength(1_000)),
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
