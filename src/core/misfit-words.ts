/** Why a run or its report was not taken. `found` and `expected` are what differs. */
export const UNTRUSTED: Readonly<Record<string, string>> = {
  other_workflow: 'it is a run of another workflow',
  other_event: 'it was not started by hand of this app',
  other_ref: 'it ran on another branch',
  other_repository: 'it is about another repository',
  other_actor: 'this app did not start it',
  other_subject: 'its report is about another subject',
  other_environment: 'its report is about another environment',
  other_commit: 'its report is about another commit',
  other_rules: 'it judged by other rules than stood here when it was started',
  other_key: 'its report answers another question',
  other_run: 'its report was written by another run',
  other_attempt: 'its report was written by another attempt',
  no_report: 'it left no report',
  report_expired: 'its report has expired',
  report_too_big: 'its report is too big',
  report_altered: 'its report is not what GitHub stored',
  bad_archive: 'its report lies in an archive that cannot be read safely',
  unreadable_report: 'its report cannot be read',
  not_ended: 'it has not ended within seven hours',
};

/** The same with its facts, as plain text that can be written down. */
export function untrustedWords(why: string, { found, expected, conclusion, why: detail }: Readonly<Record<string, string>>): string {
  const differs = expected === undefined ? '' : ` (${found ?? ''}, and not ${expected})`;
  const ended = conclusion === undefined || conclusion === '' ? '' : `, and ended with ${conclusion}`;
  return `${UNTRUSTED[why] ?? why}${differs}${ended}${detail === undefined || detail === '' ? '' : `: ${detail}`}`;
}
