#!/usr/bin/env node
/** The command line: configures commander from the table of commands and turns every end into an exit code. */
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CommanderError, Command as Parser } from 'commander';
import { type Command, EXIT, type Io, Misuse } from './cli/command.ts';
import { COMMANDS, GROUPS } from './cli/index.ts';
import { processVariables } from './env.ts';
import { VERSION } from './github/version.ts';
import { redactor } from './log.ts';

const ABOUT = `Promotes components and AI agent versions from one environment to the next through a GitHub issue.`;
const CODES = `
Exit codes: 0 yes, 1 no, 2 cannot say, 64 the command was not understood.`;

/** The parser of one command, inside those of the words before its last: \`config\` for \`config check\`. */
function parserFor(root: Parser, words: readonly string[]): Parser {
  return words.reduce((parent, word) => parent.commands.find((child) => child.name() === word) ?? parent.command(word), root);
}

function attach(root: Parser, command: Command, run: (given: unknown) => Promise<void>): void {
  const parser = parserFor(root, command.name.split(' ')).description(command.summary);
  for (const { syntax, summary } of command.arguments) parser.argument(syntax, summary);
  for (const { flags, summary } of command.options) parser.option(flags, summary);
  parser.action((...given: unknown[]) => run({ ...parser.opts(), args: given.slice(0, command.arguments.length) }));
}

/** Settings that commander hands on to the commands made below, so they come first. */
function rootParser(io: Io): Parser {
  return (
    new Parser('promotion-bot')
      .description(ABOUT)
      .version(VERSION)
      // Behind the name of a command, --version is that command's own.
      .enablePositionalOptions()
      .exitOverride()
      .configureOutput({ writeOut: (text) => void io.stdout.write(text), writeErr: (text) => void io.stderr.write(text) })
      .showHelpAfterError('(--help says what there is.)')
      .addHelpText('after', CODES)
  );
}

function exitCodeOf(error: unknown, io: Io): number {
  // Help that was asked for ends with 0; everything else of commander's is misuse, and it has said so.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.yes : EXIT.usage;
  if (error instanceof Misuse) {
    io.stderr.write(`${error.message}\n(--help says what there is.)\n`);
    return EXIT.usage;
  }
  const message = redactor()(error instanceof Error ? error.message : String(error));
  io.stderr.write(`This should not have happened: ${message}\nPlease report it, with the command you ran and the version (${VERSION}).\n`);
  return EXIT.unknown;
}

/**
 * Runs one command line.
 *
 * @param argv the words after the program's name.
 * @returns the exit code; nothing is thrown and nothing ends the process.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.yes;
  const root = rootParser(io);
  for (const [name, summary] of Object.entries(GROUPS)) root.command(name).description(summary);
  for (const command of COMMANDS) {
    attach(root, command, async (given) => {
      code = await command.run(given, io);
    });
  }
  try {
    await root.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, io);
  }
}

/** A process that has lost track of itself does not go on. */
function endOnUncaught(tell: (error: unknown) => void): void {
  const end = (error: unknown): void => {
    tell(error);
    process.exit(EXIT.no);
  };
  process.on('uncaughtException', end).on('unhandledRejection', end);
}

/** Whether this file is what was started, also through the link that npm makes in node_modules/.bin. */
function isStarted(): boolean {
  const started = process.argv[1];
  return started !== undefined && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isStarted()) {
  // Whoever reads along may stop before the end (`| head -1`); the exit code still tells.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // Whoever asks a second time does not want to wait.
      if (stop.signal.aborted) process.exit(128 + constants.signals[signal]);
      stop.abort();
    });
  const { stdin, stdout, stderr } = process;
  const io = { stdin, stdout, stderr, env: processVariables(), cwd: process.cwd(), stop: stop.signal, endOnUncaught };
  process.exitCode = await main(process.argv.slice(2), io);
  // What is still going on, a wait for GitHub for instance, does not keep a stopped server alive; output gets its moment to leave.
  setTimeout(() => process.exit(), 500).unref();
}
