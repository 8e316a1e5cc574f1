#!/usr/bin/env node
/** The command line: configures commander from the table of commands and turns every end into an exit code. */
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CommanderError, Command as Parser } from 'commander';
import { type Command, EXIT, type Io, Misuse } from './cli/command.ts';
import { VERSION } from './github/version.ts';
import { processVariables } from './process-variables.ts';

const ABOUT = `Promotes components and AI agent versions from one environment to the next through a GitHub issue.`;
const CODES = `
Exit codes: 0 yes, 1 no, 2 cannot say, 64 the command was not understood.`;

/** Commands that scripts call again and again are read without the others, by their first word; `index.ts` has them too. */
const ALONE: Readonly<Record<string, () => Promise<readonly Command[]>>> = {
  agents: async () => {
    const { agents } = await import('./cli/agents.ts');
    const { agentsSet } = await import('./cli/agents-set.ts');
    return [agents, agentsSet];
  },
};

/** What the parser has to know for these words. */
async function tableFor([first = '']: readonly string[]): Promise<Table> {
  const alone = Object.hasOwn(ALONE, first) ? ALONE[first] : undefined;
  if (alone) return { commands: await alone(), groups: {} };
  const { COMMANDS, GROUPS } = await import('./cli/index.ts');
  return { commands: COMMANDS, groups: GROUPS };
}

interface Table {
  readonly commands: readonly Command[];
  readonly groups: Readonly<Record<string, string>>;
}

/** The parser of one command, inside those of the words before its last: \`config\` for \`config check\`. */
function parserFor(root: Parser, words: readonly string[]): Parser {
  return words.reduce((parent, word) => parent.commands.find((child) => child.name() === word) ?? parent.command(word), root);
}

function attach(root: Parser, command: Command, run: (given: unknown) => Promise<void>): void {
  const parser = parserFor(root, command.name.split(' ')).description(command.summary);
  for (const { syntax, summary } of command.arguments) parser.argument(syntax, summary);
  for (const { flags, summary } of command.options) parser.option(flags, summary);
  // What stands before the last word of a command of two belongs to it too.
  parser.action((...given: unknown[]) => run({ ...parser.optsWithGlobals(), args: given.slice(0, command.arguments.length) }));
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

async function exitCodeOf(error: unknown, io: Io): Promise<number> {
  // Help that was asked for ends with 0; everything else of commander's is misuse, and it has said so.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.yes : EXIT.usage;
  if (error instanceof Misuse) {
    io.stderr.write(`${error.message}\n(--help says what there is.)\n`);
    return EXIT.usage;
  }
  const { redactor } = await import('./log.ts');
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
  const { commands, groups } = await tableFor(argv);
  for (const [name, summary] of Object.entries(groups)) root.command(name).description(summary);
  for (const command of commands) {
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
