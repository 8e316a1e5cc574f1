/** Attestations: who built or tested a file, from which commit, signed. */
import { ok } from '../../result.ts';
import type { AttestationEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { Family } from '../format.ts';
import { format as ghAttestation } from './gh-attestation.ts';
import { type AttestationLimits, judgeAttestation } from './judge.ts';
import { restList } from './rest-list.ts';

export type { AttestationLimits } from './judge.ts';
export { PREDICATE_NAMES, predicateUri } from './predicates.ts';

export const ATTESTATION: Family<AttestationEvidence, AttestationLimits> = {
  kind: 'attestation',
  formats: [ghAttestation, restList],
  /** What was verified of one file says nothing of another: an attestation of each would be needed, and one would do. */
  merge: (parts) => {
    const [only, another] = parts;
    if (only !== undefined && another === undefined) return ok(only);
    return unreadable('not_mergeable', `${parts.length} lists of attestations are of ${parts.length} files: make one gate of each.`);
  },
  judge: judgeAttestation,
  counts: ({ attestations }) => {
    const [first] = attestations;
    return {
      n: attestations.length,
      ...(first && { predicateType: first.predicateType }),
      ...(first?.result !== undefined && { result: first.result }),
    };
  },
};
