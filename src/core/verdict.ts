/** What the config and the facts say about a promotion now. Pure: everything it may know is in `Facts`. */
import { boundOf, wayIn } from './agents/way.ts';
import { settingsHash } from './config.ts';
import type { Facts } from './facts.ts';
import { canonical } from './fingerprint.ts';
import { rulesProblems } from './granted.ts';
import { type Standing, type Vote, weigh } from './policy.ts';
import type { Problem } from './problem.ts';
import type { Approval, Terms } from './promotion.ts';
import { type Rival, rivalOf } from './rival.ts';
import { rolesHeld } from './roles.ts';
import type { Candidate, Met, Wait } from './rule.ts';
import { rules } from './rules/index.ts';
import { skipsGates } from './rules/skip.ts';
import { understand } from './understand.ts';

export interface Verdict {
  /** What must be mended first; while there is any, no decision counts. */
  readonly problems: readonly Problem[];
  readonly waits: readonly Wait[];
  /** What was found to be in order. */
  readonly met: readonly Met[];
  /** What would be promoted, as soon as names and version are understood. */
  readonly candidate: Candidate | undefined;
  readonly terms: Terms | undefined;
  /** The older open promotion that goes first. */
  readonly rival: Rival | undefined;
}

export function judge(facts: Facts): Verdict {
  const { config } = facts.config;
  const read = facts.asked.request && config ? understand(facts.asked.request, config, facts) : undefined;
  const candidate = read?.ok ? read.value : undefined;
  const findings = candidate ? rules.flatMap((rule) => rule.judge(candidate, facts)) : [];
  const toMend = findings.flatMap((finding) => (finding.kind === 'mend' ? [finding.problem] : []));
  return {
    problems: [
      ...facts.ledger.problems,
      ...rulesProblems(facts),
      ...facts.asked.problems,
      ...dryRunLate(facts),
      ...(read?.ok === false ? read.error : []),
      ...toMend,
    ],
    waits: findings.filter((finding) => finding.kind === 'wait'),
    met: findings.filter((finding) => finding.kind === 'met'),
    candidate,
    terms: candidate && termsOf(candidate, facts),
    rival: candidate && rivalOf(candidate, facts),
  };
}

/** Whether people may decide now. */
export const isOnHold = ({ problems, waits }: Verdict): boolean => problems.length > 0 || waits.some(({ before }) => before === 'approval');

/** How the target's approval rule stands with these approvals, by the roles their people hold now. */
export function standingOf({ seen, config: { config } }: Facts, { environment }: Candidate, approvals: readonly Approval[]): Standing {
  const votes = config ? approvals.map((approval): Vote => ({ approval, roles: rolesHeld(config, seen, approval.by).roles })) : [];
  return weigh(environment.approval, votes);
}

function dryRunLate({ asked, promotion }: Facts): readonly Problem[] {
  return asked.dryRun && promotion ? [{ code: 'dry_run_late', place: 'Dry run' }] : [];
}

function termsOf(candidate: Candidate, facts: Facts): Terms {
  const { subject, environment, below, commit, version } = candidate;
  const { promotion, digest } = facts;
  const way = wayIn(facts, candidate);
  // What is approved with the gates skipped is not what is approved with them.
  const gates = { ...promotion?.gates, ...(skipsGates(candidate, facts) ? { SKIPPED: 'pending' } : {}) };
  return {
    subject: subject.name,
    version,
    sha: commit.sha,
    from: below?.name ?? null,
    to: environment.name,
    config: settingsHash(digest, candidate),
    gates: digest(canonical(gates)),
    ...(way ? { map: digest(canonical(boundOf(way))) } : {}),
  };
}
