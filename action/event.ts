/** What the event of a run says that is needed here. */
import * as z from 'zod/mini';

const event = z.object({
  pull_request: z.optional(
    z.object({
      number: z.int(),
      base: z.object({ sha: z.string(), ref: z.string() }),
      head: z.object({ sha: z.string(), repo: z.nullable(z.object({ full_name: z.string() })) }),
    }),
  ),
  workflow_run: z.optional(z.object({ head_repository: z.nullish(z.object({ full_name: z.string() })) })),
});
export type Event = z.infer<typeof event>;

/** @throws when it is not what GitHub writes. */
export const readEvent = (written: unknown): Event => event.parse(written);
