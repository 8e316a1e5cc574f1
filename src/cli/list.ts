import * as z from 'zod';
import type { PromotionFilter } from '../core/index-rows.ts';
import { STATUSES } from '../core/promotion.ts';
import { readCursor } from '../core/views/promotion-list.ts';
import { defineCommand, EXIT, type Io } from './command.ts';
import { moment } from './moment.ts';
import { paintFor } from './paint.ts';
import { withIndex } from './with-store.ts';

const MOST = 1_000;
/** Promotions are counted up to here. */
const COUNTED = 10_000;

/** `acme/shop`. */
const repository = z
  .string()
  .regex(/^[^/\s]+\/[^/\s]+$/, '--repository takes owner/name.')
  .transform((text) => {
    const [owner = '', name = ''] = text.split('/');
    return { owner, name };
  });

const statuses = z
  .array(
    z
      .string()
      .transform((text) => text.toUpperCase().replaceAll('-', '_'))
      .pipe(z.enum(STATUSES, `--status takes ${STATUSES.join(', ')}.`)),
  )
  .optional();

const input = z.object({
  repository: repository.optional(),
  subject: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  status: statuses,
  person: z
    .string()
    .transform((login) => login.replace(/^@/, ''))
    .optional(),
  since: moment('--since', 'T00:00:00Z'),
  until: moment('--until', 'T23:59:59Z'),
  search: z.string().optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, `--limit takes a number from 1 to ${MOST}.`)
    .transform(Number)
    .refine((limit) => limit <= MOST, `--limit takes a number from 1 to ${MOST}.`)
    .default(50),
  before: z
    .string()
    .refine((text) => readCursor(text) !== undefined, '--before takes what the page before ended with.')
    .transform(readCursor)
    .optional(),
  json: z.boolean().default(false),
});
type Input = z.infer<typeof input>;

const filterOf = ({ limit: _limit, before: _before, json: _json, ...filter }: Input): PromotionFilter => filter;

export const list = defineCommand({
  name: 'list',
  summary: 'List promotions of all repositories, the newest first.',
  arguments: [],
  options: [
    { flags: '--repository <name>', summary: 'only those of owner/name' },
    { flags: '--subject <name>', summary: 'only those of this component or agent' },
    { flags: '--from <environment>', summary: 'only those that leave it' },
    { flags: '--to <environment>', summary: 'only those that enter it' },
    { flags: '--status <status...>', summary: `only those that stand so: ${STATUSES.join(', ')}` },
    { flags: '--person <login>', summary: 'only those that this person asked for, approved or rejected' },
    { flags: '--since <date>', summary: 'only those asked for from this day or moment on (UTC)' },
    { flags: '--until <date>', summary: 'only those asked for up to this day or moment (UTC)' },
    { flags: '--search <text>', summary: 'only those with this text in subject, version or title' },
    { flags: '--limit <number>', summary: `how many, ${MOST} at most; 50 when not given` },
    { flags: '--before <page>', summary: 'go on where a page ended' },
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  input,
  run: (given, io: Io) =>
    withIndex(io, async ({ pool }) => {
      const { countPromotions, listPromotions } = await import('../store/index/promotions.ts');
      const { indexOn } = await import('../store/index/tables.ts');
      const { listJson, listText } = await import('../core/views/promotion-list.ts');
      const index = indexOn(pool);
      const filter = filterOf(given);
      const page = await listPromotions(index, filter, { limit: given.limit, before: given.before });
      const count = await countPromotions(index, filter, COUNTED);
      io.stdout.write(given.json ? `${JSON.stringify(listJson(page, count))}\n` : listText(page, count, paintFor(io.stdout, io.env)));
      return EXIT.yes;
    }),
});
