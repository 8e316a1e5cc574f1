/** GitHub's answer about deployments and incidents -> plain facts. */
import * as z from 'zod';
import type { SeenAlert, SeenMention } from '../../core/seen.ts';
import type { SeenDeployment } from '../../core/seen-deployment.ts';
import type { alerts, deployments, mentions } from './answer-delivery.ts';
import { toActor } from './to-actor.ts';

const keyed = z.object({ key: z.string().regex(/^[0-9a-f]{32}$/) });

/** Other software writes payloads, too: one that is no JSON, or has no key of ours, is not ours. */
function keyIn(payload: string | null): string | undefined {
  try {
    const read: unknown = JSON.parse(payload ?? '');
    // A payload that was sent as an object may come back as text in text.
    return keyed.safeParse(typeof read === 'string' ? JSON.parse(read) : read).data?.key;
  } catch {
    return undefined;
  }
}

export const toDeployments = (answer: z.infer<typeof deployments>): readonly SeenDeployment[] | undefined =>
  answer?.nodes.flatMap((one) => {
    if (!one) return [];
    const statuses = one.statuses.nodes.flatMap((status) => (status ? [status] : []));
    return [
      {
        id: one.id,
        sha: one.commitOid,
        by: toActor(one.creator),
        at: one.createdAt,
        key: keyIn(one.payload),
        statuses: statuses
          .map(({ state, createdAt: at, description, logUrl, creator }) => ({
            state: state.toLowerCase(),
            at,
            by: toActor(creator),
            description: description ?? '',
            url: logUrl ?? '',
          }))
          .toSorted((a, b) => b.at.localeCompare(a.at)),
      },
    ];
  });

export const toMentions = (answer: z.infer<typeof mentions>): readonly SeenMention[] =>
  (answer?.nodes ?? []).flatMap((event) => {
    const { number, title = '', url = '', state, labels } = event?.source ?? {};
    if (number === undefined || state !== 'OPEN' || event?.isCrossRepository !== false || event.createdAt === undefined) return [];
    return [{ number, title, url, labels: (labels?.nodes ?? []).map(({ name }) => name), at: event.createdAt }];
  });

export const toAlerts = (answer: z.infer<typeof alerts>): readonly SeenAlert[] | undefined =>
  answer?.nodes.flatMap((alert) => {
    const { severity, package: about } = alert?.securityVulnerability ?? {};
    return alert && severity !== undefined ? [{ number: alert.number, about: about?.name ?? '', severity, at: alert.createdAt }] : [];
  });
