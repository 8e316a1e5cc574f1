/** What an organisation has locked, and where a repository would loosen it: judged by what comes out in the end, by whichever way. */
import { rolesOf, toRule } from './approval-rule.ts';
import { isOverlapping, pathIn, pathsIn } from './config-locked-path.ts';
import { nearest } from './config-nearest.ts';
import { asList, asMapping, isText, type Outline, type Section, type Settings } from './config-outline.ts';
import { approvalSchema } from './config-schema.ts';
import { type Effective, looserEnvironment, looserForSubject, looserRole, looserSubject, NOBODY } from './config-stricter.ts';
import { isSame, type Looser } from './config-stricter-gate.ts';
import { gatesFor, gatesIn } from './gates/merged.ts';
import { type Finding, type Path, valueAt } from './yaml-source.ts';

const MOST_MEANT = 20;

/** What is locked, by the words that lock it. */
interface Lock {
  readonly path: Path;
  readonly words: string;
}

/** What can be locked: environments with what they inherit, and everything else as it is written. */
function lockable({ top, environments }: Outline): Settings {
  const { version: _version, locked: _locked, ...rest } = top;
  return { ...rest, environments: Object.fromEntries(environments.map(({ name, settings }) => [name, settings])) };
}

/** Paths that are locked and lead nowhere: then nothing would be locked. */
export function lockFindings(organization: Outline): readonly Finding[] {
  const all = lockable(organization);
  const written = asList(organization.top['locked']).map((words, index) => ({ words, path: ['locked', index] }));
  const lost = written.flatMap(({ words, path }) => (isText(words) && words !== '' && !pathIn(all, words) ? [{ words, path }] : []));
  const known = lost.length > 0 ? pathsIn(all) : [];
  return lost.map(({ words, path }, index) => ({
    code: 'locked_nowhere',
    path,
    found: words,
    // To look for what was meant takes time, and more are not shown.
    suggestion: index < MOST_MEANT ? nearest(words, known) : undefined,
  }));
}

/** As written, gates that lock themselves, and the roles of the organisation that what is locked names. */
function locksOf(organization: Outline): readonly Lock[] {
  const all = lockable(organization);
  const written = asList(organization.top['locked']).flatMap((words): readonly Lock[] => {
    const path = isText(words) ? pathIn(all, words) : undefined;
    return path ? [{ path, words: String(words) }] : [];
  });
  const inPath = organization.environments.flatMap(({ path, settings }) =>
    [[], ['verify'], ['watch']].flatMap((section) => lockedIn([...path, ...section], valueAt(settings, section))),
  );
  const found = [...written, ...inPath, ...organization.subjects.flatMap(({ path, own }) => lockedIn(path, own))];
  const locks = [...new Map(found.map((lock) => [JSON.stringify(lock.path), lock])).values()];
  return [...locks, ...organization.environments.flatMap((environment) => rolesLocked(environment, organization, locks))];
}

/** Gates there that lock themselves. */
const lockedIn = (base: Path, section: unknown): readonly Lock[] =>
  Object.entries(gatesIn(asMapping(section)['gates'])).flatMap(([gate, { locked }]): readonly Lock[] => {
    const path = [...base, 'gates', gate];
    return locked === true ? [{ path, words: path.join('.') }] : [];
  });

/** Somewhere roles are named, and the paths that lock it. */
interface Naming {
  readonly paths: readonly Path[];
  readonly names: readonly unknown[];
}

/** Who signs for a subject, where its gates or those of the environment say so. */
function signing({ name, settings }: Section, { subjects }: Outline): readonly Naming[] {
  const base = ['environments', name, 'gates'];
  const everywhere = Object.entries(gatesIn(settings['gates'])).map(([gate, { by }]) => ({ paths: [[...base, gate]], names: asList(by) }));
  const forSubjects = subjects.flatMap((subject) =>
    Object.entries(gatesFor(subject.settings, settings)).map(([gate, { by }]) => ({
      paths: [
        [...base, gate],
        ['subjects', subject.name, 'gates', gate],
      ],
      names: asList(by),
    })),
  );
  return [...everywhere, ...forSubjects];
}

/** Whoever may join a role decides what it decides. Roles that the organisation leaves to the repository are its own. */
function rolesLocked(environment: Section, organization: Outline, locks: readonly Lock[]): readonly Lock[] {
  const { name, settings } = environment;
  const approval = approvalSchema.safeParse(settings['approval']);
  const approving = approval.success && approval.data !== 'none' ? rolesOf(toRule(approval.data)) : [];
  const named: readonly Naming[] = [
    { paths: [['environments', name, 'approval']], names: approving },
    { paths: [['environments', name, 'rollback']], names: asList(asMapping(settings['rollback'])['by']) },
    ...signing(environment, organization),
  ];
  return named.flatMap(({ paths, names }) => {
    const lock = locks.find(({ path }) => paths.some((one) => isOverlapping(path, one)));
    const theirs = organization.roles.filter((role) => names.includes(role.name));
    return lock ? theirs.map((role) => ({ path: ['roles', role.name], words: lock.words })) : [];
  });
}

/** Something looser, in the whole. */
interface Found extends Omit<Looser, 'scopes'> {
  readonly scopes: readonly Path[];
  /** Where it may have been written as well: what is looser for a subject may come from an environment. */
  readonly through?: Path;
}

const within = (base: Path, { path, scopes = [path], ...rest }: Looser): Found => ({
  ...rest,
  path: [...base, ...path],
  scopes: scopes.map((scope) => [...base, ...scope]),
});

/** The last environment never skips its gates; another one above it would let it. */
const ofPath = ({ environments }: Outline): readonly Section[] =>
  environments.map((section, index) => {
    const { allow_skip: _never, ...settings } = section.settings;
    return index === environments.length - 1 ? { ...section, settings } : section;
  });

const ownOf = (sections: readonly Section[], name: string): Settings => sections.find((one) => one.name === name)?.settings ?? NOBODY;

/** Of each environment by itself, and then only what a subject of its own makes of it, or what it makes of a subject of the organisation. */
function looserPath(organization: Outline, whole: Outline, locks: readonly Lock[]): readonly Found[] {
  const found = ofPath(whole);
  const isSubjectLocked = locks.some(({ path: [top] }) => top === 'subjects');
  const guarded = ofPath(organization).filter((section) => isSubjectLocked || locks.some(({ path }) => isOverlapping(path, section.path)));
  return guarded.flatMap(({ name, path, settings: kept }) => {
    const settings = ownOf(found, name);
    const everywhere = looserEnvironment(kept, settings);
    const known = new Set(everywhere.map((one) => JSON.stringify(one)));
    const isKnown = (one: Looser): boolean => known.has(JSON.stringify(one));
    const changing = whole.subjects.filter(({ settings: own }) => own['gates'] !== undefined);
    const forSubjects = changing.flatMap(({ name: subject, settings: own }) => {
      const before: Effective = { environment: kept, subject: ownOf(organization.subjects, subject) };
      return looserForSubject(before, { environment: settings, subject: own }).map((one): Found => {
        const { path: through, scopes, ...rest } = within(path, one);
        const place = ['subjects', subject, ...one.path.slice(one.path.indexOf('gates'))];
        return { ...rest, path: place, through, scopes: [...(isKnown(one) ? [] : scopes), ...subjectScopes(one, subject, before.subject)] };
      });
    });
    return [...everywhere.map((one) => skipping(within(path, one), organization)), ...forSubjects];
  });
}

/** Which gates that a subject names itself are weakened, in whichever environment that happens. */
const subjectScopes = ({ path, scopes = [path] }: Looser, subject: string, { gates }: Settings): readonly Path[] =>
  path[0] !== 'gates'
    ? []
    : scopes.filter(([, gate]) => Object.hasOwn(gatesIn(gates), String(gate))).map((scope) => ['subjects', subject, ...scope]);

/** Gates that may be skipped are so for every subject. */
function skipping(one: Found, { subjects }: Outline): Found {
  const own = one.path.at(-1) === 'allow_skip' ? subjects.filter(({ own: { gates } }) => gates !== undefined) : [];
  return { ...one, scopes: [...one.scopes, ...own.map(({ path }) => [...path, 'gates'])] };
}

/** Everything in which the whole is not known to be as strict as the organisation's file alone. */
function looserIn(organization: Outline, whole: Outline, locks: readonly Lock[]): readonly Found[] {
  const added = (['roles', 'environments', 'subjects'] as const).flatMap((key) =>
    whole[key]
      .filter(({ name }) => !organization[key].some((one) => one.name === name))
      .map(({ path, own }): Found => ({ path, scopes: [path], kept: undefined, found: own })),
  );
  const roles = organization.roles.flatMap(({ name, path, own }) =>
    looserRole(own, ownOf(whole.roles, name)).map((one) => within(path, one)),
  );
  const subjects = organization.subjects.flatMap(({ name, path, own }) =>
    looserSubject(own, ownOf(whole.subjects, name)).map((one) => within(path, one)),
  );
  const { version: _version, locked: _locked, roles: _roles, environments: _path, subjects: _subjects, ...rest } = organization.top;
  const others = Object.keys(rest)
    .filter((key) => !isSame(rest[key], whole.top[key]))
    .map((key): Found => ({ path: [key], scopes: [[key]], kept: rest[key], found: whole.top[key] }));
  return [...added, ...roles, ...looserPath(organization, whole, locks), ...subjects, ...others];
}

/**
 * Where the whole loosens what is locked. Both files are right by themselves, and together.
 * @param isOwn whether a path stands in the repository's file.
 */
export function looseningFindings(organization: Outline, whole: Outline, isOwn: (path: Path) => boolean): readonly Finding[] {
  const locks = locksOf(organization);
  const findings = looserIn(organization, whole, locks).flatMap(({ path, through, scopes, kept, found }): readonly Finding[] => {
    const lock = locks.find((one) => scopes.some((scope) => isOverlapping(one.path, scope)));
    if (!lock) return [];
    const isInSubject = isOwn(path) || !through || (!isOwn(through) && isOwn(path.slice(0, 4)));
    const where = culprit(isInSubject ? path : through, whole, isOwn);
    return [{ code: 'loosens_locked', path, where, at: 'key', found: shown(found), facts: { lock: lock.words, kept: shown(kept) } }];
  });
  // One line of a subject may do it in every environment.
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** The line that did it: there, in what it is inherited from, or where something else is extended. */
function culprit(path: Path, { environments }: Outline, isOwn: (path: Path) => boolean): Path {
  const [top, first, ...rest] = path;
  const above = path.map((_, index) => path.slice(0, path.length - index));
  if (top !== 'environments' || isOwn(path)) return above.find(isOwn) ?? ['extends'];
  const trail: string[] = [];
  for (let name: unknown = first; isText(name) && !trail.includes(name); ) {
    trail.push(name);
    name = environments.find((one) => one.name === trail.at(-1))?.own['extends'];
  }
  const ways = [rest, ...(rest.includes('gates') ? [rest.slice(rest.indexOf('gates'))] : []), ['extends']];
  const places = ways.flatMap((way) => trail.map((name) => ['environments', name, ...way]));
  return places.find(isOwn) ?? above.find(isOwn) ?? ['extends'];
}

/** What stands there, as short as it can be written. */
const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
