/**
 * Putting an issue on a board and setting its fields, which are two calls: "You cannot add and update an item in the same call."
 * https://docs.github.com/en/issues/planning-and-tracking-with-projects/automating-your-project/using-the-api-to-manage-projects
 */
import type { AddProjectV2ItemByIdInput, ProjectV2FieldValue, UpdateProjectV2ItemFieldValueInput } from '@octokit/graphql-schema';
import { accountOfCaller } from '../access.ts';
import { Refusal } from '../acts.ts';
import type { NodeRecord } from '../model.ts';
import { addItem, setFieldValue } from '../projects.ts';
import type { Context, Resolved } from './context.ts';
import { forbidden, notFound } from './errors.ts';
import { needProject, projectItem } from './project.ts';
import { recordOf } from './queries.ts';

function find<K extends NodeRecord['kind']>(context: Context, kind: K, id: string): Extract<NodeRecord, { kind: K }> {
  const record = recordOf(context, id);
  if (record.kind !== kind) throw notFound(`Could not resolve to ${kind} node with the global id of '${id}'.`);
  return record as Extract<NodeRecord, { kind: K }>;
}

function addsItem(context: Context, { projectId, contentId, clientMutationId }: AddProjectV2ItemByIdInput): Resolved {
  const project = find(context, 'ProjectV2', projectId);
  needProject(context, project, 'write');
  const by = accountOfCaller(context.world, context.caller);
  if (by === undefined) throw forbidden();
  const item = addItem(context.world, by, project, find(context, 'Issue', contentId));
  return { item: projectItem(context, item), clientMutationId: clientMutationId ?? null };
}

const KEYS = { SINGLE_SELECT: 'singleSelectOptionId', TEXT: 'text', NUMBER: 'number', DATE: 'date', TITLE: 'text' } as const;

/** assumed: exactly one value, and the one the field's type asks for. */
function given(value: ProjectV2FieldValue, key: keyof ProjectV2FieldValue): string | number {
  const set = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  const found = value[key];
  if (set.length !== 1 || (typeof found !== 'string' && typeof found !== 'number'))
    throw new Refusal('UNPROCESSABLE', `The field takes exactly one value, as ${key}`);
  return found;
}

function setsValue(context: Context, input: UpdateProjectV2ItemFieldValueInput): Resolved {
  const project = find(context, 'ProjectV2', input.projectId);
  needProject(context, project, 'write');
  const item = find(context, 'ProjectV2Item', input.itemId);
  const field = find(context, 'ProjectV2Field', input.fieldId);
  if (item.project !== project) throw notFound('The item does not exist in the project');
  setFieldValue(item, field, given(input.value, KEYS[field.type]));
  return { projectV2Item: projectItem(context, item), clientMutationId: input.clientMutationId ?? null };
}

export const projectMutations: Readonly<Record<string, (args: never, context: Context) => unknown>> = {
  addProjectV2ItemById: ({ input }: { input: AddProjectV2ItemByIdInput }, context: Context) => addsItem(context, input),
  updateProjectV2ItemFieldValue: ({ input }: { input: UpdateProjectV2ItemFieldValueInput }, context: Context) => setsValue(context, input),
};
