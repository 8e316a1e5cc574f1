/** A command of the config: an argument list, no shell, hardly any environment, a time limit. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { Answers, Unknown } from '../core/gates/gate.ts';
import { err, ok, type Result } from '../core/result.ts';

/** Lines and characters of what it printed that are kept for people. */
const LINES = 20;
const CHARACTERS = 16_384;
/** Characters of its first output that are kept for programs. */
const STDOUT = 8 * 1024 * 1024;
/** Milliseconds between being asked to end and being ended. */
const GRACE = 2_000;

export interface CommandPlace {
  readonly dir: string;
  /** What the command may see; never a token. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a bare environment holds: where programs are, where a home is, and that nobody sits at it. */
export function bareEnvironment(all: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'RUNNER_TEMP', 'RUNNER_TOOL_CACHE'];
  return { ...Object.fromEntries(kept.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]]))), CI: 'true' };
}

interface Ran {
  readonly exit: number | null;
  readonly seconds: number;
  /** The last lines of both its outputs. */
  readonly tail: readonly string[];
  /** What it wrote to its first output, as far as that is kept. */
  readonly stdout: string;
}

interface Running {
  readonly argv: readonly string[];
  readonly timeoutSeconds: number;
}

export const command = (place: CommandPlace, need: Running): Promise<Result<Answers['command'], Unknown>> => run(place, need);

export function run(
  { dir, environment }: CommandPlace,
  { argv: [program, ...rest], timeoutSeconds }: Running,
): Promise<Result<Ran, Unknown>> {
  if (program === undefined) return Promise.resolve(err({ message: 'the command is empty' }));
  return new Promise((resolve) => {
    const began = performance.now();
    // A group of its own, so that whatever it starts ends with it.
    const child = spawn(program, rest, { cwd: dir, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true, shell: false });
    const all = keeper(CHARACTERS);
    const first = keeper(STDOUT);
    child.stdout.on('data', all.take).on('data', first.take);
    child.stderr.on('data', all.take);
    const end = (signal: NodeJS.Signals): void => endGroup(child.pid, signal);
    const limits = limited(timeoutSeconds, end);
    const done = (result: Result<Ran, Unknown>): void => {
      limits.lift();
      // What was left in the background does not outlive the gate.
      end('SIGKILL');
      resolve(result);
    };
    child.on('error', (error) => done(err({ message: `${program} could not be started: ${error.message}` })));
    child.on('exit', (exit) => {
      const seconds = (performance.now() - began) / 1000;
      const late = `${program} did not end within ${timeoutSeconds} s and was stopped; raise its timeout if it needs longer`;
      if (limits.isOver()) return done(err({ message: late }));
      // Its last words may still be in the pipe.
      setImmediate(() => done(ok({ exit, seconds, tail: tailOf(all.kept()), stdout: first.kept() })));
    });
  });
}

interface Keeper {
  readonly take: (chunk: Buffer) => void;
  readonly kept: () => string;
}

/** Keeps the last characters of what goes by. */
function keeper(most: number): Keeper {
  const decoder = new TextDecoder();
  let kept = '';
  return {
    take: (chunk) => {
      kept = (kept + decoder.decode(chunk, { stream: true })).slice(-most);
    },
    kept: () => kept,
  };
}

/** Asks to end when the time is over, and ends it when it does not. */
function limited(seconds: number, end: (signal: NodeJS.Signals) => void): { readonly isOver: () => boolean; readonly lift: () => void } {
  let over = false;
  const ask = setTimeout(() => {
    over = true;
    end('SIGTERM');
  }, seconds * 1000);
  const force = setTimeout(() => end('SIGKILL'), seconds * 1000 + GRACE);
  return {
    isOver: () => over,
    lift: () => {
      clearTimeout(ask);
      clearTimeout(force);
    },
  };
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Control characters are taken out: what a command prints may not paint a terminal or speak to a runner. */
const tailOf = (output: string): readonly string[] =>
  stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => line.replaceAll(/\p{Cc}/gu, ' ').trimEnd())
    .filter((line) => line !== '')
    .slice(-LINES);
