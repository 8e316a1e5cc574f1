import * as z from 'zod';
import { ACTIONS, textOf } from '../../../core/audit-table.ts';
import { type Entry, entrySchema } from '../../../core/entry.ts';
import type { AuditFilter, EntryRow } from '../../../core/index-rows.ts';
import { auditPage } from '../../../core/views/pages/audit.ts';
import { beforeEntry, entryOf, fromStart, nextEntry, person, placeOf, repository, since, subject, toEnd, until } from '../query.ts';
import { answers } from '../schemas.ts';
import { defineView } from '../view.ts';

const ROWS = 50;

const action = z
  .string()
  .refine((kind) => ACTIONS.includes(kind), `takes one of ${ACTIONS.join(', ')}`)
  .optional()
  .describe('Only entries of this kind.');

export const auditQuery = z.object({ repository, subject, person, action, since, until });

export const filterOf = (asked: z.output<typeof auditQuery>): AuditFilter => ({
  ...asked,
  repository: placeOf(asked.repository),
  since: fromStart(asked.since),
  until: toEnd(asked.until),
});

/** Undefined for a kind that only a newer version knows. */
export function entryIn({ entry }: Pick<EntryRow, 'entry'>): Entry | undefined {
  const read = entrySchema.safeParse(JSON.parse(entry));
  return read.success ? read.data : undefined;
}

export function textIn(row: Pick<EntryRow, 'entry'>): string {
  const entry = entryIn(row);
  return entry ? textOf(entry) : '';
}

export const audit = defineView({
  name: 'audit',
  path: '/audit',
  summary: 'Who did what, about what, when: entries of all audit trails, the newest first.',
  isOfOne: false,
  query: auditQuery.extend({ before: beforeEntry }),
  load: async ({ reading }, { before, ...asked }) => {
    const { rows, next } = await reading.audit(filterOf(asked), { limit: ROWS, before: entryOf(before) });
    const told = rows.map((row) => ({ ...row, text: textIn(row) }));
    return { rows: told, asked, next: next && nextEntry(next), isFirst: before === undefined };
  },
  page: auditPage,
  answers: answers.audit,
  json: ({ rows, next }) => ({
    entries: rows.map(({ entry, ...row }) => ({ ...row, entry: JSON.parse(entry) as unknown })),
    next: next ?? null,
  }),
});
