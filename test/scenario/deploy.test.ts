/** What comes after the approval: deployed, verified, watched, taken back. */
import { describe, expect, test } from '@jest/globals';
import { approved, checkedBy, deployments, headline, kinds, settledBefore, tells } from '../harness/deliveries.ts';
import { promotionOf } from '../harness/laws.ts';

describe('the good way', () => {
  test('accepted, deployed, verified, watched for a day, settled', async () => {
    await tells({}, async (s) => {
      const issue = await approved(s);
      expect(deployments(s.world)).toEqual(['v1.4.0 forward staging']);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'watched' });
      expect(issue.state).toBe('OPEN');
      // What the report says has a story of its own.
      const shown = s.panel(issue).replace(/<details><summary>Promotion report[\s\S]*?<\/details>\n\n/, '');
      expect(shown).toMatchInlineSnapshot(`
"<!-- promotion-bot:panel v1 -->
## 👀 Promoted, and watched: \`agent_orchestration\` v1.4.0, development → staging

Commit [\`4b87876\`](https://github.com/acme/shop/commit/4b878762a35c8d0fa96a5f1b6318b929b220e2c7) · asked for by [**alice**](https://github.com/alice) on 20 Nov 2026 10:00 UTC · round 1

\`agent_orchestration\` v1.4.0 is recorded in \`staging\` since 20 Nov 2026 10:00 UTC. The commit carries the proof as a status, and the next environment reads it from there.

### Deployment

- ✅ Deployed v1.4.0 ([\`4b87876\`](https://github.com/acme/shop/commit/4b878762a35c8d0fa96a5f1b6318b929b220e2c7)) to \`staging\` on 20 Nov 2026 10:00 UTC.
- ✅ The last check passed on 20 Nov 2026 10:00 UTC.
- 👀 Watched until 21 Nov 2026 10:00 UTC, 24 hours from now. The next look is on 20 Nov 2026 11:00 UTC.

\`/rollback <reason>\` takes the version back at any time.

\`\`\`mermaid
flowchart LR
  accTitle: agent_orchestration v1.4.0 on its way to staging
  e0("development"):::passed
  e1("staging<br>v1.4.0<br>promoted"):::arrived
  e2("production"):::ahead
  e0 --> e1
  e1 -.-> e2
  classDef passed fill:#ddf4ff,stroke:#0969da,color:#0a3069
  classDef arrived fill:#dafbe1,stroke:#1a7f37,color:#003d16
  classDef ahead fill:#f6f8fa,stroke:#8c959f,color:#424a53
\`\`\`

### Approvals

|  | Role | Approved by | When | Comment |
| --- | --- | --- | --- | --- |
| ✅ | \`tech-lead\` | [**bob**](https://github.com/bob) | [20 Nov 2026 10:00 UTC](https://github.com/acme/shop/issues/1#issuecomment-3300000003) |  |
| ✅ | \`qa\` | [**carol**](https://github.com/carol) | [20 Nov 2026 10:00 UTC](https://github.com/acme/shop/issues/1#issuecomment-3300000005) |  |

<details><summary>Notes from the request</summary>

> Fixes JIRA-1234, retries on timeout

</details>

<sub>Status <code>PROMOTED</code> · 9 entries in the audit trail below · [rules](https://github.com/acme/shop/blob/main/.github/promotion.yml) · \`/help\` shows what can be said here. This comment is updated in place.</sub>"
`);
      await s.passes(25 * 3600);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
      expect(issue.state).toBe('CLOSED');
      expect(kinds(s, issue)).toMatchInlineSnapshot(`
[
  "requested",
  "round_opened",
  "approved",
  "approved",
  "accepted",
  "deploy_started",
  "deployed",
  "checked",
  "promoted",
  "settled",
]
`);
    });
  });
});

describe('the way back', () => {
  test('a check of the watch fails at hour 23: the version before is brought back', async () => {
    let works = true;
    const verify = (run: Parameters<ReturnType<typeof checkedBy>>[0], inputs: Readonly<Record<string, string>>) =>
      checkedBy(works || inputs['mode'] === 'verify' ? 'pass' : 'fail', works ? 'it answered 200' : 'it answered 503')(run, inputs);
    await tells({ verify }, async (s) => {
      await settledBefore(s);
      const issue = await approved(s);
      await s.passes(22 * 3600);
      works = false;
      await s.passes(2 * 3600);
      expect(headline(s, issue)).toMatchInlineSnapshot(`"## ↩️ Rolled back: \`agent_orchestration\` v1.4.0, development → staging"`);
      expect(kinds(s, issue)).toMatchInlineSnapshot(`
[
  "requested",
  "round_opened",
  "approved",
  "approved",
  "accepted",
  "deploy_started",
  "deployed",
  "checked",
  "promoted",
  "checked",
  "rollback_started",
  "deploy_started",
  "deployed",
  "checked",
  "rolled_back",
]
`);
      expect(deployments(s.world)).toEqual(['v1.3.2 forward staging', 'v1.4.0 forward staging', 'v1.3.2 back staging']);
      expect(s.issues().map(({ title, state }) => `${title} ${state}`)).toMatchInlineSnapshot(`
[
  "Promote agent_orchestration to staging CLOSED",
  "Promote agent_orchestration to staging CLOSED",
  "Rollback agent_orchestration from staging OPEN",
  "Fix agent_orchestration v1.4.0, rolled back from staging OPEN",
]
`);
    });
  });
});
