/** What people see: the panel, and who is notified. */
import { expect, test } from '@jest/globals';
import { CONFIG, form } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { testOfApp } from '../harness/test-of-app.ts';

testOfApp('the panel of a promotion that waits', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.reads(issue);
    expect(s.reads(issue)).toContain('@acme/tech-leads @acme/qa: it is your turn.');
    await s.says('bob', issue, '/approve rolled out to one cell first');
    s.reads(issue);
    const sha = '3848297f7accd03f78b9bb55e33c9884910cd5ca';
    expect(s.panel(issue).replaceAll(sha, 'SHA')).toMatchInlineSnapshot(`
"<!-- promotion-bot:panel v1 -->
## ⏳ Waiting for 1 approval: \`agent_orchestration\` v1.4.0, development → staging

Commit [\`3848297\`](https://github.com/acme/shop/commit/SHA) · asked for by [**alice**](https://github.com/alice) on 20 Nov 2026 10:00 UTC · round 1

### What is missing

|  | Role | Who can give it |
| --- | --- | --- |
| ⏳ | \`qa\` | team [qa](https://github.com/orgs/acme/teams/qa) |

**Next:** read the notes below, then answer in a new comment with \`/approve [comment]\` or \`/reject [reason]\`. Whoever asked for the promotion does not decide about it.

\`\`\`mermaid
flowchart LR
  accTitle: agent_orchestration v1.4.0 on its way to staging
  e0("development"):::passed
  e1("staging<br>v1.4.0<br>waits for approval"):::here
  e2("production"):::ahead
  e0 -.-> e1
  e1 -.-> e2
  classDef passed fill:#ddf4ff,stroke:#0969da,color:#0a3069
  classDef here fill:#fff8c5,stroke:#9a6700,color:#3b2300
  classDef ahead fill:#f6f8fa,stroke:#8c959f,color:#424a53
\`\`\`

### Approvals so far

|  | Role | Approved by | When | Comment |
| --- | --- | --- | --- | --- |
| ✅ | \`tech-lead\` | [**bob**](https://github.com/bob) | [20 Nov 2026 10:00 UTC](https://github.com/acme/shop/issues/1#issuecomment-3300000003) | rolled out to one cell first |

### Notes

> Fixes JIRA-1234, retries on timeout

<details><summary>What was checked</summary>

- ✅ \`agent_orchestration\` is a known component
- ✅ \`v1.4.0\` is commit [\`3848297\`](https://github.com/acme/shop/commit/SHA)
- ✅ \`staging\` is the next environment after \`development\`
- ✅ \`development\` is where versions start, so nothing has to arrive there first
- ✅ No other open promotion of \`agent_orchestration\` to \`staging\`
- ✅ No blockers named
- ✅ Round 1 has the fingerprint \`47e4184ad90e\`

</details>

<sub>Status <code>AWAITING_APPROVAL</code> · 3 entries in the audit trail below · [rules](https://github.com/acme/shop/blob/main/.github/promotion.yml) · \`/help\` shows what can be said here. This comment is updated in place.</sub>"
`);
  });
});

testOfApp('editing notifies nobody, so the teams are mentioned once, when a round starts to wait', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    expect(s.reads(issue)).toMatch(/^@acme\/tech-leads @acme\/qa: /m);
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).not.toContain('@acme');
    expect(s.panel(issue)).not.toContain('@acme');
  });
});

test('notify: false mentions nobody', async () => {
  await story(
    async (s) => {
      const issue = await s.opens('alice');
      s.panel(issue);
      expect(s.reads(issue)).not.toContain('@');
    },
    { config: `notify: false\n${CONFIG}` },
  );
});

testOfApp('people named in the config are mentioned, except the one who asks', async () => {
  await story(
    async (s) => {
      const issue = await s.opens('alice');
      s.panel(issue);
      expect(s.reads(issue)).toMatch(/^@carol @dave: it is your turn/m);
    },
    {
      config: CONFIG.replace('qa: { teams: [qa] }', 'qa: { users: [alice, carol, dave] }').replace(
        '{ all: [tech-lead, qa] }',
        '{ role: qa, count: 2 }',
      ),
    },
  );
});

test('of several ways to approve, the panel shows the shortest and says the rule', async () => {
  await story(
    async (s) => {
      const issue = await s.opens('alice');
      s.reads(issue);
      expect(s.panel(issue)).toContain('The rule is `security` or (`tech-lead` and `qa`); the table shows the shortest way there.');
      expect(s.panel(issue)).toMatch(/Waiting for 1 approval[\s\S]*\| ⏳ \| `security` \|/);
      s.reads(issue);
      await s.says('bob', issue, '/approve');
      s.reads(issue);
      await s.says('carol', issue, '/approve');
      expect(s.reads(issue)).toContain('Promoted');
    },
    { config: CONFIG.replace('{ all: [tech-lead, qa] }', '{ any: [security, { all: [tech-lead, qa] }] }') },
  );
});

test('what people write is shown and does nothing', async () => {
  await story(async (s) => {
    const notes =
      '@acme/everyone closes #1 <img src=//evil> ![x](//evil) [y](javascript:alert(1))\n## not a heading\n``` \n</details>| a |';
    const issue = await s.opens('alice', { notes });
    const panel = s.panel(issue);
    s.reads(issue);
    expect(panel).not.toMatch(/@acme\/everyone|closes #1|<img|!\[x\]|\]\(javascript|^## not|^> ## not/m);
    expect(panel).toContain('&lt;img src=');
  });
});

test('notes as long as allowed stay within GitHub’s limits; longer ones are to be shortened', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', { notes: '<&>"'.repeat(2_001) });
    expect(s.panel(issue)).toContain('**Notes may have 8000 characters at most; these have 8004.**');
    await s.edits('alice', issue, form({ notes: '<&>"'.repeat(2_000) }));
    expect(s.panel(issue)).toMatch(/Waiting for 2 approvals[\s\S]*`tech-lead`[\s\S]*The whole text stands in the issue/);
    expect(s.panel(issue).length).toBeLessThanOrEqual(60_000);
    s.reads(issue);
    await s.says('bob', issue, `/approve ${'"'.repeat(8_001)}`);
    expect(s.reads(issue)).toContain('may have 8000 characters at most');
    await s.says('bob', issue, `/approve ${'"'.repeat(8_000)}`);
    expect(s.reads(issue)).toContain('approved as tech-lead');
  });
});
