/** The setting `version` of an agent: which file of a commit says what version it is. */
import type { Settings } from './config-outline.ts';
import { whyNoPath } from './gates/placeholders.ts';

/** Where a version is written. */
export interface VersionSource {
  readonly format: 'json' | 'yaml';
  readonly path: string;
  /** JSON Pointer (RFC 6901) to the version. */
  readonly pointer: string;
}

/** `json:` or `yaml:`, a path inside the repository, `#`, and a JSON Pointer (RFC 6901). Undefined for anything else. @param subject stands for `{subject}`. */
export function versionSourceIn(setting: unknown, subject: string): VersionSource | undefined {
  const written = typeof setting === 'string' ? setting.replaceAll('{subject}', subject) : '';
  const read = /^(json|yaml):([^#]+)#((?:\/(?:[^~/]|~[01])+)+)$/.exec(written);
  const [, format, path = '', pointer = ''] = read ?? [];
  if ((format !== 'json' && format !== 'yaml') || whyNoPath(path) !== undefined) return undefined;
  return { format, path, pointer };
}

/** Where the version of a subject is written; undefined when nowhere. */
export const versionSource = ({ name, settings }: { readonly name: string; readonly settings: Settings }): VersionSource | undefined =>
  versionSourceIn(settings['version'], name);
