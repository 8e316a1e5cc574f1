/** `promotion-bot import` as people mistype it, and as programs read it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readTexts } from '../../src/cli/import-sources.ts';
import { main } from '../../src/cli.ts';
import { imports } from '../harness/import.ts';
import { CONFIG, REPO, SECRETS, Story } from '../harness/story.ts';
import { cliWorld } from './cli-world.ts';

const TABLE = '| Component | Stage | Version |\n|---|---|---|\n| agent_orchestration | staging | v1.4.0 |\n| bob | staging | v9 |\n';

async function types(...argv: readonly string[]) {
  const world = cliWorld({});
  const code = await main(['import', ...argv], world.io);
  return { code, out: world.out(), err: world.err() };
}

describe('what makes no sense is said before anybody is asked', () => {
  test.each<[string, readonly string[], string]>([
    ['no source', ['--repo', REPO], 'Name what to read, a file for instance: promotion-bot import MATURITY.md, or say --deployments.'],
    [
      'a version of nothing',
      ['m.md', '--repo', REPO, '--version', '1.2.0'],
      '--version "1.2.0" says nothing. Write it like this: --version bob@staging=1.2.0',
    ],
    ['nobody who answers for it', ['m.md', '--repo', REPO, '--write'], 'Say who imports, for the record: --operator "Ada Lovelace"'],
    [
      'a name that hides something',
      ['m.md', '--repo', REPO, '--operator', 'ada\u202e'],
      '--operator is one line of at most 100 characters',
    ],
    ['no repository', ['m.md'], 'Name the repository: --repo acme/shop'],
  ])('%s', async (_what, argv, words) => {
    expect(await types(...argv)).toMatchObject({ code: 64, out: '', err: expect.stringContaining(words) });
  });
});

test.each([
  ['the .env of a server', { '.env': 'APP_ID=1\nGHE_HOST=github.example.com\n' }, {}],
  ['a workflow', {}, { GITHUB_TOKEN: 'ghs_1', GITHUB_API_URL: 'https://github.example.com/api/v3' }],
])('the repository is that of the checkout, on the Enterprise Server that %s names', async (_what, files, env) => {
  const remote = '[remote "origin"]\n\turl = https://github.example.com/acme/shop.git\n';
  const world = cliWorld(env);
  for (const [path, text] of Object.entries({ ...files, '.git/config': remote })) {
    mkdirSync(dirname(join(world.folder, path)), { recursive: true });
    writeFileSync(join(world.folder, path), text);
  }
  // Found, so that the next question is whose key it is.
  expect([await main(['import', 'm.md'], world.io), world.err()]).toEqual([2, expect.stringContaining('LEDGER_KEY is missing')]);
});

test.each([
  [
    'two versions for one place',
    ['agent_orchestration@staging=v1.4.0', 'agent_orchestration@stage=v1.5.0'],
    '--version says v1.4.0 and v1.5.0 of agent_orchestration in staging',
  ],
  ['a place that no source names', ['agent_orchestration@production=v1.4.0'], 'No source says that agent_orchestration runs in production'],
])('--version that says %s is no use', async (_what, version, words) => {
  const s = new Story();
  await expect(imports(s, { files: { 'm.md': TABLE }, version })).rejects.toThrow(words);
});

describe('what stands in the way', () => {
  test.each<[string, string | null, Parameters<typeof imports>[1], number, string]>([
    ['no rules', null, { files: { 'm.md': TABLE } }, 2, 'acme/shop has no .github/promotion.yml on its default branch'],
    [
      'broken rules',
      'version: 2\n',
      { files: { 'm.md': TABLE } },
      2,
      'has mistakes, to be mended first:\nThe file needs the key "environments"',
    ],
    [
      'a repository without the App',
      CONFIG,
      { files: { 'm.md': TABLE }, repo: 'other/place' },
      2,
      'is not installed on other/place. Check the name, or install it there',
    ],
    [
      'a file that is nothing of it',
      CONFIG,
      { files: { 'notes.md': 'Hello\n' } },
      2,
      'notes.md is nothing that can be imported. It may be an Agent Engine map',
    ],
    [
      'a list that is none',
      CONFIG,
      { files: { 'd.json': '[{"id":1}]' } },
      2,
      'd.json is no list of Deployments: item 0 is no Deployment. Make one: gh api',
    ],
    ['bytes', CONFIG, { files: { 'm.md': '| Component |\0' } }, 2, 'm.md is not UTF-8 text.'],
    ['a version for a name nobody knows', CONFIG, { files: { 'm.md': TABLE }, version: ['bob@moon=1'] }, 64, '"moon"'],
  ])('%s', async (_what, config, order, code, words) => {
    const s = new Story({ config });
    if (code === 64) return expect(imports(s, order)).rejects.toThrow(words);
    expect(await imports(s, order)).toMatchObject({ code, out: '', err: expect.stringContaining(words) });
    expect(s.issues()).toEqual([]);
  });

  test('files: one that is not there is named; one of another folder goes by its name alone', () => {
    const { io, folder } = cliWorld();
    expect(readTexts(io, ['no.md'])).toEqual({ ok: false, error: 'no.md cannot be read (ENOENT). Name a file that is there.' });
    expect(readTexts(io, [resolve('package.json')])).toMatchObject({ ok: true, value: [{ file: 'package.json' }] });
    // Some editors put a mark before the first word.
    writeFileSync(join(folder, 'marked.md'), `\uFEFF${TABLE}`);
    expect(readTexts(io, ['marked.md'])).toEqual({ ok: true, value: [{ file: 'marked.md', text: TABLE }] });
  });

  test('an App without its key', async () => {
    const world = cliWorld({ APP_ID: '1', LEDGER_KEY: SECRETS.ledgerKey });
    expect(await main(['import', 'no.md', '--repo', REPO], world.io)).toBe(2);
    expect(world.err()).toContain('PRIVATE_KEY is missing.');
  });

  test('GitHub that fails: 2, and no secret in what is said', async () => {
    const s = new Story();
    const way = () => async () => {
      throw new Error(`cannot connect with ${SECRETS.ledgerKey}`);
    };
    const { code, err } = await imports(s, { files: { 'm.md': TABLE }, way });
    expect([code, err]).toEqual([2, expect.stringContaining('What is written stays; run the same again, and it goes on.')]);
    expect(err).not.toContain(SECRETS.ledgerKey.split('\n')[1]);
  });
});

test('for programs: the plan, then what was written, each row with its place', async () => {
  const s = new Story();
  const shown = await imports(s, { files: { 'docs/MATURITY.md': TABLE }, json: true });
  expect(shown.code).toBe(1);
  expect(JSON.parse(shown.out)).toEqual({
    ...{ ok: false, repository: REPO, dry_run: true },
    rows: [
      {
        ...{
          subject: 'agent_orchestration',
          environment: 'staging',
          version: 'v1.4.0',
          sha: expect.stringMatching(/^[0-9a-f]{40}$/),
          since: null,
        },
        ...{
          source: { kind: 'maturity', file: 'docs/MATURITY.md', line: 3, deployment: null },
          place: 'docs/MATURITY.md:3',
          to_do: 'write',
          issue: null,
        },
      },
    ],
    not_imported: [
      {
        ...{ what: 'bob in staging', place: 'docs/MATURITY.md:4', code: 'unknown_tag' },
        sentence:
          'there is no tag "v9". Push it, or name another. Name the tag, or all 40 characters of the commit, with --version subject@environment=version.',
      },
    ],
  });
  const written = await imports(s, { files: { 'docs/MATURITY.md': TABLE }, json: true, write: true });
  expect(JSON.parse(written.out)).toMatchObject({ dry_run: false, rows: [{ to_do: 'write', issue: 1 }] });
});

test('hostile: names in a source are shown, and obeyed by nobody', async () => {
  const s = new Story();
  const { out } = await imports(s, {
    files: { 'm.md': '**Component**: agent_\u001b[31mx\u202e\n**Stage**: sta\u001b]8;;http://evil\u0007ging\n' },
  });
  expect(out).toContain('is no subject of');
  for (const sign of ['\u001b', '\u0007', '\u202e']) expect(out).not.toContain(sign);
});
