/** Folders: https://docs.github.com/en/rest/git/trees , https://docs.github.com/en/rest/repos/contents */
import { blobSha, findCommit, treeShaOf } from '../git.ts';
import { type Json, repositoryApi, repositoryUrl } from '../json.ts';
import type { Repository } from '../model.ts';
import type { World } from '../world.ts';
import { type Call, missing, type RestAnswer, repositoryOf } from './call.ts';

type Files = ReadonlyMap<string, string>;

/** What lies below a folder, by paths from there; empty for a folder that is not there. */
export function below(files: Files, folder: string): Files {
  const prefix = folder === '' ? '' : `${folder.replace(/\/$/, '')}/`;
  return new Map([...files].filter(([path]) => path.startsWith(prefix)).map(([path, text]) => [path.slice(prefix.length), text]));
}

/** `a/b/c.py` to `a` and `a/b`. */
const foldersOf = (files: Files): string[] => [
  ...new Set(
    [...files.keys()].flatMap((path) => {
      const parts = path.split('/').slice(0, -1);
      return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
    }),
  ),
];

export interface Entry {
  readonly path: string;
  readonly type: 'blob' | 'tree';
  readonly sha: string;
  readonly size?: number;
}

/** Everything in a folder and in those below it, by path. assumed: every file is a plain one; links and modules the sandbox has not. */
export function entriesOf(files: Files): Entry[] {
  const blobs = [...files].map(([path, text]): Entry => ({ path, type: 'blob', sha: blobSha(text), size: Buffer.byteLength(text) }));
  const trees = foldersOf(files).map((path): Entry => ({ path, type: 'tree', sha: treeShaOf(below(files, path)) }));
  return [...blobs, ...trees].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The folder with that SHA; a commit, branch or tag stands for its whole tree. */
function treeNamed(repo: Repository, name: string): Files | undefined {
  const named = findCommit(repo, name);
  if (named) return named.files;
  for (const { treeSha, files } of repo.commits.values()) {
    if (treeSha === name) return files;
    const folder = foldersOf(files).find((path) => treeShaOf(below(files, path)) === name);
    if (folder !== undefined) return below(files, folder);
  }
  return undefined;
}

/** "The limit for the tree array is 100,000 entries with a maximum size of 7 MB when using the recursive parameter." */
const LIMIT = 100_000;

export function getTree(call: Call): RestAnswer {
  const repo = repositoryOf(call);
  const files = treeNamed(repo, call.param('tree_sha'));
  if (files === undefined) throw missing();
  // "Setting this parameter to any value returns subtrees", `0` and `false` too.
  const all = entriesOf(files).filter(({ path }) => call.query.has('recursive') || !path.includes('/'));
  const git = `${repositoryApi(call.world, repo)}/git`;
  const sha = treeShaOf(files);
  const tree = all.slice(0, LIMIT).map((entry) => ({
    ...entry,
    mode: entry.type === 'blob' ? '100644' : '040000',
    url: `${git}/${entry.type}s/${entry.sha}`,
  }));
  return { status: 200, body: { sha, url: `${git}/trees/${sha}`, tree, truncated: all.length > LIMIT } };
}

/** A folder as `contents` lists it; undefined when there is none. */
export function folderJson(world: World, repo: Repository, at: { readonly ref: string; readonly path: string }): Json[] | undefined {
  const files = below(findCommit(repo, at.ref)?.files ?? new Map(), at.path);
  if (files.size === 0) return undefined;
  return entriesOf(files)
    .filter(({ path }) => !path.includes('/'))
    .map((entry) => {
      const path = [at.path, entry.path].filter((part) => part !== '').join('/');
      const isFile = entry.type === 'blob';
      const url = `${repositoryApi(world, repo)}/contents/${path}?ref=${at.ref}`;
      const html = `${repositoryUrl(world, repo)}/${entry.type}/${at.ref}/${path}`;
      const git = `${repositoryApi(world, repo)}/git/${entry.type}s/${entry.sha}`;
      return {
        type: isFile ? 'file' : 'dir',
        size: entry.size ?? 0,
        name: entry.path,
        path,
        sha: entry.sha,
        url,
        git_url: git,
        html_url: html,
        download_url: isFile ? `${repositoryUrl(world, repo)}/raw/${at.ref}/${path}` : null,
        _links: { self: url, git, html },
      };
    });
}
