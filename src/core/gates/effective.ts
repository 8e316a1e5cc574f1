/** The gates of one subject on its way into one environment, resolved: `extends`, what the subject overrides, `use`, `compare`. */
import type { Config, Environment, Subject } from '../config.ts';
import { commonOf, ownKeys } from './common.ts';
import type { Compare } from './compare.ts';
import { error } from './finding.ts';
import { findKind, kindsIn } from './index.ts';
import type { AnyKind, Gate } from './kind.ts';
import { gatesFor, gatesIn, type Settings, verifiedFor, watchedFor } from './merged.ts';
import { earlier } from './promql.ts';

export interface EffectiveGate {
  readonly name: string;
  readonly kind: string;
  readonly required: boolean;
  /** Why it is switched off; then it is neither asked for nor judged. */
  readonly off?: string;
  readonly gate: Gate;
  /** The environment whose rules brought it in, or changed it last. */
  readonly rule: string;
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly compare: Comparison | undefined;
}

export interface Comparison extends Compare {
  /** What it is compared with, where that is measured now; undefined for the last promotion. */
  readonly base: Gate | undefined;
}

interface Place {
  readonly config: Config;
  readonly subject: Subject;
  readonly environment: Environment;
}

/** In the order of the file: those of the environment that is extended first. */
export const effectiveGates = (place: Place): readonly EffectiveGate[] => {
  const { config, subject, environment } = place;
  return Object.entries(gatesFor(subject.settings, environment.settings)).map(([name, settings]) =>
    effective(name, settings, ruleOf(config, environment, name)),
  );
};

/** What is watched after the promotion, in the order of the file. */
export const watchedGates = ({ subject, environment }: Omit<Place, 'config'>): readonly EffectiveGate[] =>
  Object.entries(watchedFor(subject.settings, environment.settings)).map(([name, settings]) => effective(name, settings, environment.name));

/** What a version that was deployed has to meet, in the order of the file. */
export const verifiedGates = ({ subject, environment }: Omit<Place, 'config'>): readonly EffectiveGate[] =>
  Object.entries(verifiedFor(subject.settings, environment.settings)).map(([name, settings]) =>
    effective(name, settings, environment.name),
  );

/** What gates are for: to enter an environment, to count as working there, to stay there. */
export type Purpose = 'gates' | 'verify' | 'watch';

export const gatesOfPurpose = (purpose: Purpose, place: Place): readonly EffectiveGate[] =>
  purpose === 'gates' ? effectiveGates(place) : purpose === 'verify' ? verifiedGates(place) : watchedGates(place);

/** An inherited gate is the very object of the environment it comes from; `extends` makes a new one only where keys are written. */
function ruleOf({ environments }: Config, environment: Environment, name: string): string {
  const own = gatesIn(environment.settings['gates'])[name];
  return environments.find(({ settings }) => gatesIn(settings['gates'])[name] === own)?.name ?? environment.name;
}

function effective(name: string, settings: Settings, rule: string): EffectiveGate {
  const { required, off, maxAge, compare } = commonOf(settings);
  const [found = 'use'] = kindsIn(settings);
  const kind = findKind(found);
  const gate = (kind && gateOf(kind, settings)) ?? broken(found, name);
  return {
    name,
    kind: found,
    required,
    ...(off !== undefined && { off }),
    gate,
    rule,
    maxAge,
    compare: compare && { ...compare, base: kind && baseOf(kind, settings, compare) },
  };
}

function gateOf(kind: AnyKind, settings: Settings): Gate | undefined {
  const gate = kind.gate(ownKeys(settings, kind));
  return gate.ok ? gate.value : undefined;
}

/** The config is checked when it is read, so this is never seen; it must not be a pass either. */
const broken = (kind: string, name: string): Gate => ({
  kind,
  needs: () => [],
  judge: () => error(`the gate ${name} is not set up right; promotion-bot config check says how to mend it`),
  signers: undefined,
});

/** The same gate with another source. */
function baseOf(kind: AnyKind, settings: Settings, { file, query, offset }: Compare): Gate | undefined {
  const own = settings[kind.kind];
  const source = file ?? query ?? (offset !== undefined && typeof own === 'string' ? earlier(own, offset) : undefined);
  if (source === undefined) return undefined;
  return gateOf(kind, { ...settings, [kind.kind]: source });
}
