/** Names for what is started on GitHub: by its key a run or a deployment is known again. 32 hex digits. */
import type { Facts } from './facts.ts';
import { canonical } from './fingerprint.ts';

type Keyed = Pick<Facts, 'seen' | 'ledger' | 'digest'>;

/** Of what is written down before it is sent. Two attempts never share one: the ledger is longer each time. */
export function newKey(purpose: string, { seen, ledger, digest }: Keyed): string {
  const unique = { repo: seen.repo.id, issue: seen.issue.nodeId, seq: ledger.head.seq, head: ledger.head.hash };
  return keyOf(purpose, unique, digest);
}

/** Of what only measures, so that it follows from what it is for and needs not be written down: which look at which deployment. */
export const checkKey = (
  purpose: 'verify' | 'watch',
  deployment: string,
  count: number,
  { seen, digest }: Pick<Facts, 'seen' | 'digest'>,
): string => keyOf('check', { repo: seen.repo.id, issue: seen.issue.nodeId, deployment, purpose, count }, digest);

const keyOf = (purpose: string, unique: unknown, digest: Facts['digest']): string =>
  digest(`${purpose}/v1\0${canonical(unique)}`).slice(0, 32);
