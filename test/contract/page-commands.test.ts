/** Every line of a shell on every page is run, in the order of the page, or it is said why it cannot be. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { publicHalf } from '../../src/app/notary.ts';
import { PageWorld, type Ran } from './page-world.ts';
import { blocksIn, DOCS, textOf } from './pages.ts';

/** The only reasons not to run a line. */
const REASONS = {
  github: 'needs github.com',
  engine: 'needs a container engine',
  newcomer: 'test/acceptance/newcomer.test.ts runs it, in a fresh clone',
  serves: 'runs until it is stopped; test/acceptance/server.test.ts and test/browser/stories.test.ts start it',
  slow: 'makes a database anew, which takes long; test/acceptance/site-cli.test.ts runs it',
} as const;

const NOT_RUN: Readonly<Record<string, keyof typeof REASONS>> = {
  'npm ci': 'newcomer',
  'npm run build': 'newcomer',
  'npm run sandbox': 'serves',
  'npm start': 'newcomer',
  'promotion-bot site --out pages --from-github acme/shop': 'slow',
  'promotion-bot start': 'serves',
  'promotion-bot sandbox': 'serves',
  'npm run setup -- --webhook-url https://bot.example.com --org acme': 'newcomer',
  'promotion-bot setup --webhook-url https://bot.example.com --org acme': 'github',
  'gh secret set PROMOTION_LEDGER_KEY --env promotion-bot --repo acme/shop < ledger-key.pem': 'github',
  'gh api repos/acme/shop --jq .id': 'github',
  "numbers=$(gh issue list --repo acme/shop --label promotion --state all --limit 1000 --json number --jq '.[].number')": 'github',
  "promotion-bot audit export $(printf 'acme/shop#%s ' $numbers) --format json --out trails.json --key .github/promotion-bot.pub.pem":
    'github',
  "gh api repos/acme/shop/issues/comments/1001 --jq '[.user.id, .user.login, .created_at, .body]'": 'github',
  'gh issue view 7 --repo acme/shop --json id': 'github',
  'npm install --global ./promotion-bot-*.tgz': 'newcomer',
  'docker build --tag promotion-bot .': 'engine',
  'docker run --publish 127.0.0.1:3000:3000 --volume promotion-bot:/data --volume "$PWD/.env:/.env:ro" promotion-bot': 'engine',
  'docker compose up --build': 'engine',
  'docker run --rm --volume promotion-bot:/data --volume "$PWD/.env:/.env:ro" promotion-bot inbox': 'engine',
  'docker compose run --rm bot-1 inbox': 'engine',
  'kubectl exec deployment/promotion-bot -- node /app/dist/cli.js inbox': 'engine',
  'curl --fail http://127.0.0.1:3000/readyz': 'newcomer',
};

/** What ends otherwise than with 0 there: the maps and promotions of the page world are not finished. */
const CODES: Readonly<Record<string, number>> = {
  'promotion-bot why acme/shop#7': 1,
  'npx promotion-bot why acme/shop#7': 1,
  'promotion-bot agents --validate --json': 2,
};

/** Lines of a block without comments, those that go on in the next line joined. */
const linesIn = (text: string): readonly string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s+)# .*$/, '').trim())
    .filter((line) => line !== '');
/** Pages whose commands need a world of their own, and the test that has it. */
const ELSEWHERE: Readonly<Record<string, string>> = { 'docs/importing.md': 'test/acceptance/importing-page.test.ts' };
const linesOf = (page: string): readonly string[] =>
  blocksIn(page).flatMap(({ language, text }) => (language === 'sh' ? linesIn(text) : []));

/** The words of a line as a shell takes them apart. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');

const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(textOf('package.json'));

/** The words behind `promotion-bot`, also where a script of npm is only another name for it; undefined for any other program. */
function botWords(line: string): readonly string[] | undefined {
  const [, direct] = /^(?:npx )?promotion-bot (.*)$/.exec(line) ?? [];
  if (direct !== undefined) return wordsOf(direct);
  const [, script = '', more = ''] = /^npm run (\w+)(?: -- (.*))?$/.exec(line) ?? [];
  const [, words] = /node dist\/cli\.js (.*)$/.exec(scripts[script] ?? '') ?? [];
  return words === undefined ? undefined : [...wordsOf(words), ...wordsOf(more)];
}

function run(world: PageWorld, line: string): Promise<Ran> {
  const [, command = line, file] = /^(.*promotion-bot .*) > (\S+)$/.exec(line) ?? [];
  const words = botWords(command);
  return words === undefined ? world.shell(line) : world.bot(words, file);
}

/** A clean machine has Node.js, npm and git, and most have this. */
const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;

const worlds: PageWorld[] = [];
afterAll(async () => {
  for (const world of worlds) await world.closes();
});

/** Whether a line asks what a server has kept. */
const READS_STORE = /promotion-bot (list|status|inbox|rebuild|site)\b/;
const WITH_LINES = DOCS.filter((page) => linesOf(page).length > 0 && ELSEWHERE[page] === undefined);

describe('every command can be run', () => {
  test.each(WITH_LINES)('of %s', async (page) => {
    const world = new PageWorld();
    worlds.push(world);
    await world.opens();
    if (linesOf(page).some((line) => READS_STORE.test(line))) await world.keeps();
    for (const line of linesOf(page)) {
      if (NOT_RUN[line] !== undefined || (line.startsWith('openssl ') && !HAS_OPENSSL)) continue;
      const { code, out, err } = await run(world, line);
      expect({ line, code, err: code === (CODES[line] ?? 0) ? '' : `${out}${err}` }).toEqual({ line, code: CODES[line] ?? 0, err: '' });
    }
  });
});

test('what is not run, and what ends otherwise, still stands on a page', () => {
  const lines = DOCS.flatMap(linesOf);
  for (const [page, test] of Object.entries(ELSEWHERE)) expect(textOf(test)).toContain(page);
  expect([...Object.keys(NOT_RUN), ...Object.keys(CODES)].filter((line) => !lines.includes(line))).toEqual([]);
});

test('a line that fails is found, a line of npm is taken for what it runs', async () => {
  const world = new PageWorld();
  worlds.push(world);
  await world.opens();
  expect((await run(world, 'promotion-bot config check gone.yml')).code).toBe(2);
  expect((await run(world, 'cp gone.yml there.yml')).code).not.toBe(0);
  expect(botWords('npm run sandbox -- --play')).toEqual(['sandbox', '--play']);
  expect(linesIn('a \\\n  b   # why\n# all\n\nc')).toEqual(['a b', 'c']);
});

(HAS_OPENSSL ? test : test.skip)('the key that the pages make by openssl is one that the bot signs with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'promotion-bot-key-'));
  try {
    const lines = linesOf('docs/without-a-server.md').filter((line) => line.startsWith('openssl '));
    expect(lines.length).toBe(2);
    execFileSync('/bin/sh', ['-c', ['mkdir .github', ...lines].join(' && ')], { cwd: folder });
    const [key, half] = ['ledger-key.pem', '.github/promotion-bot.pub.pem'].map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(publicHalf(key ?? '')).toBe(half);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
