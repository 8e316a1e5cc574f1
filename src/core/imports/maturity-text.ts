/** The words and lines of a MATURITY.md. */
import type { Config } from '../config.ts';
import { undecorated } from '../request-text.ts';
import type { Source } from './found.ts';

export type Field = 'stage' | 'subject' | 'version' | 'since';

const LABELS: Readonly<Record<Field, readonly string[]>> = {
  stage: ['current stage', 'stage', 'maturity stage', 'maturity', 'current maturity', 'environment', 'current environment'],
  subject: ['component', 'component name', 'subject', 'agent', 'agent name', 'name'],
  version: ['version', 'current version', 'component version', 'agent version', 'release', 'tag'],
  since: ['since', 'promoted', 'promoted on', 'promotion date', 'deployed', 'deployed on'],
};

/** Which answer a label asks for, whatever its case. */
export const fieldOf = (label: string): Field | undefined =>
  (Object.keys(LABELS) as Field[]).find((field) => LABELS[field].includes(label.trim().toLowerCase()));

/** An answer without emphasis, emoji and remarks in brackets; what links is its text. */
export const bareAnswer = (written: string): string =>
  undecorated(undecorated(written.replaceAll(/\[([^[\]]*)\]\([^()]*\)/g, '$1').trim()).replace(/\s*\([^()]*\)\s*$/, ''));

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

/** Without fenced code, which only shows things. */
export function linesOf(text: string): readonly Line[] {
  let isFenced = false;
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .flatMap((line, i) => {
      const isFence = /^\s*(```|~~~)/.test(line);
      if (isFence) isFenced = !isFenced;
      return isFence || isFenced ? [] : [{ number: i + 1, text: line.slice(0, LONGEST) }];
    });
}
