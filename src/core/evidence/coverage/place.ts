/** Where the files of a report lie in the repository. */
import { ok, type Result } from '../../result.ts';
import type { CoveredFile } from '../evidence.ts';
import type { Unreadable } from '../format.ts';
import { type DetailedFile, fileTable } from './files.ts';
import { isAbsolute, plainPath } from './path.ts';

export interface Repository {
  /** Folders that reports were written in: `/builds/acme/tta`. Runners of GitHub are known. */
  readonly root?: readonly string[] | undefined;
  /** All files of the commit: names are found in it by their endings. */
  readonly tree?: readonly string[] | undefined;
}

/** Two files that may be one: without a tree only their names and lines say so. */
export interface Doubt {
  /** Named from the root of the repository. */
  readonly one: DetailedFile;
  readonly other: DetailedFile;
}

export interface Placed {
  readonly files: readonly DetailedFile[];
  /** What was united on a guess. */
  readonly doubts: readonly Doubt[];
}

/**
 * Gives every file its name in the repository; those that turn out to be one are united. What cannot be found keeps the report's name.
 *
 * Errors: `not_mergeable` when two counts without lines turn out to be of one file.
 */
export function placeFiles(files: readonly CoveredFile[], { root = [], tree }: Repository): Result<Placed, Unreadable> {
  const plain = files.map((file) => ({ ...file, path: plainPath(file.path, root) }));
  const find = tree === undefined ? withoutCommonRoot(plain) : inTree(plain, tree);
  const placed = united(plain.map((file) => ({ ...file, path: find(file.path) })));
  if (!placed.ok) return placed;
  const isGuessed = tree === undefined && plain.some(({ path }) => find(path) !== path);
  const apart = isGuessed ? united(plain) : ok([]);
  return apart.ok ? ok({ files: placed.value, doubts: doubtsIn(apart.value, find) }) : apart;
}

function united(files: readonly DetailedFile[]): Result<readonly DetailedFile[], Unreadable> {
  const table = fileTable();
  for (const file of files) {
    const added = table.add(file);
    if (!added.ok) return added;
  }
  return ok(table.all());
}

function doubtsIn(apart: readonly DetailedFile[], find: Find): readonly Doubt[] {
  const byPath = new Map(apart.map((file) => [file.path, file]));
  return apart.flatMap((other) => {
    const one = byPath.get(find(other.path));
    return one === undefined || one === other ? [] : [{ one, other }];
  });
}

type Find = (path: string) => string;

/** A name that says where it is rooted, if not in the repository: absolute, or Go's import path. */
export const isRooted = (path: string): boolean => isAbsolute(path) || /^[\w-]+(?:\.[\w-]+)+\/.*\.go$/.test(path);

/** `a/b/c` -> `['', 'a/b/c'], ['a', 'b/c'], ['a/b', 'c']` */
export function splitsOf(path: string): readonly (readonly [before: string, after: string])[] {
  const parts = path.split('/');
  return parts.map((_, n) => [parts.slice(0, n).join('/'), parts.slice(n).join('/')]);
}

function inTree(files: readonly CoveredFile[], tree: readonly string[]): Find {
  const known = new Set(tree);
  const byName = namesakes(tree);
  const roots = new Set<string>();
  for (const { path } of files) {
    const found = mayBeCut(path) ? splitsOf(path).find(([, after]) => after.includes('/') && known.has(after)) : undefined;
    if (found !== undefined) roots.add(found[0]);
  }
  return (path) => {
    if (known.has(path)) return path;
    // The name alone may be any file's, unless others are known to lie in the same root.
    const cut = mayBeCut(path)
      ? splitsOf(path).find(([before, after]) => known.has(after) && (after.includes('/') || roots.has(before)))
      : undefined;
    return cut?.[1] ?? extended(path, byName.get(baseName(path)) ?? []) ?? path;
  };
}

function namesakes(tree: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const path of tree) {
    const known = byName.get(baseName(path));
    if (known === undefined) byName.set(baseName(path), [path]);
    else known.push(path);
  }
  return byName;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const mayBeCut = (path: string): boolean => isRooted(path) || path.startsWith('../') || path.endsWith('.go');

/** The one file whose name ends so; of a module (`module/package/File.java`) the one in its folder. */
function extended(path: string, candidates: readonly string[]): string | undefined {
  const ending = candidates.filter((one) => one.endsWith(`/${path}`));
  if (ending.length > 0) return ending.length === 1 ? ending[0] : undefined;
  const [module, ...rest] = path.split('/');
  const inModule = candidates.filter((one) => rest.length > 1 && one.startsWith(`${module}/`) && one.endsWith(`/${rest.join('/')}`));
  return inModule.length === 1 ? inModule[0] : undefined;
}

/**
 * Without a tree: where one part names its files from the root of a machine and another from that of the repository, the difference is where
 * the repository lay, if the files of one ending have the same lines.
 */
function withoutCommonRoot(files: readonly CoveredFile[]): Find {
  const relative = new Map(files.filter(({ path }) => path !== '' && !isRooted(path)).map((file) => [file.path, file]));
  const votes = new Map<string, number>();
  for (const file of relative.size === 0 ? [] : files.filter(({ path }) => isRooted(path)))
    for (const [before, after] of splitsOf(file.path)) {
      const same = relative.get(after);
      if (same === undefined || before === '') continue;
      votes.set(before, areAlike(file, same) ? (votes.get(before) ?? 0) + 1 : Number.NEGATIVE_INFINITY);
    }
  const [root, count] = [...votes].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0]);
  return (path) => (count > 0 && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path);
}

/** Whether four fifths of the lines are lines of both. */
function areAlike(one: CoveredFile, other: CoveredFile): boolean {
  const { hits } = other;
  if (one.hits === undefined || hits === undefined) return one.total === other.total;
  let both = 0;
  one.hits.forEach((count, line) => {
    if (count >= 0 && (hits[line] ?? -1) >= 0) both++;
  });
  return both * 5 >= Math.max(one.total, other.total) * 4;
}
