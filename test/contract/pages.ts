/** The pages that people read, and their parts, for the tests that hold them to what is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const textOf = (file: string): string => readFileSync(file, 'utf8');

const markdownIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** The pages of users, as paths from the root. */
export const DOCS: readonly string[] = ['README.md', ...markdownIn('docs')];
/** Those of contributors beside them. */
export const PAGES: readonly string[] = [...DOCS, ...markdownIn('.github'), ...markdownIn('.github/decisions')];

/** What stands between two marks is made by `npm run docs`. */
export const MADE = /<!-- generated:\S+ -->[\s\S]*?<!-- \/generated -->/g;

/** A fenced block: its language, and its lines without the indentation of the fence. */
export interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** @param within the part of the page that is looked at; all of it when left out. */
export function blocksIn(page: string, within: string = textOf(page)): readonly Block[] {
  return [...within.matchAll(/^( *)```([\w ]*)\n([\s\S]*?)^\1```$/gm)].map(([, indent = '', language = '', text = '']) => ({
    page,
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** The texts of the blocks of one language. */
export const fenced = (page: string, language: string): readonly string[] =>
  blocksIn(page).flatMap((block) => (block.language === language ? [block.text] : []));

/** Text in backticks, outside fenced blocks. */
export const spans = (text: string): readonly string[] =>
  [...text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

/** A section of a page by its heading of the second level. */
export const section = (page: string, title: string): string =>
  textOf(page)
    .split(/^## /m)
    .find((part) => part.startsWith(`${title}\n`)) ?? '';

/** What is wrong, page by page. */
export const wrong = (find: (page: string) => readonly string[], pages: readonly string[] = PAGES): readonly string[] =>
  pages.flatMap((page) => find(page).map((one) => `${page}: ${one}`));
