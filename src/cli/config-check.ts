import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Defaults, ReadConfig } from '../core/config.ts';
import type { Problem } from '../core/problem.ts';
import { codeOf, defineCommand, EXIT, type Io } from './command.ts';
import { DEFAULTS_OPTION, defaultsAt } from './organization.ts';

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

/** What is wrong, in words, and whether more could be said with the file of the organisation at hand. */
async function check(text: string, below: Defaults | undefined, isOrganization: boolean) {
  const { readConfig, readOrganization } = await import('../core/config.ts');
  const { configProblem } = await import('../core/views/config-problem.ts');
  const { problems, isExtending }: ReadConfig = isOrganization ? { problems: readOrganization(text) } : readConfig(text, below);
  const told = problems.map((problem) => ({ ...problem, sentence: configProblem(problem) }));
  const isHalf = isExtending === true && below === undefined;
  // What is missing is no mistake of the file.
  return { problems: isHalf ? told.filter(({ code }) => code !== 'defaults_unasked') : told, isHalf };
}

const HALF = 'What the two mean together is only known with that: --defaults path/to/promotion.yml';

export const configCheck = defineCommand({
  name: 'config check',
  summary: 'Check a promotion.yml: every problem with its line, its column and what to write instead.',
  arguments: [{ syntax: '[file]', summary: 'the file to check; .github/promotion.yml when not given' }],
  options: [
    DEFAULTS_OPTION,
    { flags: '--organization', summary: 'the file is that of an organisation, which others extend' },
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  input: z
    .object({
      args: z.tuple([z.string().optional()]),
      defaults: z.string().optional(),
      organization: z.boolean().default(false),
      json: z.boolean().default(false),
    })
    .refine(
      ({ defaults, organization }) => !organization || defaults === undefined,
      'The file of an organisation extends nothing. Leave out --defaults to check it, or --organization to check the file of a repository.',
    ),
  run: async ({ args: [file = '.github/promotion.yml'], defaults, organization, json }, io: Io) => {
    const unsaid = (sentence: string): number => {
      if (json) io.stdout.write(`${JSON.stringify({ file, ok: null, error: sentence })}\n`);
      else io.stderr.write(`${sentence}\n`);
      return EXIT.unknown;
    };
    const source = read(resolve(io.cwd, file));
    if ('why' in source)
      return unsaid(`${file} cannot be read: ${source.why}. Name the file to check: promotion-bot config check path/to/promotion.yml`);
    const below = defaultsAt(io, defaults);
    if (below && 'why' in below) return unsaid(below.why);
    const { problems, isHalf } = await check(source.text, below, organization);
    const ok = problems.length === 0;
    if (ok && isHalf) return unsaid(`Nothing is wrong in ${file} by itself, and it extends the file of the organisation. ${HALF}`);
    if (json) io.stdout.write(`${JSON.stringify({ file, ok, problems }, null, 2)}\n`);
    else
      io.stdout.write(
        ok ? `${file} is fine.\n` : problems.map((problem) => line(problem.file ?? file, problem, problem.sentence)).join(''),
      );
    return ok ? EXIT.yes : EXIT.no;
  },
});
