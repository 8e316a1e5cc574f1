/** A program that runs, and what it prints. */
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Heard {
  /** Everything so far, on both outputs. */
  readonly said: () => string;
  /** Resolves with what it printed as soon as it matches. @throws when it ends without. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** With the exit code. */
  readonly ended: Promise<number | null>;
}

export function heard(child: ChildProcessByStdio<null, Readable, Readable>): Heard {
  let said = '';
  const looks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      said += String(part);
      for (const look of looks) look();
    });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const printed: Heard['printed'] = (pattern) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(said);
        if (match) resolve(match);
      };
      looks.add(look);
      ended.then((code) => reject(new Error(`it ended with ${code} and never said ${pattern}:\n${said}`)));
      look();
    });
  return { said: () => said, printed, ended };
}
