/** What an installation was granted, and how long that is believed; what a refusal says of the permission it is about. */
import { expect, test } from '@jest/globals';
import { Mute } from '../../src/app/ports.ts';
import { grantBook, grantsOf, mustSpeak, settingsOf } from '../../src/github/grants.ts';
import { type Client, GraphqlRefused } from '../../src/github/graphql.ts';
import { neededFor } from '../../src/github/needed.ts';
import { readManifest } from '../../src/setup/manifest.ts';

const ALL = readManifest().default_permissions;
const { actions: _, ...SHORT } = ALL;
const MADE = '2026-11-20T10:00:00.000Z';
const later = (minutes: number) => () => Date.parse(MADE) + minutes * 60_000;

/** Tokens for these permissions, one after another; a token is kept until a new one is asked for. */
function github(...permissions: readonly unknown[]): { readonly client: Client; readonly made: () => number } {
  let at = 0;
  const auth: NonNullable<Client['auth']> = async ({ refresh }) => {
    if (refresh) at += 1;
    return { token: 'ghs_x', permissions: permissions[at], createdAt: MADE };
  };
  return { client: { auth, request: () => Promise.reject(new Error('no request')) }, made: () => at };
}

test.each([
  ['what is all there is believed as long as its token lasts', [ALL, {}], 59, ALL, 0],
  ['what lacks something is believed for ten minutes', [SHORT, ALL], 10, SHORT, 0],
  ['what lacks something is asked for again after them', [SHORT, ALL], 11, ALL, 1],
  ['a server that does not say is not taken for one that grants nothing', [{}], 0, undefined, 0],
  ['an answer that makes no sense says nothing', ['all'], 0, undefined, 0],
])('%s', async (_what, answers, minutes, permissions, made) => {
  const told = github(...answers);
  const grants = await grantsOf(told.client, 5, { now: later(minutes) });
  expect([grants?.permissions, told.made()]).toEqual([permissions, made]);
});

test('the token of a workflow says nothing', async () => {
  expect(await grantsOf({ request: () => Promise.reject(new Error('no request')) }, 5)).toBeUndefined();
});

// Falls without: src/bot.ts, `hear`
test.each([
  ['installation', { action: 'new_permissions_accepted', installation: { id: 5 } }, 1],
  ['installation', { action: 'created', installation: { id: 5 } }, 0],
  ['issues', { action: 'new_permissions_accepted', installation: { id: 5 } }, 0],
])('a new token is made when more was granted: %s %o', async (event, payload, times) => {
  const { client, made } = github(ALL, ALL, ALL);
  const book = grantBook();
  book.hear(event, payload);
  expect(made()).toBe(0);
  await book.read(client, 6);
  expect(made()).toBe(0);
  for (let i = 0; i < 2; i += 1) await book.read(client, 5);
  expect(made()).toBe(times);
});

test.each(['read', undefined])('where issues may not be written (%s), nobody is looked at', (level) => {
  const { issues: _issues, ...rest } = ALL;
  const grants = { installation: 5, permissions: level === undefined ? rest : { ...rest, issues: level } };
  const words = /^This App may not write issues in acme\/shop, .* "Issues: Read and write" in the settings of installation 5; /;
  const speaks = () => mustSpeak(grants, { owner: 'acme', repo: 'shop' });
  expect(speaks).toThrow(Mute);
  expect(speaks).toThrow(words);
  expect(() => mustSpeak(undefined, { owner: 'acme', repo: 'shop' })).not.toThrow();
});

test('an owner finds the settings where the account is', () => {
  const grants = { installation: 5, permissions: {} };
  const of = (isOrganization: boolean) =>
    settingsOf(grants, { url: 'https://github.example.com/acme/shop', owner: 'acme', isOrganization });
  expect([of(true), of(false)]).toEqual([
    'https://github.example.com/organizations/acme/settings/installations/5',
    'https://github.example.com/settings/installations/5',
  ]);
});

const rest = (status: number, accepted?: string) =>
  Object.assign(new Error('no'), {
    status,
    response: { headers: accepted === undefined ? {} : { 'x-accepted-github-permissions': accepted } },
  });
const graphql = (path: readonly (string | number)[], type = 'FORBIDDEN') => new GraphqlRefused('reading', [{ message: 'no', type, path }]);
const line = (name: string, yaml: string): string => ` It needs the permission "${name}" (in a workflow "${yaml}" under "permissions:").`;
test.each([
  [rest(403, 'actions=write'), line('Actions: Read and write', 'actions: write')],
  [rest(403, 'pull_requests=write,contents=read; issues=write'), / "pull-requests: write" .* and the permission "Contents: Read-only"/],
  [rest(403, 'secrets=read'), / "secrets: read" \(/],
  [rest(403), ''],
  [rest(422, 'actions=write'), ''],
  [graphql(['repository', 'config']), line('Contents: Read-only', 'contents: read')],
  [graphql(['repository', 'commit', 'status']), line('Commit statuses: Read-only', 'statuses: read')],
  [graphql(['repository', 'issue']), line('Issues: Read-only', 'issues: read')],
  [graphql(['do0']), line('Issues: Read and write', 'issues: write')],
  [graphql(['do0'], 'NOT_FOUND'), ''],
  [new Error('an outage'), ''],
])('a refusal names what it is about: %#', (error, words) => {
  if (typeof words === 'string') expect(neededFor(error)).toBe(words);
  else expect(neededFor(error)).toMatch(words);
});
