/** What a command is: one record, from which the parser, the help and docs/commands.md are made. */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Variables } from '../env.ts';

/** Where words go; a terminal knows that it is one. */
export interface Out {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** The world of a command, so that tests can run it in process. */
export interface Io {
  readonly stdout: Out;
  readonly stderr: Out;
  readonly stdin: Readable;
  /** The variables of the process, without those of a `.env`. */
  readonly env: Variables;
  /** Where relative paths begin. */
  readonly cwd: string;
  /** Aborted when the process is asked to end (SIGINT, SIGTERM). */
  readonly stop: AbortSignal;
  /** Ends the process with 1 after an error that nobody caught, which `tell` is told before; undefined where there is no process to end. */
  readonly endOnUncaught?: ((tell: (error: unknown) => void) => void) | undefined;
}

/** The exit codes of every command. */
export const EXIT = { yes: 0, no: 1, unknown: 2, usage: 64 } as const;

export interface CommandOption {
  /** As commander reads it: `--port <number>`. */
  readonly flags: string;
  readonly summary: string;
}

interface CommandText {
  /** The words it is called by: `config check`. */
  readonly name: string;
  readonly summary: string;
  /** The arguments as commander reads them, with what they mean. */
  readonly arguments: readonly { readonly syntax: string; readonly summary: string }[];
  readonly options: readonly CommandOption[];
}

export interface Command extends CommandText {
  /** Takes arguments and options as typed; resolves to the exit code. Throws `Misuse` when they make no sense. */
  readonly run: (given: unknown, io: Io) => Promise<number>;
}

/** The code of an error of Node.js, `ENOENT` for instance; undefined for any other. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

/** A command was called in a way it does not understand; the message says what it expects. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** Makes a command whose `run` sees its input only after `input` has taken it: arguments under `args`, options under their long names. */
export function defineCommand<T>(
  text: CommandText & { readonly input: z.ZodType<T>; readonly run: (input: T, io: Io) => Promise<number> },
): Command {
  const { input, run, ...rest } = text;
  return {
    ...rest,
    run: (given, io) => {
      const read = input.safeParse(given);
      if (read.success) return run(read.data, io);
      throw new Misuse(read.error.issues.map((issue) => issue.message).join('\n'));
    },
  };
}
