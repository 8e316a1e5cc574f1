/** Boards of the sandbox behave as GitHub's page on Projects says. */
import { beforeEach, expect, test } from '@jest/globals';
import { createWorld, type Issue, type Project, type Sandbox } from '../../src/sandbox/index.ts';
import { cardOf } from '../../src/sandbox/projects.ts';

let world: Sandbox;
let project: Project;
let issue: Issue;

beforeEach(() => {
  world = createWorld({ at: '2026-11-20T10:00:00Z' });
  world.organisation('acme', { teams: { qa: ['carol'] } });
  world.repository('acme/shop', { files: { 'README.md': '# Shop\n' } });
  project = world.project('acme', {
    number: 11,
    title: 'Promotions',
    fields: { Status: ['Staging 🟢', '🚀 Production'], Version: 'text', Blockers: 'number', 'Last updated': 'date' },
  });
  issue = world.as('alice').opens('acme/shop', { title: 'Promote', body: 'text' });
});

interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly type?: string; readonly path?: readonly unknown[] }[];
}

async function ask(query: string, variables: object = {}, token = world.installationToken('acme')): Promise<Answer> {
  const answer = await world.fetch('https://api.github.com/graphql', {
    method: 'POST',
    headers: { authorization: `bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as Answer;
}

const add = (on: Project = project, token?: string): Promise<Answer> =>
  ask(
    'mutation($input: AddProjectV2ItemByIdInput!) { addProjectV2ItemById(input: $input) { item { id isArchived } } }',
    {
      input: { projectId: on.nodeId, contentId: issue.nodeId },
    },
    token,
  );

const set = (name: string, value: object, on: Project = project): Promise<Answer> =>
  ask('mutation($input: UpdateProjectV2ItemFieldValueInput!) { updateProjectV2ItemFieldValue(input: $input) { projectV2Item { id } } }', {
    input: {
      projectId: project.nodeId,
      itemId: project.items[0]?.nodeId,
      fieldId: on.fields.find((field) => field.name === name)?.nodeId,
      value,
    },
  });

const optionId = (name: string, on: Project = project): string =>
  on.fields.flatMap(({ options }) => options).find((option) => option.name === name)?.id ?? 'none';

test('a board shows its fields with their types and options', async () => {
  const fields =
    '{ nodes { __typename ... on ProjectV2FieldCommon { id name dataType } ... on ProjectV2SingleSelectField { options { id name } } } }';
  const { data, errors } = await ask(
    `{ organization(login: "acme") { projectV2(number: 11) { id title url viewerCanUpdate fields(first: 50) ${fields} } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    organization: {
      projectV2: {
        title: 'Promotions',
        url: 'https://github.com/orgs/acme/projects/11',
        viewerCanUpdate: true,
        fields: {
          nodes: [
            { __typename: 'ProjectV2Field', name: 'Title', dataType: 'TITLE' },
            { __typename: 'ProjectV2SingleSelectField', name: 'Status', options: [{ name: 'Staging 🟢' }, { name: '🚀 Production' }] },
            { __typename: 'ProjectV2Field', name: 'Version', dataType: 'TEXT' },
            { __typename: 'ProjectV2Field', name: 'Blockers', dataType: 'NUMBER' },
            { __typename: 'ProjectV2Field', name: 'Last updated', dataType: 'DATE' },
          ],
        },
      },
    },
  });
  expect(world.contract.problems).toEqual([]);
});

test('an issue added twice is one item', async () => {
  const first = await add();
  expect(first.errors).toBeUndefined();
  expect(await add()).toEqual(first);
  expect(project.items).toHaveLength(1);
});

test('values of every type are set and read back on the issue', async () => {
  await add();
  for (const [name, value] of [
    ['Status', { singleSelectOptionId: optionId('🚀 Production') }],
    ['Version', { text: 'v1.4.0' }],
    ['Blockers', { number: 2 }],
    ['Last updated', { date: '2026-11-20' }],
  ] as const)
    expect((await set(name, value)).errors).toBeUndefined();
  const { data } = await ask(`{ repository(owner: "acme", name: "shop") { issue(number: 1) { projectItems(first: 20) { nodes {
    project { number } fieldValues(first: 50) { nodes { __typename
      ... on ProjectV2ItemFieldSingleSelectValue { name }
      ... on ProjectV2ItemFieldTextValue { text field { ... on ProjectV2FieldCommon { name } } }
      ... on ProjectV2ItemFieldNumberValue { number }
      ... on ProjectV2ItemFieldDateValue { date }
    } } } } } } }`);
  expect(data).toMatchObject({
    repository: {
      issue: {
        projectItems: {
          nodes: [
            {
              project: { number: 11 },
              fieldValues: {
                nodes: [
                  { text: 'Promote', field: { name: 'Title' } },
                  { name: '🚀 Production' },
                  { text: 'v1.4.0' },
                  { number: 2 },
                  { date: '2026-11-20' },
                ],
              },
            },
          ],
        },
      },
    },
  });
  expect(world.contract.problems).toEqual([]);
});

test.each([
  ['an option of nowhere', 'Status', { singleSelectOptionId: 'ffffffff' }],
  ['a text for a number', 'Blockers', { text: '2' }],
  ['a day that is none', 'Last updated', { date: 'today' }],
  ['two values at once', 'Version', { text: 'v1', number: 1 }],
  ['no value', 'Version', {}],
  ['a title, which belongs to the issue', 'Title', { text: 'mine' }],
])('%s is refused and changes nothing', async (_, name, value) => {
  await add();
  expect((await set(name, value)).errors).toMatchObject([{ path: ['updateProjectV2ItemFieldValue'] }]);
  expect(project.items.map(cardOf)).toEqual([{}]);
});

test('an option or a field of another board is refused', async () => {
  const other = world.project('acme', { number: 12, fields: { Status: ['Staging 🟢'] } });
  await add();
  expect((await set('Status', { singleSelectOptionId: optionId('Staging 🟢', other) })).errors).toHaveLength(1);
  expect((await set('Status', { singleSelectOptionId: optionId('Staging 🟢', other) }, other)).errors).toHaveLength(1);
  expect(project.items.map(cardOf)).toEqual([{}]);
});

test('an archived card cannot be changed', async () => {
  await add();
  for (const item of project.items) item.archived = true;
  expect((await set('Version', { text: 'v1' })).errors).toHaveLength(1);
});

test('without the permission nothing of a board is seen, with read alone nothing is changed', async () => {
  const look = `{ organization(login: "acme") { projectV2(number: 11) { viewerCanUpdate } }
    repository(owner: "acme", name: "shop") { id card: issue(number: 1) { projectItems(first: 20) { totalCount } } } }`;
  world.organisation('acme', { installed: { issues: 'write', metadata: 'read' } });
  const blind = await ask(look);
  expect(blind.data).toMatchObject({ organization: { projectV2: null }, repository: { id: expect.any(String), card: null } });
  expect(blind.errors?.map(({ type, path }) => [type, path])).toEqual([
    ['FORBIDDEN', ['organization', 'projectV2']],
    ['FORBIDDEN', ['repository', 'card', 'projectItems']],
  ]);
  world.organisation('acme', { installed: { issues: 'write', metadata: 'read', organization_projects: 'read' } });
  expect((await ask(look)).data).toMatchObject({ organization: { projectV2: { viewerCanUpdate: false } } });
  expect((await add()).errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  expect(project.items).toEqual([]);
});

test('the board of a person is closed to the App and open to that person', async () => {
  const own = world.project('alice', { number: 1 });
  expect((await add(own)).errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  expect((await ask('{ user(login: "alice") { projectV2(number: 1) { id } } }')).errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  expect((await add(own, 'ghp_alice')).errors).toBeUndefined();
  expect(own.items).toHaveLength(1);
});

test('a number nobody has is not found, and an owner is told apart by kind', async () => {
  const { errors } = await ask('{ organization(login: "acme") { projectV2(number: 99) { id } } }');
  expect(errors).toMatchObject([{ type: 'NOT_FOUND', message: 'Could not resolve to a ProjectV2 with the number 99.' }]);
  const { data } = await ask(
    '{ a: repositoryOwner(login: "acme") { __typename } b: repositoryOwner(login: "alice") { __typename login } }',
  );
  expect(data).toEqual({ a: { __typename: 'Organization' }, b: { __typename: 'User', login: 'alice' } });
});

test('a deleted issue leaves the board', async () => {
  await add();
  world.as('alice').deletes(issue);
  const { data } = await ask('{ organization(login: "acme") { projectV2(number: 11) { items(first: 10) { totalCount } } } }');
  expect(data).toEqual({ organization: { projectV2: { items: { totalCount: 0 } } } });
});
