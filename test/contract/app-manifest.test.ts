/** What the App asks for, held exactly: a further permission or event needs its reason here. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { VERSION } from '../../src/github/version.ts';
import { WEBHOOKS_PATH } from '../../src/server.ts';
import { readManifest } from '../../src/setup/manifest.ts';

const PERMISSIONS: Record<string, { readonly access: string; readonly reason: string }> = {
  issues: { access: 'write', reason: 'comments (panel and ledger), labels and closing; all a promotion is' },
  contents: {
    access: 'write',
    reason: '.github/promotion.yml, tags and commits are read; the tag of a deployment and stage records are written',
  },
  metadata: { access: 'read', reason: 'mandatory for every App that asks for a repository permission' },
  members: { access: 'read', reason: 'team members, because a role is held by a team' },
  actions: { access: 'write', reason: 'gates, deployments and checks are workflows: started, read, stopped' },
  deployments: { access: 'write', reason: 'each deployment is recorded with how it ended, and outside software answers there' },
  pull_requests: { access: 'write', reason: 'stage records and the map of engines may be proposed instead of committed' },
  vulnerability_alerts: { access: 'read', reason: 'a version that is watched is taken back when an alert comes up' },
  statuses: { access: 'write', reason: 'the commit status that tells what became of the version' },
  organization_projects: { access: 'write', reason: 'the card of a promotion on the board: added, and its fields set' },
};
const EVENTS: Record<string, string> = {
  issues: 'a request is opened, edited, closed, reopened or labelled',
  issue_comment: 'a command is given, edited or deleted',
  workflow_run: 'a run of the quality gates, a deployment or a check has ended',
  deployment_status: 'outside software has answered a deployment, or deployed without one of ours',
  deployment_protection_rule: 'a job asks whether it may deploy',
};

test('the permissions are these and no others', () => {
  const held = Object.fromEntries(Object.entries(PERMISSIONS).map(([name, { access }]) => [name, access]));
  expect(readManifest().default_permissions).toEqual(held);
});

test('the events are these and no others', () => {
  expect(readManifest().default_events).toEqual(Object.keys(EVENTS));
});

test('every permission and event stands in app.yml with a comment above it', () => {
  const lines = readFileSync('app.yml', 'utf8').split('\n');
  const places = [
    ...Object.entries(PERMISSIONS).map(([name, { access }]) => `  ${name}: ${access}`),
    ...Object.keys(EVENTS).map((name) => `  - ${name}`),
  ];
  for (const place of places) expect([place, lines[lines.indexOf(place) - 1]]).toEqual([place, expect.stringMatching(/^ {2}# \S/)]);
});

test('the App is private, and its deliveries go where the server listens', () => {
  const { public: isPublic, hook_attributes: hook } = readManifest();
  expect(isPublic).toBe(false);
  expect(hook).toEqual({ url: expect.any(String), active: true });
  expect(new URL(hook.url).pathname).toBe(WEBHOOKS_PATH);
});

test('the version we send to GitHub is the one of the package', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8')).version).toBe(VERSION);
});
