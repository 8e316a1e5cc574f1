/** Boards, their fields, items and values as GraphQL shows them: https://docs.github.com/en/graphql/reference/objects#projectv2 */
import { may } from '../access.ts';
import type { Account, Issue, Project, ProjectField, ProjectItem } from '../model.ts';
import { nodeId } from '../world.ts';
import { connection, type Page } from './connection.ts';
import type { Context, Resolved } from './context.ts';
import { forbidden, notFound } from './errors.ts';

/**
 * An installation reaches the boards of its own organisation, with the permission "Projects"; boards of a person need that person's token:
 * https://docs.github.com/en/issues/planning-and-tracking-with-projects/automating-your-project/using-the-api-to-manage-projects
 * assumed: people see all boards, and write to their own and to those of organisations they are in a team of.
 */
export function mayUse({ world, caller }: Context, { owner }: Pick<Project, 'owner'>, level: 'read' | 'write'): boolean {
  if (caller.kind === 'installation')
    return (
      owner.kind === 'Organization' &&
      caller.installation.account.id === owner.id &&
      may(world, caller, { permission: 'organization_projects', level }, undefined)
    );
  if (caller.kind !== 'user') return false;
  const isMember = world.teams.some((team) => team.organisation.id === owner.id && team.members.includes(caller.account));
  return level === 'read' || caller.account.id === owner.id || isMember;
}

/** assumed: FORBIDDEN; "Could not resolve to a ProjectV2" is reported too (https://github.com/imjohnbo/issue-bot/issues/92), so callers must bear both. */
export function needProject(context: Context, project: Pick<Project, 'owner'>, level: 'read' | 'write'): void {
  if (!mayUse(context, project, level)) throw forbidden();
}

/** The field `projectV2(number)` of an organisation or a person. */
export function projectNumbered(context: Context, owner: Account, number: number): Resolved {
  needProject(context, { owner }, 'read');
  const found = context.world.projects.find((one) => one.owner.id === owner.id && one.number === number);
  if (found === undefined) throw notFound(`Could not resolve to a ProjectV2 with the number ${number}.`);
  return project(context, found);
}

export const project = (context: Context, record: Project): Resolved => ({
  __typename: 'ProjectV2',
  id: record.nodeId,
  number: record.number,
  title: record.title,
  closed: false,
  createdAt: record.createdAt,
  url: `${context.world.site.html}/${record.owner.kind === 'Organization' ? 'orgs' : 'users'}/${record.owner.login}/projects/${record.number}`,
  viewerCanUpdate: mayUse(context, record, 'write'),
  owner: () => context.show(record.owner),
  fields: (page: Page) => connection({ name: 'fields', items: record.fields, node: (one) => projectField(context, one) }, page),
  field: ({ name }: { name: string }) => {
    const found = record.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return found ? projectField(context, found) : null;
  },
  items: (page: Page) =>
    connection({ name: 'items', items: standing(context, record.items), node: (one) => projectItem(context, one) }, page),
});

/** Items leave with their issue. */
const standing = ({ world }: Context, items: readonly ProjectItem[]): readonly ProjectItem[] =>
  items.filter(({ content }) => world.nodes.has(content.nodeId));

export const projectField = (context: Context, record: ProjectField): Resolved => ({
  __typename: record.type === 'SINGLE_SELECT' ? 'ProjectV2SingleSelectField' : 'ProjectV2Field',
  id: record.nodeId,
  name: record.name,
  dataType: record.type,
  createdAt: record.createdAt,
  project: () => project(context, record.project),
  ...(record.type === 'SINGLE_SELECT'
    ? {
        options: ({ names }: { names?: readonly string[] | null }) =>
          record.options.filter(({ name }) => names?.some((one) => one.toLowerCase() === name.toLowerCase()) ?? true),
      }
    : {}),
});

const VALUES = {
  SINGLE_SELECT: { type: 'ProjectV2ItemFieldSingleSelectValue', key: 'optionId' },
  TEXT: { type: 'ProjectV2ItemFieldTextValue', key: 'text' },
  TITLE: { type: 'ProjectV2ItemFieldTextValue', key: 'text' },
  NUMBER: { type: 'ProjectV2ItemFieldNumberValue', key: 'number' },
  DATE: { type: 'ProjectV2ItemFieldDateValue', key: 'date' },
} as const;

function fieldValue(context: Context, item: ProjectItem, [field, value]: readonly [ProjectField, string | number]): Resolved {
  const { type, key } = VALUES[field.type];
  const option = field.options.find(({ id }) => id === value);
  return {
    __typename: type,
    id: nodeId(type, `${item.id}:${field.id}`),
    [key]: value,
    ...(option ? { name: option.name } : {}),
    field: () => projectField(context, field),
    item: () => projectItem(context, item),
  };
}

export const projectItem = (context: Context, record: ProjectItem): Resolved => {
  const title = record.project.fields.filter(({ type }) => type === 'TITLE').map((field) => [field, record.content.title] as const);
  return {
    __typename: 'ProjectV2Item',
    id: record.nodeId,
    type: 'ISSUE',
    isArchived: record.archived,
    createdAt: record.createdAt,
    creator: () => context.show(record.creator),
    project: () => project(context, record.project),
    content: () => context.show(record.content),
    fieldValues: (page: Page) =>
      connection({ name: 'fieldValues', items: [...title, ...record.values], node: (one) => fieldValue(context, record, one) }, page),
    fieldValueByName: ({ name }: { name: string }) =>
      [...record.values].filter(([field]) => field.name === name).map((one) => fieldValue(context, record, one))[0] ?? null,
  };
};

/** The field `projectItems` of an issue. assumed: without the permission it refuses as a whole, which takes the issue around it along (it is never null). */
export function itemsOf(context: Context, issue: Issue, page: Page & { includeArchived?: boolean | null }): Resolved {
  needProject(context, { owner: issue.repo.owner }, 'read');
  const items = context.world.projects
    .filter((one) => mayUse(context, one, 'read'))
    .flatMap((one) => standing(context, one.items))
    .filter((one) => one.content.id === issue.id && (page.includeArchived !== false || !one.archived));
  return connection({ name: 'projectItems', items, node: (one) => projectItem(context, one) }, page);
}
