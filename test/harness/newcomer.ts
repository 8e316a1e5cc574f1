/** What a newcomer has: a fresh clone of this project with that of their own beside it, the commands of the README, and a shell. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Heard, heard } from './heard.ts';

export interface Step {
  /** As in the list. */
  readonly number: number;
  readonly title: string;
  /** The lines of its `sh` block. */
  readonly commands: readonly string[];
}

/** The numbered steps of a section of the README. */
export function stepsOf(title: string): readonly Step[] {
  const section =
    readFileSync('README.md', 'utf8')
      .split(/^## /m)
      .find((part) => part.startsWith(`${title}\n`)) ?? '';
  return [...section.matchAll(/^(\d+)\. \*\*(.+?)\*\*([\s\S]*?)(?=^\d+\. |^\S|(?![\s\S]))/gm)].map(([, number, name = '', text = '']) => ({
    number: Number(number),
    title: name,
    commands: [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
      .flatMap(([, block = '']) => block.split('\n').map((line) => line.trim()))
      .filter(Boolean),
  }));
}

export interface Place {
  readonly clone: string;
  readonly shop: string;
  /** Variables that every command is given. */
  readonly env: Record<string, string>;
  readonly remove: () => void;
}

const git = (cwd: string, ...argv: readonly string[]): string => execFileSync('git', argv, { cwd, encoding: 'utf8' });

/** What is committed and what is about to be. */
export function place(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'newcomer-'));
  const [clone, shop] = [join(folder, 'promotion-bot'), join(folder, 'shop')];
  for (const path of git('.', 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean))
    cpSync(path, join(clone, path), { recursive: true });
  mkdirSync(join(shop, 'src/my-component'), { recursive: true });
  writeFileSync(join(shop, 'src/my-component/index.ts'), 'export {};\n');
  for (const one of [clone, shop]) {
    git(one, 'init', '--quiet', '--initial-branch=main');
    for (const [name, value] of [
      ['user.name', 'Alice'],
      ['user.email', 'alice@example.com'],
    ] as const)
      git(one, 'config', name, value);
    git(one, 'add', '--all');
    git(one, 'commit', '--quiet', '--message', 'Begin');
  }
  const env = {
    ...quietNpm,
    HOME: folder,
    npm_config_prefix: join(folder, 'global'),
    npm_config_cache: execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim(),
  };
  return { clone, shop, env, remove: () => rmSync(folder, { recursive: true }) };
}

const quietNpm = {
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

export interface Running extends Heard {
  readonly stop: () => void;
}

/** A command as somebody types it in the clone. */
export function types({ clone, env }: Place, command: string, more: Readonly<Record<string, string>> = {}): Running {
  const path = `${join(env['npm_config_prefix'] ?? '', 'bin')}:${dirname(process.execPath)}:${process.env['PATH']}`;
  const child = spawn('bash', ['-c', command], {
    cwd: clone,
    env: { PATH: path, ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // The shell and whatever it has started.
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  return { ...heard(child), stop };
}
