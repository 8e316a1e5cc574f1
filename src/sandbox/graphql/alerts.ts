/** What Dependabot found: https://docs.github.com/en/graphql/reference/objects#repositoryvulnerabilityalert */
import type { Alert, Repository } from '../model.ts';
import { connection, type Page } from './connection.ts';
import { type Context, need, type Resolved } from './context.ts';

export const alert = (context: Context, record: Alert): Resolved => ({
  __typename: 'RepositoryVulnerabilityAlert',
  id: record.nodeId,
  number: record.number,
  state: record.state,
  createdAt: record.createdAt,
  securityAdvisory: { __typename: 'SecurityAdvisory', summary: record.summary, severity: record.severity },
  securityVulnerability: {
    __typename: 'SecurityVulnerability',
    severity: record.severity,
    package: { __typename: 'SecurityAdvisoryPackage', name: record.package },
  },
  repository: () => context.show(record.repo),
});

export interface AlertsArgs extends Page {
  readonly states?: readonly string[] | null;
}

/** assumed: the oldest first, and every state unless some are named. */
export function alerts(context: Context, repo: Repository, args: AlertsArgs): Resolved {
  need(context, { permission: 'vulnerability_alerts', level: 'read' }, repo);
  const items = repo.alerts.filter(({ state }) => args.states?.includes(state) ?? true);
  return connection({ name: 'vulnerabilityAlerts', items, node: (one) => alert(context, one), key: ({ number }) => number }, args);
}
