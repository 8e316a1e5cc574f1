/** The command line as a process of its own, in a folder with a map. */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { build } from 'esbuild';

/** What a command left behind. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Shop {
  readonly folder: string;
  /** Runs a line as a shell does, with `promotion-bot` to be found. */
  readonly runs: (line: string, env?: Readonly<Record<string, string>>) => Promise<Ended>;
  readonly closes: () => void;
}

/** A folder with the templates where the playbook puts them, and no network worth the name. */
export async function opensShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'agents-'));
  // Where the program finds the packages it needs.
  const cache = resolve('node_modules/.cache/promotion-bot');
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, 'agents-'));
  const program = join(outdir, 'cli.mjs');
  await build({
    entryPoints: ['src/cli.ts'],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    outdir,
  });
  for (const name of ['bin', 'config']) mkdirSync(join(folder, name));
  const command = join(folder, 'bin/promotion-bot');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(command, 0o755);
  cpSync('templates/agent_engine_envs.yaml', join(folder, 'config/agent_engine_envs.yaml'));
  cpSync('templates/Makefile', join(folder, 'Makefile'));
  const base = { PATH: [join(folder, 'bin'), process.env['PATH'] ?? ''].join(delimiter), HOME: folder };
  const runs = (line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    new Promise((done) => {
      execFile('/bin/sh', ['-c', line], { cwd: folder, env: { ...base, ...env } }, (error, out, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
      );
    });
  const closes = (): void => {
    rmSync(outdir, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, runs, closes };
}
