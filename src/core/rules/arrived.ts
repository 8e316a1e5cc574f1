import { environmentBelow } from '../config.ts';
import { statusContext } from '../names.ts';
import { FIELDS } from '../request.ts';
import { mend, met, type Rule } from '../rule.ts';
import { shortSha } from '../version.ts';

/** Beyond the first step of the path, the same commit must have arrived in the environment below. */
export const arrived: Rule = {
  name: 'arrived',
  judge: ({ subject, below, config, commit }, { seen }) => {
    if (!below) return [];
    if (!environmentBelow(config, below)) return met('starts_below', { below: below.name });
    const context = statusContext(below.name, subject.name);
    const proof = commit.statuses.find((status) => status.context === context && status.creator?.id === seen.bot.id);
    if (proof?.state === 'success') return met('arrived_below', { below: below.name }, proof.url);
    return mend({
      code: 'not_promoted_below',
      place: FIELDS.to,
      facts: { below: below.name, subject: subject.name, sha: shortSha(commit.sha) },
    });
  },
};
