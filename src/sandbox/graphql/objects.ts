/** Every kind of record that GraphQL can show. A new kind is one line here. */
import type { NodeRecord } from '../model.ts';
import type { Caller, World } from '../world.ts';
import { accountNode, team } from './actor.ts';
import { alert } from './alerts.ts';
import type { Context, Resolved } from './context.ts';
import { deployment, deploymentStatus } from './deployments.ts';
import { commit, statusContext, tagObject } from './git.ts';
import { comment, issue, label, timelineEvent, userContentEdit } from './issue.ts';
import { project, projectField, projectItem } from './project.ts';
import { release, repository } from './repository.ts';

type Views = { readonly [K in NodeRecord['kind']]: (context: Context, record: Extract<NodeRecord, { kind: K }>) => Resolved };

const VIEWS: Views = {
  User: accountNode,
  Bot: accountNode,
  Organization: accountNode,
  Mannequin: accountNode,
  Team: team,
  Repository: repository,
  Label: label,
  Issue: issue,
  IssueComment: comment,
  UserContentEdit: userContentEdit,
  ClosedEvent: timelineEvent,
  ReopenedEvent: timelineEvent,
  LabeledEvent: timelineEvent,
  UnlabeledEvent: timelineEvent,
  CrossReferencedEvent: timelineEvent,
  Commit: commit,
  Tag: tagObject,
  StatusContext: statusContext,
  Release: release,
  RepositoryVulnerabilityAlert: alert,
  Deployment: deployment,
  DeploymentStatus: deploymentStatus,
  ProjectV2: project,
  ProjectV2Field: projectField,
  ProjectV2Item: projectItem,
};

/** What the resolvers of one request share. */
export function makeContext(world: World, caller: Caller): Context {
  const context: Context = {
    world,
    caller,
    // The table pairs each kind with its view; TypeScript cannot follow the pairing through an index.
    show: (record) => (VIEWS[record.kind] as (context: Context, record: NodeRecord) => Resolved)(context, record),
  };
  return context;
}
