/** What can become of a promotion, one plot for each arrow: short, declared, and told again and again by `faults.ts`. */
import {
  answersDeployment,
  approve,
  arrives,
  asksFor,
  asksForCommitOf,
  checksFind,
  type Deed,
  deploymentsFail,
  deploymentsTake,
  deploysByHand,
  HOUR,
  isAbout,
  MINUTE,
  movesTagMeanwhile,
  says,
  writesRules,
} from './deeds.ts';
import { DELIVERY_CONFIG, DEPLOY, WATCHED_CONFIG } from './delivery.ts';

export interface Plot {
  /** `.github/promotion.yml`. */
  readonly rules: string;
  /** What is there already; nothing goes wrong meanwhile. */
  readonly before?: readonly Deed[];
  readonly deeds: readonly Deed[];
  /** Where each issue has come to; the deployments as `version way → last state on GitHub`, with `{sha}` for what was named by its commit. */
  readonly ends: { readonly issues: readonly string[]; readonly deployments: readonly string[] };
  /** Whoever dies and comes back may find what is wrong before anything runs. */
  readonly stopsEarlier?: true;
}

const RECORDS = `records:
  as: commit
  files: [{ file: README.md, append: '{subject} {version} reached {to}' }]
`;
const PLAIN = DELIVERY_CONFIG;
const RECORDED = `${DELIVERY_CONFIG}${RECORDS}`;
const BRIEFLY = WATCHED_CONFIG.replace('for: 24h', 'for: 2h');
const OUTSIDE = DELIVERY_CONFIG.replace(`{ workflow: ${DEPLOY} }`, '{ deployment: true }');

/** Taken back after it had arrived, or before. */
const takenBack = (forward: string, version = 'v1.4.0'): Plot['ends'] => ({
  issues: [
    '#1 PROMOTED settled',
    '#2 ROLLED_BACK',
    'Rollback agent_orchestration from staging OPEN',
    `Fix agent_orchestration ${version}, rolled back from staging OPEN`,
  ],
  deployments: [
    'v1.3.2 forward → inactive',
    ...forward.split(', ').map((state) => `${version} forward → ${state}`),
    'v1.3.2 back → success',
  ],
});

const bad = 'v1.4.0';
const isWatch = (inputs: Readonly<Record<string, string>>): boolean => inputs['mode'] === 'watch';
/** From now on the bad version is found not to work. */
const checksFindItBad: Deed = (world) => {
  const isBad = isAbout(world, bad);
  checksFind((inputs) => (isBad(inputs) ? 'fail' : 'pass'))(world);
};
const deploymentsOfItFail: Deed = (world) => deploymentsFail(isAbout(world, bad))(world);
const watchFindsItBad: Deed = checksFind((inputs) => (isWatch(inputs) ? 'fail' : 'pass'));

/** Everything that a promotion asks of GitHub: a tag, a Deployment, runs, a commit with records, issues. */
export const EVERYTHING: Plot = {
  rules: RECORDED,
  before: [...arrives('v1.3.2'), writesRules(`${WATCHED_CONFIG}${RECORDS}`)],
  deeds: [asksForCommitOf(bad), says('bob', '/approve'), says('carol', '/approve'), HOUR / 4, watchFindsItBad, 2.25 * HOUR],
  ends: takenBack('inactive', '{sha}'),
};

export const PLOTS: Readonly<Record<string, Plot>> = {
  'nobody has to approve': {
    rules: PLAIN.replace('{ all: [tech-lead, qa] }', 'none'),
    deeds: [asksFor(bad), HOUR],
    ends: { issues: ['#1 PROMOTED settled'], deployments: ['v1.4.0 forward → success'] },
  },
  'approved, deployed, verified, watched and settled': {
    rules: BRIEFLY,
    before: arrives('v1.3.2'),
    deeds: [asksFor(bad), approve, 4 * HOUR],
    ends: {
      issues: ['#1 PROMOTED settled', '#2 PROMOTED settled'],
      deployments: ['v1.3.2 forward → inactive', 'v1.4.0 forward → success'],
    },
  },
  'the deployment fails thrice': {
    rules: RECORDED,
    before: [...arrives('v1.3.2'), deploymentsOfItFail],
    deeds: [asksForCommitOf(bad), approve, HOUR],
    ends: takenBack('failure, failure, failure', '{sha}'),
  },
  'the check fails': {
    rules: RECORDED,
    before: [...arrives('v1.3.2'), checksFindItBad],
    deeds: [asksFor(bad), approve, HOUR],
    ends: takenBack('failure'),
  },
  'the check cannot tell, and /retry makes one more': {
    rules: PLAIN,
    before: [checksFind(() => 'error')],
    deeds: [asksFor(bad), approve, HOUR, checksFind(() => 'pass'), says('alice', '/retry'), HOUR],
    ends: { issues: ['#1 PROMOTED settled'], deployments: ['v1.4.0 forward → success'] },
  },
  'the watch trips at hour 23': {
    rules: WATCHED_CONFIG.replace('every: 1h', 'every: 690m'),
    before: [...arrives('v1.3.2'), ...arrives(bad), 22 * HOUR],
    deeds: [watchFindsItBad, 2.25 * HOUR],
    ends: takenBack('inactive'),
  },
  'people take it back, and once more, which is refused': {
    rules: PLAIN,
    before: [...arrives('v1.3.2'), ...arrives(bad)],
    deeds: [says('bob', '/rollback it broke'), HOUR, says('carol', '/rollback again'), MINUTE],
    ends: takenBack('inactive'),
  },
  'people take it back while it is deployed': {
    rules: PLAIN,
    before: [...arrives('v1.3.2'), deploymentsTake({ takes: 2 * HOUR })],
    deeds: [asksFor(bad), approve, says('bob', '/rollback wrong version'), 6 * HOUR],
    ends: takenBack('failure'),
  },
  'nothing verified to go back to': {
    rules: PLAIN,
    before: [checksFindItBad],
    deeds: [asksFor(bad), approve, HOUR, says('bob', '/rollback it broke'), MINUTE],
    ends: { issues: ['#1 FAILED'], deployments: ['v1.4.0 forward → failure'] },
  },
  'a newer promotion while an older one is deployed': {
    rules: PLAIN,
    before: [deploymentsTake({ takes: HOUR })],
    deeds: [asksFor(bad), approve, asksFor('v1.5.0'), 2 * HOUR, approve, 2 * HOUR],
    ends: {
      issues: ['#1 PROMOTED settled', '#2 PROMOTED settled'],
      deployments: ['v1.4.0 forward → inactive', 'v1.5.0 forward → success'],
    },
  },
  'the tag is moved while the run is asked for': {
    rules: PLAIN,
    before: [deploymentsTake({ waits: HOUR })],
    deeds: [asksFor(bad), movesTagMeanwhile(bad), approve, HOUR],
    ends: { issues: ['#1 FAILED'], deployments: ['v1.4.0 forward → failure'] },
  },
  'our own tag is moved while the run is asked for': {
    rules: PLAIN,
    before: [deploymentsTake({ waits: HOUR })],
    deeds: [asksForCommitOf(bad), movesTagMeanwhile('promotions/1'), approve, HOUR],
    ends: { issues: ['#1 FAILED'], deployments: ['{sha} forward → failure'] },
    stopsEarlier: true,
  },
  'outside software answers': {
    rules: OUTSIDE,
    deeds: [
      asksFor(bad),
      approve,
      HOUR,
      answersDeployment('mallory', 'success'),
      answersDeployment('argo-cd[bot]', 'in_progress'),
      answersDeployment('argo-cd[bot]', 'success'),
      HOUR,
    ],
    ends: { issues: ['#1 PROMOTED settled'], deployments: ['v1.4.0 forward → success'] },
  },
  'somebody deploys past the bot': {
    rules: PLAIN,
    before: arrives(bad),
    deeds: [deploysByHand('v1.5.0'), deploysByHand('v1.5.0'), HOUR],
    ends: {
      issues: ['#1 PROMOTED settled', 'Deployed to staging without a promotion OPEN'],
      deployments: ['v1.4.0 forward → inactive', 'v1.5.0 by hand → inactive', 'v1.5.0 by hand → success'],
    },
  },
};
