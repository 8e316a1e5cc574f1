/** Reports and runs that are not what they seem: ATTACKS 2C, as far as the bot takes them in. Each comment names the defence. */
import { describe, expect, test } from '@jest/globals';
import { REPORT_ARTIFACT, REPORT_FILE } from '../../src/core/names.ts';
import type { Report } from '../../src/core/report-document.ts';
import { type ArtifactInput, type WorkflowRun, zip } from '../../src/sandbox/index.ts';
import { type Change, GATES_CONFIG, GREEN, judgedBy, red, reportOf, WORKFLOW, WORKFLOW_FILE, withGates } from '../harness/gates.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const setting = { config: GATES_CONFIG };
const PATH = `.github/workflows/${WORKFLOW_FILE}`;
const readsAll = (s: Story): void => {
  for (const issue of s.issues()) while (s.unread(issue).length > 0) s.reads(issue);
};
const [ours] = [(s: Story): WorkflowRun => s.world.actions.of(REPO, WORKFLOW_FILE)[0] ?? never()];
function never(): never {
  throw new Error('there is none');
}

/** Opens a promotion whose run waits for whoever ends it. */
async function waiting(s: Story) {
  s.world.as('alice').pushes(REPO, { [PATH]: WORKFLOW });
  const issue = await s.opens('alice');
  return { issue, run: ours(s) };
}

const green = (run: WorkflowRun, inputs: Readonly<Record<string, string>>) => ({
  conclusion: 'success' as const,
  artifacts: [reportOf(run, inputs, GREEN, GATES_CONFIG)],
});

// Falls without: nothing but the report of our own run is ever read (findRun), so there is no defence to take away but that.
test('attack 37: a check or a status of the right name, by whoever, is no gate result', async () => {
  await story(async (s) => {
    const { issue, run } = await waiting(s);
    await s.does(({ actions }) => actions.check(REPO, run.sha, { name: 'promotion/gates', conclusion: 'success' }));
    await s.does(({ actions }) => actions.check(REPO, run.sha, { name: 'coverage', conclusion: 'success' }));
    await s.does((world) => world.as('eve').reports(REPO, run.sha, { context: 'promotion/staging/agent_orchestration', state: 'success' }));
    await s.says('alice', issue, '/why');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'gates', gates: {} });
    readsAll(s);
  }, setting);
});

// Falls without: the `actor` of the run in misfitOfRun and in the list that findByKey asks for.
test('attack 38: the same workflow with the same key, started by somebody else, is not our run', async () => {
  await story(async (s) => {
    const { issue, run } = await waiting(s);
    await s.does(({ actions }) => {
      const theirs = actions.run(REPO, { workflow: WORKFLOW_FILE, event: 'workflow_dispatch', by: 'eve', inputs: run.inputs });
      actions.finishes(theirs, green(theirs, run.inputs));
    });
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'gates', gateRun: { state: 'asked' } });
    readsAll(s);
  }, setting);
});

// Falls without: the id of the run is looked up among our own runs by key, never taken from the webhook.
test.each([
  ['another workflow', { workflow: 'evil.yml', event: 'workflow_dispatch', by: 'eve' }],
  ['a push', { workflow: WORKFLOW_FILE, event: 'push', by: 'eve' }],
  ['a schedule', { workflow: WORKFLOW_FILE, event: 'schedule', by: 'eve' }],
] as const)('attack 38: a report left by %s under the title of our run is not read', async (_what, how) => {
  await story(async (s) => {
    const { issue, run } = await waiting(s);
    s.world.as('eve').pushes(REPO, { '.github/workflows/evil.yml': WORKFLOW });
    await s.does(({ actions }) => {
      const theirs = actions.run(REPO, { ...how, inputs: run.inputs, title: run.title });
      actions.finishes(theirs, green(theirs, run.inputs));
    });
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'gates', gateRun: { state: 'asked' } });
    readsAll(s);
  }, setting);
});

const change =
  (changed: (report: Report) => object): Change =>
  (report) => ({ ...report, ...changed(report) });
/** What a report of our own run may lie about: each is one check of misfitOfReport, and falls without it. */
const LIES: readonly (readonly [lie: string, change: Change, code: string])[] = [
  ['another subject', change(() => ({ component: 'bob' })), 'other_subject'],
  ['another environment', change(() => ({ to_stage: 'development' })), 'other_environment'],
  ['another commit', change(({ subject }) => ({ subject: { ...subject, commit: 'b'.repeat(40) } })), 'other_commit'],
  ['another repository', change(({ subject }) => ({ subject: { ...subject, repository: 'evil/shop' } })), 'other_repository'],
  ['other rules', change(({ policy }) => ({ policy: { ...policy, sha256: 'c'.repeat(64) } })), 'other_rules'],
  ['no rules', change(({ policy }) => ({ policy: { ...policy, sha256: null } })), 'other_rules'],
  ['another question', change(({ run }) => ({ run: { ...run, key: '0'.repeat(32) } })), 'other_key'],
  ['another run', change(({ run }) => ({ run: { ...run, id: 1 } })), 'other_run'],
  ['another attempt', change(({ run }) => ({ run: { ...run, attempt: 2 } })), 'other_attempt'],
  ['nothing of its run', change(() => ({ run: {} })), 'other_key'],
  [
    'a pass that its own gates deny',
    change((report) => ({ promotion_criteria: { all_met: true, details: red('tests', 'no') }, blockers: report.blockers })),
    'unreadable_report',
  ],
  ['numbers that are none', () => '{"value": NaN}', 'unreadable_report'],
  ['a further key', change(() => ({ approved: true })), 'unreadable_report'],
];
test.each(LIES)('attack 38: a report about %s is not believed, and why is said', async (_lie, lie, code) => {
  await story(async (s) => {
    withGates(s.world, judgedBy(GREEN, lie));
    const issue = await s.opens('alice');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'gates', gateRun: { state: 'untrusted', why: { code } } });
    expect(s.panel(issue)).toContain('is not taken:');
    readsAll(s);
  }, setting);
});

// Falls without: judgedFrom's answer for a gate that the report leaves out.
test('attack 38: a gate that the report leaves out, waives or calls off was not measured', async () => {
  const [coverage, tests] = GREEN;
  if (!coverage || !tests) throw new Error('there are none');
  await story(async (s) => {
    withGates(s.world, judgedBy([coverage]));
    const issue = await s.opens('alice');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', gates: { coverage: 'pass', tests: 'error', style: 'error' } });
    expect(s.panel(issue)).toContain('the report does not speak of it');
    s.world.actions.runner(WORKFLOW_FILE, judgedBy([coverage, { ...tests, outcome: 'off', summary: 'not today' }]));
    await s.says('alice', issue, '/retry');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', gates: { coverage: 'pass', tests: 'error' } });
    readsAll(s);
  }, setting);
});

describe('attack 39: of several attempts the newest counts', () => {
  // Falls without: a newer attempt is news (isNews), told by its webhook.
  test('one that fails later takes the pass away', async () => {
    await story(async (s) => {
      withGates(s.world, judgedBy(GREEN));
      const issue = await s.opens('alice');
      await s.says('bob', issue, '/approve');
      s.world.actions.runner(WORKFLOW_FILE, judgedBy(red('tests', '1 failed')));
      await s.does(({ actions }) => actions.reruns(ours(s), 'eve'));
      expect(promotionOf(s, issue)).toMatchObject({ gateRun: { run: { attempt: 2 } }, gates: { tests: 'fail' } });
      await s.says('carol', issue, '/approve');
      expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
      readsAll(s);
    }, setting);
  });

  // Falls without: runBehind, which looks at the run once more before anything is built on it.
  test('one of which no webhook tells is found before the promotion goes on', async () => {
    await story(async (s) => {
      withGates(s.world, judgedBy(GREEN));
      const issue = await s.opens('alice');
      await s.says('bob', issue, '/approve');
      s.world.actions.runner(WORKFLOW_FILE, judgedBy(red('tests', '1 failed')));
      s.world.silently(() => s.world.actions.reruns(ours(s), 'eve'));
      const dropped = s.world.hooks.queue.length;
      await s.world.deliver(async () => {});
      expect(dropped).toBe(0);
      await s.says('carol', issue, '/approve');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', gates: { tests: 'fail' } });
      readsAll(s);
    }, setting);
  });

  // Falls without: isRunning for an attempt newer than the one that was read.
  test('one that still runs hides what the older one said', async () => {
    await story(async (s) => {
      withGates(s.world, judgedBy(GREEN));
      const issue = await s.opens('alice');
      await s.says('bob', issue, '/approve');
      s.world.actions.runner(WORKFLOW_FILE, green, { waits: 0, takes: 3600 });
      await s.does(({ actions }) => actions.reruns(ours(s), 'eve'));
      await s.says('carol', issue, '/approve');
      expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
      s.world.clock.advance(3700);
      await s.settles();
      await s.says('carol', issue, '/approve');
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      readsAll(s);
    }, setting);
  });
});

const json = (s: Story): string => {
  const [file] = Object.values(reportOf(ours(s), ours(s).inputs, GREEN, GATES_CONFIG).files ?? {});
  return String(file);
};
const archive =
  (make: (report: string) => Parameters<typeof zip>[0]) =>
  (s: Story): ArtifactInput => ({ name: REPORT_ARTIFACT, zip: zip(make(json(s))) });
/** Falls without: what yauzl refuses, and the checks in src/github/artifacts.ts, each for one of these. */
const ARCHIVES: readonly (readonly [what: string, make: (s: Story) => ArtifactInput, code: string])[] = [
  [
    'a path that leaves',
    archive((data) => [
      { path: `../${REPORT_FILE}`, data },
      { path: REPORT_FILE, data },
    ]),
    'bad_archive',
  ],
  [
    'an absolute path',
    archive((data) => [
      { path: `/tmp/${REPORT_FILE}`, data },
      { path: REPORT_FILE, data },
    ]),
    'bad_archive',
  ],
  ['a link', archive(() => [{ path: REPORT_FILE, data: '/etc/passwd', symlink: true }]), 'bad_archive'],
  [
    'the file twice',
    archive((data) => [
      { path: REPORT_FILE, data },
      { path: REPORT_FILE, data },
    ]),
    'bad_archive',
  ],
  ['a bomb', archive(() => [{ path: REPORT_FILE, data: Buffer.alloc(64_000_000) }]), 'report_too_big'],
  [
    'a bomb that says it is small',
    archive(() => [{ path: REPORT_FILE, data: Buffer.alloc(64_000_000), says: { size: 1000 } }]),
    'bad_archive',
  ],
  ['encryption', archive((data) => [{ path: REPORT_FILE, data, encrypted: true }]), 'bad_archive'],
  [
    'ten thousand files',
    archive((data) => [...Array.from({ length: 10_000 }, (_, i) => ({ path: `${i}`, data: '' })), { path: REPORT_FILE, data }]),
    'bad_archive',
  ],
  ['another file only', archive((data) => [{ path: 'report.json', data }]), 'no_report'],
  ['no archive', () => ({ name: REPORT_ARTIFACT, zip: Buffer.from('PK, but no zip') }), 'bad_archive'],
  [
    'another digest than it has',
    (s) => ({ name: REPORT_ARTIFACT, files: { [REPORT_FILE]: json(s) }, digest: `sha256:${'0'.repeat(64)}` }),
    'report_altered',
  ],
  ['another name', (s) => ({ name: 'other', files: { [REPORT_FILE]: json(s) } }), 'no_report'],
];
test.each(ARCHIVES)('attack 50: an artifact with %s is not read', async (_what, make, code) => {
  await story(async (s) => {
    const { issue, run } = await waiting(s);
    await s.does(({ actions }) => actions.finishes(run, { conclusion: 'success', artifacts: [make(s)] }));
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'gates', gateRun: { state: 'untrusted', why: { code } } });
    readsAll(s);
  }, setting);
});

// Falls without: policy in the entry is the digest of the rules as they stood when the run was started, and misfitOfReport compares it.
test('attack 52: rules that the promoted branch brings along do not judge it', async () => {
  await story(async (s) => {
    withGates(s.world, (run, inputs) => ({
      conclusion: 'success',
      artifacts: [reportOf(run, inputs, GREEN, GATES_CONFIG.replace('min: 70', 'min: 1'))],
    }));
    const issue = await s.opens('alice');
    expect(promotionOf(s, issue)).toMatchObject({ gateRun: { state: 'untrusted', why: { code: 'other_rules' } } });
    readsAll(s);
  }, setting);
});

// Falls without: isAboutSame, which compares the effective config of this subject and environment.
test('attack 52: rules that change while a round is open have the gates run again, and what was approved is void', async () => {
  await story(async (s) => {
    const stricter = GATES_CONFIG.replace('min: 70', 'min: 90');
    withGates(s.world, judgedBy(GREEN));
    const issue = await s.opens('alice');
    await s.says('bob', issue, '/approve');
    s.world.actions.runner(WORKFLOW_FILE, (run, inputs) => ({
      conclusion: 'success',
      artifacts: [reportOf(run, inputs, red('coverage', 'too low'), stricter)],
    }));
    s.world.as('alice').pushes(REPO, { '.github/promotion.yml': stricter });
    await s.says('carol', issue, '/approve');
    expect(s.world.actions.of(REPO, WORKFLOW_FILE)).toHaveLength(2);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', gates: { coverage: 'fail' } });
    await s.says('carol', issue, '/approve');
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
    readsAll(s);
  }, setting);
});
