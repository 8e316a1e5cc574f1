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

/** The tags that lead to a commit, and those that are at it. */
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

/** What the other side has under a tag; the commit itself when the tag is annotated. */
export function remoteTag(remote, tag) {
  const found = lines(git('ls-remote', '--tags', remote, `refs/tags/${tag}`, `refs/tags/${tag}^{}`)).map((line) => line.split('\t'));
  return (found.find(([, ref]) => ref.endsWith('^{}')) ?? found[0])?.[0];
}
