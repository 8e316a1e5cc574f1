/** `promotion-bot evidence`: what a report says, without a config and without a token. */
import * as z from 'zod';
import type { Judged } from '../core/evidence/format.ts';
import type { Said } from '../core/evidence/verdict.ts';
import { oneLine } from '../core/views/report-lines.ts';
import { defineCommand, EXIT, type Io } from './command.ts';

const LEVELS = ['any', 'note', 'warning', 'error', 'low', 'medium', 'high', 'critical'] as const;

const NO_NUMBER = '--min takes a number, like --min 70';

/** Exit codes of a verdict: the same three words as those of every command. */
const EXITS: Readonly<Record<Judged['outcome'], number>> = { pass: EXIT.yes, fail: EXIT.no, error: EXIT.unknown };

export const evidence = defineCommand({
  name: 'evidence',
  summary:
    'Say what a report of tests, coverage, findings, performance or evals says, and whether it would pass. Several files are one report.',
  arguments: [{ syntax: '<file...>', summary: 'files, or patterns like "reports/junit-*.xml"' }],
  options: [
    { flags: '--as <format>', summary: 'the format, when the content does not tell it' },
    { flags: '--min <percent>', summary: 'the least coverage (60 when not given), rate of evals that pass (80), or score' },
    { flags: '--fail-on <level>', summary: `the lowest level of a finding that fails: ${LEVELS.join(', ')}; error when not given` },
    { flags: '--score <name>', summary: 'the score of an eval that --min is about' },
    { flags: '--json', summary: 'print the result as one JSON object' },
  ],
  input: z.object({
    args: z.tuple([z.array(z.string()).min(1, 'Name at least one file: promotion-bot evidence reports/junit.xml')]),
    as: z.string().optional(),
    // An empty one, as of a variable that is not set, would be 0.
    min: z.string().trim().min(1, NO_NUMBER).pipe(z.coerce.number(NO_NUMBER)).optional(),
    failOn: z.enum(LEVELS, `--fail-on takes one of ${LEVELS.join(', ')}`).optional(),
    score: z.string().optional(),
    json: z.boolean().default(false),
  }),
  run: async ({ args: [patterns], as, min, failOn, score, json }, io: Io) => {
    const { filesNamed, readFiles } = await import('../runner/files.ts');
    const { sayOf } = await import('../core/evidence/verdict.ts');
    const named = await Promise.all(patterns.map(async (pattern) => ({ pattern, files: await filesNamed(io.cwd, pattern) })));
    const missing = named.find(({ files }) => files.length === 0);
    if (missing) return say(io, json, { verdict: 'error', code: 'no_file', summary: `There is no file ${missing.pattern}.` });
    const { read } = await readFiles(
      named.flatMap(({ files }) => files),
      as,
    );
    if (!read.ok) return say(io, json, { verdict: 'error', code: read.error.code, summary: read.error.message });
    const told = sayOf(read.value, { min, failOn, score });
    return say(
      io,
      json,
      { kind: read.value.kind, format: read.value.format, verdict: told.judged.outcome, ...told.counts, summary: told.judged.summary },
      told,
    );
  },
});

interface Told {
  readonly verdict: Judged['outcome'];
  readonly summary: string;
  readonly kind?: string;
  readonly format?: string;
  readonly code?: string;
}

const MARKS: Readonly<Record<Judged['outcome'], string>> = { pass: '✅', fail: '❌', error: '⚠️' };

function say(io: Io, json: boolean, told: Told, said?: Said): number {
  if (json) io.stdout.write(`${JSON.stringify(told)}\n`);
  else {
    const what = told.format === undefined ? '' : ` ${told.kind} (${told.format}):`;
    io.stdout.write(`${oneLine(`${MARKS[told.verdict]}${what} ${told.summary}`)}\n`);
    for (const { path = '', line, lines, name = '', message = '' } of said?.judged.findings ?? [])
      io.stdout.write(
        `   ${oneLine([path, lines ?? line, name, message].filter((part) => part !== '' && part !== undefined).join('  '))}\n`,
      );
  }
  return EXITS[told.verdict];
}
