/** What the Action tells, under attack: its log, its outputs, its pages. ATTACKS 2C; each comment names the defence. */
import { describe, expect, test } from '@jest/globals';
import { REPO, rules, workshop } from '../acceptance/action-world.ts';
import { elements, render, visible } from '../core/rendered.ts';
import { commandsIn } from './runner-commands.ts';

const EVIL_LINES = [
  '::set-env name=PATH::/evil',
  '::error file=x::',
  '##[command]rm',
  '##[set-env name=PATH]/evil',
  '::stop-commands::token',
  '  ::add-path::/evil',
  ':::add-mask::e',
  'x ##[error]y',
  '\u00a0::set-output name=passed::true',
  '::SET-ENV name=A::b',
];
const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\r', '&#13;');

// Falls without: `plain` in action/show.ts, in any of its places.
test('attack 43: what reports and commands print is no command to the runner', async () => {
  const all = EVIL_LINES.flatMap((line) => [line, `a\n${line}`, `a\r${line}`, `a\r\n${line}`, `a\u2028${line}`]);
  const cases = all.map(
    (evil) =>
      `<testcase name="${xml(evil)}" classname="${xml(evil)}" file="${xml(evil)}"><failure message="${xml(evil)}">${xml(evil)}</failure></testcase>`,
  );
  const shop = await workshop(rules('tests: { tests: r.xml }\nprints: { command: "node evil.cjs" }\nbuild: { check: build }'), {
    'r.xml': `<testsuite>${cases.join('')}</testsuite>`,
    'evil.cjs': `for (const line of ${JSON.stringify(EVIL_LINES)}) { console.log(line); console.error(line); } process.exitCode = 1;`,
  });
  shop.world.actions.check(REPO, shop.sha, {
    app: { id: 9, slug: 'evil', name: EVIL_LINES[0] ?? '' },
    name: 'build',
    conclusion: 'success',
  });
  const { log, exit } = await shop.gates({ version: all.join('\n') });
  const commands = commandsIn(log);
  expect(exit).toBe(1);
  expect(commands.map(({ name }) => name)).toEqual(['add-mask', 'group', 'endgroup', 'group', 'endgroup', 'error', 'error', 'error']);
  expect(commands.filter(({ name }) => name === 'error').map(({ properties }) => properties['title'])).toEqual(
    ['tests', 'prints', 'build'].map((id) => `Gate ${id} blocks`),
  );
});

test('attack 43: nor is what names a subject, or an input that is refused', async () => {
  const shop = await workshop(rules('readme: { file: README.md }'));
  const evil = EVIL_LINES.join('\n');
  for (const name of ['subject', 'to', 'sha', 'previous', 'mode', 'report']) {
    const { log } = await shop.gates({ [name]: `a\n${evil}` });
    expect([name, ...commandsIn(log).map((command) => command.name)]).toEqual([name, ...(name === 'mode' ? [] : ['add-mask']), 'error']);
  }
});

test('attack 43: the parser of this test knows a command when it sees one', () => {
  expect(commandsIn(EVIL_LINES.slice(0, 4).join('\n')).map(({ name }) => name)).toEqual(['set-env', 'error', 'set-env']);
  expect(commandsIn('::stop-commands::t\n::error::x\n::t::\n::notice::y').map(({ name }) => name)).toEqual([
    'stop-commands',
    't',
    'notice',
  ]);
  expect(commandsIn(EVIL_LINES.slice(5).join('\n')).map(({ name }) => name)).toEqual(['add-path', 'error', 'set-output', 'set-env']);
});

/** Falls without: the random delimiter of @actions/core, and whyNoPath for the path of the report. */
describe('attack 44: values that would be further outputs', () => {
  const DECLARED = ['gate-readme', 'gates', 'passed', 'report', 'result'];
  const EVIL = ['x\napproved=true\nEOF', 'x\nEOF\napproved<<EOF\ntrue\nEOF', 'ghadelimiter_\napproved=true', 'x\r\npassed=true'];
  test.each(EVIL)('attack 44: %j', async (evil) => {
    const shop = await workshop(rules('readme: { file: README.md }'));
    const { outputs } = await shop.gates({ version: evil, from: evil, promotion: evil });
    expect([Object.keys(outputs).toSorted(), outputs['passed']]).toEqual([DECLARED, 'true']);
    expect((await shop.gates({ report: evil })).outputs).toEqual({});
    expect((await shop.gates({ subject: evil })).outputs).toEqual({
      passed: 'false',
      result: 'blocked',
      report: 'promotion-report.json',
      gates: '{}',
    });
  });
});

const HOSTILE =
  'x|y<img src=//evil>@org/team closes #1 ```` ``` ```` ![i](https://evil.example/p.png) <!-- promotion-bot:pull-request v1 --> </details>';
const ARMED = /@[\p{L}\p{N}_]|#\d|\bgh-\d|:\/\/|\bwww\./iu;
const TEMPLATE = [
  'h2',
  'h3',
  'p',
  'strong',
  'em',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'details',
  'summary',
  'ul',
  'li',
  'sub',
  'a',
  'code',
  'br',
  'input',
];

// Falls without: `text` for notes in action/pages.ts, or the escaping of any cell in src/core/views.
test('attack 45: the comment and the summary show hostile names as they are, and nothing more', async () => {
  const cases = [HOSTILE, `a\n\n## ${HOSTILE}`].map(
    (evil) => `<testcase name="${xml(evil)}" file="${xml(evil)}"><failure message="${xml(evil)}"/></testcase>`,
  );
  const shop = await workshop(rules('tests: { tests: r.xml }'));
  shop.world.as('alice').pushes(REPO, { 'r.xml': `<testsuite>${cases.join('')}</testsuite>` }, { branch: 'feature' });
  const pull = shop.world.as('alice').proposes(REPO, { title: 'x', head: 'feature' });
  const judged = await shop.outlook(pull);
  const mistaken = await shop.outlook(pull, { to: HOSTILE });
  shop.world.faults.push({ match: ({ method }) => method !== 'GET', answer: { status: 422, body: { message: HOSTILE } } });
  const refused = await shop.outlook(pull);
  expect(refused.log).toContain('is left out: GitHub says x|y');
  for (const page of [...pull.comments.map(({ body }) => body), judged.summary, mistaken.summary, refused.summary]) {
    const html = render(page).replaceAll(/<!--.*?-->/g, '');
    expect(elements(html).filter((name) => !TEMPLATE.includes(name))).toEqual([]);
    expect(
      [...html.matchAll(/<a href="([^"]*)"/g)].filter(([, url]) => !/^http:\/\/127\.0\.0\.1:\d+\/acme\/shop\//.test(url ?? '')),
    ).toEqual([]);
    expect(visible(html.replaceAll(/<code>.*?<\/code>/g, ''))).not.toMatch(ARMED);
    expect(page.match(/<!-- promotion-bot:pull-request v1 -->/g)?.length ?? 0).toBeLessThanOrEqual(1);
  }
});

// Falls without: the stream of src/runner/files.ts, the cap of what is kept of failures, and the budget of the page.
test('attack 46: 200,000 failing tests: one comment that fits, the totals right, little memory, in time', async () => {
  const one = (i: number): string =>
    `<testcase name="test number ${i}" classname="suite.of.many" file="tests/test_${i % 500}.py"><failure message="expected ${i}">Traceback\n  line ${i}\n</failure></testcase>`;
  const shop = await workshop(rules('tests: { tests: r.xml }'));
  shop.world.as('alice').pushes(REPO, { 'a.txt': 'a' }, { branch: 'feature' });
  const pull = shop.world.as('alice').proposes(REPO, { title: 'x', head: 'feature' });
  const text = `<testsuite>${Array.from({ length: 200_000 }, (_, i) => one(i)).join('\n')}</testsuite>`;
  const began = performance.now();
  const {
    report,
    memory = Number.NaN,
    exit,
  } = await shop.outlook(pull, { 'fail-on': 'blocked' }, { files: { 'r.xml': text }, measured: true });
  const seconds = (performance.now() - began) / 1000;
  expect([exit, report?.promotion_criteria.details[0]?.counts]).toMatchObject([1, { tests: 200_000, failed: 200_000, passed: 0 }]);
  expect(pull.comments.map(({ body }) => body.length <= 65_536)).toEqual([true]);
  expect(memory).toBeLessThan(256 * 1024 * 1024);
  // Ten seconds are the aim; a machine that many share may take ten times as long.
  expect(seconds).toBeLessThan(100);
});
