/** Whether one of the verified attestations says what is asked for. */
import type { AttestationEvidence, Attested } from '../evidence.ts';
import { MOST_SHOWN } from '../evidence.ts';
import { quoted } from '../feed.ts';
import type { Judged } from '../format.ts';
import type { VerifiedEvidence } from './gh-attestation.ts';
import { DEFAULT_PREDICATE, PREDICATE_NAMES, predicateName, predicateUri } from './predicates.ts';

export interface AttestationLimits {
  /** URI of the repository whose workflow must have signed: `https://github.com/acme/shop`. */
  readonly repository: string;
  /** A short name or a URI; `slsa-provenance` when left out, as gh has it. */
  readonly predicate?: string;
  /** The commit it was built from, all 40 digits. */
  readonly commit?: string;
  /** The workflow that signed: `acme/shop/.github/workflows/build.yml`, with `@refs/heads/main` to ask for the branch as well. A path alone is of `repository`. */
  readonly signer?: string;
  /** Only a runner of GitHub's own counts. */
  readonly hosted?: boolean;
  /** What a predicate with a result must say; `PASSED` when left out. */
  readonly result?: string;
}

/** One thing asked of an attestation. */
interface Demand {
  readonly what: string;
  readonly wanted: string;
  readonly found: (attested: Attested) => string;
  readonly holds: (attested: Attested) => boolean;
}

/**
 * `pass` when one attestation meets every demand, `fail` when none does: the summary is about the one that comes nearest. `error` for a predicate whose
 * name is not known. `counts.n` are those that meet all, `counts.attestations` all there are.
 */
export function judgeAttestation(evidence: AttestationEvidence, limits: AttestationLimits): Judged {
  const { attestations, strangers = [] }: VerifiedEvidence = evidence;
  const all = attestations.length + strangers.length;
  const predicate = predicateUri(limits.predicate ?? DEFAULT_PREDICATE);
  if (predicate === undefined)
    return judged({
      outcome: 'error',
      n: 0,
      all,
      summary: `The predicate ${quoted(limits.predicate ?? '')} is not known; known are ${PREDICATE_NAMES.join(', ')}, or write its URI.`,
    });
  const demands = demandsOf(limits, predicate);
  const fitting = attestations.filter((attested) => demands.every(({ holds }) => holds(attested)));
  const [first] = fitting;
  if (first !== undefined) return judged({ outcome: 'pass', n: fitting.length, all, summary: passing(first) });
  const findings = [...attestations, ...strangers].map((attested) => ({
    name: predicateName(attested.predicateType),
    message: lacking(attested, demands),
  }));
  return judged({ outcome: 'fail', n: 0, all, summary: failing({ attestations, strangers }, demands), findings });
}

function demandsOf({ repository, commit, signer, hosted = false, result }: AttestationLimits, predicate: string): readonly Demand[] {
  const needed = result ?? 'PASSED';
  return [
    asked('predicate', predicateName(predicate), {
      found: ({ predicateType }) => predicateName(predicateType),
      holds: ({ predicateType }) => predicateType === predicate,
    }),
    asked('repository', repository, { found: (one) => one.repository, holds: (one) => bare(one.repository) === bare(repository) }),
    ...(commit === undefined
      ? []
      : [asked('commit', commit, { found: (one) => one.commit, holds: (one) => one.commit.toLowerCase() === commit.toLowerCase() })]),
    ...(signer === undefined
      ? []
      : [asked('signer', signer, { found: (one) => one.signer, holds: (one) => isSignedBy(one.signer, workflowOf(signer, repository)) })]),
    ...(hosted
      ? [asked('runner', 'github-hosted', { found: ({ runner }) => runner, holds: ({ runner }) => runner === 'github-hosted' })]
      : []),
    asked('result', needed, {
      found: (one) => one.result ?? '',
      holds: (one) => (one.result === undefined ? result === undefined : one.result === needed),
    }),
  ];
}

const asked = (what: string, wanted: string, test: Pick<Demand, 'found' | 'holds'>): Demand => ({ what, wanted, ...test });

/** Owners and names are the same in either case. */
const bare = (uri: string): string =>
  uri
    .trim()
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');

interface Workflow {
  /** `https://github.com/acme/shop` */
  readonly repository: string;
  readonly path: string;
  readonly ref: string | undefined;
}

/** As gh takes it: host and ref may be left out. */
function workflowOf(written: string, repository: string): Workflow {
  const [name = '', ref] = written.split('@', 2);
  if (name.startsWith('.github/')) return { repository: bare(repository), path: name, ref };
  const parts = name.replace(/^https:\/\//, '').split('/');
  const host =
    parts[0]?.includes('.') && !parts[0].startsWith('.github')
      ? (parts.shift() ?? '')
      : (/^https?:\/\/([^/]+)/.exec(repository)?.[1] ?? 'github.com');
  const [owner = '', repo = '', ...path] = parts;
  return { repository: bare(`https://${host}/${owner}/${repo}`), path: path.join('/'), ref };
}

function isSignedBy(signer: string, wanted: Workflow): boolean {
  const [, repository = '', path = '', ref] = /^(https:\/\/[^/]+\/[^/]+\/[^/]+)\/([^@]+)@(.+)$/.exec(signer) ?? [];
  return path !== '' && bare(repository) === wanted.repository && path === wanted.path && (wanted.ref === undefined || ref === wanted.ref);
}

const passing = ({ predicateType, repository, commit, signer, result }: Attested): string =>
  `${predicateName(predicateType)} of ${commit.slice(0, 7)} in ${bare(repository)}, signed by ${signer}${result === undefined ? '' : `: ${result}`}`;

/** What one attestation lacks, in the order of the demands. */
const lacking = (attested: Attested, demands: readonly Demand[]): string =>
  demands
    .filter(({ holds }) => !holds(attested))
    .map(({ what, wanted, found }) => `${what} is ${quoted(found(attested))}, ${quoted(wanted)} needed`)
    .join('; ') || 'the list was edited: its signer is not the one that was verified';

function failing(
  { attestations, strangers }: Required<Pick<VerifiedEvidence, 'attestations' | 'strangers'>>,
  demands: readonly Demand[],
): string {
  const misses = (attested: Attested): number => demands.filter(({ holds }) => !holds(attested)).length;
  const [nearest] = [...attestations].sort((left, right) => misses(left) - misses(right));
  const [stranger] = strangers;
  if (nearest !== undefined) return `none of ${attestations.length} verified attestations fits: ${lacking(nearest, demands)}`;
  return stranger === undefined
    ? 'nothing was attested'
    : `the signer is not the one that was verified (${quoted(stranger.signer)}): ${lacking(stranger, demands)}`;
}

interface Answer extends Pick<Judged, 'outcome' | 'summary'> {
  readonly n: number;
  readonly all: number;
  readonly findings?: Judged['findings'];
}

const judged = ({ outcome, summary, n, all, findings = [] }: Answer): Judged => ({
  outcome,
  summary,
  value: n,
  threshold: 1,
  unit: 'attestations',
  counts: { n, attestations: all },
  findings: findings.slice(0, MOST_SHOWN),
});
