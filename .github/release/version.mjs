/** Versions and their tags. Without a package: the jobs that may write install none. */

const SHAPE = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-rc\.(0|[1-9]\d*))?$/;

/** Major, minor, patch and the number of the candidate, which is infinite for what is none; undefined for what we would not release. */
function parse(version) {
  const found = SHAPE.exec(version);
  return found ? [found[1], found[2], found[3], found[4] ?? Number.POSITIVE_INFINITY].map(Number) : undefined;
}

const write = (major, minor, patch, rc) => `${major}.${minor}.${patch}${rc === undefined ? '' : `-rc.${rc}`}`;

/** A candidate of what is asked for becomes just that; everything else goes up. */
const UP = {
  patch: ([major, minor, patch, rc]) => write(major, minor, Number.isFinite(rc) ? patch : patch + 1),
  minor: ([major, minor, patch, rc]) => write(major, Number.isFinite(rc) && patch === 0 ? minor : minor + 1, 0),
  major: ([major, minor, patch, rc]) => write(Number.isFinite(rc) && minor === 0 && patch === 0 ? major : major + 1, 0, 0),
  prepatch: ([major, minor, patch]) => write(major, minor, patch + 1, 0),
  preminor: ([major, minor]) => write(major, minor + 1, 0, 0),
  premajor: ([major]) => write(major + 1, 0, 0, 0),
  prerelease: ([major, minor, patch, rc]) => (Number.isFinite(rc) ? write(major, minor, patch, rc + 1) : write(major, minor, patch + 1, 0)),
};

/** The steps there are from a version to the next, as npm names them. */
export const BUMPS = Object.keys(UP);

/** The version after `current`. */
export function raised(current, bump) {
  const parts = parse(current);
  if (parts === undefined)
    throw new Error(`package.json has the version ${JSON.stringify(current)}. Give it one like 1.2.3 or 1.2.3-rc.0.`);
  if (!Object.hasOwn(UP, bump)) throw new Error(`There is no step ${JSON.stringify(bump)}. Take one of: ${BUMPS.join(', ')}.`);
  return UP[bump](parts);
}

/** Below zero when `a` is the older version. */
export function compare(a, b) {
  const [left = [], right = []] = [parse(a), parse(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at === -1 ? 0 : left[at] < right[at] ? -1 : 1;
}

export const tagOf = (version) => `v${version}`;

/** The version of a tag of ours; undefined for every other tag, those that move included. */
export const versionOf = (tag) => (tag.startsWith('v') && parse(tag.slice(1)) ? tag.slice(1) : undefined);

/** The newest version among tags. */
export const newest = (tags) =>
  tags
    .flatMap((tag) => versionOf(tag) ?? [])
    .toSorted(compare)
    .at(-1);

export const isCandidate = (version) => version.includes('-');

/** The tag that follows the releases of a major version; no candidate moves it. */
export const movingTag = (version) => `v${version.split('.')[0]}`;
