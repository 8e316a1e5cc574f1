import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Audit, Thread } from '../core/audit.ts';
import type { Filter } from '../core/audit-table.ts';
import { BOT_OPTION, KEY_OPTION, threadsFrom, verifierFrom } from './audit-input.ts';
import { botId, codeFor } from './audit-verify.ts';
import { codeOf, defineCommand, EXIT, type Io, Misuse } from './command.ts';
import { moment } from './moment.ts';

const FORMATS = ['ndjson', 'csv', 'json'] as const;
const EXAMPLE = 'for example: promotion-bot audit export acme/shop#7 acme/shop#9 --format csv --out trail.csv';

const input = z.object({
  args: z.tuple([z.array(z.string()).min(1, `Name the promotions first, then the options, ${EXAMPLE}`)]),
  format: z.enum(FORMATS, `--format takes one of ${FORMATS.join(', ')}.`).default('ndjson'),
  subject: z.string().optional(),
  person: z.string().optional(),
  action: z.string().optional(),
  since: moment('--since', 'T00:00:00Z'),
  until: moment('--until', 'T23:59:59Z'),
  key: z.array(z.string()).optional(),
  bot: botId,
  out: z.string().optional(),
});
type Input = z.infer<typeof input>;

/** @throws Misuse for a filter that could not mean anything. */
async function filterFrom({ format, subject, person, action, since, until }: Input): Promise<Filter> {
  const filter = { subject, person: person?.replace(/^@/, ''), action, since, until };
  if (format === 'json' && Object.values(filter).some((value) => value !== undefined))
    throw new Misuse('--format json holds whole audit trails, or it could not be verified. Filters go with ndjson and csv.');
  const { ACTIONS } = await import('../core/audit-table.ts');
  if (action !== undefined && !ACTIONS.includes(action)) throw new Misuse(`--action takes one of ${ACTIONS.join(', ')}.`);
  return filter;
}

interface Audited {
  readonly thread: Thread;
  readonly found: Audit;
}

async function render(format: Input['format'], filter: Filter, audits: readonly Audited[]): Promise<string> {
  const { filtered, inert, recordsOf, toCsv, toNdjson } = await import('../core/audit-table.ts');
  const threads = audits.map(({ thread }) => thread);
  if (format === 'json') return `${inert(JSON.stringify({ format: 'promotion-ledgers', v: 1, threads }, null, 2))}\n`;
  const records = filtered(
    audits.flatMap(({ thread, found }) => recordsOf(thread, found.lines)),
    filter,
  );
  return format === 'csv' ? toCsv(records) : toNdjson(records);
}

async function read(io: Io, sources: readonly string[]): Promise<readonly Thread[] | { readonly sentence: string }> {
  const threads: Thread[] = [];
  for (const source of sources) {
    const found = await threadsFrom(io, source);
    if ('sentence' in found) return found;
    threads.push(...found);
  }
  return threads;
}

/** Why it could not be written; undefined when it was. The file is its owner's only: ledgers of private repositories are private. */
function deliver(io: Io, text: string, out: string | undefined): string | undefined {
  if (out === undefined) {
    io.stdout.write(text);
    return undefined;
  }
  try {
    writeFileSync(resolve(io.cwd, out), text, { mode: 0o600 });
    return undefined;
  } catch (error) {
    return `${out} cannot be written (${codeOf(error) ?? 'for an unknown reason'}). Name a file in a folder that is there with --out FILE.`;
  }
}

export const auditExport = defineCommand({
  name: 'audit export',
  summary: 'Hand out audit trails: signed lines (ndjson), a table (csv), or all that verifying offline takes (json).',
  arguments: [
    { syntax: '[promotions...]', summary: 'owner/repo#number each, read with GH_TOKEN or GITHUB_TOKEN, or files of --format json' },
  ],
  options: [
    { flags: '--format <format>', summary: 'ndjson, csv or json; ndjson when not given' },
    { flags: '--subject <name>', summary: 'only what is about this subject' },
    { flags: '--person <login>', summary: 'only what this person did' },
    { flags: '--action <kind>', summary: 'only entries of this kind, `approved` for instance' },
    { flags: '--since <date>', summary: 'only from this day or moment on (UTC)' },
    { flags: '--until <date>', summary: 'only up to this day or moment (UTC)' },
    { flags: '--out <file>', summary: 'where to write; standard output when not given' },
    KEY_OPTION,
    BOT_OPTION,
  ],
  input,
  run: async (given, io: Io) => {
    const filter = await filterFrom(given);
    const { exportWarning } = await import('../core/views/audit.ts');
    const { plain } = await import('../core/views/plain.ts');
    const verifier = await verifierFrom(io, given.key);
    const threads = 'sentence' in verifier ? verifier : await read(io, given.args[0]);
    if ('sentence' in verifier || 'sentence' in threads) {
      io.stderr.write(`${plain('sentence' in threads ? threads.sentence : '')}\nNothing was exported.\n`);
      return EXIT.unknown;
    }
    const { audit } = await import('../core/audit.ts');
    const audits = threads.map((thread) => ({ thread, found: audit(verifier, thread, given.bot) }));
    const text = await render(given.format, filter, audits);
    const unwritten = deliver(io, text, given.out);
    if (unwritten !== undefined) {
      io.stderr.write(`${plain(unwritten)}\n`);
      return EXIT.unknown;
    }
    for (const { thread, found } of audits) if (found.outcome !== 'holds') io.stderr.write(exportWarning(thread, found));
    return codeFor(audits.map(({ found }) => found.outcome));
  },
});
