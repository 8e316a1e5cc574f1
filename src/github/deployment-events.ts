/** Somebody has answered one of our Deployments: which promotion to look at. As a hint only: what counts is read from GitHub. */
import * as z from 'zod';
import { translateOthers } from './enforce-events.ts';
import { actionOf, ignored, type Translated, unread } from './translated.ts';

const payload = z.object({
  action: z.string(),
  installation: z.object({ id: z.int().positive() }),
  repository: z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }) }),
  sender: z.object({ id: z.number() }),
  deployment_status: z.object({ state: z.string() }),
  deployment: z.object({ payload: z.unknown(), creator: z.object({ id: z.number() }).nullish() }),
});

/** What we write into the payload of a Deployment; GitHub gives it back as it was, or as text. */
const ours = z.object({ key: z.string().regex(/^[0-9a-f]{32}$/), promotion: z.string().regex(/^\d{1,9}$/) });

function read(payload: unknown): z.infer<typeof ours> | undefined {
  if (typeof payload !== 'string') return ours.safeParse(payload).data;
  try {
    return ours.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_status. @param self as for `translate`. */
export function translateDeployment(received: unknown, self: number | undefined): Translated {
  const parsed = payload.safeParse(received);
  if (!parsed.success) return unread('deployment_status', parsed.error.issues[0]?.path ?? [], actionOf(received) === 'created');
  const { installation, repository, sender, deployment, deployment_status: status } = parsed.data;
  if (sender.id === self) return ignored('our own doing');
  const about = read(deployment.payload);
  // Anybody may write into a payload what we do: ours is what we made.
  if (!about || (self !== undefined && deployment.creator?.id !== self)) return translateOthers(received);
  if (!['success', 'failure', 'error'].includes(status.state)) return ignored(`a deployment that is ${status.state}`);
  const ref = { owner: repository.owner.login, repo: repository.name, number: Number(about.promotion) };
  const look = { kind: 'trigger', trigger: { ref }, place: { installation: installation.id, repository: repository.id } } as const;
  if (self !== undefined) return look;
  const others = translateOthers(received);
  return others.kind === 'drift' ? { ...others, look } : look;
}
