/** The bundle of the Action that lies in the repository, which is what a runner runs. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const textOf = (path: string): string => readFileSync(path, 'utf8');
const { scripts } = JSON.parse(textOf('package.json'));

// Falls without: a bundle that was built after the last change.
test('attack 86: the bundle that is shipped is the one that the source makes, byte for byte', () => {
  const filesIn = (folder: string): readonly (readonly [name: string, text: string])[] =>
    readdirSync(folder).map((name) => [name, textOf(join(folder, name))] as const);
  const made = mkdtempSync(join(tmpdir(), 'action-dist-'));
  try {
    execFileSync('sh', ['-c', `${scripts['build:action']} ${made}`], { stdio: 'ignore' });
    expect(filesIn(made).map(([name]) => name)).toEqual(readdirSync('action/dist'));
    expect(filesIn(made).flatMap(([name, text]) => (text === textOf(join('action/dist', name)) ? [] : [name]))).toEqual([]);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
});

test('attack 86: the bundle is the same wherever it is built', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'another-clone-'));
  try {
    for (const path of ['package.json', 'tsconfig.json', '.github/build-action.mjs', 'action', 'src'])
      cpSync(path, join(elsewhere, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(elsewhere, 'node_modules'));
    execFileSync('sh', ['-c', scripts['build:action']], { cwd: elsewhere, stdio: 'ignore' });
    const differs = readdirSync('action/dist').filter(
      (name) => textOf(join('action/dist', name)) !== textOf(join(elsewhere, 'action/dist', name)),
    );
    expect(differs).toEqual([]);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test('all of the bundle is at most two megabytes, and what every mode loads a twentieth of that', () => {
  const sizeOf = (name: string): number => statSync(join('action/dist', name)).size;
  expect(readdirSync('action/dist').reduce((sum, name) => sum + sizeOf(name), 0)).toBeLessThanOrEqual(2_000_000);
  expect(sizeOf('index.js')).toBeLessThanOrEqual(100_000);
});
