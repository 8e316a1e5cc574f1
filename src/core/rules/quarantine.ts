import type { Facts } from '../facts.ts';
import { marksSuffice } from '../marks.ts';
import { statusContext } from '../names.ts';
import { type Candidate, met, type Rule, type Wait } from '../rule.ts';
import { toldOf } from '../told.ts';
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
  return byStatus(names, candidate, facts) ?? (marksSuffice(facts.seen) ? undefined : byLedger(names, candidate, facts));
}

function byStatus(environments: readonly string[], { subject, commit }: Candidate, { seen }: Facts): Taken | undefined {
  const contexts = environments.map((name) => statusContext(name, subject.name));
  const status = commit.statuses.find(
    ({ context, state, creator }) => contexts.includes(context) && state === 'failure' && creator?.id === seen.bot.id,
  );
  return status && { told: status.description, url: status.url };
}

/** A mark may have been painted over, or never been written; the trail of the promotion tells all the same. */
function byLedger(environments: readonly string[], candidate: Candidate, facts: Facts): Taken | undefined {
  const back = toldOf(candidate, facts, environments).find(({ status }) => status === 'ROLLED_BACK');
  return back && { told: `${back.version} ROLLED_BACK by #${back.number}`, url: `${facts.seen.repo.url}/issues/${back.number}` };
}
