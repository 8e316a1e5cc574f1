/** Where a plot has led: what must be as if nothing had gone wrong. */
import type { Entry } from '../../src/core/entry.ts';
import type { Deployment, Issue } from '../../src/sandbox/index.ts';
import { deployments } from './delivery.ts';
import type { Told } from './faults.ts';
import { ledgerOf, promotionOf } from './laws.ts';
import type { Plot } from './plots.ts';
import { REPO, type Story } from './story.ts';

/** Commits have other names where time passed otherwise. */
const plain = (text: string): string => text.replaceAll(/\b[0-9a-f]{7}\b/g, '{sha}');

/** As a plot declares it. */
export const endsOf = ({ s }: Pick<Told, 's'>): Plot['ends'] => ({
  issues: s.issues().map((issue) => standingOf(s, issue)),
  deployments: s.world.repository(REPO).deployments.map(deploymentLine),
});

function standingOf(s: Story, issue: Issue): string {
  const promotion = promotionOf(s, issue);
  if (!promotion) return `${plain(issue.title)} ${issue.state}`;
  return [`#${issue.number}`, promotion.status, ...('phase' in promotion ? [promotion.phase] : [])].join(' ');
}

function deploymentLine({ payload, ref, statuses }: Deployment): string {
  const { version, way } = typeof payload === 'object' ? payload : { version: ref, way: 'by hand' };
  return `${plain(String(version))} ${way} → ${statuses.at(-1)?.state ?? 'pending'}`;
}

/** Everything that must be as if nothing had gone wrong; what was tried in vain is in `traceOf`. */
export function endOf({ s }: Pick<Told, 's'>) {
  const { commits, refs } = s.world.repository(REPO);
  return {
    issues: s.issues().map((issue) => ({
      ...{ stands: standingOf(s, issue), labels: s.labels(issue), state: issue.state },
      ...{ headline: plain(headlineOf(issue) ?? ''), milestones: milestones(s, issue) },
    })),
    runs: deployments(s.world),
    deployments: effective(s).map(deploymentLine),
    statuses: [...commits.values()].flatMap(({ statuses }) => statuses.map(({ context, state }) => `${context} ${state}`)),
    records: commits.get(refs.get('refs/heads/main') ?? '')?.files.get('README.md'),
  };
}

/** What people see first. */
const headlineOf = ({ comments }: Issue): string | undefined =>
  comments.find(({ body }) => body.startsWith('<!-- promotion-bot:panel'))?.body.split('\n')[1];

const isInVain = (entry: Entry): boolean => entry.kind === 'deploy_failed' || (entry.kind === 'checked' && entry.outcome === 'error');

const keysInVain = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry) => (entry.kind === 'deploy_failed' ? [entry.key] : []));

/** The kinds of the entries, without attempts that came to nothing. */
function milestones(s: Story, issue: Issue): readonly string[] {
  const { entries } = ledgerOf(s, issue);
  const vain = keysInVain(entries);
  return entries
    .filter((entry) => !isInVain(entry) && !(entry.kind === 'deploy_started' && vain.includes(entry.key)))
    .map(({ kind }) => kind);
}

function effective(s: Story): readonly Deployment[] {
  const vain = s.issues().flatMap((issue) => keysInVain(ledgerOf(s, issue).entries));
  return s.world
    .repository(REPO)
    .deployments.filter(({ payload }) => !(typeof payload === 'object' && vain.includes(String(payload['key']))));
}

/** What the issues say of attempts that came to nothing. */
export const traceOf = ({ s }: Pick<Told, 's'>): readonly string[] =>
  s
    .issues()
    .flatMap((issue) =>
      ledgerOf(s, issue).entries.flatMap((entry) =>
        isInVain(entry) && 'reason' in entry ? [plain(`${entry.kind}: ${entry.reason}`)] : [],
      ),
    );
