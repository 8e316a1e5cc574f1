/** The words of a MATURITY.md. */
import { type Config, findEnvironment } from '../config.ts';
import { isNothing, undecorated } from '../request-text.ts';
import type { Source } from './found.ts';

export type Field = 'stage' | 'subject' | 'version' | 'since';

const LABELS: Readonly<Record<Field, readonly string[]>> = {
  stage: ['current stage', 'stage', 'maturity stage', 'maturity', 'current maturity', 'environment', 'current environment', 'env'],
  subject: ['component', 'component name', 'subject', 'agent', 'agent name', 'service', 'name'],
  version: ['version', 'current version', 'component version', 'agent version', 'release', 'tag', 'commit', 'commit sha', 'sha'],
  since: ['since', 'promoted', 'promoted on', 'promotion date', 'deployed', 'deployed on'],
};

/** Which answer a label asks for, whatever its case. */
export const fieldOf = (label: string): Field | undefined =>
  (Object.keys(LABELS) as Field[]).find((field) => LABELS[field].includes(label.trim().replace(/\s*:$/, '').toLowerCase()));

/** An answer without emphasis and emoji; what links is its text. */
const plainAnswer = (written: string): string => undecorated(written.replaceAll(/\[([^[\]]*)\]\([^()]*\)/g, '$1').trim());

/** Words that say of something that it does not run there, or not yet, or no more. */
const DENIED =
  /^no[.!]?$|\b(?:not|never|no longer|planned|pending|in progress|upcoming|scheduled|to ?do|tbd|wip|draft|proposed|blocked|failed|paused|rolled back|removed|retired|decommissioned|inactive|disabled|stopped|suspended|undeployed|archived|deleted|cancell?ed|superseded|replaced)\b/i;
/** Words beside a day that make it an end, or one that is still to come. */
const NOT_SINCE = /\b(?:until|till|expected|targeted|target|due|eta|next)\b/i;

/** ... and without a remark in brackets that says when, or the same environment otherwise. Any other may say that it is not so: "(planned)". */
export function bareAnswer(written: string, config?: Config): string {
  const answer = plainAnswer(written);
  const [, rest = '', remark = ''] = /^(.*?)\s*\(([^()]*)\)\s*$/.exec(answer) ?? [];
  const isWhen = /\d{4}-\d{2}-\d{2}/.test(remark) && !DENIED.test(remark) && !NOT_SINCE.test(remark);
  const isHarmless = isWhen || (config !== undefined && isAlias(config, undecorated(rest), remark));
  return isHarmless ? undecorated(rest) : answer;
}

const isAlias = (config: Config, name: string, other: string): boolean => {
  const environment = findEnvironment(config, name);
  return environment !== undefined && environment === findEnvironment(config, other);
};

/** Signs that say yes, or only adorn. */
const HARMLESS =
  /✅|✔|☑|✓|🎉|🎊|🥳|🚀|🟢|💚|👍|🏁|🏆|⭐|🌟|✨|📦|🏷|🔖|🔒|📌|🌱|🧪|🏭|🔧|🛠|🤖|:(?:white_check_mark|heavy_check_mark|ballot_box_with_check|tada|rocket|green_circle|large_green_circle|star|sparkles|green_heart|\+1|thumbsup|package|label|bookmark|lock):/gu;

/** Any other sign may say that it is not so, or not yet: ❌, ⏳, 🚧. */
export const isDoubtful = (written: string): boolean =>
  /\p{Extended_Pictographic}|[✗✘]|(?<!\d):[a-z0-9_+-]{1,30}:/u.test(written.replaceAll(HARMLESS, ''));

/** Whether a label is that of how something stands. */
export const isStatus = (label: string): boolean =>
  /^(?:(?:current|deployment|deploy|release) )?(?:status|state)(?:\s*:)?$/i.test(label.trim());

/** Whether a status may say that it does not run there. */
export const isDenied = (written: string): boolean => DENIED.test(bareAnswer(written)) || isDoubtful(written);

/** Whether what stands instead of a day, or before it, says so. */
export const isNever = (written: string): boolean => isDoubtful(written) || DENIED.exec(bareAnswer(written))?.index === 0;

/** What runs where has to be said without doubt: a sign that may deny it stays in the answer, which no name or version has. */
export function sureAnswer(written: string, config?: Config): string {
  const answer = bareAnswer(written, config);
  return isDoubtful(written) && !isNothing(answer.replaceAll(/[✗✘]/g, '')) ? written.trim() : answer.replaceAll(/[✗✘]/g, '');
}

export interface Text {
  readonly config: Config;
  readonly file: string;
  /** The subject of the whole file, where somebody said so. */
  readonly said: string | undefined;
}

export const sourceAt = ({ file }: Pick<Text, 'file'>, line: number): Source => ({ kind: 'maturity', file, line, deployment: null });
