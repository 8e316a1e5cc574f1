/** The audit as a file: everything that is asked for, page by page, so that it may be of any length. */
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { aboutAfter, inert, NOTHING, type Row, toCsv } from '../../core/audit-table.ts';
import type { AuditPosition, AuditRow } from '../../core/index-rows.ts';
import { apiError } from './answer.ts';
import type { Asked } from './house.ts';
import { problemsOf, textsOf } from './view.ts';
import { auditQuery, entryIn, filterOf, textIn } from './views/audit.ts';

const ROWS = 500;
const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson; charset=utf-8' } as const;

export async function answerExport(c: Context, { reading }: Asked, format: keyof typeof TYPES): Promise<Response> {
  const read = auditQuery.safeParse(textsOf(new URL(c.req.url).searchParams));
  if (!read.success) return apiError(c, 400, problemsOf(read.error).join(' '));
  const filter = filterOf(read.data);
  // The first page is asked for before anything is answered, so that a failure is no file.
  let page = await reading.audit(filter, { limit: ROWS });
  c.header('content-type', TYPES[format]);
  c.header('content-disposition', `attachment; filename="audit.${format}"`);
  return stream(c, async (out) => {
    let isFirst = true;
    for (;;) {
      await out.write(written(page.rows, format, isFirst));
      const before: AuditPosition | undefined = page.next;
      if (before === undefined || out.aborted) return;
      isFirst = false;
      page = await reading.audit(filter, { limit: ROWS, before });
    }
  });
}

/** Rows as lines of a file. */
export function written(rows: readonly AuditRow[], format: keyof typeof TYPES, isFirst: boolean): string {
  if (format === 'ndjson') return rows.map((row) => `${inert(JSON.stringify(documentOf(row)))}\n`).join('');
  const table = toCsv(rows.map((row) => ({ row: cellsOf(row), line: '' })));
  return isFirst ? table : table.slice(table.indexOf('\n') + 1);
}

const documentOf = ({ repository, number, seq, entry }: AuditRow) => ({
  repository: `${repository.owner}/${repository.name}`,
  issue: number,
  seq,
  entry: JSON.parse(entry) as unknown,
});

/** Commit and origin stand where the entry itself says them. */
function cellsOf(row: AuditRow): Row {
  const entry = entryIn(row);
  const { sha, from } = entry ? aboutAfter(NOTHING, entry) : NOTHING;
  return {
    at: row.at,
    repository: `${row.repository.owner}/${row.repository.name}`,
    issue: String(row.number),
    seq: String(row.seq),
    action: row.kind,
    person: row.by?.login ?? '',
    person_id: row.by ? String(row.by.id) : '',
    subject: row.subject,
    version: row.version,
    sha,
    from,
    to: row.to,
    round: row.round === null ? '' : String(row.round),
    status_before: row.statusBefore ?? '',
    status_after: row.statusAfter ?? '',
    comment: row.comment === null ? '' : String(row.comment),
    text: textIn(row),
  };
}
