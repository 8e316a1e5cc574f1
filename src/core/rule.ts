/** A condition of promoting, as data and a pure judgement: one file each in `rules/`, one line each in its table. */
import type { Config, Environment, Subject } from './config.ts';
import type { Facts } from './facts.ts';
import type { Problem } from './problem.ts';
import type { Instant, Request } from './promotion.ts';
import type { Lookup, SeenCommit } from './seen.ts';

/** The request with its names found in the config. */
export interface Named {
  readonly request: Request;
  readonly config: Config;
  readonly subject: Subject;
  readonly environment: Environment;
  readonly below: Environment | undefined;
}

/** ... and its version found in the repository. */
export interface Candidate extends Named {
  readonly commit: SeenCommit;
  /** As people name it: the tag, or the short SHA. */
  readonly version: string;
  /** The tag it was found by. */
  readonly tag: string | undefined;
}

/** Something that is in order, by code and facts; the words are made in `views/checks.ts`. */
export interface Met {
  readonly kind: 'met';
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
  /** Where the evidence stands. */
  readonly url?: string;
}

/** Something that people have to mend before anything goes on. */
export interface Mend {
  readonly kind: 'mend';
  readonly problem: Problem;
}

/** Something that only time or another release of this bot changes: the promotion waits and says so. */
export interface Wait {
  readonly kind: 'wait';
  readonly problem: Problem;
  /** When it opens by itself; undefined when that cannot be told. */
  readonly opensAt: Instant | undefined;
  /** Whether it stands before the approval or between approval and PROMOTED. */
  readonly before: 'approval' | 'completion';
  /** Gates are run while this is waited for. */
  readonly beside?: true;
}

export type Finding = Met | Mend | Wait;

export interface Rule {
  readonly name: string;
  /** What must be seen to judge it; nothing when left out. */
  readonly needs?: (named: Named) => Partial<Pick<Lookup, 'branchHolds' | 'releases' | 'issues' | 'paths' | 'records'>>;
  /** No finding says that the rule does not apply. */
  readonly judge: (candidate: Candidate, facts: Facts) => readonly Finding[];
}

export const met = (code: string, facts: Readonly<Record<string, string>> = {}, url?: string): readonly Met[] => [
  { kind: 'met', code, facts, ...(url === undefined ? {} : { url }) },
];
export const mend = (problem: Problem): readonly Mend[] => [{ kind: 'mend', problem }];
