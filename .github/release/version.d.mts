export const BUMPS: readonly string[];
export function raised(current: string, bump: string): string;
export function compare(a: string, b: string): number;
export function tagOf(version: string): string;
export function versionOf(tag: string): string | undefined;
export function newest(tags: readonly string[]): string | undefined;
export function isCandidate(version: string): boolean;
export function movingTag(version: string): string;
