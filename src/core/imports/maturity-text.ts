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

/** ... and without a remark in brackets that says when, or the same environment otherwise. Any other may say that it is not so: "(planned)". */
export function bareAnswer(written: string, config?: Config): string {
  const answer = plainAnswer(written);
  const [, rest = '', remark = ''] = /^(.*?)\s*\(([^()]*)\)\s*$/.exec(answer) ?? [];
  const isHarmless = /\d{4}-\d{2}-\d{2}/.test(remark) || (config !== undefined && isAlias(config, undecorated(rest), remark));
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
  /\p{Extended_Pictographic}|[✗✘]|:[a-z0-9_+-]{1,30}:/u.test(written.replaceAll(HARMLESS, ''));

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
