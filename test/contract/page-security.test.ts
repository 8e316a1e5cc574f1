/** docs/security.md and docs/architecture.md are held to the code: no other host is called, every attack is linked, every folder has its line. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { FOLDERS, layers } from '../../src/docs-architecture.ts';
import { securityParts } from '../../src/docs-security.ts';
import { textOf } from './pages.ts';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
/** What runs for people; the sandbox answers, and the pages are made by us. */
const source = [...filesIn('src'), ...filesIn('action')].filter((file) => !/^src\/(sandbox\/|docs)/.test(file));
const codeOf = (file: string): string =>
  readFileSync(file, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/ .*$/gm, '');

/** Every host that stands in the code, and what it is there for. */
const HOSTS: Readonly<Record<string, 'called' | 'shown' | 'a name'>> = {
  'api.github.com': 'called',
  'github.com': 'called',
  localhost: 'called',
  '127.0.0.1': 'called',
  'bot.example.com': 'shown',
  'example.com': 'shown',
  'github.example.com': 'shown',
  // The API of GHE.com: a subdomain follows.
  api: 'called',
  'prometheus.example.com': 'shown',
  'promotions.example.com': 'shown',
  'smee.io': 'shown',
  'www.githubstatus.com': 'shown',
  'dashboard.invalid': 'a name',
  'in-toto.io': 'a name',
  'slsa.dev': 'a name',
};

test('no telemetry: the code has no other host', () => {
  const hosts = source.flatMap((file) => [...codeOf(file).matchAll(/https?:\/\/([\w-]+(?:\.[\w-]+)*)/g)].map(([, host = '']) => host));
  expect([...new Set(hosts)].toSorted()).toEqual(Object.keys(HOSTS).toSorted());
});

/** Every file that opens a way out, and what for. */
const WAYS: Readonly<Record<string, string>> = {
  'src/github/octokit.ts': 'GitHub, as the App',
  'src/cli/import-access.ts': 'GitHub, as the account of a workflow',
  'src/github/person.ts': 'GitHub, as a person',
  'src/github/viewers.ts': 'GitHub, as whoever looks at the dashboard',
  'src/setup/registration.ts': 'GitHub, to register the App',
  'src/github/transport.ts': 'every request to GitHub goes through it',
  'src/runner/http.ts': 'http and prometheus gates',
  'src/store/server.ts': 'PostgreSQL',
  'src/store/folder-lock.ts': 'a socket in the folder, so that one process has it',
};

test('no telemetry: these files alone reach out', () => {
  const reach =
    /globalThis\.fetch|pacing\.fetch\(|(?<![.\w])fetch\(|\bnew Pool\(|\{[^}]*\b(?:request|connect)\b[^}]*\} from 'node:(?:https?|http2|net|tls)'|node:dgram|new WebSocket|sendBeacon/;
  expect(source.filter((file) => reach.test(codeOf(file))).toSorted()).toEqual(Object.keys(WAYS).toSorted());
});

/** Every file that starts another program, and which. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'src/runner/checkout.ts': 'git',
  'src/runner/head.ts': 'git',
  'src/runner/command.ts': 'gh, and what command gates name',
  'src/store/embedded.ts': 'Node.js, which makes the folder of a database',
};

test('no telemetry: these files alone start other programs', () => {
  expect(source.filter((file) => codeOf(file).includes('node:child_process')).toSorted()).toEqual(Object.keys(PROGRAMS).toSorted());
});

test('what is called stands on the page', () => {
  const [, table = ''] = textOf('docs/security.md').split('## What it calls');
  for (const host of ['api.github.com', 'github.com']) expect(table).toContain(`\`${host}\``);
  for (const setting of ['GHE_HOST', 'DATABASE_URL', 'prometheus']) expect(table).toContain(`\`${setting}\``);
});

test('every test of attacks is linked from the promise that it shows', () => {
  const page = textOf('docs/security.md');
  const tests = filesIn('test/attacks').filter((file) => file.endsWith('.test.ts'));
  expect(tests.filter((file) => !page.includes(`](../${file})`))).toEqual([]);
});

test('the tables of permissions and events are those of app.yml', () => {
  const app: { default_permissions: Readonly<Record<string, string>>; default_events: readonly string[] } = parse(textOf('app.yml'));
  const { permissions = '', events = '' } = securityParts();
  const rows = (table: string) => [...table.matchAll(/^\| `(\w+)` \| (\w+)?/gm)].map(([, name, access]) => [name, access]);
  expect(rows(permissions)).toEqual(Object.entries(app.default_permissions));
  expect(rows(events).map(([name]) => name)).toEqual(app.default_events);
});

test('every folder with code has its line in the architecture, and every layer is one of them', () => {
  const folders = readdirSync('src').filter((name) => statSync(join('src', name)).isDirectory());
  expect(Object.keys(FOLDERS).toSorted()).toEqual(['action', 'src', ...folders.map((name) => `src/${name}`)].toSorted());
  expect([...layers().keys()].filter((name) => FOLDERS[name] === undefined)).toEqual([]);
  expect(layers().get('src/core')?.packages).toContain('zod');
  expect(layers().get('src/github')?.ours).toEqual(['github', 'app', 'core']);
});

test('every file that the picture of the loop names is there', () => {
  const [picture = ''] = /```mermaid\n[\s\S]*?```/.exec(textOf('docs/architecture.md')) ?? [];
  const named = picture.match(/\b(?:src|action)\/[\w./-]+/g) ?? [];
  expect(named.length).toBeGreaterThan(5);
  for (const path of named) expect(() => statSync(path)).not.toThrow();
});
