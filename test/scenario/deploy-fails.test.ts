/** Deployments and checks that do not succeed: tried again, taken back, or told. */
import { describe, expect, test } from '@jest/globals';
import {
  approved,
  byVersion,
  checkedBy,
  deployments,
  deploysFine,
  fails,
  headline,
  inTurn,
  kinds,
  section,
  tells,
} from '../harness/deliveries.ts';
import { DELIVERY_CONFIG, DEPLOY } from '../harness/delivery.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO } from '../harness/story.ts';

const plain = { config: DELIVERY_CONFIG };
const checked = (outcome: 'pass' | 'fail' | 'error', summary?: string) => checkedBy(outcome, summary, DELIVERY_CONFIG);

describe('a deployment', () => {
  test('that fails once is tried again a moment later, under a key of its own', async () => {
    await tells(
      { deploy: inTurn(fails, deploysFine), verify: checked('pass') },
      async (s) => {
        const issue = await approved(s);
        expect(headline(s, issue)).toContain('⚠️ The deployment failed, and is tried again');
        await s.passes(60);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', deployment: { attempt: 2 } });
        const keys = s.world.actions.of(REPO, DEPLOY).map(({ inputs }) => inputs['key']);
        expect(new Set(keys).size).toBe(2);
        expect(s.world.repository(REPO).deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual(['failure', 'success']);
      },
      plain,
    );
  });

  test('that fails thrice is taken back to the version before', async () => {
    await tells(
      { deploy: byVersion('v1.4.0', fails, deploysFine), verify: checked('pass') },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        await s.passes(300);
        expect(deployments(s.world)).toEqual([
          'v1.3.2 forward staging',
          'v1.4.0 forward staging',
          'v1.4.0 forward staging',
          'v1.4.0 forward staging',
          'v1.3.2 back staging',
        ]);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK' });
        expect(kinds(s, issue).filter((kind) => kind === 'promoted')).toEqual([]);
        expect(issue.state).toBe('CLOSED');
        expect(s.unread(issue).map(({ body }) => body.split('\n\n<details>')[0])).toMatchInlineSnapshot(`
[
  "<!-- promotion-bot:panel v1 -->
## ↩️ Rolled back: \`agent_orchestration\` v1.4.0, development → staging

Commit [\`57b4df7\`](https://github.com/acme/shop/commit/57b4df7f6cf68e2e68c2229f4e5a6cc7664cca85) · asked for by [**alice**](https://github.com/alice) on 20 Nov 2026 10:00 UTC · round 1

On 20 Nov 2026 10:00 UTC.

> The run of the workflow ended as failure.

**Next:** promote a version with the fix. This commit is quarantined: asking for it again needs \`/release-quarantine <reason>\` on the new promotion, by somebody who may approve it.

### Deployment

- Taken back to v1.3.2 ([\`22f93e5\`](https://github.com/acme/shop/commit/22f93e5418bb6c91e722aa956e57b9e6b7db734d), promoted by #1) since 20 Nov 2026 10:00 UTC, by the bot.
- ✅ Deployed v1.3.2 ([\`22f93e5\`](https://github.com/acme/shop/commit/22f93e5418bb6c91e722aa956e57b9e6b7db734d)) back to \`staging\` on 20 Nov 2026 10:00 UTC.
- ✅ The last check passed on 20 Nov 2026 10:00 UTC.

\`\`\`mermaid
flowchart LR
  accTitle: agent_orchestration v1.4.0 on its way to staging
  e0("development"):::passed
  e1("staging<br>v1.4.0<br>rolled back"):::stopped
  e2("production"):::ahead
  e0 -.-> e1
  e1 -.-> e2
  classDef passed fill:#ddf4ff,stroke:#0969da,color:#0a3069
  classDef stopped fill:#ffebe9,stroke:#cf222e,color:#660018
  classDef ahead fill:#f6f8fa,stroke:#8c959f,color:#424a53
\`\`\`

### Approvals

|  | Role | Approved by | When | Comment |
| --- | --- | --- | --- | --- |
| ✅ | \`tech-lead\` | [**bob**](https://github.com/bob) | [20 Nov 2026 10:00 UTC](https://github.com/acme/shop/issues/2#issuecomment-3300000010) |  |
| ✅ | \`qa\` | [**carol**](https://github.com/carol) | [20 Nov 2026 10:00 UTC](https://github.com/acme/shop/issues/2#issuecomment-3300000012) |  |",
  "[**alice**](https://github.com/alice) asked to promote \`agent_orchestration\` to staging.

**Round 1:** \`agent_orchestration\` v1.4.0, development → staging, commit [\`57b4df7\`](https://github.com/acme/shop/commit/57b4df7f6cf68e2e68c2229f4e5a6cc7664cca85).

An approval counts for exactly this, fingerprint \`c55f8dc850b7\`.

@acme/tech-leads @acme/qa: it is your turn. Answer in a new comment with \`/approve [comment]\` or \`/reject [reason]\`.",
  "✅ [**bob**](https://github.com/bob) approved as tech-lead.",
  "✅ [**carol**](https://github.com/carol) approved as qa.

Round 1 has every approval it needs.

🚀 v1.4.0 ([\`57b4df7\`](https://github.com/acme/shop/commit/57b4df7f6cf68e2e68c2229f4e5a6cc7664cca85)) is deployed to \`staging\`: [\`deploy.yml\`](https://github.com/acme/shop/actions/workflows/deploy.yml) on the tag \`v1.4.0\`.",
  "⚠️ The deployment did not succeed by [run 19000000003](https://github.com/acme/shop/actions/runs/19000000003): The run of the workflow ended as failure. Something may have changed by then. It is tried again, three times in all.",
  "🚀 v1.4.0 ([\`57b4df7\`](https://github.com/acme/shop/commit/57b4df7f6cf68e2e68c2229f4e5a6cc7664cca85)) is deployed to \`staging\`, attempt 2: [\`deploy.yml\`](https://github.com/acme/shop/actions/workflows/deploy.yml) on the tag \`v1.4.0\`.",
  "⚠️ The deployment did not succeed by [run 19000000004](https://github.com/acme/shop/actions/runs/19000000004): The run of the workflow ended as failure. Something may have changed by then. It is tried again, three times in all.",
  "🚀 v1.4.0 ([\`57b4df7\`](https://github.com/acme/shop/commit/57b4df7f6cf68e2e68c2229f4e5a6cc7664cca85)) is deployed to \`staging\`, attempt 3: [\`deploy.yml\`](https://github.com/acme/shop/actions/workflows/deploy.yml) on the tag \`v1.4.0\`.",
  "⚠️ The deployment did not succeed by [run 19000000005](https://github.com/acme/shop/actions/runs/19000000005): The run of the workflow ended as failure. Something may have changed by then. It is tried again, three times in all.

↩️ The bot takes this version back because its deployment failed: v1.3.2 ([\`22f93e5\`](https://github.com/acme/shop/commit/22f93e5418bb6c91e722aa956e57b9e6b7db734d), promoted by #1) is the last one that worked there.

> The run of the workflow ended as failure.

🚀 v1.3.2 ([\`22f93e5\`](https://github.com/acme/shop/commit/22f93e5418bb6c91e722aa956e57b9e6b7db734d)) is brought back to \`staging\`: [\`deploy.yml\`](https://github.com/acme/shop/actions/workflows/deploy.yml) on the tag \`v1.3.2\`.",
  "📦 Deployed by [run 19000000006](https://github.com/acme/shop/actions/runs/19000000006).

✅ It works there, says [run 19000000007](https://github.com/acme/shop/actions/runs/19000000007).

↩️ **Rolled back** to v1.3.2.

> The run of the workflow ended as failure.

Opened: #3 and #4. This commit is quarantined: promoting it again needs \`/release-quarantine <reason>\`.",
]
`);
      },
      plain,
    );
  });

  test('that fails thrice with nothing to go back to ends as FAILED, and says what that means', async () => {
    await tells(
      { deploy: fails },
      async (s) => {
        const issue = await approved(s);
        await s.passes(300);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'FAILED', touched: true });
        expect(s.panel(issue)).toContain('Something may have been changed there.');
        expect(s.unread(issue).at(-1)?.body).toContain(
          'There is no earlier version of agent_orchestration that was deployed to staging and worked, so nothing was taken back',
        );
        expect(s.labels(issue)).toContain('status:failed');
      },
      plain,
    );
  });
});

describe('a check', () => {
  test('that fails takes the version back: it is never promoted', async () => {
    await tells(
      { verify: byVersion('v1.4.0', checked('fail', 'it answered 500'), checked('pass')) },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK', reason: 'health: it answered 500' });
        expect(kinds(s, issue)).not.toContain('promoted');
        expect(s.world.repository(REPO).deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual([
          'inactive',
          'failure',
          'success',
        ]);
      },
      plain,
    );
  });

  test('that cannot tell is made three times, then people are asked; /retry makes one more', async () => {
    await tells(
      { verify: inTurn(checked('error'), checked('error'), checked('error'), checked('pass')) },
      async (s) => {
        const issue = await approved(s);
        await s.passes(3600);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', doubts: { errors: 3, allowed: 3 } });
        expect(headline(s, issue)).toContain('✋ Nobody can say whether it works');
        expect(section(s, issue)).toMatchInlineSnapshot(`
"Deployment

- ✅ Deployed v1.4.0 ([\`57b4df7\`](https://github.com/acme/shop/commit/57b4df7f6cf68e2e68c2229f4e5a6cc7664cca85)) to \`staging\` on 20 Nov 2026 10:00 UTC.
- ⚠️ The last check could not tell (3 times): health: it answered 200

|  | Gate | Found |
| --- | --- | --- |
| ⚠️ | \`health\` | it answered 200 |

**Next:** see what the check says. \`/retry\` checks once more, \`/rollback <reason>\` takes the version back. Not knowing is no pass, so nothing goes on by itself."
`);
        await s.says('eve', issue, '/retry');
        expect(promotionOf(s, issue)?.status).toBe('PENDING');
        await s.says('alice', issue, '/retry');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
      },
      plain,
    );
  });

  test('that cannot tell may end in /rollback as well', async () => {
    await tells(
      { verify: byVersion('v1.4.0', checked('error'), checked('pass')) },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        await s.passes(600);
        await s.says('bob', issue, '/rollback nobody knows');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK', reason: 'nobody knows' });
      },
      plain,
    );
  });

  test.each([
    ['success', 'PROMOTED'],
    ['failure', 'FAILED'],
    ['cancelled', 'PENDING'],
  ] as const)('without gates is told by how its run ends: %s', async (conclusion, status) => {
    const config = DELIVERY_CONFIG.replace(/, gates: \{ health.*\} \}\n/, ' }\n');
    await tells(
      { verify: () => ({ conclusion }) },
      async (s) => {
        const issue = await approved(s);
        expect(promotionOf(s, issue)?.status).toBe(status);
      },
      { config },
    );
  });
});
