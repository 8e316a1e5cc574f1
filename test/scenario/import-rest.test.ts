/** First records from an Agent Engine map; what the ledgers speak against; GitHub's limits; a bot without an App. */
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/core/config.ts';
import { isDrift, wordOn } from '../../src/core/enforce.ts';
import { issueRunToken } from '../../src/sandbox/access.ts';
import { GITHUB_LIMITS } from '../../src/sandbox/index.ts';
import { approved, kinds, readsAll } from '../harness/deliveries.ts';
import { imports } from '../harness/import.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, REPO, SECRETS, Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const row = (version: string, environment = 'Staging') => ({
  'MATURITY.md': `| Component | ${environment} |\n|---|---|\n| agent_orchestration | ${version} |\n`,
});

const WORKFLOW = `on: workflow_dispatch
jobs:
  import: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
`;

test('the environments of an organisation are known, where the rules extend those', async () => {
  await story(
    async (s) => {
      const [below = ''] = CONFIG.split('subjects:');
      s.world.repository('acme/.github', { files: { '.github/promotion.yml': below } });
      const { code } = await imports(s, { files: row('v1.4.0'), write: true });
      expect([code, s.issues().map((issue) => promotionOf(s, issue)?.round?.terms.to)]).toEqual([0, ['staging']]);
      readsAll(s);
    },
    { config: `version: 1\nextends: org\nsubjects:${CONFIG.split('subjects:')[1]}` },
  );
});

const MAP = `schema_version: "1.0.0"
agents:
  bob:
    environments:
      dev: { project_id: p, region: r, engine_id: "1", engine_name: b, status: validated }
      stage: { project_id: p, region: r, engine_id: "2", engine_name: b, status: deployed, version: 1.4.0 }
      prod: { project_id: p, region: r, engine_id: "3", engine_name: b, status: pending }
promotion: { dev_to_stage: { required_checks: [], manual_approval: false } }
environments: { dev: {}, stage: {}, prod: {} }
`;

test('an Agent Engine map: what is deployed or validated runs there; the version that nobody names is asked for, never guessed', async () => {
  await story(async (s) => {
    const files = { 'config/agent_engine_envs.yaml': MAP };
    const shown = await imports(s, { files });
    expect([shown.code, s.issues()]).toEqual([1, []]);
    expect(shown.out).toMatchInlineSnapshot(`
"What to import into acme/shop

SUBJECT  ENVIRONMENT  VERSION  COMMIT        SINCE     READ FROM                        TO DO
bob      staging      v1.4.0   3848297f7acc  not said  config/agent_engine_envs.yaml:6  write a first record

Not imported:
  - config/agent_engine_envs.yaml:5  bob in dev: the source does not say which version. Say it: --version bob@development=1.2.0 (a tag or a full commit SHA).

Nothing was written. The same with --write writes 1 first record, each an issue of its own, in the bot's name.
"
`);
    const { code } = await imports(s, { files, version: ['bob@dev=v1.4.0'], write: true });
    expect(code).toBe(0);
    expect(s.issues().map(({ title }) => title)).toEqual(['Imported: bob v1.4.0 in development', 'Imported: bob v1.4.0 in staging']);
    readsAll(s);
  });
});

describe('what the ledgers speak against is not imported', () => {
  const refused = (words: RegExp) => ({ code: 1, out: expect.stringMatching(words) });

  test('another version was promoted there', async () => {
    await story(async (s) => {
      await approved(s);
      readsAll(s);
      s.world.as('alice').pushes(REPO, { 'README.md': '# Newer\n' });
      s.world.as('alice').tags(REPO, 'v1.5.0');
      expect(await imports(s, { files: row('v1.5.0'), write: true })).toMatchObject(refused(/#1 promoted another version there/));
      expect(await imports(s, { files: row('v1.4.0'), write: true })).toMatchObject({
        code: 0,
        out: expect.stringContaining('recorded by #1'),
      });
      expect(s.issues()).toHaveLength(1);
    });
  });

  test('a promotion is on its way there', async () => {
    await story(async (s) => {
      await s.opens('alice');
      readsAll(s);
      expect(await imports(s, { files: row('v1.4.0'), write: true })).toMatchObject(
        refused(/#1 is on its way there\. Let it end, or \/cancel it/),
      );
      expect(s.issues()).toHaveLength(1);
    });
  });

  test('an earlier import is replaced by what came later, and by nothing older', async () => {
    await story(async (s) => {
      s.world.as('alice').pushes(REPO, { 'README.md': '# Newer\n' });
      s.world.as('alice').tags(REPO, 'v1.5.0');
      const since = (version: string, day: string) => ({
        'MATURITY.md': `**Component**: agent_orchestration\n**Stage**: staging\n**Version**: ${version}\n**Since**: ${day}\n`,
      });
      await imports(s, { files: since('v1.4.0', '2026-10-08'), write: true });
      expect(await imports(s, { files: since('v1.5.0', '2026-10-01'), write: true })).toMatchObject(
        refused(/#1 was imported as what runs there/),
      );
      expect(await imports(s, { files: since('v1.5.0', '2026-10-09') })).toMatchObject({
        out: expect.stringContaining('write a first record, in place of v1.4.0 by #1'),
      });
      expect(await imports(s, { files: since('v1.5.0', '2026-10-09'), write: true })).toMatchObject({ code: 0 });
      expect(await imports(s, { files: since('v1.5.0', '2026-10-09'), write: true })).toMatchObject({
        out: expect.stringContaining('recorded by #2'),
      });
      readsAll(s);
    });
  });
});

test("GitHub's limits are kept: a big import waits, and loses nothing", async () => {
  const names = Array.from({ length: 30 }, (_, n) => `service-${n}`);
  const config = `${CONFIG}${names.map((name) => `  ${name}: { kind: component }\n`).join('')}`;
  await story(
    async (s) => {
      s.world.limits.on = GITHUB_LIMITS;
      const table = `| Component | Stage | Version |\n|---|---|---|\n${names.map((name) => `| ${name} | staging | v1.4.0 |\n`).join('')}`;
      const before = s.world.clock.now();
      expect(await imports(s, { files: { 'MATURITY.md': table }, write: true })).toMatchObject({ code: 0, err: '' });
      expect(Date.parse(s.world.clock.now()) - Date.parse(before)).toBeGreaterThanOrEqual(60_000);
      expect(s.issues().map((issue) => [issue.state, kinds(s, issue)])).toEqual(names.map(() => ['CLOSED', ['imported']]));
      expect(s.requests().filter(({ status }) => status === 403 || status === 429)).toEqual([]);
      s.world.limits.on = undefined;
      readsAll(s);
    },
    { config },
  );
});

describe('who writes', () => {
  test('a person: refused, since the bot believes only its own account', async () => {
    await story(async (s) => {
      const { code, err } = await imports(s, {
        files: row('v1.4.0'),
        write: true,
        env: { GH_TOKEN: 'ghp_alice', LEDGER_KEY: SECRETS.ledgerKey },
      });
      expect([code, err]).toEqual([
        2,
        expect.stringContaining("This token is alice's, and the bot believes only what its own account wrote."),
      ]);
      expect(s.issues()).toEqual([]);
    });
  });

  test('nobody without the key of the ledger', async () => {
    await story(async (s) => {
      const { code, err } = await imports(s, { files: row('v1.4.0'), write: true, env: { GH_TOKEN: 'ghp_alice' } });
      expect([code, err]).toEqual([2, expect.stringContaining('Set LEDGER_KEY to the key that your bot signs with')]);
    });
  });

  test('github-actions[bot] in a workflow, where there is no App', async () => {
    const s = new Story({ instead: ({ world }) => ({ account: world.actions.bot, start: () => async () => {}, sweeps: async () => {} }) });
    s.world.as('alice').pushes(REPO, { '.github/workflows/import.yml': WORKFLOW });
    const head = s.world.repository(REPO).refs.get('refs/heads/main') ?? '';
    const run = s.world.actions.run(REPO, { workflow: 'import.yml', event: 'workflow_dispatch', by: 'alice', sha: head });
    const token = issueRunToken(s.world, run, {
      metadata: 'read',
      issues: 'write',
      contents: 'read',
      statuses: 'write',
      deployments: 'read',
    });
    const env = { GITHUB_TOKEN: token, LEDGER_KEY: SECRETS.ledgerKey, GITHUB_REPOSITORY: REPO, GITHUB_ACTOR: 'alice' };
    const { code, err } = await imports(s, { files: row('v1.4.0'), write: true, repo: undefined, operator: undefined, env });
    expect([code, err]).toEqual([0, '']);
    const [issue] = s.issues();
    expect(issue && promotionOf(s, issue)).toMatchObject({
      ...{ status: 'PROMOTED', requestedBy: { login: 'github-actions[bot]' } },
      imported: { operator: 'alice' },
    });
    expect([issue?.author?.login, issue?.state]).toEqual(['github-actions[bot]', 'CLOSED']);
  });
});

test('a job that deploys what was imported goes on, and reads that nobody approved it here; a deployment of it is no drift', async () => {
  await story(async (s) => {
    await imports(s, { files: row('v1.4.0'), write: true });
    const [issue] = s.issues();
    const promotion = issue && promotionOf(s, issue);
    const { config } = readConfig(CONFIG);
    if (!issue || !promotion?.round || !config) throw new Error('there is no record');
    const trails = [{ number: 1, url: issue.title, promotion }];
    const reached = { environment: 'staging', sha: promotion.round.terms.sha };
    expect(wordOn(reached, config, trails, '')).toEqual({
      state: 'approved',
      comment: `${reached.sha.slice(0, 7)} to staging was imported as what runs there already; nobody approved it here: ${issue.title}`,
    });
    expect(isDrift(reached, config, trails)).toBeUndefined();
    readsAll(s);
  });
});
