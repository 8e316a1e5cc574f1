/**
 * Who may deploy past the bot: nobody. A job that reaches an environment goes on when a promotion of its commit to that environment is
 * approved; what was deployed all the same is called drift.
 */
import { type Config, type Environment, findEnvironment } from './config.ts';
import { isUndecided } from './fold.ts';
import type { Promotion } from './promotion.ts';
import { shortSha } from './version.ts';

/** A promotion to the environment in question, with its issue. */
export interface Trail {
  readonly number: number;
  readonly url: string;
  readonly promotion: Promotion;
}

export interface Word {
  /** Undefined while the job has to wait. */
  readonly state: 'approved' | 'rejected' | undefined;
  /** Plain text for whoever looks at the run. */
  readonly comment: string;
}

/** What is asked about. */
export interface Reached {
  /** As GitHub calls the environment. */
  readonly environment: string;
  /** Full commit SHA. */
  readonly sha: string;
}

/** GitHub's limit of a comment on a rule: https://docs.github.com/en/rest/actions/workflow-runs#review-custom-deployment-protection-rules-for-a-workflow-run. */
const LONGEST = 1_024;

/** Whether a job may go on. Not knowing is no yes. @param trails the newest first. */
export function wordOn({ environment: name, sha }: Reached, config: Config | undefined, trails: readonly Trail[], repoUrl: string): Word {
  const environment = config && findEnvironment(config, name);
  const word = config ? (environment ? wordIn(environment, sha, trails, repoUrl) : unknownPlace(name, config)) : unreadable();
  return { ...word, comment: word.comment.slice(0, LONGEST) };
}

const unreadable = (): Word => ({
  state: undefined,
  comment:
    'The rules in .github/promotion.yml cannot be read, so nobody can say whether this may be deployed. Mend them on the default branch, then run the job again.',
});

const unknownPlace = (name: string, { environments }: Config): Word => ({
  state: undefined,
  comment: `"${name}" is no environment of .github/promotion.yml; there are ${environments.map((one) => one.name).join(', ')}. Add it there, under its name or as an alias, or take this rule off the environment. Then run the job again.`,
});

function wordIn(environment: Environment, sha: string, trails: readonly Trail[], repoUrl: string): Word {
  const about = trails.filter(({ promotion }) => isAbout(promotion, environment, sha));
  const open = about.find(({ promotion }) => isLetThrough(promotion, sha));
  const what = `${shortSha(sha)} to ${environment.name}`;
  if (open) return { state: 'approved', comment: `The promotion of ${what} is approved: ${open.url}` };
  const [newest] = about;
  if (!newest) {
    const form = `${repoUrl}/issues/new?template=promotion.yml&version=${sha}&to=${encodeURIComponent(environment.name)}`;
    return {
      state: undefined,
      comment: `Nobody has asked to promote ${what} yet. Open a promotion; when it is approved, run this job again: ${form}`,
    };
  }
  const { status } = newest.promotion;
  if (isUndecided(newest.promotion))
    return { state: undefined, comment: `The promotion of ${what} is not approved yet (${status}): ${newest.url}` };
  return { state: 'rejected', comment: `The promotion of ${what} has ended as ${status}: ${newest.url}` };
}

function isAbout({ round, deployment }: Promotion, { name }: Environment, sha: string): boolean {
  return round?.terms.to === name && (round.terms.sha === sha || (deployment?.way === 'back' && deployment.sha === sha));
}

/** Being carried out (a freeze or a pause holds what is only approved); promoted and not taken back; or what a rollback brings back. */
function isLetThrough(promotion: Promotion, sha: string): boolean {
  const { status, deployment, round, rollback } = promotion;
  if (deployment?.way === 'back' && deployment.sha === sha) return deployment.state === 'started' || status === 'ROLLED_BACK';
  if (round?.terms.sha !== sha || rollback) return false;
  return status === 'PROMOTED' || (status === 'PENDING' && !isUndecided(promotion));
}

/** Whether a deployment that the bot did not make is one that nobody approved; undefined where that is not ours to say. */
export function isDrift(
  { environment: name, sha }: Reached,
  config: Config | undefined,
  trails: readonly Trail[],
): Environment | undefined {
  const environment = config && findEnvironment(config, name);
  if (!environment) return undefined;
  const isApproved = trails.some(({ promotion }) => isAbout(promotion, environment, sha) && isLetThrough(promotion, sha));
  return isApproved ? undefined : environment;
}
