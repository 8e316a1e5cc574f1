/** Reads a report back that was written elsewhere: nothing in it is believed that its own gates do not bear out. */
import { isBlocking } from './gate-report.ts';
import type { Report } from './report-document.ts';
import { reportSchema } from './report-schema.ts';
import { gateBlockers, standing } from './report-standing.ts';
import { err, ok, type Result } from './result.ts';

/** Characters; the largest report that caps allow in practice is a tenth of it. */
export const LONGEST_REPORT = 32 * 1024 * 1024;

const AGAIN = 'Run the gates again and take the file as it was written.';

/** The report in a text, or why it is none, in one sentence that says what to do. */
export function readReport(text: string): Result<Report, string> {
  if (text.length > LONGEST_REPORT)
    return err(`The promotion report has ${text.length} characters, and at most ${LONGEST_REPORT} are read. ${AGAIN}`);
  const document = parsed(text);
  if (!document.ok) return document;
  const read = reportSchema.safeParse(document.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = issue?.path.length ? `at ${issue.path.map(String).join('.').slice(0, 200)}` : 'at its top';
    return err(`The promotion report does not have the shape of one, ${place}: ${(issue?.message ?? '').slice(0, 300)}. ${AGAIN}`);
  }
  const lie = contradiction(read.data);
  return lie === undefined ? ok(read.data) : err(`The promotion report contradicts itself: ${lie}. ${AGAIN}`);
}

function parsed(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(`The promotion report is no JSON, or was cut short. ${AGAIN}`);
  }
}

function contradiction({ promotion_criteria: { all_met, details }, blockers, result }: Report): string | undefined {
  const blocking = details.find(isBlocking);
  if (all_met && blocking) return `it says that all criteria are met, and the gate ${blocking.id} is at "${blocking.outcome}"`;
  const named = new Set(blockers.map(({ gate }) => gate));
  const missing = gateBlockers(details).find(({ gate }) => !named.has(gate));
  if (missing) return `the gate ${missing.gate} blocks and is not among the blockers`;
  const isOpen = result === 'ready' || result === 'waiting' || result === 'blocked';
  if (isOpen && result !== standing(blockers)) return `it says "${result}", and its blockers say "${standing(blockers)}"`;
  return undefined;
}
