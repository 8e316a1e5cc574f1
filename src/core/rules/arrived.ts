import { environmentBelow } from '../config.ts';
import { canMark, isImportedMark, isSkippedMark, markOn, marksSuffice } from '../marks.ts';
import { FIELDS } from '../request.ts';
import { mend, met, type Rule } from '../rule.ts';
import { toldOf } from '../told.ts';
import { shortSha } from '../version.ts';

/** Beyond the first step of the path, the same commit must have arrived in the environment below, and not past its quality gates. */
export const arrived: Rule = {
  name: 'arrived',
  judge: (candidate, known) => {
    const { subject, below, config, commit } = candidate;
    const { seen } = known;
    if (!below) return [];
    if (!environmentBelow(config, below)) return met('starts_below', { below: below.name });
    const mark = markOn(commit, { environment: below.name, subject: subject.name }, seen);
    const isMarked = mark?.state === 'success';
    const record = marksSuffice(seen) ? undefined : toldOf(candidate, known, [below.name]).find(({ status }) => status === 'PROMOTED');
    // Where marks may not be written the trail alone tells; where others write as the same account it has to tell the same.
    const isProven = marksSuffice(seen) ? isMarked : record !== undefined && (isMarked || !canMark(seen));
    const isSkipped = record ? record.skipped : mark !== undefined && isSkippedMark(mark);
    const facts = { below: below.name, subject: subject.name, sha: shortSha(commit.sha) };
    if (!isProven || isSkipped) return mend({ code: isProven ? 'skipped_below' : 'not_promoted_below', place: FIELDS.to, facts });
    const isImported = record ? record.imported : mark !== undefined && isImportedMark(mark);
    const how = isImported ? { imported: 'true' } : {};
    return met('arrived_below', { below: below.name, ...how }, mark?.url ?? `${seen.repo.url}/issues/${record?.number}`);
  },
};
