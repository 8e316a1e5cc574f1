/** The folder of a site: only one that is empty, or that this command has filled before. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import * as z from 'zod';

/** Says what lies in the folder because of this command, so that it may be thrown away. */
const MARK = '.promotion-bot-site.json';
const mark = z.object({ files: z.array(z.string()) });

/** What may lie there besides: a working copy of a branch. */
const BESIDES = ['.git', 'CNAME'];

export interface SiteFolder {
  write(path: string, text: string): void;
  /** Takes away what was there before and is not any more. @returns how many files there are. */
  finish(): number;
}

/** @returns a sentence when the folder is somebody else's. */
export function openFolder(folder: string): SiteFolder | string {
  const own = existsSync(join(folder, MARK)) ? mark.safeParse(JSON.parse(readFileSync(join(folder, MARK), 'utf8'))).data : undefined;
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => !BESIDES.includes(name)) : [];
  if (own === undefined && found.length > 0)
    return `${folder} holds other files (${found.slice(0, 3).join(', ')}${found.length > 3 ? ' …' : ''}). Name a folder that is empty, or one that this command has filled before: nothing else is overwritten.`;
  const inside = (path: string): string => {
    const full = resolve(folder, path);
    if (!full.startsWith(resolve(folder) + sep)) throw new Error(`${JSON.stringify(path)} leads out of the folder of the site`);
    return full;
  };
  mkdirSync(folder, { recursive: true });
  // Said before anything is written, so that what is half done is known for its own.
  if (own === undefined) writeFileSync(join(folder, MARK), `${JSON.stringify({ files: [] })}\n`);
  const files: string[] = [];
  const write = (path: string, text: string): void => {
    const full = inside(path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    files.push(path);
  };
  return {
    write,
    finish: () => {
      // GitHub Pages shows the files as they are: https://docs.github.com/en/pages/getting-started-with-github-pages/about-github-pages#static-site-generators
      write('.nojekyll', '');
      for (const path of own?.files ?? []) if (!files.includes(path)) rmSync(inside(path), { force: true });
      writeFileSync(join(folder, MARK), `${JSON.stringify({ files }, undefined, 1)}\n`);
      return files.length;
    },
  };
}
