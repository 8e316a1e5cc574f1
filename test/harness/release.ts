/** A small project with the real programs of a release, its remote, and fresh clones of it: what `.github/workflows/release.yml` works on. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const WHO = { name: 'Alice', email: 'alice@example.com' };
/** Nothing of the machine's own settings of git. */
const ENV = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: WHO.name,
  GIT_AUTHOR_EMAIL: WHO.email,
  GIT_COMMITTER_NAME: WHO.name,
  GIT_COMMITTER_EMAIL: WHO.email,
};

export const PROGRAM = '.github/release/release.mjs';
/** What `npm run build:action` is in the small project: the bundle holds the version, as ours does. */
const BUILD = `node -e "require('fs').writeFileSync('action/dist/index.js', require('fs').readFileSync('src/github/version.ts', 'utf8'))"`;
const VERSION = '0.1.0';
const FILES: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify({ name: 'promotion-bot', version: VERSION, files: ['src'], scripts: { 'build:action': BUILD, check: 'node -e 0' } }, null, 2)}\n`,
  'package-lock.json': `${JSON.stringify({ name: 'promotion-bot', version: VERSION, lockfileVersion: 3, packages: { '': { name: 'promotion-bot', version: VERSION }, 'node_modules/a': { version: VERSION, integrity: 'sha512-a' } } }, null, 2)}\n`,
  'src/github/version.ts': `export const VERSION = '${VERSION}';\n`,
  'action/dist/index.js': `export const VERSION = '${VERSION}';\n`,
  'templates/workflows/gates.yml': `uses: promotion-bot/promotion-bot/action@v${VERSION} # CHANGE\napp_version: "${VERSION}"\n`,
  'README.md': 'This is version 0.1. It runs in version 0.1.0.\n',
  'docs/action.md': `uses: promotion-bot/promotion-bot/action@v${VERSION} # CHANGE\n`,
  '.gitignore': 'node_modules/\n',
};

export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** A clone, or any folder with git in it. */
export interface Clone {
  readonly folder: string;
  git(...words: string[]): string;
  /** A step of the release. */
  step(...words: string[]): Ended;
  read(path: string): string;
  /** Writes files, commits them and pushes the branch. */
  commits(subject: string, files: Readonly<Record<string, string>>): string;
}

/** Runs a program in a folder. */
export function ends(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const [program = '', ...rest] = words;
  const kept = { PATH: process.env['PATH'] ?? '', HOME: cwd, ...ENV, ...env };
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, encoding: 'utf8', env: kept });
  return { code: status, said: `${stdout}${stderr}` };
}

function cloneIn(folder: string): Clone {
  const git = (...words: string[]): string =>
    execFileSync('git', words, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...ENV },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  return {
    folder,
    git,
    step: (...words) => ends(folder, [process.execPath, PROGRAM, ...words]),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    commits: (subject, files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      git('add', '--all');
      git('commit', '--quiet', '-m', subject);
      git('push', '--quiet', 'origin', 'HEAD:main');
      return git('rev-parse', 'HEAD');
    },
  };
}

export interface Project {
  readonly remote: Clone;
  /** A fresh clone of the branch or a tag, as a runner checks it out. */
  clone(ref?: string): Clone;
  /** The commit that a tag is at where people get it; undefined when there is none. */
  at(tag: string): string | undefined;
}

function cloneOf(bare: string, folder: string, ref: string): Clone {
  execFileSync('git', ['clone', '--quiet', bare, folder], { stdio: 'ignore' });
  const made = cloneIn(folder);
  made.git('-c', 'advice.detachedHead=false', 'checkout', '--quiet', ref);
  return made;
}

/** A remote with two commits on its only branch. */
function begin(): string {
  const root = mkdtempSync(join(tmpdir(), 'release-'));
  const [bare, folder] = [join(root, 'remote.git'), join(root, 'first')];
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  execFileSync('git', ['clone', '--quiet', bare, folder], { stdio: 'ignore' });
  cpSync('.github/release', join(folder, '.github/release'), { recursive: true });
  const first = cloneIn(folder);
  first.commits('Begin', FILES);
  first.commits('Judge coverage, as @bob asked in #7 <b>', {
    'src/core/gates/coverage.ts': '1',
  });
  return bare;
}

let begun: string | undefined;

/** A project with two commits and no release. */
export function project(): Project {
  begun ??= begin();
  const root = mkdtempSync(join(tmpdir(), 'release-'));
  const bare = join(root, 'remote.git');
  cpSync(begun, bare, { recursive: true });
  const remote = cloneIn(bare);
  let count = 0;
  return {
    remote,
    clone: (ref = 'main') => {
      count += 1;
      return cloneOf(bare, join(root, `clone-${count}`), ref);
    },
    at: (tag) => {
      const { code, said } = ends(bare, ['git', 'rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`]);
      return code === 0 ? said.trim() : undefined;
    },
  };
}
