/** Files of the project, wherever the pages are made from. */
import { readFileSync } from 'node:fs';

/** @param path from the root of the project. */
export const fromRoot = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** The text of a file of the project. */
export const textOf = (path: string): string => readFileSync(fromRoot(path), 'utf8');
