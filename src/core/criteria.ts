/** Conditions that people attest to: the `human` gates of an environment, for one subject. */
import { gatesFor, type Settings } from './gates/merged.ts';
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
}

/** The criteria in file order. A gate the subject switches off is left out; keys of the subject override those of the environment. */
export function criteriaOf({ subject, environment }: Pick<Candidate | Named, 'subject' | 'environment'>): readonly Criterion[] {
  return effectiveGates({ subject, environment }).flatMap(([name, gate]) => {
    if (typeof gate['human'] !== 'string' || gate['off'] !== undefined) return [];
    const by = Array.isArray(gate['by']) ? gate['by'].filter((role) => typeof role === 'string') : [];
    return [
      {
        name,
        text: gate['human'],
        by,
        required: gate['required'] !== false,
        self: gate['self'] === true,
        evidence: gate['evidence'] !== undefined,
      },
    ];
  });
}

/** Gates that only a run can judge. */
export const measuredGates = (named: Pick<Named, 'subject' | 'environment'>): readonly string[] =>
  effectiveGates(named).flatMap(([name, gate]) => (gate['human'] === undefined && gate['off'] === undefined ? [name] : []));

/** The gates that hold for a subject on its way into an environment: those of the target, key by key overridden by the subject. */
export const effectiveGates = ({
  subject,
  environment,
}: Pick<Named, 'subject' | 'environment'>): readonly (readonly [string, Settings])[] =>
  Object.entries(gatesFor(subject.settings, environment.settings));
