import { expect, test } from '@jest/globals';
import { GATES_CONFIG, GREEN, judgedBy, red, reportOf, WORKFLOW, WORKFLOW_FILE, withGates } from '../harness/gates.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const setting = { config: GATES_CONFIG };
const runs = (s: Story) => s.world.actions.of(REPO, WORKFLOW_FILE);
const section = (panel: string, title: string): string =>
  (panel.split(/^### /m).find((part) => part.startsWith(title)) ?? '').split('\n\n```mermaid')[0] ?? '';
const WORKFLOW_PATH = `.github/workflows/${WORKFLOW_FILE}`;

test('gates are run by the workflow of the default branch, their report is believed, and people decide about it', async () => {
  const told = await story(async (s) => {
    withGates(s.world, judgedBy(GREEN));
    const before = s.requests().length;
    const issue = await s.opens('alice');
    expect(s.asked(before).filter((asked) => !asked.includes('access_tokens') && asked !== 'GET /app')).toEqual([
      'query See',
      'query See',
      expect.stringMatching(/^mutation addComment addComment (createLabel ?)+$/),
      expect.stringMatching(/^mutation addLabelsToLabelable/),
      'POST /repos/acme/shop/actions/workflows/promotion-gates.yml/dispatches',
      'query See',
      'GET /repos/acme/shop/actions/runs/19000000001',
      'GET /repos/acme/shop/actions/runs/19000000001/artifacts?name=promotion-report&per_page=100',
      'GET /repos/acme/shop/actions/artifacts/4500000001/zip',
      expect.stringMatching(/^GET \/.*/),
      expect.stringMatching(/^mutation updateIssueComment addComment/),
    ]);
    expect(section(s.reads(issue), 'Quality gates')).toMatchInlineSnapshot(`
"Quality gates

**2 of 2 required gates met**, says [run 19000000001](https://github.com/acme/shop/actions/runs/19000000001).

<details><summary>1 advisory gate did not pass</summary>

|  | Gate | Found |
| --- | --- | --- |
| ❌ | \`style\` | 2 errors; none allowed |

</details>

<details><summary>2 gates passed</summary>

|  | Gate | Found |
| --- | --- | --- |
| ✅ | \`coverage\` | 76.20 % of lines (16 of 21), 70 % needed |
| ✅ | \`tests\` | 17 passed, 0 failed, 0 skipped |

</details>

"
`);
    expect(s.reads(issue)).toMatchInlineSnapshot(`
"[**alice**](https://github.com/alice) asked to promote \`agent_orchestration\` to staging.

🔬 The quality gates of \`staging\` are run for commit [\`210202a\`](https://github.com/acme/shop/commit/210202ab902ca985e99428c63e4934821191b8f1): [\`promotion-gates.yml\`](https://github.com/acme/shop/actions/workflows/promotion-gates.yml)."
`);
    expect(s.reads(issue)).toMatchInlineSnapshot(`
"🔬 2 gates of 3 passed, judged by [run 19000000001](https://github.com/acme/shop/actions/runs/19000000001).

|  | Gate | Found |
| --- | --- | --- |
| ❌ | \`style\` | 2 errors; none allowed |

**Round 1:** \`agent_orchestration\` v1.4.0, development → staging, commit [\`210202a\`](https://github.com/acme/shop/commit/210202ab902ca985e99428c63e4934821191b8f1).

An approval counts for exactly this, fingerprint \`91adbd1116d9\`.

@acme/tech-leads @acme/qa: it is your turn. Answer in a new comment with \`/approve [comment]\` or \`/reject [reason]\`."
`);
    await s.says('bob', issue, '/approve');
    s.reads(issue);
    await s.says('carol', issue, '/approve');
    s.reads(issue);
    expect(s.labels(issue)).toContain('status:promoted');
  }, setting);
  const [run] = runs(told);
  expect(run?.inputs).toMatchObject({
    promotion: '1',
    subject: 'agent_orchestration',
    version: 'v1.4.0',
    from: 'development',
    to: 'staging',
  });
  expect(ledgerOf(told, told.issues()[0] ?? never()).entries).toContainEqual(
    expect.objectContaining({
      kind: 'gates_judged',
      run: run?.id,
      attempt: 1,
      report: expect.stringMatching(/^[0-9a-f]{64}$/),
      gates: expect.arrayContaining([
        { name: 'coverage', outcome: 'pass', summary: GREEN[0]?.summary, value: 76.2, limit: 70, unit: '%', evidence: [] },
      ]),
    }),
  );
});

function never(): never {
  throw new Error('there is none');
}

test('a required gate that fails holds the promotion and says so; /retry runs the gates again', async () => {
  await story(async (s) => {
    let gates = red('coverage', '68.00 % of lines (17 of 25); 70 % needed: 1 more line to cover');
    withGates(s.world, (run, inputs) => judgedBy(gates)(run, inputs));
    const issue = await s.opens('alice');
    expect(s.labels(issue)).toContain('status:pending');
    expect(s.panel(issue).split('\n')[1]).toBe('## ❌ Blocked by 1 gate: `agent_orchestration` v1.4.0, development → staging');
    expect(section(s.panel(issue), 'Quality gates')).toMatchInlineSnapshot(`
"Quality gates

**1 of 2 required gates met**, says [run 19000000001](https://github.com/acme/shop/actions/runs/19000000001). Mend what is named here and name a version that has it, or say \`/retry\` to run them again.

|  | Gate | Found |
| --- | --- | --- |
| ❌ | \`coverage\` | 68.00 % of lines (17 of 25); 70 % needed: 1 more line to cover |

<details><summary>1 advisory gate did not pass</summary>

|  | Gate | Found |
| --- | --- | --- |
| ❌ | \`style\` | 2 errors; none allowed |

</details>

<details><summary>1 gate passed</summary>

|  | Gate | Found |
| --- | --- | --- |
| ✅ | \`tests\` | 17 passed, 0 failed, 0 skipped |

</details>"
`);
    s.reads(issue);
    expect(s.reads(issue)).toMatchInlineSnapshot(`
"🔬 1 gate of 3 passed, judged by [run 19000000001](https://github.com/acme/shop/actions/runs/19000000001).

|  | Gate | Found |
| --- | --- | --- |
| ❌ | \`coverage\` | 68.00 % of lines (17 of 25); 70 % needed: 1 more line to cover |
| ❌ | \`style\` | 2 errors; none allowed |"
`);
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).toContain('on hold');
    await s.says('mallory', issue, '/retry');
    expect(runs(s)).toHaveLength(1);
    gates = GREEN;
    await s.says('alice', issue, '/retry');
    expect(runs(s)).toHaveLength(2);
    s.reads(issue);
    s.reads(issue);
    expect(s.labels(issue)).toContain('status:awaiting-approval');
  }, setting);
});

test('another run with equal outcomes opens no new round; while it runs nothing is completed', async () => {
  await story(async (s) => {
    let summary = '76 %';
    withGates(s.world, (run, inputs) => judgedBy(GREEN.map((gate) => ({ ...gate, summary })))(run, inputs));
    const issue = await s.opens('alice');
    await s.says('bob', issue, '/approve');
    summary = '77 %';
    await s.says('bob', issue, '/retry');
    expect(promotionOf(s, issue)).toMatchObject({ round: { number: 1 }, approvals: [{ by: { login: 'bob' } }] });
    s.world.actions.runner(WORKFLOW_FILE, judgedBy(red('tests', '1 failed')));
    await s.says('alice', issue, '/retry');
    // Other outcomes are another question: what was approved before does not answer it.
    expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', round: { number: 1 }, gates: { tests: 'fail' } });
    await s.says('carol', issue, '/approve');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    s.world.actions.runner(WORKFLOW_FILE, judgedBy(GREEN));
    await s.says('alice', issue, '/retry');
    while (s.unread(issue).length > 0) s.reads(issue);
  }, setting);
});

test('a repository without the workflow is told what to do, and goes on when it is there', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    expect(section(s.panel(issue), 'What it waits for')).toMatchInlineSnapshot(`
"What it waits for

- 🔬 **The quality gates could not be started.** GitHub says \`404: Not Found - https://docs.github.com/rest\`. Commit \`templates/workflows/promotion-gates.yml\` of Promotion Bot to \`.github/workflows\` on the default branch, see that I may write Actions, then say \`/retry\`."
`);
    s.reads(issue);
    expect(s.reads(issue)).toContain('could not be started');
    withGates(s.world, judgedBy(GREEN));
    await s.says('alice', issue, '/retry');
    expect(s.labels(issue)).toContain('status:awaiting-approval');
    while (s.unread(issue).length > 0) s.reads(issue);
  }, setting);
});

test('the end of a run of which no webhook tells is found by looking', async () => {
  await story(async (s) => {
    s.world.as('alice').pushes(REPO, { [WORKFLOW_PATH]: WORKFLOW });
    const issue = await s.opens('alice');
    expect(section(s.panel(issue), 'What it waits for')).toMatchInlineSnapshot(`
"What it waits for

- The quality gates are being run by \`promotion-gates.yml\`. When the run ends, what it found stands here."
`);
    expect(s.panel(issue)).toContain('## 🔬 Gates are running: `agent_orchestration` v1.4.0');
    const [run] = runs(s);
    if (!run) throw new Error('nothing was started');
    s.world.silently(() =>
      s.world.actions.finishes(run, { conclusion: 'success', artifacts: [reportOf(run, run.inputs, GREEN, GATES_CONFIG)] }),
    );
    await s.passes(9 * 60);
    expect(s.labels(issue)).toContain('status:pending');
    await s.passes(2 * 60);
    expect(s.labels(issue)).toContain('status:awaiting-approval');
    while (s.unread(issue).length > 0) s.reads(issue);
  }, setting);
});

test('a run that never ends is given up after seven hours, and said so', async () => {
  await story(async (s) => {
    s.world.as('alice').pushes(REPO, { [WORKFLOW_PATH]: WORKFLOW });
    const issue = await s.opens('alice');
    const before = s.requests().length;
    await s.passes(7 * 3600 + 900);
    expect(s.requests(before).length).toBeLessThan(7 * 6 * 3);
    expect(s.panel(issue)).toContain('it has not ended within seven hours');
    while (s.unread(issue).length > 0) s.reads(issue);
  }, setting);
});

test('while nothing but gates and signatures is missing they run; while something else stands in the way they do not', async () => {
  await story(async (s) => {
    withGates(s.world, judgedBy(GREEN));
    const first = await s.opens('alice');
    const second = await s.opens('eve', { notes: 'me too, please' });
    expect(runs(s)).toHaveLength(1);
    await s.says('alice', first, '/cancel');
    expect(runs(s)).toHaveLength(2);
    for (const issue of [first, second]) while (s.unread(issue).length > 0) s.reads(issue);
  }, setting);
});

test('a run that GitHub does not list yet is not started twice', async () => {
  await story(async (s) => {
    s.world.as('alice').pushes(REPO, { [WORKFLOW_PATH]: WORKFLOW });
    s.world.actions.listLag = 10;
    const issue = await s.opens('alice');
    await s.says('bob', issue, '/why');
    await s.says('carol', issue, '/why');
    expect(runs(s)).toHaveLength(1);
    s.world.clock.advance(60);
    while (s.unread(issue).length > 0) s.reads(issue);
  }, setting);
});

test('an older server refuses to tell of the run it starts: it is asked in the old way, and the run is found by its key', async () => {
  await story(async (s) => {
    s.world.actions.answersRunDetails = false;
    s.world.actions.saysRefInPath = true;
    withGates(s.world, judgedBy(GREEN));
    const issue = await s.opens('alice');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', gateRun: { state: 'judged', run: { attempt: 1 } } });
    while (s.unread(issue).length > 0) s.reads(issue);
  }, setting);
});

test('a run that somebody deletes is started again', async () => {
  await story(async (s) => {
    s.world.as('alice').pushes(REPO, { [WORKFLOW_PATH]: WORKFLOW });
    const issue = await s.opens('alice');
    s.world.actions.runs.length = 0;
    await s.says('alice', issue, '/why');
    expect(runs(s)).toHaveLength(1);
    while (s.unread(issue).length > 0) s.reads(issue);
  }, setting);
});

test('a dry run starts no run', async () => {
  await story(async (s) => {
    withGates(s.world, judgedBy(GREEN));
    const issue = await s.opens('alice', { dryRun: true });
    expect(runs(s)).toHaveLength(0);
    s.reads(issue);
  }, setting);
});
