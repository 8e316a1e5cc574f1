import * as z from 'zod';
import type { Audit } from '../core/audit.ts';
import { BOT_OPTION, KEY_OPTION, refOf, threadsFrom, verifierFrom } from './audit-input.ts';
import { defineCommand, EXIT, type Io } from './command.ts';

const NAME_FIRST = 'Name the promotion first, then the options: promotion-bot audit verify acme/shop#7 --key .github/promotion-bot.pub.pem';
export const botId = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, '--bot takes the numeric id of an account.')
  .transform(Number)
  .optional();

const CODES = { holds: EXIT.yes, broken: EXIT.no, unknown: EXIT.unknown } as const;
const BY_WEIGHT = [EXIT.no, EXIT.unknown] as const;

/** A break outweighs what cannot be said, and that what holds. */
export function codeFor(outcomes: readonly Audit['outcome'][]): number {
  const codes = outcomes.map((outcome) => CODES[outcome]);
  return BY_WEIGHT.find((code) => codes.includes(code)) ?? EXIT.yes;
}

async function cannot(io: Io, sentence: string, json: boolean): Promise<number> {
  const { plain } = await import('../core/views/plain.ts');
  if (json) io.stdout.write(`${JSON.stringify({ ok: null, error: plain(sentence) })}\n`);
  else io.stderr.write(`${plain(sentence)}\n`);
  return EXIT.unknown;
}

export const auditVerify = defineCommand({
  name: 'audit verify',
  summary: 'Prove that an audit trail is whole and unchanged, or name the first entry that is not.',
  arguments: [
    {
      syntax: '[promotion]',
      summary: 'owner/repo#number, read with GH_TOKEN or GITHUB_TOKEN, or a file that `audit export --format json` made',
    },
  ],
  options: [KEY_OPTION, BOT_OPTION, { flags: '--json', summary: 'print the result as JSON' }],
  input: z.object({
    args: z.tuple([z.string(NAME_FIRST)]),
    key: z.array(z.string()).optional(),
    bot: botId,
    json: z.boolean().default(false),
  }),
  run: async ({ args: [source], key, bot, json }, io: Io) => {
    const verifier = await verifierFrom(io, key);
    if ('sentence' in verifier) return cannot(io, verifier.sentence, json);
    const threads = await threadsFrom(io, source);
    if ('sentence' in threads) return cannot(io, threads.sentence, json);
    const { audit } = await import('../core/audit.ts');
    const { auditJson, auditText, LIMITS, LIMITS_OF_FILE } = await import('../core/views/audit.ts');
    const { inert } = await import('../core/audit-table.ts');
    const audits = threads.map((thread) => ({ thread, found: audit(verifier, thread, bot) }));
    const code = codeFor(audits.map(({ found }) => found.outcome));
    if (json) {
      const ok = code === EXIT.unknown ? null : code === EXIT.yes;
      const promotions = audits.map(({ thread, found }) => auditJson(thread, found));
      io.stdout.write(`${inert(JSON.stringify({ ok, promotions }, null, 2))}\n`);
    } else {
      for (const { thread, found } of audits) io.stdout.write(auditText(thread, found, bot !== undefined));
      io.stdout.write(refOf(source) ? LIMITS : `${LIMITS}${LIMITS_OF_FILE}`);
    }
    return code;
  },
});
