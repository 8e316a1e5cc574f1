import type { Facts } from '../facts.ts';
import { statusContext } from '../names.ts';
import { type Candidate, met, type Rule, type Wait } from '../rule.ts';
import { isShared } from '../shared-account.ts';
import { shortSha } from '../version.ts';

/** What was rolled back is not promoted again before somebody who may approve says that it may be. */
export const quarantine: Rule = {
  name: 'quarantine',
  judge: (candidate, facts) => {
    const taken = takenBack(candidate, facts);
    if (!taken) return [];
    const { sha } = candidate.commit;
    if (facts.promotion?.released.includes(sha)) return met('quarantine_released', { sha: shortSha(sha) }, taken.url);
    const wait: Wait = {
      kind: 'wait',
      problem: { code: 'quarantined', place: 'issue', facts: { sha: shortSha(sha), ...taken } },
      opensAt: undefined,
      before: 'approval',
    };
    return [wait];
  },
};

/** Where it says that the commit was taken back from the target, or from an environment below. */
interface Taken {
  readonly told: string;
  readonly url: string;
}

function takenBack(candidate: Candidate, facts: Facts): Taken | undefined {
  const { config, environment } = candidate;
  const upTo = config.environments.findIndex(({ name }) => name === environment.name);
  const names = config.environments.slice(0, upTo + 1).map(({ name }) => name);
  return byStatus(names, candidate, facts) ?? (isShared(facts.seen.bot) ? byLedger(names, candidate, facts) : undefined);
}

function byStatus(environments: readonly string[], { subject, commit }: Candidate, { seen }: Facts): Taken | undefined {
  const contexts = environments.map((name) => statusContext(name, subject.name));
  const status = commit.statuses.find(
    ({ context, state, creator }) => contexts.includes(context) && state === 'failure' && creator?.id === seen.bot.id,
  );
  return status && { told: status.description, url: status.url };
}

/** A status of an account that others use too may have been painted over; the trail of the promotion cannot be. */
function byLedger(environments: readonly string[], { subject, commit }: Candidate, { seen, records }: Facts): Taken | undefined {
  const newest = environments.map((name) =>
    records.find(({ promotion: { round } }) => {
      const { terms } = round ?? {};
      return terms?.subject === subject.name && terms.sha === commit.sha && terms.to === name;
    }),
  );
  const back = newest.find((record) => record?.promotion.status === 'ROLLED_BACK');
  const version = back?.promotion.round?.terms.version;
  return back && { told: `${version} ROLLED_BACK by #${back.number}`, url: `${seen.repo.url}/issues/${back.number}` };
}
