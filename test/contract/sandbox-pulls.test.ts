/** Pull requests, folders and files of the sandbox, as an Action reads them. */
import { afterEach, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { call, city } from './sandbox-city.ts';

let world: Sandbox;
afterEach(() => {
  expect(world.contract.problems).toEqual([]);
});

const REPO = '/repos/acme/shop';
const get = (path: string) => call(world, `GET ${REPO}${path}`);
const shaOf = (branch: string): string => world.repository('acme/shop').refs.get(`refs/heads/${branch}`) ?? '';

test('a pull request says what it asks for, against where the two branches went apart', async () => {
  world = city();
  const files = { 'a.txt': 'one\ntwo\nthree\nfour\n', 'gone.txt': 'x\ny\n' };
  world.as('alice').pushes('acme/shop', files);
  world.as('bob').pushes('acme/shop', { 'a.txt': 'one\n2\n2b\nthree\nfour\n', 'gone.txt': null, 'new.txt': 'fresh' }, { branch: 'work' });
  world.as('alice').pushes('acme/shop', { 'later.txt': 'on main only\n' });
  const pull = world.as('bob').proposes('acme/shop', { title: 'Work', head: 'work', body: 'why', draft: true });
  const { json } = await get(`/pulls/${pull.number}`);
  expect(json).toMatchObject({
    number: pull.number,
    title: 'Work',
    state: 'open',
    draft: true,
    user: { login: 'bob' },
    head: { ref: 'work', sha: shaOf('work'), repo: { full_name: 'acme/shop' } },
    base: { ref: 'main', sha: shaOf('main') },
    additions: 3,
    deletions: 3,
    changed_files: 3,
    commits: 1,
  });
  const changed = (await get(`/pulls/${pull.number}/files`)).json;
  expect(
    changed.map((one: Record<string, unknown>) => [one['filename'], one['status'], one['additions'], one['deletions'], one['patch']]),
  ).toEqual([
    ['a.txt', 'modified', 2, 1, '@@ -2,1 +2,2 @@\n-two\n+2\n+2b'],
    ['gone.txt', 'removed', 0, 2, '@@ -1,2 +0,0 @@\n-x\n-y'],
    ['new.txt', 'added', 1, 0, '@@ -0,0 +1,1 @@\n+fresh'],
  ]);
  const page = await get(`/pulls/${pull.number}/files?per_page=2&page=2`);
  expect(page.json.map((one: { filename: string }) => one.filename)).toEqual(['new.txt']);
  expect(page.headers.get('link')).toContain('rel="prev"');
});

test('a pull request from a fork brings its commits, and its head is the fork', async () => {
  world = city();
  world.as('mallory').forks('acme/shop');
  const sha = world.as('mallory').pushes('mallory/shop', { 'evil.py': 'x\n' }, { branch: 'evil' });
  expect((await get(`/git/trees/${sha}`)).status).toBe(404);
  const pull = world.as('mallory').proposes('acme/shop', { title: 'Trust me', head: 'evil', from: 'mallory/shop' });
  expect((await get(`/pulls/${pull.number}`)).json).toMatchObject({
    head: { sha, repo: { full_name: 'mallory/shop', fork: true } },
    commits: 1,
  });
  expect((await get(`/contents/evil.py?ref=${sha}`)).json.content).toBe(Buffer.from('x\n').toString('base64'));
  expect(() => world.as('mallory').proposes('acme/shop', { title: 'x', head: 'nowhere' })).toThrow('needs two branches');
});

test('an issue is no pull request, and a pull request sends no event of an issue', async () => {
  world = city();
  expect((await get('/pulls/1')).status).toBe(404);
  expect((await get('/pulls/99')).status).toBe(404);
  expect((await get('/issues/2')).json.pull_request.url).toBe('https://api.github.com/repos/acme/shop/pulls/2');
  expect((await get('/issues/1')).json.pull_request).toBeUndefined();
  const pull = world.repository('acme/shop').issues[1];
  if (!pull) throw new Error('no pull request');
  world.hooks.log.splice(0);
  world.as('alice').renames(pull, 'Other');
  world.as('alice').closes(pull);
  expect(world.hooks.log).toEqual([]);
});

test('a tree is read whole or folder by folder, by commit, branch or its own SHA', async () => {
  world = city();
  const list = async (path: string) =>
    (await get(path)).json.tree.map((one: Record<string, unknown>) => `${one['type']} ${one['mode']} ${one['path']}`);
  const whole = [
    'tree 040000 .github',
    'tree 040000 .github/workflows',
    'blob 100644 .github/workflows/gates.yml',
    'blob 100644 README.md',
    'tree 040000 docs',
    'tree 040000 docs/guide',
    'blob 100644 docs/guide/start.md',
  ];
  expect(await list(`/git/trees/${shaOf('main')}?recursive=1`)).toEqual(whole);
  expect(await list('/git/trees/main?recursive=0')).toEqual(whole);
  expect(await list('/git/trees/main')).toEqual(whole.filter((line) => !line.slice(12).includes('/')));
  const top = (await get('/git/trees/main')).json;
  const docs = top.tree.find((one: { path: string }) => one.path === 'docs');
  expect(await list(`/git/trees/${docs.sha}?recursive=1`)).toEqual(['tree 040000 guide', 'blob 100644 guide/start.md']);
  expect((await get(`/git/trees/${docs.sha}`)).json.sha).toBe(docs.sha);
  expect((await get(`/git/trees/${top.sha}`)).json).toMatchObject({ sha: top.sha, truncated: false });
  expect((await get(`/git/trees/${'0'.repeat(40)}`)).status).toBe(404);
});

test('contents are a file or a folder, at the commit that is asked for', async () => {
  world = city();
  const at = shaOf('main');
  world.as('alice').pushes('acme/shop', { 'README.md': 'moved on\n', 'docs/late.md': 'late\n' });
  const text = async (ref: string) => Buffer.from((await get(`/contents/README.md?ref=${ref}`)).json.content, 'base64').toString();
  expect([await text(at), await text('main')]).toEqual(['hello\n', 'moved on\n']);
  const names = async (path: string) => (await get(path)).json.map((one: { type: string; path: string }) => `${one.type} ${one.path}`);
  expect(await names(`/contents/docs?ref=${at}`)).toEqual(['dir docs/guide']);
  expect(await names('/contents/docs')).toEqual(['dir docs/guide', 'file docs/late.md']);
  expect((await get('/contents/nowhere')).status).toBe(404);
  expect((await get('/contents/doc')).status).toBe(404);
});
