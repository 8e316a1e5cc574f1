/** A run of the gates has ended: which promotion to look at. The run's name tells, as a hint only: what counts is read from GitHub. */
import * as z from 'zod';
import { actionOf, ignored, type Translated, unread } from './translated.ts';

/** How the template names a run: `Promotion gates #42 0f3c...`, with the key the bot started it with. */
const RUN_NAME = /#(\d{1,9}) ([0-9a-f]{32})$/;

const payload = z.object({
  action: z.string(),
  installation: z.object({ id: z.int().positive() }),
  repository: z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }) }),
  workflow_run: z.object({
    id: z.int(),
    run_attempt: z.int(),
    event: z.string(),
    display_title: z.string().nullish(),
  }),
});

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run. */
export function translateRun(received: unknown): Translated {
  const parsed = payload.safeParse(received);
  if (!parsed.success) return unread('workflow_run', parsed.error.issues[0]?.path ?? [], actionOf(received) === 'completed');
  const { action, installation, repository, workflow_run: run } = parsed.data;
  if (action !== 'completed') return ignored(`workflow_run.${action} changes no promotion`);
  const [, number] = (run.event === 'workflow_dispatch' && RUN_NAME.exec(run.display_title ?? '')) || [];
  if (number === undefined) return ignored('a run of other people');
  const ref = { owner: repository.owner.login, repo: repository.name, number: Number(number) };
  const place = { installation: installation.id, repository: repository.id };
  return { kind: 'trigger', trigger: { ref, run: { id: run.id, attempt: run.run_attempt } }, place };
}
