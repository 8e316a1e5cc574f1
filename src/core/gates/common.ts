/** The keys every gate may have, whatever it measures, and those that depend on what it measures. */
import { type Compare, compare } from './compare.ts';
import type { AnyKind } from './kind.ts';
import type { Settings } from './merged.ts';
import { duration } from './values.ts';

/** Their shapes are in `config-schema.ts`. */
const ALWAYS: readonly string[] = ['required', 'locked', 'off'];

export const maxAge = duration();

/** The keys a gate of this kind may have beside its own. */
export const commonKeys = ({ ages, compares }: Pick<AnyKind, 'ages' | 'compares'>): readonly string[] => [
  ...ALWAYS,
  ...(ages ? ['max_age'] : []),
  ...(compares ? ['compare'] : []),
];

/** The keys that are the kind's own. */
export const ownKeys = (settings: Settings, kind: AnyKind): Settings => {
  const common = commonKeys(kind);
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !common.includes(key)));
};

export interface Common {
  readonly required: boolean;
  readonly off: string | undefined;
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly compare: Compare | undefined;
}

/** Of settings that were checked when the config was read. */
export function commonOf(settings: Settings): Common {
  const age = maxAge.safeParse(settings['max_age']);
  const compared = compare.safeParse(settings['compare']);
  return {
    required: settings['required'] !== false,
    off: typeof settings['off'] === 'string' ? settings['off'] : undefined,
    maxAge: age.success ? age.data : undefined,
    compare: compared.success ? compared.data : undefined,
  };
}
