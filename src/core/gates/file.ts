import { say, told } from './finding.ts';
import type { Kind } from './kind.ts';
import { fillPath } from './placeholders.ts';
import { path } from './sources.ts';
import { optional, options, words } from './values.ts';

export interface FileOptions {
  readonly file: string;
  readonly contains?: string | undefined;
}

export const file: Kind<FileOptions> = {
  kind: 'file',
  title: 'A file is in the commit, and holds a text where one is named',
  options: () => options({ file: path, contains: optional(words()) }),
  ages: true,
  needs: (own, about) => {
    const filled = fillPath(own.file, about);
    return filled.ok ? [{ kind: 'file', path: filled.value }] : [];
  },
  judge: (own, ask, about) =>
    told(
      fillPath(own.file, about),
      (filled) => ask({ kind: 'file', path: filled }),
      ({ text, source }) => {
        const sources = [source];
        if (text.trim() === '') return say('fail', `${source.path} is empty`, { sources });
        if (own.contains === undefined) return say('pass', `${source.path} exists`, { sources });
        const wanted = JSON.stringify(own.contains);
        if (text.includes(own.contains)) return say('pass', `${source.path} has ${wanted}`, { sources });
        return say('fail', `${source.path} lacks ${wanted}; add it there`, { sources });
      },
    ),
};
