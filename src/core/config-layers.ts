/** Two settings files as one: that of a repository laid over that of its organisation. */
import { isMapping, layOver, type Settings } from './config-outline.ts';
import { type Finding, type Path, type Source, valueAt } from './yaml-source.ts';

/** Where named things stand; they are merged by their names. */
const NAMED = ['roles', 'environments', 'subjects'] as const;

/**
 * The repository wins key by key, as an environment wins over the one it extends; lists and single values are replaced. What is named only here
 * comes after what the organisation names.
 */
export function layered(repository: Source, organization: Source): Pick<Source, 'value' | 'keys'> {
  const { extends: _extends, ...own } = settingsOf(repository);
  const { locked: _locked, ...base } = settingsOf(organization);
  const merged = NAMED.flatMap((key) =>
    own[key] === undefined && base[key] === undefined ? [] : [[key, sectionsOf(base[key], own[key])] as const],
  );
  const keys = (path: Path): readonly string[] => {
    const theirs = organization.keys(path);
    return [...theirs, ...repository.keys(path).filter((key) => !theirs.includes(key))];
  };
  return { value: { ...base, ...own, ...Object.fromEntries(merged) }, keys };
}

const settingsOf = ({ value }: Source): Settings => (isMapping(value) ? value : {});

/** A bare name adds nothing, so that it takes nothing away either. */
function sectionsOf(base: unknown, own: unknown): unknown {
  if (!isMapping(base) || !isMapping(own)) return own ?? base;
  const merged = Object.entries(own).map(([name, section]) => {
    const below = Object.hasOwn(base, name) ? base[name] : undefined;
    return [name, isMapping(below) && isMapping(section) ? layOver(below, section) : (section ?? below ?? null)] as const;
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/** The path is that of the organisation first: nothing is put between, and nothing is turned around. */
export function orderFindings(repository: Source, { keys }: Pick<Source, 'keys'>): readonly Finding[] {
  const path = keys(['environments']);
  const own = repository.keys(['environments']);
  const index = own.findIndex((name, at) => path.indexOf(name) > path.indexOf(own[at + 1] ?? name));
  const [early = '', later = ''] = own.slice(index);
  if (index === -1) return [];
  return [{ code: 'environment_order', path: ['environments', early], at: 'key', found: early, facts: { later, order: path.join(', ') } }];
}

/** How much of a path stands in a file. */
function depthIn({ value }: Source, path: Path): number {
  const missing = path.findIndex((_, index) => valueAt(value, path.slice(0, index + 1)) === undefined);
  return missing === -1 ? path.length : missing;
}

/** Whether the whole path stands in a file. */
export const stands = (source: Source, path: Path): boolean => depthIn(source, path) === path.length;

/** Whether a finding about both is to be mended in the file of the organisation: it has more of the place. */
export const isBelow = ({ path, where = path }: Finding, repository: Source, organization: Source): boolean =>
  depthIn(organization, where) > depthIn(repository, where);
