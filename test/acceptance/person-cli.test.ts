/** `open`, `why`, `approve` and `reject`, as people call them: a promotion from the first word to the last, without a browser. */
import { describe, expect, test } from '@jest/globals';
import { newLedgerKey, publicHalf } from '../../src/app/notary.ts';
import { REPO, SECRETS, TEAMS } from '../harness/story.ts';
import { people } from './person-world.ts';

const OPEN = ['open', '--repo', REPO, '--subject', 'agent_orchestration', '--version', 'v1.4.0', '--to', 'stage'] as const;

test('alice opens, bob and carol approve, and everybody can see why it waits, all on the command line', async () => {
  await people(async ({ s, web, as }) => {
    const opened = await as('alice', [...OPEN, '--notes', 'Fixes the retry loop']);
    expect(opened).toEqual({ code: 0, out: `${web}/acme/shop/issues/1\n`, err: '' });
    const [issue] = s.issues();
    if (!issue) throw new Error('nothing was opened');
    expect(issue).toMatchObject({ title: 'Promote agent_orchestration to staging', author: { login: 'alice' } });
    expect(s.labels(issue)).toEqual(['promotion']);
    await s.settles();

    const waiting = await as('alice', ['why', `${REPO}#1`]);
    expect(waiting).toMatchObject({ code: 1, err: '' });
    expect(waiting.out).toMatch(
      /^acme\/shop#1: AWAITING_APPROVAL\nagent_orchestration v1\.4\.0, development -> staging; commit [0-9a-f]{7}\n/,
    );
    expect(waiting.out).toContain('Who is missing\n  - tech-lead: team tech-leads\n  - qa: team qa\n');
    expect(waiting.out).toContain('Next: 2 approvals by those named above: promotion-bot approve acme/shop#1');

    const said = await as('bob', ['approve', '1', '--repo', REPO, 'looks', 'good']);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(
      /^You said "\/approve looks good" on acme\/shop#1: http\S+#issuecomment-\d+\nThe bot decides whether it counts/,
    );
    await s.settles();
    const halfway = await as('eve', ['why', `${web}/${REPO}/issues/1`]);
    expect(halfway.out).toMatch(/Who is missing\n {2}- qa: team qa\n\nWho has approved\n {2}- bob as tech-lead, /);

    expect((await as('carol', ['approve', `${REPO}#1`])).code).toBe(0);
    await s.settles();
    const there = await as('alice', ['why', `${REPO}#1`]);
    expect([there.code, there.out]).toEqual([0, expect.stringMatching(/^acme\/shop#1: PROMOTED[\s\S]*Next: nothing; it has arrived/)]);
    expect((await as('bob', ['approve', `${REPO}#1`])).err).toMatch(/^acme\/shop#1 is closed: nothing is decided there any more/);
    expect(s.world.contract.problems).toEqual([]);
  });
});

test('a rejection carries its reason, and why tells it', async () => {
  await people(async ({ s, as }) => {
    await s.opens('alice');
    expect((await as('carol', ['reject', `${REPO}#1`, 'errors doubled'])).code).toBe(0);
    await s.settles();
    const told = await as('alice', ['why', `${REPO}#1`, '--json']);
    expect([told.code, JSON.parse(told.out)]).toEqual([
      1,
      expect.objectContaining({ ok: false, status: 'REJECTED', next: expect.stringContaining('by carol') }),
    ]);
    expect(JSON.parse(told.out).next).toContain('Reason: errors doubled.');
  });
});

describe('open', () => {
  test('--dry-run prints the issue and opens nothing', async () => {
    await people(async ({ s, as }) => {
      const { code, out } = await as('alice', [...OPEN, '--dry-run', '--rollback-plan', 'make rollback']);
      expect([code, s.issues()]).toEqual([0, []]);
      expect(out).toMatch(
        /^Nothing was opened\. In acme\/shop this would be:\n\n {2}Promote agent_orchestration to staging\n {2}Label: promotion\n/,
      );
      expect(out).toContain('  ### Rollback plan\n\n  make rollback\n');
      const json = await as('alice', [...OPEN, '--dry-run', '--json']);
      expect(JSON.parse(json.out)).toMatchObject({ ok: true, dry_run: true, repository: REPO, labels: ['promotion'] });
    });
  });

  test.each<[string, readonly string[], number, string]>([
    ['a misspelt subject', ['--subject', 'agent_orchestratoin', '--to', 'staging'], 1, 'Did you mean agent_orchestration?'],
    [
      'a misspelt environment',
      ['--subject', 'bob', '--to', 'stagin'],
      1,
      'Did you mean staging? Known are development, staging, production.',
    ],
    [
      'the wrong way in',
      ['--subject', 'bob', '--to', 'production', '--from', 'dev'],
      1,
      'What enters production comes from staging, not from "dev".',
    ],
    ['a placeholder', ['--subject', 'bob', '--to', 'staging', '--version', '{version}'], 1, 'placeholder {version}'],
    [
      'a heading in an answer',
      ['--subject', 'bob', '--to', 'staging', '--blockers', 'None\n\n### Rollback plan\n\nx'],
      1,
      'The issue would not say what you said for ',
    ],
    ['nothing', [], 64, 'Say what is to be promoted where'],
    ['a control character', ['--subject', 'bob\u001b[2J', '--to', 'staging'], 64, 'What was said for subject holds control characters'],
  ])('%s opens nothing, and says what to do', async (_what, argv, code, sentence) => {
    await people(async ({ s, as }) => {
      const ran = await as('alice', ['open', '--repo', REPO, ...argv]);
      expect([ran.code, ran.out, s.issues().length]).toEqual([code, '', 0]);
      expect(ran.err).toContain(sentence);
    });
  });

  test('asks for what is missing on a terminal', async () => {
    await people(async ({ s, as }) => {
      const ran = await as('alice', ['open', '--repo', REPO, '--version', 'v1.4.0'], {
        typed: ['bob\n', 'staging\n', '\n', 'A calmer tone\n'],
      });
      expect([ran.code, ran.err]).toEqual([0, '']);
      expect(ran.out).toMatch(/^What shall be promoted[\s\S]*To which environment\? /);
      expect(s.issues()[0]?.body).toMatch(/### Subject\n\nbob\n\n[\s\S]*### Version\n\nv1\.4\.0\n[\s\S]*A calmer tone/);
    });
  });

  test('no rules, broken rules: 2, and what to do', async () => {
    await people(
      async ({ as }) =>
        expect(await as('alice', OPEN)).toMatchObject({ code: 2, err: expect.stringContaining('acme/shop has no .github/promotion.yml') }),
      {
        config: null,
      },
    );
    await people(async ({ as }) => expect(await as('alice', OPEN)).toMatchObject({ code: 2, err: expect.stringContaining('are broken') }), {
      config: 'version: 2',
    });
  });

  test('the repository is that of the checkout', async () => {
    await people(async ({ s, web, as }) => {
      const config = (url: string) => ({
        files: { '.git/config': `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/*\n` },
      });
      const argv = OPEN.filter((word) => !['--repo', REPO].includes(word));
      expect((await as('alice', argv, config(`${web}/${REPO}.git`))).code).toBe(0);
      expect((await as('bob', ['reject', '#1', 'no'], config(`${web}/${REPO}`))).code).toBe(0);
      expect(s.issues()[0]?.comments).toHaveLength(1);
      const foreign = await as('alice', argv, config(`https://evil.example/${REPO}`));
      expect([foreign.code, foreign.err]).toEqual([64, expect.stringContaining('Name the repository: --repo acme/shop')]);
    });
  });
});

describe('approve', () => {
  test('--dry-run writes nothing', async () => {
    await people(async ({ s, as }) => {
      const issue = await s.opens('alice');
      const before = issue.comments.length;
      const { code, out } = await as('bob', ['approve', `${REPO}#1`, 'fine', '--dry-run']);
      expect([code, issue.comments.length]).toEqual([0, before]);
      expect(out).toMatch(/^Nothing was written\. On acme\/shop#1 \(\S+\) you would say:\n {2}\/approve fine\n$/);
    });
  });

  test('an issue that is no promotion gets no answer; what is not there is said', async () => {
    await people(async ({ s, as }) => {
      s.world.as('alice').opens(REPO, { title: 'A bug', body: 'It hurts', labels: [] });
      expect(await as('bob', ['approve', `${REPO}#1`])).toMatchObject({
        code: 1,
        err: expect.stringContaining('acme/shop#1 is no promotion'),
      });
      expect(await as('bob', ['why', `${REPO}#1`])).toMatchObject({ code: 1, err: expect.stringContaining('acme/shop#1 is no promotion') });
      expect(await as('bob', ['approve', `${REPO}#99`])).toMatchObject({ code: 2, err: expect.stringContaining('there is no such issue') });
      expect(await as('bob', ['why', `${REPO}#99`])).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('there is no such issue'),
      });
      expect(await as('bob', ['approve', `${REPO}#1`], { env: { GH_TOKEN: '' } })).toMatchObject({
        code: 2,
        err: expect.stringContaining('There is no token'),
      });
    });
  });
});

describe('why', () => {
  test('a request that cannot be carried out says what to mend', async () => {
    await people(async ({ s, as }) => {
      await s.opens('alice', { to: 'stagging' });
      const { code, out } = await as('alice', ['why', `${REPO}#1`]);
      expect(code).toBe(1);
      expect(out).toMatch(/What to mend\n {2}- To stagging is not an environment\. Did you mean staging\?/);
    });
  });

  test('without a public key nothing is proven: what stands there is told, and the answer is 2', async () => {
    await people(async ({ s, as }) => {
      await s.opens('alice', { to: 'development' });
      const { code, out } = await as('alice', ['why', `${REPO}#1`], { withoutKey: true });
      expect([code, out]).toEqual([2, expect.stringMatching(/PROMOTED[\s\S]*Note: the signatures of the audit trail were not checked/)]);
    });
  });

  test('the public key on the default branch will do, and one that does not fit is no proof', async () => {
    await people(async ({ s, as }) => {
      await s.opens('alice', { to: 'development' });
      const key = '.github/promotion-bot.pub.pem';
      s.world.as('alice').pushes(REPO, { [key]: publicHalf(SECRETS.ledgerKey) });
      expect(await as('alice', ['why', `${REPO}#1`], { withoutKey: true })).toMatchObject({ code: 0, err: '' });
      s.world.as('mallory').pushes(REPO, { [key]: publicHalf(newLedgerKey()) });
      const other = await as('alice', ['why', `${REPO}#1`], { withoutKey: true });
      expect([other.code, other.out]).toEqual([2, expect.stringContaining('What to mend')]);
      expect((await as('alice', ['why', `${REPO}#1`, '--key', 'gone.pem'])).code).toBe(2);
    });
  });

  test('a team that the token does not show is said, and never guessed', async () => {
    await people(
      async ({ s, as }) => {
        await s.opens('alice');
        const { code, out } = await as('alice', ['why', `${REPO}#1`]);
        expect([code, out]).toEqual([2, expect.stringContaining('your token did not show who is in the team qa;')]);
      },
      { teams: { 'tech-leads': TEAMS['tech-leads'], security: TEAMS.security } },
    );
  });

  test('it writes nothing, and counts nobody for the bot who is not', async () => {
    await people(async ({ s, as }) => {
      const issue = await s.opens('alice');
      s.world.as('mallory').comments(issue, issue.comments.find(({ body }) => body.includes('promotion-bot:ledger'))?.body ?? '');
      const from = s.world.requests.length;
      expect((await as('alice', ['why', `${REPO}#1`])).code).toBe(1);
      expect(s.asked(from).every((asked) => asked.startsWith('query '))).toBe(true);
    });
  });
});
