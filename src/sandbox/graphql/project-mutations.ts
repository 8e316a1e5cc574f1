/**
 * Putting an issue on a board and setting its fields, which are two calls: "You cannot add and update an item in the same call."
 * https://docs.github.com/en/issues/planning-and-tracking-with-projects/automating-your-project/using-the-api-to-manage-projects
 */
import type { AddProjectV2ItemByIdInput, ProjectV2FieldValue, UpdateProjectV2ItemFieldValueInput } from '@octokit/graphql-schema';
import { Refusal } from '../acts.ts';
import { addItem, setFieldValue } from '../projects.ts';
import type { Context, Resolved } from './context.ts';
import { notFound } from './errors.ts';
import { author, find, type Mutations, mutation } from './inputs.ts';
import { needProject, projectItem } from './project.ts';

function addsItem(context: Context, { projectId, contentId }: AddProjectV2ItemByIdInput): Resolved {
  const project = find(context, 'ProjectV2', projectId);
  needProject(context, project, 'write');
  const item = addItem(context.world, author(context), project, find(context, 'Issue', contentId));
  return { item: projectItem(context, item) };
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
  return { projectV2Item: projectItem(context, item) };
}

export const projectMutations: Mutations = {
  addProjectV2ItemById: mutation(addsItem),
  updateProjectV2ItemFieldValue: mutation(setsValue),
};
