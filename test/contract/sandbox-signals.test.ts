/** What hints that something went wrong after a promotion: issues that name it, and alerts of Dependabot. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { call, city } from './sandbox-city.ts';

let world: Sandbox;
beforeEach(() => {
  world = city();
});
afterEach(() => {
  expect(world.contract.problems).toEqual([]);
});

async function ask(selection: string) {
  const { json } = await call(world, 'POST /graphql', { body: { query: `{ repository(owner: "acme", name: "shop") { ${selection} } }` } });
  return json.errors ?? json.data.repository;
}

const mentions = async () =>
  (
    await ask(`issue(number: 1) { timelineItems(itemTypes: [CROSS_REFERENCED_EVENT], last: 20) { nodes { ... on CrossReferencedEvent {
      createdAt isCrossRepository source { ... on Issue { number title url state createdAt labels(first: 5) { nodes { name } } repository { databaseId } } }
    } } } }`)
  ).issue.timelineItems.nodes;

test('an issue that names another one is in its timeline, with what it is now', async () => {
  world.clock.advance(60);
  const incident = world.as('carol').opens('acme/shop', { title: 'Checkout broke', body: 'since #1', labels: ['incident'] });
  world.as('carol').comments(incident, 'really, see #1');
  expect(await mentions()).toEqual([
    {
      createdAt: '2026-11-20T10:01:00Z',
      isCrossRepository: false,
      source: {
        number: incident.number,
        title: 'Checkout broke',
        url: `https://github.com/acme/shop/issues/${incident.number}`,
        state: 'OPEN',
        createdAt: '2026-11-20T10:01:00Z',
        labels: { nodes: [{ name: 'incident' }] },
        repository: { databaseId: world.repository('acme/shop').id },
      },
    },
  ]);
});

test.each([
  ['a comment', 'text', 'since #1'],
  ['a full name', 'acme/shop#1', undefined],
  ['an address', 'https://github.com/acme/shop/issues/1 broke it', undefined],
])('%s names it', async (_, body, comment) => {
  const issue = world.as('carol').opens('acme/shop', { title: 'x', body });
  if (comment) world.as('bob').comments(issue, comment);
  expect(await mentions()).toHaveLength(1);
});

test.each(['#11', 'a#1', '`#1`', '```\n#1\n```', '<!-- #1 -->', 'acme/back#1', '&#1;'])('%j does not name it', async (body) => {
  world.as('carol').opens('acme/shop', { title: 'x', body });
  expect(await mentions()).toEqual([]);
});

test('an edit names it too, another repository is another one, and an unseen one is not told of', async () => {
  const issue = world.as('carol').opens('acme/shop', { title: 'x', body: '' });
  world.as('carol').edits(issue, 'because of #1');
  world.repository('acme/back', {});
  world.as('carol').opens('acme/back', { title: 'elsewhere', body: 'acme/shop#1' });
  world.repository('zed/secret', { private: true });
  world.as('zed').opens('zed/secret', { title: 'secret', body: 'acme/shop#1' });
  expect((await mentions()).map((one: { isCrossRepository: boolean }) => one.isCrossRepository)).toEqual([false, true]);
});

test('alerts are listed by state, with the permission for them', async () => {
  const query = `vulnerabilityAlerts(first: 10, states: OPEN) { nodes { number createdAt securityAdvisory { summary severity }
    securityVulnerability { severity package { name } } } }`;
  world.alert('acme/shop', { package: 'left-pad' }).state = 'FIXED';
  world.alert('acme/shop', { package: 'lodash', summary: 'Prototype pollution', severity: 'CRITICAL' });
  expect((await ask(query)).vulnerabilityAlerts.nodes).toEqual([
    {
      number: 2,
      createdAt: '2026-11-20T10:00:00Z',
      securityAdvisory: { summary: 'Prototype pollution', severity: 'CRITICAL' },
      securityVulnerability: { severity: 'CRITICAL', package: { name: 'lodash' } },
    },
  ]);
  expect(world.repository('acme/shop').alerts.map(({ state }) => state)).toEqual(['FIXED', 'OPEN']);
  const { vulnerability_alerts: _, ...installed } = world.app.permissions;
  world.organisation('acme', { installed });
  expect(await ask(query)).toEqual([expect.objectContaining({ type: 'FORBIDDEN' })]);
});
