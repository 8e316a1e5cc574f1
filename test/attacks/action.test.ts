/** The Action under attack: ATTACKS 2C where a run of the workflow meets what others wrote. Each comment names the defence. */
import { describe, expect, test } from '@jest/globals';
import { CI, REPO, rules, type Workshop, workshop } from '../acceptance/action-world.ts';

const BUILD = rules('build: { check: build }');
const checks = ({ world, sha }: Workshop, count: number): void => {
  for (let i = 0; i < count; i += 1) world.actions.check(REPO, sha, { name: `other ${i}`, conclusion: 'success' });
};
const listOf = async ({ world, sha }: Workshop, token: string): Promise<{ total_count: number; check_runs: { head_sha: string }[] }> => {
  const answer = await world.fetch(`https://api.github.com/repos/${REPO}/commits/${sha}/check-runs?per_page=100`, {
    headers: { authorization: `token ${token}` },
  });
  return JSON.parse(await answer.text());
};

describe('attack 40: checks', () => {
  // Falls without: further pages in allOf of src/runner/commit.ts.
  test('attack 40: a hundred green ones, and the red one on page two', async () => {
    const shop = await workshop(BUILD);
    shop.world.actions.check(REPO, shop.sha, { name: 'build', conclusion: 'failure' });
    checks(shop, 100);
    const { exit, outputs } = await shop.gates();
    expect([exit, outputs['gate-build']]).toEqual([1, 'fail']);
    expect(shop.world.requests.filter(({ path }) => path.includes('/check-runs') && path.endsWith('page=2'))).toHaveLength(1);
  });

  /** What GitHub answers, changed, as often as it is asked. */
  async function answered(change: (list: Awaited<ReturnType<typeof listOf>>) => object, later?: object) {
    const shop = await workshop(BUILD);
    shop.world.actions.check(REPO, shop.sha, { name: 'build', conclusion: 'success' });
    checks(shop, 3);
    const list = await listOf(shop, shop.world.installationToken('acme'));
    const body = change(list);
    for (let page = 1; page <= 20; page += 1) {
      const told = page === 1 ? body : (later ?? body);
      shop.world.faults.push({ match: ({ path }) => path.includes('/check-runs'), answer: { status: 200, body: told } });
    }
    return shop.gates();
  }

  // Falls without: the answer of allOf to an empty page.
  test('attack 40: a list that ends before its total is not believed', async () => {
    const { exit, outputs } = await answered((list) => ({ ...list, total_count: 200 }), { total_count: 200, check_runs: [] });
    expect([exit, outputs['gate-build']]).toEqual([1, 'error']);
  });

  test('attack 40: the list as it is passes, so that what follows is due to the lie alone', async () => {
    expect(await answered((list) => list)).toMatchObject({ exit: 0 });
  });

  test.each<[what: string, change: (list: Awaited<ReturnType<typeof listOf>>) => object]>([
    // Falls without: the comparison with the total in allOf.
    ['shorter than its total', (list) => ({ ...list, total_count: 200 })],
    ['longer than its total', (list) => ({ ...list, total_count: 1 })],
    ['without end', (list) => ({ total_count: 5_000, check_runs: Array.from({ length: 25 }, () => list.check_runs).flat() })],
    // Falls without: head_sha in check.
    ['of another commit', (list) => ({ ...list, check_runs: list.check_runs.map((run) => ({ ...run, head_sha: 'b'.repeat(40) })) })],
    [
      'with one of another commit',
      (list) => ({ ...list, check_runs: list.check_runs.map((run, i) => (i === 3 ? { ...run, head_sha: 'b'.repeat(40) } : run)) }),
    ],
  ])('attack 40: a list %s is not believed', async (_what, change) => {
    const { exit, report } = await answered(change);
    expect([exit, report?.promotion_criteria.details[0]]).toMatchObject([
      1,
      { outcome: 'error', summary: expect.stringContaining('did not list all checks') },
    ]);
  });
});

describe('attack 41: code of strangers with rights of ours', () => {
  const COMMAND = rules('pwned: { command: "touch pwned" }');
  const fork = ({ world }: Workshop) => {
    world.as('mallory').forks(REPO);
    world.as('mallory').pushes('mallory/shop', { 'evil.txt': 'x' }, { branch: 'evil' });
    return world.as('mallory').proposes(REPO, { title: 'Trust me', head: 'evil', from: 'mallory/shop' });
  };

  // Falls without: whyRefused in action/main.ts.
  test.each(['gates', 'pull_request'])('attack 41: pull_request_target with the head of a fork, mode %s', async (mode) => {
    const shop = await workshop(COMMAND);
    const pull = fork(shop);
    const inputs = { mode, subject: 'web', to: 'staging', sha: pull.pull?.head.sha ?? '', 'fail-on': 'never' };
    const { exit, log, left, report } = await shop.outlook(pull, inputs, { event: 'pull_request_target' });
    expect([exit, log]).toEqual([1, expect.stringContaining('::error::refused_untrusted_code: pull_request_target runs with the rights')]);
    expect([left, report?.result]).toEqual([['promotion-report.json', 'promotion-report.md'], 'blocked']);
    expect([pull.comments, shop.world.requests]).toEqual([[], []]);
  });

  test.each([
    ['a fork', { full_name: 'mallory/shop' }, 1],
    ['a fork that is gone', null, 1],
    ['this repository', { full_name: 'Acme/Shop' }, 0],
  ])('attack 41: workflow_run after a run of %s', async (_what, head_repository, code) => {
    const shop = await workshop(COMMAND);
    const { exit, log, left } = await shop.gates(
      {},
      { event: { workflow_run: { head_repository } }, env: { GITHUB_EVENT_NAME: 'workflow_run' } },
    );
    expect([exit, log.includes('refused_untrusted_code'), left.includes('pwned')]).toEqual([code, code === 1, code === 0]);
  });

  test('attack 41: pull_request_target with a head of this repository is as good as any', async () => {
    const shop = await workshop(COMMAND);
    shop.world.as('alice').pushes(REPO, { 'a.txt': 'a' }, { branch: 'feature' });
    const pull = shop.world.as('alice').proposes(REPO, { title: 'Mine', head: 'feature' });
    expect(await shop.outlook(pull, {}, { event: 'pull_request_target' })).toMatchObject({ exit: 0, outputs: { 'gate-pwned': 'pass' } });
  });
});

/** Falls without: `shell: false` in src/runner/command.ts. Paths are looked at twice, in the rules and by whoever opens them. */
describe('attack 42: names that are commands', () => {
  const EVIL = [
    'a"; touch pwned; "',
    '$(touch pwned)',
    '`touch pwned`',
    "'; touch pwned #",
    '| touch pwned',
    '\n touch pwned\n',
    '--output=pwned',
    '../pwned',
    `\${{ github.token }}`,
  ];
  const GATES = rules(
    [
      'told: { command: "node ok.cjs {version} {labels.note}" }',
      'spec: { file: "docs/{version}.md" }',
      'data: { json: "{version}.json", at: /x, max: 1 }',
      'seen: { check: "{version}" }',
    ].join('\n'),
  );

  test.each(EVIL)('attack 42: as subject, environment and version: %j', async (evil) => {
    const shop = await workshop(
      GATES.replace('kind: component', `kind: component, labels: { note: ${JSON.stringify(evil.replace(/^-+/, ''))} }`),
      {
        'a.txt': '',
      },
    );
    for (const inputs of [{ subject: evil }, { version: evil, from: evil, promotion: evil }]) {
      const { left, exit, report } = await shop.gates(inputs);
      expect([exit, left]).toEqual([1, ['promotion-report.json', 'promotion-report.md']]);
      // All gates were judged but for a subject there is none of.
      expect(['subject' in inputs ? [] : report?.blockers.filter(({ gate }) => gate === null)]).toEqual([[]]);
      expect(report?.promotion_criteria.details).toHaveLength('subject' in inputs ? 0 : 4);
    }
  });

  test('attack 42: as names of files that changed, and in the archive of the evidence', async () => {
    const shop = await workshop(rules('t: { tests: "reports/*" }', '', CI));
    shop.ci(
      Object.fromEntries(
        ['a"; touch pwned; ".xml', '$(touch pwned).xml', '`touch pwned`.xml'].map((name) => [
          name,
          '<testsuite><testcase name="a"/></testsuite>',
        ]),
      ),
    );
    const { left, outputs } = await shop.gates();
    expect(outputs['gate-t']).toBe('pass');
    expect(left.filter((file) => !file.startsWith('reports/') && !file.startsWith('promotion-report'))).toEqual([]);
  });

  // Falls without: whyNotGit in src/runner/artifacts.ts.
  test.each(['.git/config', '.git/hooks/post-checkout', 'sub/.GIT/config'])(
    'attack 42: evidence that would tell git what to run: %s',
    async (path) => {
      const shop = await workshop(rules('t: { tests: "reports/*" }', '', CI.replace(', to: reports/', '')));
      shop.ci({ [path]: '[core]\n\tfsmonitor = touch pwned\n' });
      const { report, left } = await shop.gates();
      expect(report?.promotion_criteria.details[0]?.summary).toContain('which is not unpacked: it belongs to git');
      expect(left).toEqual(['promotion-report.json', 'promotion-report.md']);
    },
  );
});

// Falls without: makeRoom in action/main.ts and src/runner/artifacts.ts.
test('attack 51: links that the commit holds lead neither the report nor the evidence anywhere', async () => {
  const shop = await workshop(rules('t: { tests: "reports/*" }', '', CI));
  shop.ci({ 'r.xml': '<testsuite><testcase name="a"/></testsuite>' });
  const links = { 'promotion-report.json': '../output', 'promotion-report.md': '../victim.md', reports: '../away' };
  const { exit, left, report, outputs } = await shop.gates({}, { links });
  expect([exit, outputs['result'], left]).toEqual([1, 'blocked', []]);
  expect(report?.promotion_criteria.details[0]?.summary).toContain('would lie outside the checkout');
});
