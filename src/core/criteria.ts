/** Conditions that people attest to: the `human` gates of an environment, for one subject. */
import { commonOf } from './gates/common.ts';
import { gatesFor, type Settings } from './gates/merged.ts';
import type { Instant, Signature } from './promotion.ts';
import type { Candidate, Named } from './rule.ts';

export interface Criterion {
  readonly name: string;
  /** What is attested, as the config words it. */
  readonly text: string;
  /** Roles that may sign. */
  readonly by: readonly string[];
  readonly required: boolean;
  /** Whether the requester's own word counts. */
  readonly self: boolean;
  /** Whether a signature must bring a link or the like. */
  readonly evidence: boolean;
  /** Seconds after which a word has to be given again. */
  readonly maxAge: number | undefined;
}

/** The criteria in file order. A gate the subject switches off is left out; keys of the subject override those of the environment. */
export function criteriaOf({ subject, environment }: Pick<Candidate | Named, 'subject' | 'environment'>): readonly Criterion[] {
  return effectiveGates({ subject, environment }).flatMap(([name, gate]) => {
    const { required, off, maxAge } = commonOf(gate);
    if (typeof gate['human'] !== 'string' || off !== undefined) return [];
    const by = Array.isArray(gate['by']) ? gate['by'].filter((role) => typeof role === 'string') : [];
    return [
      {
        name,
        text: gate['human'],
        by,
        required,
        self: gate['self'] === true,
        evidence: gate['evidence'] !== undefined,
        maxAge,
      },
    ];
  });
}

/** Whether a word that was given is not too old at this moment. */
export const isFresh = ({ maxAge }: Criterion, { at }: Pick<Signature, 'at'>, now: Instant): boolean =>
  maxAge === undefined || Date.parse(now) - Date.parse(at) <= maxAge * 1000;

/** Gates that only a run can judge. */
export const measuredGates = (named: Pick<Named, 'subject' | 'environment'>): readonly string[] =>
  effectiveGates(named).flatMap(([name, gate]) => (gate['human'] === undefined && gate['off'] === undefined ? [name] : []));

/** The gates that hold for a subject on its way into an environment: those of the target, key by key overridden by the subject. */
export const effectiveGates = ({
  subject,
  environment,
}: Pick<Named, 'subject' | 'environment'>): readonly (readonly [string, Settings])[] =>
  Object.entries(gatesFor(subject.settings, environment.settings));
