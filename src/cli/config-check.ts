import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Problem } from '../core/problem.ts';
import { codeOf, defineCommand, EXIT, type Io } from './command.ts';

const line = (file: string, { line: row, column }: Problem, sentence: string): string =>
  `${[file, row, column].filter((part) => part !== undefined).join(':')}  ${sentence}\n`;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

function read(path: string): { readonly text: string } | { readonly why: string } {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = codeOf(error) ?? '';
    return { why: REASONS[code] ?? code };
  }
}

async function check(text: string) {
  const [{ readConfig }, { configProblem }] = await Promise.all([import('../core/config.ts'), import('../core/views/config-problem.ts')]);
  const { problems } = readConfig(text);
  return {
    problems: problems.map((problem) => ({ ...problem, sentence: configProblem(problem) })),
  };
}

export const configCheck = defineCommand({
  name: 'config check',
  summary: 'Check a promotion.yml: every problem with its line, its column and what to write instead.',
  arguments: [{ syntax: '[file]', summary: 'the file to check; .github/promotion.yml when not given' }],
  options: [{ flags: '--json', summary: 'print the result as JSON' }],
  input: z.object({ args: z.tuple([z.string().optional()]), json: z.boolean().default(false) }),
  run: async ({ args: [file = '.github/promotion.yml'], json }, io: Io) => {
    const source = read(resolve(io.cwd, file));
    if ('why' in source) {
      const sentence = `${file} cannot be read: ${source.why}. Name the file to check: promotion-bot config check path/to/promotion.yml`;
      if (json) io.stdout.write(`${JSON.stringify({ file, ok: null, error: sentence })}\n`);
      else io.stderr.write(`${sentence}\n`);
      return EXIT.unknown;
    }
    const { problems } = await check(source.text);
    const ok = problems.length === 0;
    if (json) io.stdout.write(`${JSON.stringify({ file, ok, problems }, null, 2)}\n`);
    else io.stdout.write(ok ? `${file} is fine.\n` : problems.map((problem) => line(file, problem, problem.sentence)).join(''));
    return ok ? EXIT.yes : EXIT.no;
  },
});
