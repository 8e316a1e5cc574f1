/** Stage records: what of them a promotion changes when it arrives, and when it is taken back. */
import { mapEdits } from './agents/arrival.ts';
import type { Facts } from './facts.ts';
import { measuredText } from './measured.ts';
import type { Promotion } from './promotion.ts';
import { planRecords, type RecordAbout, type RecordEdit } from './records/index.ts';
import type { Seen } from './seen.ts';
import type { Site } from './site.ts';

type Place = Pick<Seen, 'issue'>;

/** The changes that are due at the end; nothing where the config names no records for this subject and environment, and no map. */
export function recordEdits(promotion: Promotion, site: Site, facts: Pick<Facts, 'seen' | 'agentMap'>): readonly RecordEdit[] {
  const about = promotion.rollback ? taken(promotion, site, facts.seen) : arrived(promotion, site, facts.seen);
  return [...(about ? planRecords(site.config, about) : []), ...mapEdits(promotion, site, facts)];
}

/** The moment stands in the ledger, so that it is the same however often records are written. */
function arrived({ deployment, round, requestedBy, gateRun }: Promotion, { terms }: Site, { issue }: Place): RecordAbout {
  const { subject, version, sha, from, to } = terms;
  const at = deployment?.at ?? round?.openedAt ?? issue.createdAt;
  const gates = Object.fromEntries(
    (gateRun?.gates ?? []).flatMap((gate): readonly (readonly [string, string])[] => {
      const text = measuredText(gate);
      return text === undefined ? [] : [[gate.name, text]];
    }),
  );
  const about = { subject, version, sha, from, to, at, issue: issue.number, requester: requestedBy.login };
  return { ...about, status: 'PROMOTED', coverage: gates['coverage'], gates };
}

/** What runs there again; of a version that is not known nothing can be recorded. */
function taken({ rollback, requestedBy }: Promotion, { terms }: Site, { issue }: Place): RecordAbout | undefined {
  if (!rollback?.target) return undefined;
  const { version, sha } = rollback.target;
  const { subject, from, to } = terms;
  const about = { subject, version, sha, from, to, at: rollback.at, issue: issue.number, requester: requestedBy.login };
  return { ...about, status: 'ROLLED_BACK', coverage: undefined, gates: {} };
}
