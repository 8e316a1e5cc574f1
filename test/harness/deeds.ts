/** What people and machines do in plots: each is done once, and the bot gets its turn after it. */
import type { GateReport } from '../../src/core/gate-report.ts';
import type { DeploymentStatus, Issue, Sandbox } from '../../src/sandbox/index.ts';
import { checkedBy, DEPLOY, VERIFY } from './delivery.ts';
import { form, REPO } from './story.ts';

type Inputs = Readonly<Record<string, string>>;
/** Somebody does something, or so many seconds go by. */
export type Deed = number | ((world: Sandbox) => unknown);

export const MINUTE = 60;
export const HOUR = 3_600;

export const commitOf = (world: Sandbox, tag: string): string => world.repository(REPO).refs.get(`refs/tags/${tag}`) ?? '';

/** Promotions only, oldest first. */
const promotions = (world: Sandbox): readonly Issue[] => world.repository(REPO).issues.filter(({ title }) => /^Promote\b/.test(title));

/** The promotion of that number among the promotions. */
function promotion(world: Sandbox, nth: number): Issue {
  const issue = promotions(world).at(nth);
  if (!issue) throw new Error(`there is no promotion ${nth} yet`);
  return issue;
}

export const asksFor = (version: string) => (world: Sandbox) =>
  world.as('alice').opens(REPO, { title: 'Promote', body: form({ version }), labels: ['promotion'] });
/** Named by its commit, so that a tag has to be made for it. */
export const asksForCommitOf = (version: string) => (world: Sandbox) => asksFor(commitOf(world, version))(world);

export const says =
  (login: string, body: string, nth = -1) =>
  (world: Sandbox) =>
    world.as(login).comments(promotion(world, nth), body);

/** Both who have to, before the bot has heard of either. */
export const approve = (world: Sandbox): void => {
  for (const login of ['bob', 'carol']) says(login, '/approve')(world);
};

export const arrives = (version: string): readonly Deed[] => [asksFor(version), approve];

export const writesRules = (text: string) => (world: Sandbox) => world.as('alice').pushes(REPO, { '.github/promotion.yml': text });

const rulesOf = (world: Sandbox): string => {
  const { commits, refs } = world.repository(REPO);
  return commits.get(refs.get('refs/heads/main') ?? '')?.files.get('.github/promotion.yml') ?? '';
};

const SAYS: Readonly<Record<string, string>> = { pass: 'it answered 200', fail: 'it answered 503', error: 'it did not answer' };

/** From now on checks find what `judge` says, under the rules of that moment. */
export const checksFind = (judge: (inputs: Inputs) => GateReport['outcome']) => (world: Sandbox) =>
  world.actions.runner(VERIFY, (run, inputs) => {
    const outcome = judge(inputs);
    return checkedBy(outcome, SAYS[outcome], rulesOf(world))(run, inputs);
  });

/** From now on deployments go well, but those for which `fails` says otherwise. */
export const deploymentsFail = (fails: (inputs: Inputs) => boolean) => (world: Sandbox) =>
  world.actions.runner(DEPLOY, (_run, inputs) => ({ conclusion: fails(inputs) ? 'failure' : 'success' }));

/** From now on each deployment goes well, in so many seconds. */
export const deploymentsTake = (pace: { readonly waits?: number; readonly takes?: number }) => (world: Sandbox) =>
  world.actions.runner(DEPLOY, () => ({ conclusion: 'success' }), pace);

/** Whether a run is about this version, by whatever name it was asked for. */
export const isAbout = (world: Sandbox, tag: string): ((inputs: Inputs) => boolean) => {
  const sha = commitOf(world, tag);
  return (inputs) => inputs['sha'] === sha;
};

/** Outside software says how its deployment went. */
export const answersDeployment = (login: string, state: DeploymentStatus['state']) => (world: Sandbox) => {
  const deployment = world.repository(REPO).deployments.at(-1);
  if (!deployment) throw new Error('nothing was deployed');
  world.as(login).setsDeploymentStatus(deployment, { state });
};

/** Somebody deploys past the bot. */
export const deploysByHand = (version: string) => (world: Sandbox) => {
  const deployment = world.as('mallory').deploys(REPO, { ref: version, environment: 'staging' });
  world.as('mallory').setsDeploymentStatus(deployment, { state: 'success' });
};

/** Somebody moves the tag in the very moment in which the bot has recorded a deployment, before it starts the run. */
export const movesTagMeanwhile = (tag: string) => (world: Sandbox) => {
  world.turn = async ({ method, path }) => {
    if (method !== 'POST' || !path.endsWith('/deployments')) return;
    world.turn = undefined;
    world.as('eve').pushes(REPO, { EVIL: 'yes\n' });
    world.as('eve').tags(REPO, tag);
  };
};
