import { environmentBelow } from '../config.ts';
import { canMark, marksSuffice } from '../marks.ts';
import { statusContext } from '../names.ts';
import { FIELDS } from '../request.ts';
import { mend, met, type Rule } from '../rule.ts';
import { toldOf } from '../told.ts';
import { shortSha } from '../version.ts';

/** Beyond the first step of the path, the same commit must have arrived in the environment below. */
export const arrived: Rule = {
  name: 'arrived',
  judge: (candidate, facts) => {
    const { subject, below, config, commit } = candidate;
    const { seen } = facts;
    if (!below) return [];
    if (!environmentBelow(config, below)) return met('starts_below', { below: below.name });
    const context = statusContext(below.name, subject.name);
    const mark = commit.statuses.find((status) => status.context === context && status.creator?.id === seen.bot.id);
    const isMarked = mark?.state === 'success';
    const record = marksSuffice(seen) ? undefined : toldOf(candidate, facts, [below.name]).find(({ status }) => status === 'PROMOTED');
    // Where marks may not be written the trail alone tells; where others write as the same account it has to tell the same.
    const isProven = marksSuffice(seen) ? isMarked : record !== undefined && (isMarked || !canMark(seen));
    if (isProven) return met('arrived_below', { below: below.name }, mark?.url ?? `${seen.repo.url}/issues/${record?.number}`);
    return mend({
      code: 'not_promoted_below',
      place: FIELDS.to,
      facts: { below: below.name, subject: subject.name, sha: shortSha(commit.sha) },
    });
  },
};
