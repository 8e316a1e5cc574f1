/** Tags and branches of the sandbox: made, moved and deleted by the App, moved by people, and run on. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { call, city, GATES } from './sandbox-city.ts';

let world: Sandbox;
beforeEach(() => {
  world = city();
});
afterEach(() => {
  expect(world.contract.problems).toEqual([]);
});

const REPO = 'acme/shop';
const REFS = `/repos/${REPO}/git/refs`;
const TAG = 'refs/tags/promotions/7';
const head = (ref = 'refs/heads/main') => world.repository(REPO).refs.get(ref) ?? '';
const create = (sha: string, ref = TAG) => call(world, `POST ${REFS}`, { body: { ref, sha } });
const said = async (answer: ReturnType<typeof call>) => {
  const { status, json } = await answer;
  return [status, json?.message];
};

test('a tag is made once, read, moved forward, moved back only by force, and deleted', async () => {
  const old = head();
  const made = await create(old);
  expect([made.status, made.json]).toMatchObject([201, { ref: TAG, object: { type: 'commit', sha: old } }]);
  expect(await said(create(old))).toEqual([422, 'Reference already exists']);
  expect((await call(world, `GET /repos/${REPO}/git/ref/tags/promotions/7`)).json).toEqual(made.json);
  const next = world.as('alice').pushes(REPO, { 'README.md': 'next\n' });
  const move = (sha: string, force?: boolean) =>
    said(call(world, `PATCH ${REFS}/tags/promotions/7`, { body: { sha, ...(force ? { force } : {}) } }));
  expect([await move(next), head(TAG)]).toEqual([[200, undefined], next]);
  expect(await move(old)).toEqual([422, 'Update is not a fast forward']);
  expect([await move(old, true), head(TAG)]).toEqual([[200, undefined], old]);
  const remove = () => said(call(world, `DELETE ${REFS}/tags/promotions/7`));
  expect(await remove()).toEqual([204, undefined]);
  expect(await remove()).toEqual([422, 'Reference does not exist']);
  expect(await move(old)).toEqual([422, 'Reference does not exist']);
  expect((await call(world, `GET /repos/${REPO}/git/ref/tags/promotions/7`)).status).toBe(404);
});

test('a reference needs a commit that is there, a name that is one, and somebody who may write', async () => {
  expect(await said(create('0'.repeat(40)))).toEqual([422, 'Object does not exist']);
  for (const name of ['promotions/7', 'refs/promotions', 'refs/tags/', 'refs/tags/a..b', 'refs/tags/a b'])
    expect([name, (await create(head(), name)).status]).toEqual([name, 422]);
  expect((await call(world, `POST ${REFS}`, { token: 'ghp_mallory', body: { ref: TAG, sha: head() } })).status).toBe(403);
  world.organisation('acme', { installed: { ...world.app.permissions, contents: 'read' } });
  expect(await said(create(head()))).toEqual([403, 'Resource not accessible by integration']);
});

test('a commit with other workflows than the default branch has now is named only by who may write workflows', async () => {
  const old = head();
  world.as('alice').pushes(REPO, { '.github/workflows/gates.yml': `${GATES}# newer\n` });
  expect(await said(create(old))).toEqual([403, 'Resource not accessible by integration']);
  world.organisation('acme', { installed: { ...world.app.permissions, workflows: 'write' } });
  expect((await create(old)).status).toBe(201);
});

test('a run on a tag is of the commit of the tag, whatever the branches do, until somebody moves the tag', async () => {
  const old = head();
  await create(old);
  world.as('alice').pushes(REPO, { '.github/workflows/gates.yml': GATES.replace('Gates $', 'Newer $') });
  const dispatch = async () => {
    const body = { ref: 'promotions/7', inputs: { nonce: 'n' }, return_run_details: true };
    const { json } = await call(world, `POST /repos/${REPO}/actions/workflows/gates.yml/dispatches`, { body });
    return (await call(world, `GET /repos/${REPO}/actions/runs/${json.workflow_run_id}`)).json;
  };
  expect(await dispatch()).toMatchObject({
    head_sha: old,
    head_branch: 'promotions/7',
    display_title: 'Gates n by promotion-bot[bot]',
  });
  world.as('mallory').tags(REPO, 'promotions/7');
  expect(await dispatch()).toMatchObject({ head_sha: head(), head_branch: 'promotions/7', display_title: expect.stringMatching(/^Newer/) });
  world.as('mallory').untags(REPO, 'promotions/7');
  const body = { ref: 'promotions/7', inputs: { nonce: 'n' } };
  expect(await said(call(world, `POST /repos/${REPO}/actions/workflows/gates.yml/dispatches`, { body }))).toEqual([
    422,
    'No ref found for: promotions/7',
  ]);
  expect(() => world.as('mallory').untags(REPO, 'promotions/7')).toThrow('acme/shop has no tag promotions/7.');
});
