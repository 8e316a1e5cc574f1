/** The package as `npm pack` makes it of the source, and a folder elsewhere into which it was installed. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { z } from 'zod';

/** What the build and the package are made of. */
const SOURCES = [
  'package.json',
  'tsconfig.json',
  '.github/tsconfig.build.json',
  'README.md',
  'LICENSE',
  'app.yml',
  'src',
  'templates',
  'docs',
];
/** What lies about in the folder of whoever releases by hand, and must stay there. */
const LEFTOVERS = ['.env', 'promotion-bot.pem', 'data/PG_VERSION', 'dist/bench/run.js', 'docs/notes.txt', '.npmrc', 'action/dist/index.js'];

/** npm tells a script about itself by variables; another npm must not take them for its own. What says how to reach packages stays. */
function variables(): NodeJS.ProcessEnv {
  const kept = /^npm_config_(cache|registry|userconfig|offline|\w*proxy|cafile)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}

/** The Node.js that npm was started with first: of this project's packages one brings another. */
const PATH = [dirname(process.env['npm_node_execpath'] ?? process.execPath), process.env['PATH']].join(delimiter);

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program in a folder and waits for its end. */
export function run(cwd: string, program: string, words: readonly string[]): Ran {
  const env = { ...variables(), PATH, NO_COLOR: '1', npm_config_yes: 'false', npm_config_update_notifier: 'false' };
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 100_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, out: stdout, err: stderr };
}

const told = z
  .tuple([
    z.object({
      filename: z.string(),
      shasum: z.string(),
      size: z.int(),
      unpackedSize: z.int(),
      files: z.array(z.object({ path: z.string(), mode: z.int() })),
    }),
  ])
  .transform(([one]) => one);

export interface Packed extends z.infer<typeof told> {
  /** The path of the packed file. */
  readonly file: string;
  /** Where it was built; the files of the package lie there too. */
  readonly from: string;
}

function must(ran: Ran): string {
  if (ran.code !== 0) throw new Error(`ended with ${ran.code}: ${ran.out}\n${ran.err}`);
  return ran.out;
}

/** Packs a copy of the project that was never built: whoever packs a clone gets a program, and the one of this source. */
export function pack(): Packed {
  const from = mkdtempSync(join(tmpdir(), 'pack-'));
  for (const path of SOURCES) cpSync(path, join(from, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(from, 'node_modules'));
  for (const path of LEFTOVERS) {
    mkdirSync(join(from, path, '..'), { recursive: true });
    writeFileSync(join(from, path), 'left over\n');
  }
  const packed = told.parse(JSON.parse(must(run(from, 'npm', ['pack', '--json', '--silent']))));
  return { ...packed, from, file: join(from, packed.filename) };
}

/** What npm makes of the same files later, when their times are others. */
export function packAgain({ from }: Packed): z.infer<typeof told> {
  for (const path of ['package.json', 'dist/cli.js', 'README.md']) utimesSync(join(from, path), 86_400, 86_400);
  return told.parse(JSON.parse(must(run(from, 'npm', ['pack', '--json', '--ignore-scripts', '--dry-run']))));
}

/** What npm says when a package is neither in its cache nor to be had from the network. */
const UNREACHABLE = /ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network request/;

/** An empty folder into which the file was installed, or why that could not be tried. */
export function install(file: string): { readonly folder: string } | { readonly why: string } {
  const folder = mkdtempSync(join(tmpdir(), 'somewhere-else-'));
  writeFileSync(join(folder, 'package.json'), '{}\n');
  const words = ['install', file, '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=1', '--fetch-retry-mintimeout=500'];
  const ran = ['--offline', '--prefer-offline'].reduce<Ran | undefined>(
    (before, way) => (before?.code === 0 ? before : run(folder, 'npm', [...words, way])),
    undefined,
  );
  if (ran?.code === 0) return { folder };
  if (UNREACHABLE.test(ran?.err ?? '')) return { why: 'npm has the packages neither in its cache nor from the network' };
  throw new Error(`npm could not install ${file}: ${ran?.out}\n${ran?.err}`);
}

/** The text of every file of the package by its path. */
export function textsOf({ from, files }: Packed): readonly (readonly [path: string, text: string])[] {
  return files.map(({ path }) => [path, readFileSync(join(from, path), 'utf8')]);
}

/** The files of ours below a folder that are TypeScript, without their ending. */
export function modulesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => (path.endsWith('.ts') ? [path.slice(0, -3)] : []));
}
