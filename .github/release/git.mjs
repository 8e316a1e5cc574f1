/** Questions to git, and the few things it is told to do. Arguments are never put together to a line of a shell. */
import { execFileSync, spawnSync } from 'node:child_process';

export function git(...words) {
  return execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 256 * 1024 * 1024 }).trimEnd();
}

/** The commit that a name stands for; undefined when it stands for none. */
export function commitOf(name) {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

const lines = (text) => (text === '' ? [] : text.split('\n'));

/** All tags that are here, those that lead to a commit, and those that are at it. */
export const allTags = () => lines(git('tag', '--list'));
export const tagsBefore = (name) => lines(git('tag', '--list', '--merged', name));
export const tagsAt = (sha) => lines(git('tag', '--list', '--points-at', sha));

/** The commits of a range, the oldest first, with what each touches; merges say nothing that their commits do not. */
export function commitsIn(range) {
  const text = git('log', '--reverse', '--no-merges', '--name-only', '-z', '--format=%x01%H%x00%s', range);
  return text
    .split('\u0001')
    .slice(1)
    .map((one) => {
      const [sha, subject, ...paths] = one.split('\0').map((part) => part.replace(/^\n/, ''));
      return { sha, subject, paths: paths.filter((path) => path !== '') };
    });
}

/** The files of a commit, and the bytes of one of them; undefined when it has none there. */
export const filesOf = (sha) => git('ls-tree', '-r', '--name-only', '-z', sha).split('\0').filter(Boolean);
export function bytesAt(sha, path) {
  const { status, stdout } = spawnSync('git', ['cat-file', 'blob', `${sha}:${path}`], { maxBuffer: 256 * 1024 * 1024 });
  return status === 0 ? stdout : undefined;
}

/** What a commit changes, seen from another: path and kind of file, `000000` for none. */
export function changesOf(before, sha) {
  const parts = git('diff-tree', '-r', '-z', '--raw', '--no-renames', before, sha).split('\0').filter(Boolean);
  return parts.flatMap((part, at) => (at % 2 === 0 ? [{ mode: part.split(' ')[1], path: parts[at + 1] }] : []));
}

/** What the other side has under a tag: the object, and the commit, which is another when the tag is annotated. */
export function remoteTag(remote, tag) {
  const found = lines(git('ls-remote', '--tags', remote, `refs/tags/${tag}`, `refs/tags/${tag}^{}`)).map((line) => line.split('\t'));
  const [object] = found.find(([, ref]) => !ref.endsWith('^{}')) ?? [];
  const [commit] = found.find(([, ref]) => ref.endsWith('^{}')) ?? [object];
  return { object, commit };
}
