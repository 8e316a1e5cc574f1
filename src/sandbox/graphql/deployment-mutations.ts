/** What is said of deployments by mutation: https://docs.github.com/en/graphql/reference/mutations#createdeploymentstatus */
import type { CreateDeploymentStatusInput } from '@octokit/graphql-schema';
import { Refusal } from '../acts.ts';
import { setDeploymentStatus } from '../deployments.ts';
import type { DeploymentState } from '../model.ts';
import { type Context, need, type Resolved } from './context.ts';
import { deployment, deploymentStatus } from './deployments.ts';
import { author, find, type Mutations, mutation } from './inputs.ts';

/** "Maximum length of 140 characters", says the schema. */
const LONGEST = 140;

function sets(context: Context, input: CreateDeploymentStatusInput): Resolved {
  const record = find(context, 'Deployment', input.deploymentId);
  need(context, { permission: 'deployments', level: 'write' }, record.repo);
  const { description, logUrl, environmentUrl, autoInactive } = input;
  if ((description ?? '').length > LONGEST)
    throw new Refusal('UNPROCESSABLE', `Description is too long (maximum is ${LONGEST} characters)`);
  const made = setDeploymentStatus(context.world, author(context), record, {
    state: input.state.toLowerCase() as DeploymentState,
    description: description ?? '',
    logUrl: logUrl ?? '',
    environmentUrl: environmentUrl ?? '',
    autoInactive: autoInactive ?? true,
  });
  return { deploymentStatus: deploymentStatus(context, made), deployment: deployment(context, record) };
}

export const deploymentMutations: Mutations = { createDeploymentStatus: mutation(sets) };
