/** What holds for gates already: one kind each, known roles, known names. What is inside a kind is judged where the gate is run. */
import { nearest } from './config-nearest.ts';
import { asList, asMapping, type ConfigRule, isMapping, isText, named, type Outline, type Settings } from './config-outline.ts';
import { GATE_KINDS } from './config-schema.ts';
import type { Finding, Path } from './yaml-source.ts';

interface Gate {
  readonly path: Path;
  readonly own: Settings;
  /** `own` with what it inherits or changes. */
  readonly settings: Settings;
  /** Names of the gates around it. */
  readonly others: readonly string[];
  /** A gate of a subject that no environment has: without a kind it changes nothing. */
  readonly isStray: boolean;
}

interface Around {
  readonly inherited: Settings;
  readonly others: readonly string[];
}

function readGates(written: unknown, path: Path, { inherited, others }: Around): readonly Gate[] {
  return Object.entries(asMapping(written)).flatMap(([name, own]) => {
    if (!isMapping(own)) return [];
    const isStray = path[0] === 'subjects' && !Object.hasOwn(inherited, name);
    return [{ path: [...path, name], own, settings: { ...asMapping(inherited[name]), ...own }, others, isStray }];
  });
}

function gatesOf({ environments, subjects }: Outline): readonly Gate[] {
  const inEnvironments = environments.flatMap(({ own, settings, path }) => {
    const inherited = asMapping(settings['gates']);
    const others = Object.keys(inherited);
    const watched = readGates(asMapping(own['watch'])['gates'], [...path, 'watch', 'gates'], { inherited: {}, others });
    return [...readGates(own['gates'], [...path, 'gates'], { inherited, others }), ...watched];
  });
  const everywhere: Settings = Object.assign({}, ...environments.map(({ settings }) => asMapping(settings['gates'])));
  const around = { inherited: everywhere, others: Object.keys(everywhere) };
  return [...inEnvironments, ...subjects.flatMap(({ own, path }) => readGates(own['gates'], [...path, 'gates'], around))];
}

/** `http` compares the answer with `json`, so there it is no second kind. */
const kindsOf = (gate: Settings): readonly string[] =>
  GATE_KINDS.filter((kind) => Object.hasOwn(gate, kind) && !(kind === 'json' && Object.hasOwn(gate, 'http')));

const gatesHaveOneKind: ConfigRule = (config) =>
  gatesOf(config).flatMap(({ path, own, settings, others, isStray }): readonly Finding[] => {
    const kinds = kindsOf(settings);
    if (kinds.length === 1) return [];
    if (kinds.length > 1) return [{ code: 'several_gate_kinds', path, at: 'key', found: kinds.join(', ') }];
    const misspelt = Object.keys(own).find((key) => nearest(key, GATE_KINDS) !== undefined);
    if (misspelt !== undefined) {
      const suggestion = nearest(misspelt, GATE_KINDS);
      return [{ code: 'no_gate_kind', path, where: [...path, misspelt], at: 'key', found: misspelt, allowed: GATE_KINDS, suggestion }];
    }
    const name = String(path.at(-1));
    if (isStray) return [{ code: 'unknown_gate', path, at: 'key', found: name, allowed: others, isName: true }];
    return [{ code: 'no_gate_kind', path, at: 'key', allowed: GATE_KINDS }];
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
    const allowed = path[2] === 'watch' ? others : others.filter((name) => name !== path.at(-1));
    if (!isText(use) || allowed.includes(use)) return [];
    return [{ code: 'unknown_gate', path: [...path, 'use'], found: use, allowed, isName: true }];
  });

export const GATE_RULES: readonly ConfigRule[] = [gatesHaveOneKind, signersAreRoles, usedGatesExist];
