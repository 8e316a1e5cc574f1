/** Mode pull_request of the committed bundle: which subjects a change touches, how they would stand, and one comment that says so. */
import { expect, test } from '@jest/globals';
import { readReport } from '../../src/core/report-read.ts';
import type { Issue } from '../../src/sandbox/index.ts';
import { CI, REPO, rules, sample, type Workshop, workshop } from './action-world.ts';

const TWO = rules(
  'spec: { file: "docs/{subject}.md" }\nreview: { human: Reviewed, by: [lead] }',
  '  shop: { kind: component, paths: ["src/shop/**", "*.lock"] }\n',
)
  .replace('web: { kind: component }', 'web: { kind: component, paths: ["src/web/**"] }')
  .replace('environments:', 'roles:\n  lead: { users: [alice] }\nenvironments:');

type Files = Readonly<Record<string, string>>;
/** A pull request of alice that changes these files. */
function proposed({ world }: Workshop, files: Files): Issue {
  world.as('alice').pushes(REPO, files, { branch: 'feature' });
  return world.as('alice').proposes(REPO, { title: 'Change', head: 'feature' });
}
/** Another commit on its branch. */
function pushed({ world }: Workshop, { pull }: Issue, files: Files): void {
  world.as('alice').pushes(REPO, files, { branch: 'feature' });
  const sha = world.repository(REPO).refs.get('refs/heads/feature') ?? '';
  if (pull) Object.assign(pull.head, { sha });
}
const said = (pull: Issue): readonly string[] => pull.comments.map(({ body }) => body);
const about = (reports: readonly { readonly component: string }[]): readonly string[] => reports.map(({ component }) => component);

test('a subject that is touched: how it would stand for the first environment with gates, as a dry run, in one comment', async () => {
  const shop = await workshop(TWO);
  const pull = proposed(shop, { 'src/web/index.ts': 'new\n' });
  const { exit, report, reports, outputs, summary } = await shop.outlook(pull);
  expect([exit, about(reports), outputs['result'], outputs['gates']]).toEqual([
    0,
    ['web'],
    'blocked',
    '{"spec":"error","review":"pending"}',
  ]);
  expect(report).toMatchObject({
    dry_run: true,
    component: 'web',
    from_stage: 'development',
    to_stage: 'staging',
    subject: { version: `#${pull.number}`, commit: pull.pull?.head.sha },
  });
  expect(said(pull)).toEqual([
    expect.stringMatching(/^<!-- promotion-bot:pull-request v1 -->\n\n<!-- promotion-report:web:staging v1 -->/),
  ]);
  expect(said(pull)[0]).toContain('This comment is updated in place.');
  expect(summary).toContain('Dry run');
});

test('it blocks when it is told to', async () => {
  const shop = await workshop(TWO);
  const pull = proposed(shop, { 'src/web/index.ts': 'new\n' });
  expect((await shop.outlook(pull, { 'fail-on': 'blocked' })).exit).toBe(1);
  const mended = proposed(shop, { 'docs/web.md': '# Web\n', 'docs/shop.md': '# Shop\n' });
  expect(await shop.outlook(mended, { 'fail-on': 'blocked' })).toMatchObject({ exit: 0 });
});

// Falls without: timeless in action/comment.ts, and the search for the comment of before.
test('the comment is made once and edited in place; what says the same is not written again', async () => {
  const shop = await workshop(TWO);
  const pull = proposed(shop, { 'src/web/index.ts': 'new\n' });
  const writes = (): number => shop.world.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/comments')).length;
  shop.world.as('alice').comments(pull, '<!-- promotion-bot:pull-request v1 --> by a person');
  await shop.outlook(pull);
  const comment = pull.comments.at(-1);
  if (!comment) throw new Error('there is none');
  comment.body = comment.body.replace(/Checked [^<]*<\/sub>/, 'Checked 1 Jan 2026 00:00 UTC. This comment is updated in place.</sub>');
  await shop.outlook(pull);
  expect([writes(), said(pull).length]).toEqual([1, 2]);
  pushed(shop, pull, { 'docs/web.md': '# Web\n' });
  const { outputs } = await shop.outlook(pull);
  expect([outputs['gate-spec'], writes(), said(pull).length]).toEqual(['pass', 2, 2]);
  expect(said(pull)[1]).not.toContain('❌');
  expect(said(pull)[0]).toContain('by a person');
});

test('renamed files count by both their names', async () => {
  const shop = await workshop(TWO, { 'src/shop/cart.ts': 'export const cart = [];\n'.repeat(20) });
  const { world } = shop;
  const pull = proposed(shop, { 'lib/cart.ts': 'x\n' });
  const { number } = pull;
  const files = [{ filename: 'lib/cart.ts', previous_filename: 'src/shop/cart.ts', status: 'renamed' }];
  world.faults.push({ match: ({ path }) => path.includes(`/pulls/${number}/files`), answer: { status: 200, body: files } });
  expect(about((await shop.outlook(pull)).reports)).toEqual(['shop']);
});

test('two subjects: a report each, one comment, and of each gate the worst', async () => {
  const shop = await workshop(TWO, { 'docs/shop.md': '# Shop\n' });
  const pull = proposed(shop, { 'src/web/index.ts': 'new\n', 'yarn.lock': 'new\n' });
  const { reports, outputs, read } = await shop.outlook(pull);
  expect([about(reports), outputs['gates'], outputs['passed']]).toEqual([['web', 'shop'], '{"spec":"error","review":"pending"}', 'false']);
  expect(reports.map(({ promotion_criteria }) => promotion_criteria.details[0]?.outcome)).toEqual(['error', 'pass']);
  expect(reports.every((one) => readReport(JSON.stringify(one)).ok)).toBe(true);
  expect(said(pull)).toHaveLength(1);
  expect(said(pull)[0]?.match(/<!-- promotion-report:/g)).toHaveLength(2);
  expect(read('promotion-report.md')?.match(/<!-- promotion-report:/g)).toHaveLength(2);
});

test('nothing touched: it says so, passes, and bothers nobody with a comment; one that is there is brought up to date', async () => {
  const shop = await workshop(TWO);
  const pull = proposed(shop, { 'README.md': 'new\n' });
  const found = await shop.outlook(pull, { 'fail-on': 'blocked' });
  expect([found.exit, found.reports, said(pull)]).toEqual([0, [], []]);
  expect(found.log).toContain('::notice::This change touches no path of any subject, so nothing would be promoted by it.');
  expect(found.summary).toContain('touches no path of any subject');
  pushed(shop, pull, { 'src/web/index.ts': 'new\n' });
  await shop.outlook(pull);
  const files = [{ filename: 'README.md' }];
  shop.world.faults.push({ match: ({ path }) => path.includes('/files'), answer: { status: 200, body: files } });
  await shop.outlook(pull);
  expect(said(pull)).toEqual([expect.stringContaining('touches no path of any subject')]);
});

test('a change of more than a hundred files is read to its end', async () => {
  const shop = await workshop(TWO);
  const many = Object.fromEntries(Array.from({ length: 230 }, (_, i) => [`a/${String(i).padStart(3, '0')}.txt`, 'x\n']));
  const pull = proposed(shop, { ...many, 'src/web/last.ts': 'x\n' });
  expect(about((await shop.outlook(pull)).reports)).toEqual(['web']);
  expect(shop.world.requests.filter(({ path }) => path.includes('/files'))).toHaveLength(3);
});

// Falls without: isWhole in filesOf.
test('of a change that GitHub does not list to its end, every subject counts as touched', async () => {
  const shop = await workshop(TWO);
  const pull = proposed(shop, { 'README.md': 'new\n' });
  const body = Array.from({ length: 100 }, (_, i) => ({ filename: `a/${i}.txt` }));
  for (let page = 0; page < 30; page += 1)
    shop.world.faults.push({ match: ({ path }) => path.includes('/files'), answer: { status: 200, body } });
  const { reports, log } = await shop.outlook(pull);
  expect(about(reports)).toEqual(['web', 'shop']);
  expect(log).toContain('::notice::GitHub lists no more than 3000 changed files, so every subject counts as touched.');
});

test('the environment can be named; a subject without gates is named, too', async () => {
  const bare = TWO.replace(/ {4}gates:\n(?: {6}.*\n)*/, '');
  const shop = await workshop(TWO);
  const pull = proposed(shop, { 'src/web/index.ts': 'new\n' });
  expect((await shop.outlook(pull, { to: 'development' })).reports[0]).toMatchObject({ to_stage: 'development', result: 'ready' });
  const poor = await workshop(bare);
  const { reports, log } = await poor.outlook(proposed(poor, { 'src/web/index.ts': 'new\n' }));
  expect([reports, log]).toEqual([[], expect.stringContaining('::notice::No environment has gates for web.')]);
});

/** A token that may only read: what GitHub gives to runs for forks. */
function fromFork(shop: Workshop): Issue {
  const { world } = shop;
  world.as('mallory').forks(REPO);
  world
    .as('mallory')
    .pushes(
      'mallory/shop',
      { 'src/web/evil.ts': 'x\n', '.github/promotion.yml': rules('readme: { file: README.md }') },
      { branch: 'evil' },
    );
  return world.as('mallory').proposes(REPO, { title: 'Trust me', head: 'evil', from: 'mallory/shop' });
}

test('for a fork it can only read: the comment is left out, and that is said; the rules are those of the base', async () => {
  const shop = await workshop(TWO);
  const pull = fromFork(shop);
  const { exit, log, summary, outputs } = await shop.outlook(pull);
  expect([exit, said(pull), outputs['gates']]).toEqual([0, [], '{"spec":"error","review":"pending"}']);
  expect(log).toContain(
    '::notice::The comment on the pull request is left out: the token of this run may not write there, as is the rule for forks.',
  );
  expect(summary).toContain('The comment on the pull request is left out');
});

test('a comment that GitHub refuses for another reason costs nothing but the comment', async () => {
  const shop = await workshop(TWO);
  const pull = proposed(shop, { 'src/web/index.ts': 'new\n' });
  shop.world.faults.push({ match: ({ method }) => method === 'POST', answer: { status: 422, body: { message: 'Validation Failed' } } });
  const { log, reports } = await shop.outlook(pull);
  expect([about(reports), log]).toEqual([['web'], expect.stringContaining('is left out: GitHub says Validation Failed')]);
});

test.each<[what: string, config: string | null, inputs: Files, sha: string | undefined, sentence: string]>([
  ['no rules', null, {}, undefined, 'There is no .github/promotion.yml at commit'],
  ['broken rules', TWO.replace('aliases:', 'aliasses:'), {}, undefined, 'has an unknown key "aliasses"'],
  ['a misspelt environment', TWO, { to: 'stagin' }, undefined, 'Did you mean staging?'],
  ['nothing checked out', TWO, {}, '', `Use actions/checkout with "ref: \${{ github.event.pull_request.head.sha }}"`],
  ['the merge checked out', TWO, {}, 'e'.repeat(40), `Commit ${'e'.repeat(40)} is checked out, and not`],
  ['a token that is none', TWO, { token: 'ghs_stolen' }, undefined, 'The rules could not be read: Bad credentials'],
])('%s: an outlook that blocks, with a report that says why', async (_what, config, inputs, sha, sentence) => {
  const shop = await workshop(config);
  const pull = proposed(shop, { 'src/web/index.ts': 'new\n' });
  const { exit, report, outputs } = await shop.outlook(pull, { 'fail-on': 'blocked', ...inputs }, sha === undefined ? {} : { sha });
  expect([exit, outputs['passed'], outputs['result']]).toEqual([1, 'false', 'blocked']);
  expect(report?.blockers).toEqual([{ gate: null, outcome: 'error', summary: expect.stringContaining(sentence) }]);
  expect(readReport(JSON.stringify(report)).ok).toBe(true);
});

test('GitHub does not say what changed: an outlook that blocks', async () => {
  const shop = await workshop(TWO);
  const pull = proposed(shop, { 'src/web/index.ts': 'new\n' });
  shop.world.faults.push({ match: ({ path }) => path.includes('/files'), answer: { status: 500, body: { message: 'Oops' } } });
  expect(await shop.outlook(pull, { 'fail-on': 'blocked' })).toMatchObject({ exit: 1, outputs: { passed: 'false' } });
});

test('without a pull request it says what it needs', async () => {
  const { exit, report } = await (await workshop(TWO)).gates({ mode: 'pull_request' });
  expect([exit, report?.blockers[0]?.summary]).toEqual([
    1,
    expect.stringContaining('was started by workflow_dispatch. Use "on: pull_request".'),
  ]);
});

test('the evidence of a commit is fetched once, for however many subjects', async () => {
  const shop = await workshop(rules('coverage: { coverage: reports/coverage.json, min: 70 }', '  shop: { kind: component }\n', CI));
  const pull = proposed(shop, { 'README.md': 'new\n' });
  shop.ci({ 'coverage.json': sample('coveragepy-json/line.json') }, { sha: pull.pull?.head.sha ?? '' });
  const { reports, outputs } = await shop.outlook(pull);
  expect([about(reports), outputs['gates']]).toEqual([['web', 'shop'], '{"coverage":"pass"}']);
  expect(shop.world.requests.filter(({ path }) => path.endsWith('/zip'))).toHaveLength(1);
});

test('thirty subjects: the comment stays within what GitHub keeps, and names those that have no place', async () => {
  const more = Array.from({ length: 29 }, (_, i) => `  part${i}: { kind: component }\n`).join('');
  const shop = await workshop(
    rules(Array.from({ length: 40 }, (_, i) => `gate${i}: { file: "docs/${'x'.repeat(100)}${i}.md" }`).join('\n'), more),
  );
  const pull = proposed(shop, { 'README.md': 'new\n' });
  const { reports } = await shop.outlook(pull);
  expect([reports.length, said(pull).length]).toEqual([30, 1]);
  expect(said(pull)[0]?.length).toBeLessThanOrEqual(65_536);
  expect(said(pull)[0]).toContain('* part28 to staging: blocked');
});

// Falls without: reportAgainst in src/runner/files.ts.
test('a change cannot audit its own secrets away: only what the branch it is for calls a false positive counts as one', async () => {
  const audited = sample('detect-secrets/audited-false-positives.baseline.json');
  const unaudited = audited.replaceAll('"is_secret": false', '"is_secret": true');
  expect(unaudited).not.toBe(audited);
  const gate = rules('secrets: { findings: secrets.baseline, fail_on: any }');
  for (const [before, outcome] of [
    [audited, 'pass'],
    [unaudited, 'fail'],
    [undefined, 'fail'],
  ] as const) {
    const shop = await workshop(gate, before === undefined ? {} : { 'secrets.baseline': before });
    const pull = proposed(shop, { 'secrets.baseline': audited, 'src/a.py': `# ${outcome}\n` });
    expect((await shop.outlook(pull)).outputs['gate-secrets']).toBe(outcome);
  }
});
