/** The marks on commits, statuses of ours such as `promotion/staging/shop`: whether they tell everything, or the trails have to be asked as well. */
import { isMissing } from './granted.ts';
import { BY_NOBODY, statusContext } from './names.ts';
import type { Promotion } from './promotion.ts';
import type { Seen, SeenCommit } from './seen.ts';
import { isShared } from './shared-account.ts';

/** Who writes marks, and whether it may. */
export type Marker = Pick<Seen, 'bot' | 'granted'>;

/** Whether marks can be written at all. */
export const canMark = (seen: Pick<Seen, 'granted'>): boolean => !isMissing(seen, 'statuses', 'write');

/** Whether a mark that is there was put by nobody else, and one that is not there was never due. */
export const marksSuffice = (seen: Marker): boolean => canMark(seen) && !isShared(seen.bot);

const SKIPPED = 'Gates SKIPPED: ';

/** Whether nothing was measured of what was promoted. */
export const hasSkipped = ({ skipped, round }: Promotion): boolean => skipped !== undefined && skipped === round?.number;

/** What a mark says; a version has no blanks, so it never reads like the warning. */
export const markText = (promotion: Promotion, said: string): string => `${hasSkipped(promotion) ? SKIPPED : ''}${said}`;

/** The mark of ours about a subject in an environment, whatever it says. */
export const markOn = (
  commit: SeenCommit,
  { environment, subject }: { readonly environment: string; readonly subject: string },
  { bot }: Pick<Seen, 'bot'>,
): SeenCommit['statuses'][number] | undefined =>
  commit.statuses.find(({ context, creator }) => context === statusContext(environment, subject) && creator?.id === bot.id);

type Mark = Pick<SeenCommit['statuses'][number], 'description'>;

export const isSkippedMark = ({ description }: Mark): boolean => description.startsWith(SKIPPED);

export const isImportedMark = ({ description }: Mark): boolean => description.includes(BY_NOBODY);

/** Whether its warnings hold for the promotion: gates may be met, and people may have approved, by now. */
export const isStillTrue = (mark: Mark, promotion: Promotion): boolean =>
  isSkippedMark(mark) === hasSkipped(promotion) && (promotion.imported !== undefined || !isImportedMark(mark));
