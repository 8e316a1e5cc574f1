/** The words and lines of a MATURITY.md. */
import { type Config, findEnvironment } from '../config.ts';
import { undecorated } from '../request-text.ts';
import type { Source } from './found.ts';

export type Field = 'stage' | 'subject' | 'version' | 'since';

const LABELS: Readonly<Record<Field, readonly string[]>> = {
  stage: ['current stage', 'stage', 'maturity stage', 'maturity', 'current maturity', 'environment', 'current environment', 'env'],
  subject: ['component', 'component name', 'subject', 'agent', 'agent name', 'service', 'name'],
  version: ['version', 'current version', 'component version', 'agent version', 'release', 'tag'],
  since: ['since', 'promoted', 'promoted on', 'promotion date', 'deployed', 'deployed on'],
};

/** Which answer a label asks for, whatever its case. */
export const fieldOf = (label: string): Field | undefined =>
  (Object.keys(LABELS) as Field[]).find((field) => LABELS[field].includes(label.trim().toLowerCase()));

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

export interface Text {
  readonly config: Config;
  readonly file: string;
  /** The subject of the whole file, where somebody said so. */
  readonly said: string | undefined;
}

const LONGEST = 2_000;

export const sourceAt = ({ file }: Pick<Text, 'file'>, line: number): Source => ({ kind: 'maturity', file, line, deployment: null });

export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/** Without comments, which nobody sees, and fenced code, which only shows things: https://spec.commonmark.org/0.31.2/#fenced-code-blocks. */
export function linesOf(text: string): readonly Line[] {
  let fence: string | undefined;
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .split('\n')
    .flatMap((line, i) => {
      const [, mark = '', info = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
      const wasFenced = fence !== undefined;
      if (fence === undefined && mark !== '') fence = mark;
      else if (fence !== undefined && mark.startsWith(fence) && info.trim() === '') fence = undefined;
      return wasFenced || fence !== undefined ? [] : [{ number: i + 1, text: line.slice(0, LONGEST) }];
    });
}
