/** Names of files as build machines write them. */

/** Where runners check a repository out; what follows is the path inside it. */
const WORKSPACES: readonly RegExp[] = [
  /^\/home\/runner\/work\/([^/]+)\/\1\//,
  /^\/Users\/runner\/work\/([^/]+)\/\1\//,
  /^[A-Z]:\/a\/([^/]+)\/\1\//,
  /^\/__w\/([^/]+)\/\1\//,
  /^\/github\/workspace\//,
  /^(?:[A-Z]:)?\/(?:[^/]+\/)*_work\/([^/]+)\/\1\//,
];

/**
 * `D:\a\tta\tta\src\a.cs`, `./src//a.cs`, `file:///github/workspace/src/x/../a.cs` -> `src/a.cs`. A name outside every known workspace keeps
 * its beginning; `roots` are workspaces that are known besides.
 */
export function plainPath(path: string, roots: readonly string[] = []): string {
  const plain = withoutDots(
    path
      .replace(/^file:\/\/(?=\/)/, '')
      .replaceAll('\\', '/')
      .replace(/^\/?([A-Za-z]):\//, upperDrive),
  );
  const root = roots
    .map((one) => withoutDots(one.replaceAll('\\', '/').replace(/^([A-Za-z]):\//, upperDrive)))
    .find((one) => one !== '' && plain.startsWith(`${one}/`));
  if (root !== undefined) return plain.slice(root.length + 1);
  const workspace = WORKSPACES.map((one) => one.exec(plain)?.[0]).find((found) => found !== undefined);
  return workspace === undefined ? plain : plain.slice(workspace.length);
}

const upperDrive = (_: string, letter: string): string => `${letter.toUpperCase()}:/`;

/** The same name, letting go of the megabytes of text it was cut out of. */
export const detached = (path: string): string => ` ${path}`.slice(1);

export const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Z]:\//.test(path);

/** `/a/./b//c/../d/` -> `/a/b/d` */
function withoutDots(path: string): string {
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/.test(path.slice(1)) && !path.startsWith('.')) return path;
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + kept.join('/');
}

/**
 * The one `<source>` that all names of a report are relative to. Where there are several, or none that means a folder (old Cobertura writes
 * `--source`), nobody says which, and names stay as they are.
 */
export function folderOf(sources: readonly string[]): string | undefined {
  const folders = new Set(sources.map((source) => source.trim()).filter((source) => source !== '' && !source.startsWith('--')));
  const [only] = folders;
  if (only === undefined || folders.size > 1 || only === '.') return undefined;
  return /[\\/]$/.test(only) ? only : `${only}/`;
}

/** The same name from where its folder is, unless it says that itself. */
export const inFolder = (folder: string, path: string): string =>
  /^(?:[A-Za-z]:)?[\\/]|^[a-z][a-z+]+:\/\//.test(path) ? path : folder + path;
