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
  /** What is wrong with the rules, and where, as a sentence; undefined when nothing is, or nobody knows. */
  readonly wrong?: string | undefined;
}

/** GitHub's limit of a comment on a rule: https://docs.github.com/en/rest/actions/workflow-runs#review-custom-deployment-protection-rules-for-a-workflow-run. */
const LONGEST = 1_024;

/** Whether a job may go on. Not knowing is no yes. @param trails the newest first. */
export function wordOn(
  { environment: name, sha, wrong }: Reached,
  config: Config | undefined,
  trails: readonly Trail[],
  repoUrl: string,
): Word {
  const environment = config && findEnvironment(config, name);
  const word = config ? (environment ? wordIn(environment, sha, trails, repoUrl) : unknownPlace(name, config)) : unreadable(wrong);
  return { ...word, comment: cut(word.comment) };
}

/** At a space, so that no link leads elsewhere. */
const cut = (comment: string): string =>
  comment.length <= LONGEST ? comment : `${comment.slice(0, comment.lastIndexOf(' ', LONGEST - 2))} …`;

const unreadable = (wrong: string | undefined): Word => ({
  state: undefined,
  comment: `The rules in .github/promotion.yml cannot be read, so nobody can say whether this may be deployed. ${wrong === undefined ? 'Mend them on the default branch' : `${wrong} Mend that`}, then run the job again.`,
});

const unknownPlace = (name: string, { environments }: Config): Word => ({
  state: undefined,
  comment: `"${name}" is no environment of .github/promotion.yml; there are ${environments.map((one) => one.name).join(', ')}. Add it there, under its name or as an alias, or take this rule off the environment. Then run the job again.`,
});

/** What people decided last of each subject at this commit; whoever asks does not say which of them it is about. */
function wordIn(environment: Environment, sha: string, trails: readonly Trail[], repoUrl: string): Word {
  const about = trails.filter(({ promotion }) => isAbout(promotion, environment, sha));
  const what = `${shortSha(sha)} to ${environment.name}`;
  const yes = about.find(({ promotion }) => isCarriedOut(promotion, sha));
  const last = lastOfEach(about);
  const no = last.find(({ promotion }) => !isLetThrough(promotion, sha));
  const approved = yes ?? (no ? undefined : last[0]);
  if (approved) return { state: 'approved', comment: letThrough(what, approved) };
  if (no && last.some(({ promotion }) => isLetThrough(promotion, sha))) return { state: undefined, comment: torn(what, no) };
  const undecided = about.find(({ promotion }) => isUndecided(promotion));
  if (undecided)
    return { state: undefined, comment: `The promotion of ${what} is not approved yet (${undecided.promotion.status}): ${undecided.url}` };
  const ended = no ?? about[0];
  if (ended) return { state: 'rejected', comment: `The promotion of ${what} has ended as ${ended.promotion.status}: ${ended.url}` };
  const form = `${repoUrl}/issues/new?template=promotion.yml&version=${sha}&to=${encodeURIComponent(environment.name)}`;
  return {
    state: undefined,
    comment: `Nobody has asked to promote ${what} yet. Open a promotion; when it is approved, run this job again: ${form}`,
  };
}

const letThrough = (what: string, { url, promotion }: Trail): string =>
  promotion.imported
    ? `${what} was imported as what runs there already; nobody approved it here: ${url}`
    : `The promotion of ${what} is approved: ${url}`;

const torn = (what: string, { url, promotion }: Trail): string =>
  `More than one subject was promoted at this commit, and of the promotion of ${what} one has ended as ${promotion.status}: ${url} Promote the one that this job deploys again; while that is carried out, jobs go on.`;

/** The newest that was decided for each subject; withdrawing a request decides nothing about what was promoted before. */
function lastOfEach(about: readonly Trail[]): readonly Trail[] {
  const last = new Map<string, Trail>();
  for (const trail of about) {
    const { status, round } = trail.promotion;
    const subject = round?.terms.subject ?? '';
    if (!isUndecided(trail.promotion) && status !== 'CANCELLED' && !last.has(subject)) last.set(subject, trail);
  }
  return [...last.values()];
}

function isAbout({ round, deployment }: Promotion, { name }: Environment, sha: string): boolean {
  return round?.terms.to === name && (round.terms.sha === sha || (deployment?.way === 'back' && deployment.sha === sha));
}

/** Right now, after an approval: a freeze or a pause holds what is only approved. */
function isCarriedOut(promotion: Promotion, sha: string): boolean {
  const { status, deployment, round, rollback } = promotion;
  if (deployment?.way === 'back' && deployment.sha === sha) return deployment.state === 'started';
  return round?.terms.sha === sha && rollback === undefined && status === 'PENDING' && !isUndecided(promotion);
}

/** Being carried out, promoted and not taken back, or what a rollback has brought back. */
function isLetThrough(promotion: Promotion, sha: string): boolean {
  const { status, deployment, round, rollback } = promotion;
  if (deployment?.way === 'back' && deployment.sha === sha) return deployment.state === 'started' || status === 'ROLLED_BACK';
  return isCarriedOut(promotion, sha) || (round?.terms.sha === sha && rollback === undefined && status === 'PROMOTED');
}

/**
 * Whether a deployment that the bot did not make is one that nobody approved; undefined where that is not ours to say. Of several subjects at
 * one commit, one that is approved will do: it is not known which was deployed.
 *
 * @param trails the newest first.
 */
export function isDrift({ environment: name, sha }: Reached, config: Config, trails: readonly Trail[]): Environment | undefined {
  const environment = findEnvironment(config, name);
  if (!environment) return undefined;
  const about = trails.filter(({ promotion }) => isAbout(promotion, environment, sha));
  const isApproved =
    about.some(({ promotion }) => isCarriedOut(promotion, sha)) || lastOfEach(about).some(({ promotion }) => isLetThrough(promotion, sha));
  return isApproved ? undefined : environment;
}
