/** `promotion-bot gates` and `promotion-bot evidence` as people call them: what they print, and with which exit code they end. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { readReport } from '../../src/core/report-read.ts';
import { filesOf, SAMPLES, TRUTH } from '../evidence/tests/reports.ts';
import { rules, sample } from './action-world.ts';
import { type CliWorld, cliWorld } from './cli-world.ts';

const worlds: CliWorld[] = [];
afterEach(() => {
  for (const { folder } of worlds.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, and a command run in it. */
function checkout(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const world = cliWorld({ PATH: process.env['PATH'], ...env });
  worlds.push(world);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(world.folder, path)), { recursive: true });
    writeFileSync(join(world.folder, path), text);
  }
  const run = async (...argv: readonly string[]) => {
    const before = { out: world.out().length, err: world.err().length };
    const code = await main([...argv], world.io);
    return { code, out: world.out().slice(before.out), err: world.err().slice(before.err) };
  };
  return { run, folder: world.folder };
}

const CONFIG = rules('coverage: { coverage: reports/coverage.json, min: 70 }\nreview: { human: Reviewed, by: [lead] }').replace(
  'environments:',
  'roles:\n  lead: { users: [alice] }\nenvironments:',
);
const withRules = (config: string, files: Readonly<Record<string, string>> = {}) =>
  checkout({ '.github/promotion.yml': config, 'reports/coverage.json': sample('coveragepy-json/line.json'), ...files });
const ASK = ['gates', '--subject', 'web', '--to', 'staging'] as const;

describe('gates', () => {
  test('green is 0, and says what people still have to sign', async () => {
    const { code, out, err } = await withRules(CONFIG).run(...ASK);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('75.80 % of lines (47 of 62)');
    expect(out).toContain('review');
  });

  test('red is 1, with what is missing', async () => {
    const { code, out } = await withRules(CONFIG.replace('min: 70', 'min: 80')).run(...ASK);
    expect([code, out]).toEqual([1, expect.stringContaining('80 % needed')]);
  });

  test.each([
    ['no report', CONFIG.replace('coverage.json', 'other.json')],
    ['what only GitHub knows', rules('build: { check: build }')],
    ['a report of another kind', rules('t: { tests: reports/coverage.json }')],
  ])('%s is 2: nobody could find out', async (_what, config) => {
    expect((await withRules(config).run(...ASK)).code).toBe(2);
  });

  test('advice, and what is off, change no exit code', async () => {
    const config = rules(
      'coverage: { coverage: reports/coverage.json, min: 70 }\nspec: { file: NONE.md, required: false }\nold: { file: NONE.md, off: kept elsewhere }',
    );
    const { code, out, err } = await withRules(config).run(...ASK);
    expect([code, out, err]).toEqual([0, expect.stringContaining('kept elsewhere'), '']);
  });

  test('--json is one promotion report, a dry run, which reads back', async () => {
    const { code, out } = await withRules(CONFIG).run(...ASK, '--json');
    expect(code).toBe(0);
    expect(readReport(out)).toMatchObject({
      ok: true,
      value: {
        component: 'web',
        from_stage: 'development',
        to_stage: 'staging',
        dry_run: true,
        subject: { commit: null, version: 'the files at hand' },
      },
    });
    expect(out.endsWith('}\n')).toBe(true);
  });

  test('in a repository the commit is named', async () => {
    const { run, folder } = withRules(CONFIG);
    const git = (...argv: string[]): string =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b.example', ...argv], { encoding: 'utf8' }).trim();
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'first');
    const sha = git('rev-parse', 'HEAD');
    expect(JSON.parse((await run(...ASK, '--json')).out)).toMatchObject({ subject: { commit: sha, version: sha.slice(0, 7) } });
  });

  test('an alias and another folder will do', async () => {
    const { run, folder } = withRules(CONFIG);
    mkdirSync(join(folder, 'deep'));
    cpSync(join(folder, '.github'), join(folder, 'deep/.github'), { recursive: true });
    cpSync(join(folder, 'reports'), join(folder, 'deep/reports'), { recursive: true });
    expect((await run('gates', '--subject', 'web', '--to', 'stage', '--dir', 'deep')).code).toBe(0);
  });

  test('--previous takes the report of the last promotion', async () => {
    const { run, folder } = withRules(rules('coverage: { coverage: reports/coverage.json, compare: { with: previous, max_drop: 1% } }'));
    const { out } = await run(...ASK, '--json');
    const last = JSON.parse(out);
    last.promotion_criteria.details[0].value = 90;
    last.subject.version = 'v1.3.0';
    writeFileSync(join(folder, 'last.json'), JSON.stringify(last));
    const { code, out: told } = await run(...ASK, '--previous', 'last.json');
    expect([code, told]).toEqual([1, expect.stringContaining('v1.3.0 had 90 %')]);
  });

  test.each<[string, readonly string[], string]>([
    [
      'a misspelt subject',
      ['--subject', 'wev', '--to', 'staging'],
      'There is no subject "wev" in .github/promotion.yml. Did you mean web? Known are web.',
    ],
    ['a misspelt environment', ['--subject', 'web', '--to', 'stagging'], 'Did you mean staging? Known are development, staging.'],
    ['something else', ['--subject', 'zzzzzz', '--to', 'staging'], 'There is no subject "zzzzzz" in .github/promotion.yml. Known are web.'],
    ['no folder', ['--subject', 'web', '--to', 'staging', '--dir', 'gone'], 'There is no .github/promotion.yml in '],
    ['no report of before', ['--subject', 'web', '--to', 'staging', '--previous', 'gone.json'], 'There is no file gone.json.'],
    ['a report of before that is none', ['--subject', 'web', '--to', 'staging', '--previous', 'reports/coverage.json'], ''],
  ])('%s is 2, with a sentence and nothing else', async (_what, argv, sentence) => {
    const { code, out, err } = await withRules(CONFIG).run('gates', ...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(err.trim()).not.toBe('');
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('rules that are broken are 2, each problem with its line', async () => {
    const { code, err } = await withRules(CONFIG.replace('min: 70', 'minn: 70')).run(...ASK);
    expect([code, err]).toEqual([2, expect.stringMatching(/^\.github\/promotion\.yml:\d+: .*minn/)]);
  });

  test.each([
    [['gates'], 'Say what is to be promoted: --subject my_component'],
    [['gates', '--subject', 'web'], 'Say where to: --to staging'],
    [['gates', '--subjcet', 'web'], 'Did you mean --subject?'],
    [['gates', 'web', '--to', 'staging'], 'too many arguments'],
  ])('%j is 64, with what it expects', async (argv, words) => {
    const { code, out, err } = await withRules(CONFIG).run(...argv);
    expect([code, out, err]).toEqual([64, '', expect.stringContaining(words)]);
  });

  test('a command sees no token of the person who calls', async () => {
    const { run } = checkout(
      {
        '.github/promotion.yml': rules('quiet: { command: "node look.cjs" }'),
        'look.cjs': 'process.exitCode = JSON.stringify(process.env).includes("canary") ? 1 : 0;',
      },
      { GITHUB_TOKEN: 'canary', GH_TOKEN: 'canary', PROMETHEUS_TOKEN: 'canary' },
    );
    expect((await run(...ASK)).code).toBe(0);
  });
});

/** Run among the samples themselves. */
async function evidence(...argv: readonly string[]) {
  const world = cliWorld();
  worlds.push(world);
  const code = await main(['evidence', ...argv], { ...world.io, cwd: SAMPLES });
  return { code, out: world.out(), err: world.err() };
}
const CODES: Readonly<Record<string, number>> = { pass: 0, fail: 1, error: 2 };

describe('evidence', () => {
  /** Empty files, and plain text of tools that say only errors: nothing tells what they are. */
  const NAMELESS = new Set(['flake8/clean.txt', 'mypy/mypy2.clean.jsonl', 'mypy/mypy2.no-files.jsonl', 'tsc/tsc5.clean.txt']);
  const told = TRUTH.filter(({ kind }) => ['tests', 'coverage', 'findings'].includes(kind)).map((truth) => [truth.file, truth] as const);

  test.each(told)('--json says of %s what is true', async (file, truth) => {
    const { gate = {}, format, kind, verdict, expected } = truth;
    const min = typeof gate['min'] === 'number' ? ['--min', String(gate['min'])] : [];
    const as = NAMELESS.has(file) ? ['--as', format] : [];
    const { code, out, err } = await evidence(
      '--json',
      ...min,
      ...as,
      ...(gate['max_level'] === undefined ? [] : ['--fail-on', 'error']),
      ...filesOf(truth),
    );
    const result = JSON.parse(out);
    expect([code, result.verdict, err, out.split('\n').length]).toEqual([CODES[verdict], verdict, '', 2]);
    expect(result.summary).toMatch(/\S/);
    if (expected === null) return;
    const { merged: _merged, components: _components, ...counts } = expected;
    expect(result).toMatchObject({ kind, ...counts });
  });

  test('what a person reads: one line, and what was found below it', async () => {
    const { code, out } = await evidence('junit/pytest9.pass.xml');
    expect([code, out]).toEqual([0, expect.stringMatching(/^✅ tests \(junit\): \d+ passed, 0 failed, \d+ skipped\n$/)]);
    const red = await evidence('eslint-json/dirty.json');
    expect([red.code, red.out.split('\n')[0]]).toEqual([1, expect.stringMatching(/^❌ findings \(eslint.*\): /)]);
    expect(red.out.split('\n').length).toBeGreaterThan(2);
  });

  test('a pattern, and several files, are one report', async () => {
    const one = await evidence('--json', 'junit/pytest9.pass.xml', 'junit/pytest9.integration-only.xml');
    const alone = await Promise.all(
      ['junit/pytest9.pass.xml', 'junit/pytest9.integration-only.xml'].map((file) => evidence('--json', file)),
    );
    expect(JSON.parse(one.out).tests).toBe(alone.reduce((sum, { out }) => sum + JSON.parse(out).tests, 0));
    const some = await evidence('--json', 'junit/pytest9.{pass,integration-only}.xml');
    expect([some.code, JSON.parse(some.out)]).toEqual([one.code, JSON.parse(one.out)]);
  });

  test.each<[string, readonly string[], number, object]>([
    ['a file that is not there', ['gone.xml'], 2, { verdict: 'error', code: 'no_file', summary: 'There is no file gone.xml.' }],
    ['a pattern that matches nothing', ['junit/gone-*.xml'], 2, { verdict: 'error', code: 'no_file' }],
    ['one of several that is not there', ['junit/pytest9.pass.xml', 'gone.xml'], 2, { verdict: 'error', code: 'no_file' }],
    ['files of two kinds', ['junit/pytest9.pass.xml', 'coveragepy-json/line.json'], 2, { verdict: 'error' }],
    ['a file that is no report', ['truth.json'], 2, { verdict: 'error' }],
    ['a format there is none of', ['--as', 'junti', 'junit/pytest9.pass.xml'], 2, { verdict: 'error' }],
    ['the least coverage is asked for', ['--min', '80', 'coveragepy-json/line.json'], 1, { verdict: 'fail', lines: [47, 62] }],
    ['a level that fails', ['--fail-on', 'any', 'eslint-json/warnings-only.json'], 1, { verdict: 'fail', warning: 2 }],
    ['the least score of a page', ['--min', '90', 'lighthouse-json/synthetic.pass.json'], 0, { verdict: 'pass', performance: 0.93 }],
    ['a share of what is none', ['--min', '90', 'hyperfine-json/two-commands.json'], 0, { summary: 'all 2 limits of the tool kept' }],
    ['a number without a limit', ['prometheus/p95.current.json'], 0, { summary: 'value 0.23; no limit was given' }],
    [
      'a score',
      ['--score', 'exact_match/mean', '--min', '80', 'vertex-eval/synthetic.summary-metrics.json'],
      0,
      { verdict: 'pass', kind: 'evals' },
    ],
  ])('%s', async (_what, argv, code, result) => {
    const { out, err, ...ended } = await evidence('--json', ...argv);
    expect([ended.code, err, JSON.parse(out)]).toEqual([code, '', expect.objectContaining(result)]);
  });

  test.each([
    [[], 'missing required argument'],
    [['--min', 'much', 'a.xml'], '--min takes a number, like --min 70'],
    [['--min=', 'a.xml'], '--min takes a number, like --min 70'],
    [['--fail-on', 'bad', 'a.xml'], '--fail-on takes one of any, note'],
    [['--jsno', 'a.xml'], 'Did you mean --json?'],
  ])('%j is 64, with what it expects', async (argv, words) => {
    const { code, out, err } = await evidence(...argv);
    expect([code, out, err]).toEqual([64, '', expect.stringContaining(words)]);
  });

  test('control characters in a report paint no terminal', async () => {
    const { run } = checkout({
      'r.json': JSON.stringify([
        { filename: 'a\u001b]0;evil\u0007.py', code: 'E1', message: 'x\u001b[31m\nred', location: { row: 1, column: 1 } },
      ]),
    });
    const { out } = await run('evidence', '--as', 'ruff-json', 'r.json');
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
