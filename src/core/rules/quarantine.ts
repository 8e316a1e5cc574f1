import { statusContext } from '../names.ts';
import type { Actor } from '../promotion.ts';
import { type Candidate, met, type Rule, type Wait } from '../rule.ts';
import type { SeenCommit } from '../seen.ts';
import { shortSha } from '../version.ts';

/** The record on the commit that it was taken back from the target, or from an environment below; undefined when there is none. */
export function quarantineOf(
  { config, environment, subject, commit }: Candidate,
  bot: Pick<Actor, 'id'>,
): SeenCommit['statuses'][number] | undefined {
  const upTo = config.environments.findIndex(({ name }) => name === environment.name);
  const contexts = config.environments.slice(0, upTo + 1).map(({ name }) => statusContext(name, subject.name));
  return commit.statuses.find(({ context, state, creator }) => contexts.includes(context) && state === 'failure' && creator?.id === bot.id);
}

/** What was rolled back is not promoted again before somebody who may approve says that it may be. */
export const quarantine: Rule = {
  name: 'quarantine',
  judge: (candidate, { seen, promotion }) => {
    const record = quarantineOf(candidate, seen.bot);
    if (!record) return [];
    const { sha } = candidate.commit;
    if (promotion?.released.includes(sha)) return met('quarantine_released', { sha: shortSha(sha) }, record.url);
    const facts = { sha: shortSha(sha), told: record.description, url: record.url };
    const wait: Wait = {
      kind: 'wait',
      problem: { code: 'quarantined', place: 'issue', facts },
      opensAt: undefined,
      before: 'approval',
    };
    return [wait];
  },
};
