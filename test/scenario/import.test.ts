/** First records: what a team ran before, and that all the rest of the bot takes it for what it is. */
import { describe, expect, test } from '@jest/globals';
import type { Fetch } from '../../src/github/transport.ts';
import { approved, deployments, headline, kinds, readsAll, tells } from '../harness/deliveries.ts';
import { checkedBy, DELIVERY_CONFIG } from '../harness/delivery.ts';
import { FILES, first, heardBy, imports, maturity, statusesOf } from '../harness/import.ts';
import { keepLaws, promotionOf } from '../harness/laws.ts';
import { CONFIG, REPO, Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const CONTEXT = 'promotion/staging/agent_orchestration';

test('of a version with a long name the mark says all the same that nobody approved it, and so does who reads it', async () => {
  await story(async (s) => {
    const version = `v1.4.0-${'x'.repeat(120)}`;
    s.world.as('alice').tags(REPO, version);
    await imports(s, { files: maturity(version), write: true });
    expect(statusesOf(s, first(s))).toEqual([expect.stringMatching(/^[^:]*: v1\.4\.0-x+ imported, approved by nobody, by #1$/)]);
    const sha = promotionOf(s, first(s))?.round?.terms.sha ?? '';
    const next = await s.opens('alice', { version: sha });
    expect(s.panel(next)).toContain('ℹ️ **This very commit ran in `staging` before**, imported by #1: nobody approved it there yet.');
    const production = await s.opens('alice', { version: sha, to: 'production' });
    expect(s.panel(production)).toMatch(/The same commit ran in `staging` before: \[imported\].*, nobody approved it there/);
    readsAll(s);
  });
});

test('what a person reads says where it was read, by whose word, and that nobody approved it here', async () => {
  await story(async (s) => {
    expect(await imports(s, { files: FILES, write: true })).toMatchObject({ code: 0, err: '' });
    const issue = first(s);
    expect([issue.title, issue.state, s.labels(issue)]).toEqual([
      'Imported: agent_orchestration v1.4.0 in staging',
      'CLOSED',
      ['component:agent_orchestration', 'imported', 'promotion', 'status:promoted', 'target:staging'],
    ]);
    expect(issue.body.split('-->')[1]?.trim()).toMatchInlineSnapshot(`
"What \`agent_orchestration\` ran in \`staging\` before anything was decided here, since 8 Oct 2026 00:00 UTC: commit \`3848297f7accd03f78b9bb55e33c9884910cd5ca\`, read from \`components/orchestration/MATURITY.md:3\`. **Nobody approved it here.** This is a first record, written by \`promotion-bot import\`; what it is worth stands below.

### Version

v1.4.0"
`);
    expect(s.panel(issue)).toMatchInlineSnapshot(`
"<!-- promotion-bot:panel v1 -->
## 📥 Imported: \`agent_orchestration\` v1.4.0 to staging

Commit [\`3848297\`](https://github.com/acme/shop/commit/3848297f7accd03f78b9bb55e33c9884910cd5ca) · imported on 20 Nov 2026 10:00 UTC

It runs in \`staging\` since 8 Oct 2026 00:00 UTC, says the maturity file \`components/orchestration/MATURITY.md\`, line 3. ada ran the import, by their own word. **Nobody approved it here, and nothing was measured.**

Promotions to the next environment, rollbacks and the audit trail take it for what it says. **Next:** nothing. If it is wrong, \`/cancel <reason>\` takes the import back.

<sub>Status <code>PROMOTED</code> · 1 entry in the audit trail below · [rules](https://github.com/acme/shop/blob/main/.github/promotion.yml) · \`/help\` shows what can be said here. This comment is updated in place.</sub>"
`);
    expect(s.reads(issue)).toMatchInlineSnapshot(
      `"📥 **Imported:** \`agent_orchestration\` v1.4.0, commit [\`3848297\`](https://github.com/acme/shop/commit/3848297f7accd03f78b9bb55e33c9884910cd5ca). It runs in \`staging\` since 8 Oct 2026 00:00 UTC, says the maturity file \`components/orchestration/MATURITY.md\`, line 3. ada ran the import, by their own word. **Nobody approved it here, and nothing was measured.**"`,
    );
    expect(statusesOf(s, issue)).toEqual([`${CONTEXT} success: v1.4.0 imported, approved by nobody, by #1`]);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'settled', at: '2026-10-08T00:00:00Z', approvals: [] });
  });
});

describe('attack: an import beside a server that hears everything', () => {
  test('the App takes none of it for a request; it looks when the record stands, and writes nothing', async () => {
    await story(async (s) => {
      // It knows its own account, as it does after its first look.
      await approved(s, { subject: 'bob', version: '' });
      readsAll(s);
      const [before, requests] = [s.log.length, s.requests().length];
      expect((await imports(s, { files: FILES, write: true, way: heardBy(s) })).code).toBe(0);
      const looks = s.log
        .slice(before)
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => msg === 'handled' || msg === 'failed');
      expect(looks).toMatchObject([{ webhook: 'issues.closed', promotion: 'acme/shop#2', status: 'PROMOTED', entries: [], effects: [] }]);
      expect(s.asked(requests).filter((asked) => asked.startsWith('mutation addComment'))).toHaveLength(1);
      const issue = s.issues()[1];
      if (!issue) throw new Error('there is no record');
      expect(kinds(s, issue)).toEqual(['imported']);
      readsAll(s);
    });
  });

  test('a fresh server, which does not know its own account, writes nothing into the ledger either', async () => {
    await story(async (s) => {
      expect((await imports(s, { files: FILES, write: true, way: heardBy(s) })).code).toBe(0);
      expect(kinds(s, first(s))).toEqual(['imported']);
      expect(s.issues()).toHaveLength(1);
      readsAll(s);
    });
  });
});

test('a second run writes nothing, and costs the reading of one promotion more', async () => {
  await story(async (s) => {
    await imports(s, { files: FILES, write: true });
    const before = s.requests().length;
    const { code, out, err } = await imports(s, { files: FILES, write: true });
    expect([code, out, err]).toEqual([0, expect.stringContaining('nothing: recorded by #1'), '']);
    expect(out).toContain('There was nothing to write.');
    expect(s.asked(before)).toEqual([
      'GET /repos/acme/shop/installation',
      'POST /app/installations/60000001/access_tokens',
      'query Import',
      'query Versions',
      expect.stringContaining('labels=imported'),
      expect.stringContaining('labels=component%3Aagent_orchestration%2Ctarget%3Astaging'),
      'query See',
    ]);
    readsAll(s);
  });
});

test('nine requests for a record, and two more where a label has to be made', async () => {
  await story(
    async (s) => {
      await imports(s, { files: FILES, write: true });
      const before = s.requests().length;
      const table = '| Component | Staging | Production |\n|---|---|---|\n| cart | v1.4.0 | |\n| agent_orchestration | | v1.4.0 |\n';
      await imports(s, { files: { 'MATURITY.md': table }, write: true });
      const asked = s.asked(before).slice(s.asked(before).indexOf('POST /repos/acme/shop/issues') - 1);
      const written = [
        expect.stringMatching(/^GET \/repos\/acme\/shop\/issues\?.*labels=component/),
        'POST /repos/acme/shop/issues',
        'query See',
        'query See',
        'mutation addComment addComment',
        'query See',
        'query See',
      ];
      const status = expect.stringContaining('POST /repos/acme/shop/statuses/');
      const labelled = ['mutation createLabel', 'mutation addLabelsToLabelable', 'mutation closeIssue'];
      expect(asked.slice(0, 22)).toEqual([...written, status, ...labelled, ...written, status, ...labelled]);
      const again = s.requests().length;
      await imports(s, { files: { 'MATURITY.md': table.replace('| cart | v1.4.0 | |', '| cart | | v1.4.0 |') }, write: true });
      const last = s.asked(again).slice(s.asked(again).indexOf('POST /repos/acme/shop/issues') - 1);
      expect(last.slice(0, 9)).toEqual([...written, status, 'mutation addLabelsToLabelable closeIssue']);
      readsAll(s);
    },
    { config: `${CONFIG}  cart: { kind: component }\n` },
  );
});

test('from an imported version a promotion goes on to the next environment, and from no other', async () => {
  await story(async (s) => {
    s.world.as('alice').pushes(REPO, { 'README.md': '# Newer\n' });
    s.world.as('alice').tags(REPO, 'v1.5.0');
    await imports(s, { files: FILES, write: true });
    const issue = await s.opens('alice', { to: 'production', from: '' });
    expect(s.panel(issue)).toContain(
      '✅ The same commit ran in `staging` before: [imported](https://github.com/acme/shop/issues/1), nobody approved',
    );
    for (const login of ['bob', 'carol', 'dave']) await s.says(login, issue, '/approve');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', round: { terms: { version: 'v1.4.0', from: 'staging' } } });
    const other = await s.opens('alice', { to: 'production', from: '', version: 'v1.5.0' });
    expect(s.panel(other)).not.toContain('imported');
    expect(headline(s, other)).toContain('1 thing to mend');
    expect(s.panel(other)).toContain('has not been promoted to `staging`');
    readsAll(s);
  });
});

test('what people promote after all is theirs: the commit no longer says that nobody approved it', async () => {
  await story(async (s) => {
    await imports(s, { files: FILES, write: true });
    const issue = await approved(s);
    expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
    expect(statusesOf(s, issue)).toEqual([
      `${CONTEXT} success: v1.4.0 imported, approved by nobody, by #1`,
      `${CONTEXT} success: v1.4.0 PROMOTED by #2`,
    ]);
    const next = await s.opens('alice', { to: 'production', from: '' });
    expect(s.panel(next)).toContain('The same commit arrived in `staging`: [promotion](https://github.com/acme/shop/issues/2)');
    readsAll(s);
  });
});

test('a rollback returns to an imported version, on a tag of its own', async () => {
  await tells(
    { verify: checkedBy('pass', 'it answered 200', DELIVERY_CONFIG) },
    async (s) => {
      await imports(s, { files: maturity('v1.3.2'), write: true });
      const issue = await approved(s);
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      await s.says('bob', issue, '/rollback checkout answers with errors since 10:40');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK', rollback: { target: { issue: 1, version: 'v1.3.2' } } });
      expect(deployments(s.world).at(-1)).toBe('v1.3.2 back staging');
      expect(promotionOf(s, issue)?.rollback?.target).toMatchObject({ imported: true });
      const words = s.unread(issue).map(({ body }) => body);
      expect(words.join('\n')).toMatch(/\(\[`22f93e5`\]\S+, imported by #1\) ran there before, and nobody approved it here\./);
      expect(s.panel(issue)).toMatch(/Taken back to v1\.3\.2 \(.*, imported by #1\)/);
      expect(s.issues()[2]?.body).toContain('runs there again; #1 had imported it: nobody approved it here.');
      expect([...words, s.panel(issue), s.issues()[2]?.body].join('\n')).not.toContain('promoted by #1');
      readsAll(s);
    },
    { config: DELIVERY_CONFIG },
  );
});

/** The process is gone at its call of this number (from 0), before GitHub has it or before the answer comes. */
async function diesAt(s: Story, n: number, answer: 'drop request' | 'drop answer'): Promise<void> {
  let calls = 0;
  const way =
    (github: Fetch): Fetch =>
    async (input, init) => {
      const call = calls;
      calls += 1;
      if (call > n || (call === n && answer === 'drop request')) throw new Error('the process is gone');
      const answered = await github(input, init);
      if (call === n) throw new Error('the process is gone');
      return answered;
    };
  await imports(s, { files: FILES, write: true, way });
}

test('attack: stopped at any call, it is run again; nothing is doubled, and the server takes nothing for a request', async () => {
  const sound = new Story();
  await imports(sound, { files: FILES, write: true });
  const calls = sound.requests().length;
  const end = [sound.labels(first(sound)), statusesOf(sound, first(sound))];
  for (const answer of ['drop request', 'drop answer'] as const)
    for (let n = 0; n < calls; n += 1) {
      const s = new Story();
      await diesAt(s, n, answer);
      await s.settles();
      s.world.clock.advance(61);
      const { code } = await imports(s, { files: FILES, write: true });
      await s.settles();
      const found = { n, answer, code, issues: s.issues().length, kinds: kinds(s, first(s)), comments: first(s).comments.length };
      expect({ ...found, state: first(s).state }).toEqual({
        ...{ n, answer, code: 0, issues: 1, kinds: ['imported'], comments: 2, state: 'CLOSED' },
      });
      expect([s.labels(first(s)), statusesOf(s, first(s))]).toEqual(end);
      readsAll(s);
      await keepLaws(s);
    }
});
