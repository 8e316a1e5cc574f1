/** All that a run found as one page, for the comment, the job summary and the file beside the report. */
import { md, text } from '../src/core/views/markdown.ts';
import { type Page, reportPage } from '../src/core/views/report.ts';
import type { Outlook } from './pull-request.ts';

/** Characters: a report has no page below. */
const LEAST = 8_000;
/** Reports that have no page of their own are named, as many as this. */
const MOST_NAMED = 50;

/** At most `limit` characters of reports; notes and names of what has no place come on top, a few thousand at most. */
export function pagesOf({ reports, notes }: Outlook, { limit, note, server }: Page): string {
  const shown = reports.slice(0, Math.max(1, Math.floor(limit / LEAST)));
  const pages = shown.map((report) => reportPage(report, { limit: Math.floor(limit / shown.length), note, server }));
  const rest = reports.slice(shown.length);
  const named = rest
    .slice(0, MOST_NAMED)
    .map(({ component, to_stage, result }) => md`* ${component.slice(0, 64)} to ${to_stage.slice(0, 64)}: ${result}`.markdown);
  const more = rest.length > MOST_NAMED ? [`* ${rest.length - MOST_NAMED} more in the report file`] : [];
  return [
    ...notes.map((one) => text(one.slice(0, 1_000)).markdown),
    ...pages,
    ...(rest.length === 0 ? [] : [[...named, ...more].join('\n')]),
  ].join('\n\n');
}
