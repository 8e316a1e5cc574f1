/**
 * Boards (Projects v2): fields, items, values.
 * https://docs.github.com/en/issues/planning-and-tracking-with-projects/automating-your-project/using-the-api-to-manage-projects
 */
import { Refusal } from './acts.ts';
import type { Account, Issue, Project, ProjectField, ProjectItem } from './model.ts';
import { nodeId, remember, type World } from './world.ts';

/** A list makes a single select with these options. */
export type FieldInput = 'text' | 'number' | 'date' | readonly string[];

export interface ProjectInput {
  readonly number: number;
  readonly title?: string;
  /** Name to type; every project has a `Title` besides, as GitHub's have. */
  readonly fields?: Readonly<Record<string, FieldInput>>;
}

const TYPES = { text: 'TEXT', number: 'NUMBER', date: 'DATE' } as const;

/** Makes a board; nothing of it sends a webhook. */
export function foundProject(world: World, owner: Account, input: ProjectInput): Project {
  if (findProject(world, owner, input.number)) throw new Error(`${owner.login} has a project ${input.number} already.`);
  const id = world.nextId('project');
  const project: Project = {
    kind: 'ProjectV2',
    id,
    nodeId: nodeId('ProjectV2', id),
    owner,
    number: input.number,
    title: input.title ?? `Project ${input.number}`,
    fields: [],
    items: [],
    createdAt: world.clock.now(),
  };
  world.projects.push(remember(world, project));
  addField(world, project, 'Title', 'TITLE');
  for (const [name, type] of Object.entries(input.fields ?? {})) addProjectField(world, project, name, type);
  return project;
}

export const findProject = (world: World, owner: Account, number: number): Project | undefined =>
  world.projects.find((one) => one.owner.id === owner.id && one.number === number);

export function addProjectField(world: World, project: Project, name: string, type: FieldInput): ProjectField {
  return typeof type === 'string' ? addField(world, project, name, TYPES[type]) : addField(world, project, name, 'SINGLE_SELECT', type);
}

function addField(
  world: World,
  project: Project,
  name: string,
  ...[type, options = []]: readonly [ProjectField['type'], (readonly string[])?]
): ProjectField {
  const id = world.nextId('projectField');
  const field: ProjectField = {
    kind: 'ProjectV2Field',
    id,
    nodeId: nodeId(type === 'SINGLE_SELECT' ? 'ProjectV2SingleSelectField' : 'ProjectV2Field', id),
    project,
    name,
    type,
    options: options.map((option, i) => ({ id: (id * 100 + i).toString(16).padStart(8, '0'), name: option })),
    createdAt: world.clock.now(),
  };
  project.fields.push(remember(world, field));
  return field;
}

/** Puts an issue on a board: "If you try to add an item that already exists, the existing item ID is returned instead." */
export function addItem(world: World, by: Account, project: Project, issue: Issue): ProjectItem {
  const known = project.items.find((one) => one.content === issue);
  if (known) return known;
  const id = world.nextId('projectItem');
  const item: ProjectItem = {
    kind: 'ProjectV2Item',
    id,
    nodeId: nodeId('ProjectV2Item', id),
    project,
    content: issue,
    creator: by,
    archived: false,
    values: new Map(),
    createdAt: world.clock.now(),
  };
  project.items.push(remember(world, item));
  return item;
}

/** As the API takes it: the id of an option, a text, a number, or `2026-11-20`. */
export function setFieldValue(item: ProjectItem, field: ProjectField, value: string | number): void {
  // assumed: that archived items refuse, and the words of the refusals; the page names none.
  if (item.archived) throw new Refusal('UNPROCESSABLE', 'The item is archived and cannot be updated');
  if (field.project !== item.project) throw new Refusal('UNPROCESSABLE', 'The field does not belong to the project of the item');
  const fits = {
    SINGLE_SELECT: () => field.options.some(({ id }) => id === value),
    TEXT: () => typeof value === 'string',
    NUMBER: () => typeof value === 'number' && Number.isFinite(value),
    DATE: () => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
    // A title belongs to the issue: the page above says which fields are changed through their issue.
    TITLE: () => false,
  };
  if (!fits[field.type]()) throw new Refusal('UNPROCESSABLE', `The value does not fit the field ${field.name} (${field.type})`);
  item.values.set(field, value);
}

/** What a person sees on the card: field name to value, options by their names. */
export function cardOf(item: ProjectItem): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    [...item.values].map(([field, value]) => [field.name, field.options.find(({ id }) => id === value)?.name ?? value]),
  );
}
