/** What is written into the form that asks for a promotion. */
export interface Asked {
  readonly subject?: string;
  readonly version?: string;
  readonly from?: string;
  readonly to?: string;
  readonly notes?: string;
  readonly blockers?: string;
  readonly rollbackPlan?: string;
  readonly dryRun?: boolean;
}

/** The body GitHub makes of the issue form. */
export function form({
  subject = 'agent_orchestration',
  version = 'v1.4.0',
  from = '',
  to = 'staging',
  notes = 'Fixes JIRA-1234, retries on timeout',
  blockers = 'None',
  rollbackPlan = 'Redeploy v1.3.2 with `make rollback`',
  dryRun = false,
}: Asked = {}): string {
  const fields = {
    Subject: subject,
    Version: version,
    From: from,
    To: to,
    Blockers: blockers,
    'Rollback plan': rollbackPlan,
    'Dry run': `- [${dryRun ? 'X' : ' '}] Only check and show the plan`,
    Notes: notes,
  };
  return Object.entries(fields)
    .map(([label, answer]) => `### ${label}\n\n${answer || '_No response_'}`)
    .join('\n\n');
}
