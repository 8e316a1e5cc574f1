/** What the config and the facts say about a promotion now. Pure: everything it may know is in `Facts`. */
import type { Environment, Subject } from './config.ts';
import type { Facts } from './facts.ts';
import { canonical } from './fingerprint.ts';
import { type Standing, type Vote, weigh } from './policy.ts';
import type { Problem } from './problem.ts';
import type { Approval, Terms } from './promotion.ts';
import { rolesHeld } from './roles.ts';
import { type Understood, understand } from './understand.ts';

/** Something configured that this build cannot carry out: the promotion waits and says so, it never pretends. */
export interface Hold {
  readonly setting: string;
  readonly owner: string;
  /** Whether it stands before the approval or between approval and PROMOTED. */
  readonly before: 'approval' | 'completion';
}

export interface Verdict {
  /** What must be mended first; while there is any, no decision counts. */
  readonly problems: readonly Problem[];
  readonly understood: Understood | undefined;
  readonly terms: Terms | undefined;
  readonly holds: readonly Hold[];
}

export function judge(facts: Facts): Verdict {
  const { config } = facts.config;
  const read = facts.asked.request && config ? understand(facts.asked.request, config, facts) : undefined;
  const understood = read?.ok ? read.value : undefined;
  const problems = [
    ...facts.ledger.problems,
    ...facts.config.problems,
    ...facts.asked.problems,
    ...dryRunLate(facts),
    ...(read?.ok === false ? read.error : []),
  ];
  return { problems, understood, terms: understood && termsOf(understood, facts), holds: understood ? holdsOf(understood) : [] };
}

/** Whether people may decide now. */
export const isOnHold = (verdict: Verdict): boolean =>
  verdict.problems.length > 0 || verdict.holds.some(({ before }) => before === 'approval');

/** How the target's approval rule stands with these approvals, by the roles their people hold now. */
export function standingOf(facts: Facts, understood: Understood, approvals: readonly Approval[]): Standing {
  const { config } = facts.config;
  const votes = config ? approvals.map((approval): Vote => ({ approval, roles: rolesHeld(config, facts.seen, approval.by).roles })) : [];
  return weigh(understood.environment.approval, votes);
}

function dryRunLate({ asked, promotion }: Facts): readonly Problem[] {
  return asked.dryRun && promotion ? [{ code: 'dry_run_late', place: 'Dry run' }] : [];
}

function termsOf({ subject, environment, below, commit, version, configDigest }: Understood, { promotion, digest }: Facts): Terms {
  const gates = digest(canonical(promotion?.gates ?? {}));
  return { subject: subject.name, version, sha: commit.sha, from: below?.name ?? null, to: environment.name, config: configDigest, gates };
}

const AFTER_APPROVAL: readonly string[] = ['deploy', 'verify', 'watch'];

function holdsOf({ subject, environment }: { readonly subject: Subject; readonly environment: Environment }): readonly Hold[] {
  return [environment, subject].flatMap(({ name, unsupported }) =>
    unsupported.map((setting) => ({
      setting,
      owner: name,
      before: AFTER_APPROVAL.includes(setting) ? ('completion' as const) : ('approval' as const),
    })),
  );
}
