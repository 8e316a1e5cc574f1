/** Links of a report: only into the repository it is about, on the server it is shown on; everything else stays text. */
import type { Report } from '../report-document.ts';
import { shortSha } from '../version.ts';
import { code, link, type Markdown } from './markdown.ts';

/** What links stand on. */
export interface Ground {
  /** `https://github.com/owner/name`; undefined when the report names no repository that a link can lead into. */
  readonly repository: string | undefined;
  readonly commit: string | null;
}

/** `server` is as `https://github.com`, without a slash at its end. */
export function groundOf({ subject: { repository, commit } }: Report, server: string): Ground {
  const isOne = /^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(repository) && !/(^|\/)\.{1,2}($|\/)/.test(repository);
  return { repository: isOne ? `${server}/${repository}` : undefined, commit };
}

/** An address that the report gives, linked when it leads into its own repository. */
export function ownLink(label: Markdown, url: string | undefined, { repository }: Ground): Markdown {
  if (url === undefined || repository === undefined) return label;
  const isOwn = url.startsWith(`${repository}/`) && !/\/\.{1,2}(\/|$)|%2e/i.test(url);
  return isOwn ? link(label, url) : label;
}

/** A file of the commit; `anchor` is empty or begins with `#`. Paths that are not relative, or leave the repository, are not linked. */
export function fileLink(label: Markdown, path: string, anchor: string, { repository, commit }: Ground): Markdown {
  const segments = path.split('/');
  const isPlain = path.length <= 200 && !/[\\\p{Cc}\p{Cs}]/u.test(path) && segments.every((one) => !/^\.{0,2}$/.test(one));
  if (!isPlain || commit === null || repository === undefined) return label;
  return link(label, `${repository}/blob/${shortSha(commit)}/${segments.map(encodeURIComponent).join('/')}${anchor}`);
}

export function commitLink(commit: string, { repository }: Ground): Markdown {
  const label = code(shortSha(commit));
  return repository === undefined ? label : link(label, `${repository}/commit/${shortSha(commit)}`);
}
