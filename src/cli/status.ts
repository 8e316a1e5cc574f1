import * as z from 'zod';
import { defineCommand, EXIT, type Io } from './command.ts';
import { paintFor } from './paint.ts';
import { withIndex } from './with-store.ts';

const input = z.object({
  args: z.tuple([z.string().optional()]),
  environment: z.string().optional(),
  json: z.boolean().default(false),
});

export const status = defineCommand({
  name: 'status',
  summary: 'Say which version runs where, by what was promoted. Exits with 1 when nothing of the subject does.',
  arguments: [{ syntax: '[subject]', summary: 'a component or agent; all of them when not given' }],
  options: [
    { flags: '--environment <name>', summary: 'only what runs there' },
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  input,
  run: ({ args: [subject], environment, json }, io: Io) =>
    withIndex(io, async ({ pool }) => {
      const { matrixOf } = await import('../store/index/matrix.ts');
      const { indexOn } = await import('../store/index/tables.ts');
      const { matrixText, subjectText } = await import('../core/views/promotion-list.ts');
      const versions = await matrixOf(indexOn(pool), { subject, environment });
      const paint = paintFor(io.stdout, io.env);
      const text = subject === undefined ? matrixText(versions, paint) : subjectText(subject, versions, paint);
      io.stdout.write(json ? `${JSON.stringify({ versions })}\n` : text);
      return subject !== undefined && versions.length === 0 ? EXIT.no : EXIT.yes;
    }),
});
