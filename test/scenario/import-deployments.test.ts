/** First records from Deployments of a time before the bot came. */
import { describe, expect, test } from '@jest/globals';
import { readsAll } from '../harness/deliveries.ts';
import { imports } from '../harness/import.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

interface Made {
  readonly version: string;
  readonly state: 'success' | 'failure' | 'inactive' | 'in_progress';
  readonly environment?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** Deployments of a time before the bot came: nobody told it. */
function deployed(s: Story, ...made: readonly Made[]): void {
  s.world.silently(() => {
    for (const { version, state, environment = 'stage', payload = { component: 'agent_orchestration' } } of made) {
      const key = `before-${s.world.repository(REPO).deployments.length}`;
      const deployment = s.world.as('eve').deploys(REPO, { ref: version, environment, payload: { ...payload, key } });
      s.world.as('eve').setsDeploymentStatus(deployment, { state, autoInactive: false });
      s.world.clock.advance(60);
    }
  });
}

describe('--deployments', () => {
  test('the newest that is active in each environment is what runs there', async () => {
    await story(async (s) => {
      s.world.as('alice').pushes(REPO, { 'README.md': '# Newer\n' });
      s.world.as('alice').tags(REPO, 'v1.5.0');
      deployed(
        s,
        { version: 'v1.4.0', state: 'success' },
        { version: 'v1.5.0', state: 'failure' },
        { version: 'v1.5.0', state: 'in_progress' },
      );
      deployed(s, { version: 'v1.5.0', state: 'success', environment: 'somewhere' });
      const { code, out } = await imports(s, { deployments: true, write: true });
      expect(code).toBe(0);
      const [issue] = s.issues();
      expect(issue && promotionOf(s, issue)).toMatchObject({
        round: { terms: { subject: 'agent_orchestration', to: 'staging', version: 'v1.4.0' } },
        imported: { since: '2026-11-20T10:00:00Z', source: { kind: 'deployments', file: null, line: null } },
      });
      expect(out).toContain('written as acme/shop#1');
      readsAll(s);
    });
  });

  test('a list in a file is asked about as well: whether one succeeded does not stand in it', async () => {
    await story(async (s) => {
      deployed(s, { version: 'v1.4.0', state: 'failure' }, { version: 'v1.4.0', state: 'success', environment: 'moon' });
      const list = s.world.repository(REPO).deployments.map(({ id, sha, ref, environment, payload, createdAt }) => ({
        ...{ id, sha, ref, environment, payload, created_at: createdAt },
      }));
      const { code, out } = await imports(s, { files: { 'deployments.json': JSON.stringify(list) } });
      expect(code).toBe(1);
      expect(out).toContain(
        'agent_orchestration in staging: none of the newest 1 Deployments is active with the status success, so nobody can say what runs there.',
      );
      expect(out).toMatch(
        /deployments\.json, Deployment \d+ {2}what was deployed to moon: "moon" is no environment of \.github\/promotion\.yml/,
      );
      expect(s.issues()).toEqual([]);
    });
  });

  test('where there is none at all, it is said by which names they were looked for', async () => {
    await story(async (s) => {
      deployed(s, { version: 'v1.4.0', state: 'success', environment: 'Prod-EU' });
      const { code, out } = await imports(s, { deployments: true });
      expect([code, out]).toEqual([
        1,
        expect.stringMatching(
          /^ {2}- GitHub {2}the Deployments: there is none to development, .*, production.*as an alias, or use another/m,
        ),
      ]);
    });
  });

  test('one of a list that is no longer there is left out, and the others are imported', async () => {
    await story(async (s) => {
      deployed(s, { version: 'v1.4.0', state: 'success' });
      const [there] = s.world.repository(REPO).deployments.map(({ id, sha, ref, environment, payload, createdAt }) => ({
        ...{ id, sha, ref, environment, payload, created_at: createdAt },
      }));
      const list = [there, { ...there, id: 7, environment: 'production' }];
      const { code, out } = await imports(s, { files: { 'd.json': JSON.stringify(list) } });
      expect([code, out]).toEqual([1, expect.stringMatching(/^agent_orchestration +staging +v1\.4\.0/m)]);
      expect(out).toContain(
        'd.json, Deployment 7  agent_orchestration in production: GitHub has no Deployment 7 in this repository. Make the list again, or name',
      );
    });
  });

  test('of what, is the one subject there is, or what --subject says', async () => {
    await story(async (s) => {
      deployed(s, { version: 'v1.4.0', state: 'success', payload: {} });
      expect(await imports(s, { deployments: true })).toMatchObject({ code: 1, out: expect.stringContaining('Say it with --subject') });
      expect(await imports(s, { deployments: true, subject: 'bob' })).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^bob +staging +v1\.4\.0/m),
      });
    });
  });
});
