/** What holds for gates: one kind each, options that fit it, known roles, known names, sources that can be asked for every subject. */
import { nearest } from './config-nearest.ts';
import {
  asList,
  asMapping,
  type ConfigRule,
  isMapping,
  isText,
  named,
  type Outline,
  type Section,
  type Settings,
} from './config-outline.ts';
import { secondsOf } from './duration.ts';
import { findKind, GATE_KINDS, kindsIn } from './gates/index.ts';
import { EVERY, follow, gatesFor, gatesIn, verifiedFor, watchedFor } from './gates/merged.ts';
import { gateFindings } from './gates/problems.ts';
import { type Rehearsed, whyUnasked } from './gates/rehearsal.ts';
import type { Finding, Path } from './yaml-source.ts';

interface Gate {
  readonly path: Path;
  readonly own: Settings;
  /** What it inherits or changes; undefined where it is new. */
  readonly base: Settings | undefined;
  /** `own` with what it inherits or changes. */
  readonly settings: Settings;
  /** The gates around it. */
  readonly others: Readonly<Record<string, Settings>>;
  /** A gate of a subject that no environment has. */
  readonly isStray: boolean;
}

interface Around {
  readonly inherited: Settings;
  readonly others: Readonly<Record<string, Settings>>;
}

function readGates(written: unknown, path: Path, { inherited, others }: Around): readonly Gate[] {
  return Object.entries(asMapping(written)).flatMap(([name, own]) => {
    if (!isMapping(own)) return [];
    const base = Object.hasOwn(inherited, name) && isMapping(inherited[name]) ? inherited[name] : undefined;
    const isStray = path[0] === 'subjects' && base === undefined;
    return [{ path: [...path, name], own, base, settings: { ...base, ...own }, others, isStray }];
  });
}

/** Sections with gates of their own for what was deployed. */
const AFTER = ['verify', 'watch'] as const;
const isAfter = ([top, , section]: Path): boolean => top === 'environments' && AFTER.some((key) => key === section);

/** Of the environment that is extended, if any. */
const extended = ({ own }: Section, environments: readonly Section[]): Settings =>
  asMapping(environments.find(({ name }) => name === own['extends'])?.settings['gates']);

function gatesOf({ environments, subjects }: Outline): readonly Gate[] {
  const inEnvironments = environments.flatMap((section) => {
    const { own, settings, path } = section;
    const others = gatesIn(settings['gates']);
    const after = AFTER.flatMap((key) => readGates(asMapping(own[key])['gates'], [...path, key, 'gates'], { inherited: {}, others }));
    return [...readGates(own['gates'], [...path, 'gates'], { inherited: extended(section, environments), others }), ...after];
  });
  const everywhere: Settings = Object.assign({}, ...environments.map(({ settings }) => asMapping(settings['gates'])));
  const around = { inherited: everywhere, others: gatesIn(everywhere) };
  return [...inEnvironments, ...subjects.flatMap(({ own, path }) => readGates(own['gates'], [...path, 'gates'], around))];
}

/** A gate that got nothing from a misspelt `extends` lacks what it would have got. */
const missed = (path: Path): readonly Path[] => (path[0] === 'environments' ? [[...path.slice(0, 2), 'extends']] : []);

const gatesHaveOneKind: ConfigRule = (config) =>
  gatesOf(config).flatMap(({ path, own, base, settings, others, isStray }): readonly Finding[] => {
    const kinds = kindsIn(settings);
    if (isStray) return [{ code: 'unknown_gate', path, at: 'key', found: String(path.at(-1)), allowed: Object.keys(others), isName: true }];
    if (kinds.length === 1) return [];
    const isSaidAbove = base !== undefined && kindsIn(base).length === kinds.length;
    if (isSaidAbove) return [];
    if (kinds.length > 1) return [{ code: 'several_gate_kinds', path, at: 'key', found: kinds.join(', ') }];
    const misspelt = Object.keys(own).find((key) => !GATE_KINDS.includes(key) && nearest(key, GATE_KINDS) !== undefined);
    if (misspelt === undefined) return [{ code: 'no_gate_kind', path, at: 'key', allowed: GATE_KINDS, lacks: missed(path) }];
    const suggestion = nearest(misspelt, GATE_KINDS);
    const where = [...path, misspelt];
    return [{ code: 'no_gate_kind', path, where, at: 'key', found: misspelt, allowed: GATE_KINDS, suggestion, lacks: missed(path) }];
  });

/** What is wrong in what a gate changes or adds; what it inherits is said where that is written. */
const optionsFit: ConfigRule = (config) =>
  gatesOf(config).flatMap(({ path, own, base, settings, others, isStray }): readonly Finding[] => {
    const followed = follow(
      settings,
      others,
      [String(path.at(-1))].filter(() => !isAfter(path)),
    );
    if (!followed || isStray) return [];
    const above = base && follow(base, others);
    const known = new Set((above ? gateFindings(above, path) : []).map((finding) => JSON.stringify(finding)));
    return gateFindings(followed, path).filter((finding) => {
      const key = (finding.where ?? finding.path)[path.length];
      return !known.has(JSON.stringify(finding)) || (isText(key) && Object.hasOwn(own, key));
    });
  });

const signersAreRoles: ConfigRule = (config) => {
  const roles = named(config.roles);
  return gatesOf(config).flatMap(({ path, own }) =>
    asList(own['by']).flatMap((role, index): readonly Finding[] => {
      if (!isText(role) || roles.includes(role)) return [];
      return [{ code: 'unknown_role', path: [...path, 'by', index], found: role, allowed: roles, isName: true, lacks: [['roles']] }];
    }),
  );
};

/** A watched gate may repeat the gate of its own name; any other one would only point at itself. */
const usedGatesExist: ConfigRule = (config) =>
  gatesOf(config).flatMap(({ path, own, others }): readonly Finding[] => {
    const { use } = own;
    const names = Object.keys(others);
    const allowed = isAfter(path) ? names : names.filter((name) => name !== path.at(-1));
    if (!isText(use) || allowed.includes(use)) return [];
    return [{ code: 'unknown_gate', path: [...path, 'use'], found: use, allowed, isName: true, lacks: missed(path) }];
  });

/** Said once, at the first gate of the file that leads nowhere. */
const usesEnd: ConfigRule = (config) => {
  const isInCircle = ({ path, own, others }: Gate): boolean =>
    isText(own['use']) && own['use'] !== path.at(-1) && Object.hasOwn(others, own['use']) && follow(own, others) === undefined;
  const first = gatesOf(config).find(isInCircle);
  return first ? [{ code: 'use_in_circle', path: [...first.path, 'use'], found: String(first.own['use']) }] : [];
};

/** A gate that is locked is as it is, for every subject and in every environment that inherits it. */
const lockedGatesStay: ConfigRule = (config) =>
  gatesOf(config).flatMap(({ path, own, base }): readonly Finding[] =>
    base?.['locked'] === true && Object.keys(own).length > 0 ? [{ code: 'locked_gate', path, at: 'key', found: String(path.at(-1)) }] : [],
  );

/** Said once: at the first gate that cannot do without. */
const sectionsAreThere: ConfigRule = (config) => {
  const first = gatesOf(config).find(({ settings }) => {
    const section = findKind(kindsIn(settings)[0] ?? '')?.section;
    return section !== undefined && config.top[section] === undefined;
  });
  if (!first) return [];
  return [{ code: 'missing_section', path: first.path, at: 'key', facts: { section: 'prometheus' }, lacks: [['prometheus']] }];
};

const textsIn = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(asMapping(value)).flatMap(([key, text]) => (isText(text) ? [[key, text]] : [])));

function rehearsedFor({ name, own }: Section, to: string, from: string | undefined): Rehearsed {
  const kind = own['kind'] === 'agent' ? 'agent' : 'component';
  const paths = asList(own['paths']).filter(isText);
  const spec = isText(own['spec']) ? own['spec'] : undefined;
  return { subject: { name, kind, paths, labels: textsIn(own['labels']), spec }, from: from ?? null, to };
}

/** Inherited gates take no room in the file, and each is judged for each subject: a small file could keep everybody waiting for very long. */
const MOST_JUDGED = 100_000;

const namesIn = (section: unknown): readonly string[] => Object.keys(asMapping(asMapping(section)['gates']));

/** An environment without gates costs about as much as one with a gate. */
const judgedIn = ({ settings }: Section): number => Math.max(1, [settings, ...AFTER.map((key) => settings[key])].flatMap(namesIn).length);

const countJudged = ({ environments, subjects }: Outline): number =>
  environments.reduce((count, environment) => count + judgedIn(environment), 0) * subjects.length;

/** Every gate can be asked for every subject: labels and spec are there, and lead out of nothing. */
const sourcesCanBeFilled: ConfigRule = (config) => {
  const count = countJudged(config);
  if (count <= MOST_JUDGED) return unfilledIn(config);
  return [{ code: 'too_many_gates', path: ['subjects'], at: 'key', found: String(count), facts: { limit: String(MOST_JUDGED) } }];
};

const unfilledIn: ConfigRule = ({ environments, subjects }) =>
  subjects.flatMap((subject) => {
    const said = new Set<string>();
    return environments.flatMap(({ name: to, path, settings }, index) => {
      const about = rehearsedFor(subject, to, environments[index - 1]?.name);
      const both = [
        ...Object.entries(gatesFor(subject.own, settings)).map(([gate, own]) => ({ place: [...path, 'gates', gate], own })),
        ...Object.entries(watchedFor(subject.own, settings)).map(([gate, own]) => ({ place: [...path, 'watch', 'gates', gate], own })),
        ...Object.entries(verifiedFor(subject.own, settings)).map(([gate, own]) => ({ place: [...path, 'verify', 'gates', gate], own })),
      ];
      return both.flatMap(({ place, own }): readonly Finding[] => {
        const why = own['off'] === undefined && own['use'] === undefined ? whyUnasked(own, about) : undefined;
        const isNew = why !== undefined && !said.has(why);
        if (!isNew) return [];
        said.add(why);
        const lacks = ['labels', 'spec'].map((key) => [...subject.path, key]);
        return [{ code: 'unfilled_gate', path: place, at: 'key', found: subject.name, facts: { why }, lacks }];
      });
    });
  });

/** Nobody signs for a version that is running: that is what runs are for. */
const nobodySignsAfterwards: ConfigRule = (config) =>
  gatesOf(config).flatMap(({ path, settings, others }): readonly Finding[] =>
    isAfter(path) && follow(settings, others)?.['human'] !== undefined
      ? [{ code: 'signed_afterwards', path, at: 'key', found: String(path.at(-1)) }]
      : [],
  );

/** Gates of a watch are judged by a run, and somebody must say which. */
const watchesAreRun: ConfigRule = ({ environments }) =>
  environments.flatMap(({ own, settings, path }): readonly Finding[] => {
    const watch = asMapping(own['watch']);
    const hasGates = Object.keys(asMapping(watch['gates'])).length > 0;
    if (!hasGates || watch['workflow'] !== undefined || isText(asMapping(settings['verify'])['workflow'])) return [];
    return [{ code: 'watch_without_workflow', path: [...path, 'watch'], at: 'key', lacks: missed(path) }];
  });

/** A watch that ends before its first look has looked at nothing. */
const watchesLook: ConfigRule = ({ environments }) =>
  environments.flatMap(({ own, path }): readonly Finding[] => {
    const { for: lasts, every = EVERY, gates } = asMapping(own['watch']);
    const isTold = isText(lasts) && isText(every) && Object.keys(asMapping(gates)).length > 0;
    if (!isTold || !(secondsOf(every) > secondsOf(lasts))) return [];
    return [{ code: 'watch_too_short', path: [...path, 'watch', 'for'], found: lasts, facts: { every } }];
  });

export const GATE_RULES: readonly ConfigRule[] = [
  gatesHaveOneKind,
  optionsFit,
  signersAreRoles,
  usedGatesExist,
  usesEnd,
  lockedGatesStay,
  sectionsAreThere,
  sourcesCanBeFilled,
  nobodySignsAfterwards,
  watchesAreRun,
  watchesLook,
];
