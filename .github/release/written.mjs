/** What the commit of a release changes, from text to text: whoever pushes it makes it anew and compares. Pure, like `changelog.mjs`. */
import { sectionOf, withSection } from './changelog.mjs';

/** The one part that needs packages to be made: the run on the tag rebuilds it and compares. */
export const BUNDLE = /^action\/dist\/[\w-]+\.js(on)?$/;

/** The places of a version: the files, what stands before it, and the new text. The first that fits a path counts. */
const PLACES = [
  [/^package\.json$/, (text, _, to) => text.replace(/^( {2}"version": ")[^"]+/m, `$1${to}`)],
  [/^package-lock\.json$/, inLock],
  [/^src\/github\/version\.ts$/, (text, _, to) => text.replace(/^(export const VERSION = ')[^']+/m, `$1${to}`)],
  [/^README\.md$/, (text, _, to) => text.replace(/(This is version )\d+\.\d+(?=\.)/, `$1${to.split('.').slice(0, 2).join('.')}`)],
  [/^(templates\/[\w/-]+\.ya?ml|docs\/[\w-]+\.md)$/, inUses],
];

/** The first two versions of a lock are ours: that of the file, and that of the package without a path. */
function inLock(text, _, to) {
  let left = 2;
  return text.replace(/^( {2,6}"version": ")[^"]+/gm, (all, head) => (left-- > 0 ? `${head}${to}` : all));
}

/** Where people are shown how to use a release. */
function inUses(text, from, to) {
  return text.replace(new RegExp(`(promotion-bot(?:/action@v|:))${from.replaceAll('.', '\\.')}(?![\\w.-])`, 'g'), `$1${to}`);
}

const placeOf = (path) => PLACES.find(([files]) => files.test(path))?.[1];

/** The files among these that say a version. */
export const versioned = (paths) => paths.filter((path) => placeOf(path) !== undefined);

/**
 * Every file that the commit of a release writes, the bundle apart.
 *
 * @param textAt the text of a file as it was before; undefined when there was none.
 * @returns the new text by path, also of files that stay as they are.
 */
export function writtenBy({ paths, textAt, from, version, date, commits }) {
  const files = versioned(paths).map((path) => [path, placeOf(path)(textAt(path), from, version)]);
  const changelog = withSection(textAt('CHANGELOG.md') ?? '', sectionOf({ version, date, commits }));
  return new Map([...files, ['CHANGELOG.md', changelog]]);
}
