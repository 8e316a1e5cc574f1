/** The part of a report that lies in a component's paths. */
import picomatch from 'picomatch';
import { isRooted, splitsOf } from './place.ts';

interface Named {
  readonly path: string;
}

/**
 * The files that globs from the root of the repository match: `src/agent/**`. Where nobody could say where a machine had the repository,
 * it is taken to have lain where most of the files match; a copy elsewhere on it does not count.
 */
export function filesIn<F extends Named>(files: readonly F[], globs: readonly string[], isPlaced: boolean): readonly F[] {
  const isIn = picomatch(
    globs.map((glob) => (glob.endsWith('/') ? `${glob}**` : glob)),
    { dot: true, windows: false },
  );
  const direct = files.filter(({ path }) => path !== '' && isIn(path) && !isRooted(path));
  const rooted = isPlaced ? [] : files.filter(({ path }) => isRooted(path));
  const byRoot = new Map<string, F[]>();
  for (const file of rooted)
    for (const [before, after] of splitsOf(file.path)) {
      if (!isIn(after)) continue;
      const found = byRoot.get(before);
      if (found === undefined) byRoot.set(before, [file]);
      else found.push(file);
    }
  const most = [...byRoot.values()].reduce<readonly F[]>((best, one) => (one.length > best.length ? one : best), []);
  return [...direct, ...most];
}
