/** Whether an environment, a role or a rule of approval asks for at least as much as the organisation does. */
import { alternatives, type Rule, toRule } from './approval-rule.ts';
import { caseless } from './config-nearest.ts';
import { asList, asMapping, isText, type Settings } from './config-outline.ts';
import { approvalSchema } from './config-schema.ts';
import { holdsAll, isNotLess, isSame, type Keeps, type Looser, looserGate, staysOff, staysOn } from './config-stricter-gate.ts';
import { EVERY, type Gates, gatesFor, gatesIn, verifiedFor, watchedFor } from './gates/merged.ts';
import type { Path } from './yaml-source.ts';

function ruleIn(written: unknown): Rule | undefined {
  const read = approvalSchema.safeParse(written);
  return read.success && read.data !== 'none' ? toRule(read.data) : undefined;
}

/** Whether these people are among those: one of each for one of each. */
function isAmong(some: readonly string[], all: readonly string[]): boolean {
  const left = [...all];
  return some.every((role) => {
    const at = left.indexOf(role);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}

/** Whoever satisfies the rule that is found satisfies the one that is kept. */
const implies: Keeps = (kept, found) => {
  const [rule, other] = [ruleIn(kept), ruleIn(found)];
  if (!rule) return true;
  if (!other) return false;
  const ways = alternatives(rule);
  return alternatives(other).every((way) => ways.some((enough) => isAmong(enough, way)));
};

/** Adding it is for the repository to do; what the organisation has written stays as it is. */
const isOpen: Keeps = (kept, found) => kept === undefined || isSame(kept, found);

const KEYS: Readonly<Record<string, Keeps>> = {
  aliases: (kept, found) => kept === undefined || holdsAll(kept, found),
  approval: implies,
  soak: (kept, found) => kept === undefined || isNotLess(kept, found),
  rollback_plan: staysOn,
  protected: staysOn,
  allow_skip: staysOff,
  newer: (kept = 'queue', found = 'queue') => kept === found,
  freeze: (kept, found) => kept === undefined || holdsAll(kept, found),
  deploy: isOpen,
};

/** What else is weakened with a key: gates that may be skipped, and a watch over what is not deployed any more. */
const SCOPES: Readonly<Record<string, readonly Path[]>> = {
  allow_skip: [['allow_skip'], ['gates']],
  deploy: [['deploy'], ['verify'], ['watch']],
};
/** Judged by their own keys. */
const APART = ['gates', 'verify', 'watch'];

function looserKeys(kept: Settings, found: Settings): readonly Looser[] {
  const keys = [...new Set([...Object.keys(kept), ...Object.keys(found)])].filter((key) => !APART.includes(key));
  return keys.flatMap((key): readonly Looser[] => {
    const keeps = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (isSame(kept[key], found[key]) || keeps?.(kept[key], found[key])) return [];
    return [{ path: [key], ...(Object.hasOwn(SCOPES, key) && { scopes: SCOPES[key] ?? [] }), kept: kept[key], found: found[key] }];
  });
}

const WATCH: Readonly<Record<string, Keeps>> = {
  for: isNotLess,
  every: (kept = EVERY, found = EVERY) => kept === found,
  on_fail: isOpen,
  workflow: isOpen,
  incidents: holdsAll,
};

/** Who else is judged by the workflow of `verify`: gates of a watch that names none. */
const judged = (section: 'verify' | 'watch', watch: Settings): readonly Path[] =>
  section === 'verify' && watch['gates'] !== undefined && watch['workflow'] === undefined ? [['verify'], ['watch']] : [[section]];

/** `verify` and `watch` may be added; where they are, each key counts. */
function looserAfter(section: 'verify' | 'watch', { [section]: kept, watch }: Settings, found: unknown): readonly Looser[] {
  if (kept === undefined) return [];
  const [before, now] = [asMapping(kept), asMapping(found)];
  // Gates that are there are judged by a workflow, be it that of `verify`.
  const isFixed = (key: string): boolean => section === 'verify' || (key === 'workflow' && before['gates'] !== undefined);
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((key) => key !== 'gates');
  return keys.flatMap((key): readonly Looser[] => {
    const keeps = !isFixed(key) && Object.hasOwn(WATCH, key) ? WATCH[key] : undefined;
    if (isSame(before[key], now[key]) || keeps?.(before[key], now[key])) return [];
    const scopes =
      key === 'workflow' ? judged(section, asMapping(watch)) : [[section, key], ...(key === 'incidents' ? [] : [[section, 'gates']])];
    return [{ path: [section, key], scopes, kept: before[key], found: now[key] }];
  });
}

/** A subject with nothing of its own. */
export const NOBODY: Settings = {};

/** Gates that are named stay; more may be added. */
function looserGates(path: Path, kept: Gates, found: Gates): readonly Looser[] {
  return Object.entries(kept).flatMap(([name, gate]) =>
    looserGate(gate, Object.hasOwn(found, name) ? found[name] : undefined).map(({ path: at, scopes, ...rest }) => ({
      ...rest,
      path: [...path, name, ...at],
      ...(scopes && { scopes: scopes.map((scope) => [...path, name, ...scope]) }),
    })),
  );
}

/** The settings of an environment, and what a subject makes of its gates. */
export interface Effective {
  readonly environment: Settings;
  readonly subject: Settings;
}

/** Where gates ask for less than they did, for one subject. */
export const looserForSubject = (kept: Effective, found: Effective): readonly Looser[] => [
  ...looserGates(['gates'], gatesFor(kept.subject, kept.environment), gatesFor(found.subject, found.environment)),
  ...looserGates(['verify', 'gates'], verifiedFor(kept.subject, kept.environment), verifiedFor(found.subject, found.environment)),
  ...looserGates(['watch', 'gates'], watchedFor(kept.subject, kept.environment), watchedFor(found.subject, found.environment)),
];

/** Where an environment asks for less than it did. */
export const looserEnvironment = (kept: Settings, found: Settings): readonly Looser[] => [
  ...looserKeys(kept, found),
  ...looserAfter('verify', kept, found['verify']),
  ...looserAfter('watch', kept, found['watch']),
  ...looserForSubject({ environment: kept, subject: NOBODY }, { environment: found, subject: NOBODY }),
];

/** Where somebody fills a role who did not. */
export const looserRole = (kept: Settings, found: Settings): readonly Looser[] =>
  ['teams', 'users'].flatMap((key): readonly Looser[] => {
    const known = asList(kept[key]).filter(isText).map(caseless);
    const isMore = asList(found[key]).some((one) => !isText(one) || !known.includes(caseless(one)));
    // Whoever comes in by one list is as much in the role as by the other.
    return isMore ? [{ path: [key], scopes: [[]], kept: kept[key], found: found[key] }] : [];
  });

/** Where a subject itself is another one. */
export const looserSubject = (kept: Settings, found: Settings): readonly Looser[] => [
  ...[...new Set([...Object.keys(kept), ...Object.keys(found)])]
    .filter((key) => key !== 'gates' && !isSame(kept[key], found[key]))
    .map((key) => ({ path: [key], kept: kept[key], found: found[key] })),
  ...looserGates(['gates'], gatesIn(kept['gates']), gatesIn(found['gates'])),
];
