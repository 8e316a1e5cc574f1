import { environmentBelow } from '../config.ts';
import type { Facts } from '../facts.ts';
import { statusContext } from '../names.ts';
import { FIELDS } from '../request.ts';
import { type Candidate, mend, met, type Rule } from '../rule.ts';
import { isShared } from '../shared-account.ts';
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
    const proof = commit.statuses.find((status) => status.context === context && status.creator?.id === seen.bot.id);
    const isSigned = !isShared(seen.bot) || isRecorded(candidate, below.name, facts);
    if (proof?.state === 'success' && isSigned) return met('arrived_below', { below: below.name }, proof.url);
    return mend({
      code: 'not_promoted_below',
      place: FIELDS.to,
      facts: { below: below.name, subject: subject.name, sha: shortSha(commit.sha) },
    });
  },
};

/** By the ledger of the promotion that brought it there. */
const isRecorded = ({ subject, commit }: Candidate, environment: string, { records }: Facts): boolean =>
  records.some(({ promotion: { status, round } }) => {
    const { terms } = round ?? {};
    return status === 'PROMOTED' && terms?.subject === subject.name && terms.sha === commit.sha && terms.to === environment;
  });
