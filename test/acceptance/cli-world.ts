/** A command run in process: in a folder of its own, with what it prints kept. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Io } from '../../src/cli/command.ts';
import type { Variables } from '../../src/env.ts';

export interface CliWorld {
  readonly io: Io;
  readonly folder: string;
  readonly out: () => string;
  readonly err: () => string;
  /** As Ctrl+C would. */
  readonly stop: () => void;
  /** Resolves with what was printed as soon as it matches. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
}

/** @param typed what stands on standard input. */
export function cliWorld(env: Variables = {}, typed: readonly string[] = []): CliWorld {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const controller = new AbortController();
  const texts = { out: '', err: '' };
  const waiting: (() => void)[] = [];
  const keep = (name: 'out' | 'err') => ({
    write: (text: string) => {
      texts[name] += text;
      for (const look of waiting) look();
    },
  });
  const io: Io = { stdout: keep('out'), stderr: keep('err'), stdin: Readable.from(typed), env, cwd: folder, stop: controller.signal };
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const match = pattern.exec(texts.out);
        if (match) resolve(match);
      };
      waiting.push(look);
      look();
    });
  return { io, folder, out: () => texts.out, err: () => texts.err, stop: () => controller.abort(), printed };
}
