export interface Commit {
  readonly sha: string;
  readonly subject: string;
  readonly paths: readonly string[];
}
export function groupOf(paths: readonly string[]): string;
export function plain(subject: string): string;
export function sectionOf(release: { readonly version: string; readonly date: string; readonly commits: readonly Commit[] }): string;
export function withSection(changelog: string, section: string): string;
export function sectionIn(changelog: string, version: string): string | undefined;
