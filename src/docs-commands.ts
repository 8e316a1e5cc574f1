/** What docs/commands.md takes from the tables of commands: what people say on an issue, and what they type. */
import type { Command } from './cli/command.ts';
import { COMMANDS } from './cli/index.ts';
import { commands } from './core/commands/index.ts';
import { helpText } from './core/views/answers.ts';
import { COMMAND_WORDS, type CommandWords } from './docs-command-words.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** @throws for a command that nobody has described yet. */
function wordsOf(name: string): CommandWords {
  const words = COMMAND_WORDS[name];
  if (words === undefined)
    throw new Error(`"promotion-bot ${name}" has no example and no exit codes. Add them to src/docs-command-words.ts.`);
  return words;
}

function tableOf({ arguments: args, options }: Command): readonly string[] {
  const rows = [
    ...args.map(({ syntax, summary }) => `| \`${syntax}\` | ${cell(summary)} |`),
    ...options.map(({ flags, summary }) => `| \`${flags}\` | ${cell(summary)} |`),
  ];
  return rows.length === 0 ? [] : [['| Argument or option | What it is |', '| --- | --- |', ...rows].join('\n')];
}

function sectionOf(command: Command): string {
  const { example, codes, more } = wordsOf(command.name);
  const ends = Object.entries(codes).map(([code, meaning]) => `**${code}** ${meaning}`);
  return [
    `### promotion-bot ${command.name}`,
    [command.summary, ...(more === undefined ? [] : [more])].join(' '),
    ...tableOf(command),
    `Ends with: ${ends.join('; ')}.`,
    `\`\`\`sh\n${example.join('\n')}\n\`\`\``,
  ].join('\n\n');
}

const anchorOf = (name: string): string => `promotion-bot-${name.replaceAll(' ', '-')}`;

function contents(): string {
  const rows = COMMANDS.map(({ name, summary }) => `| [\`${name}\`](#${anchorOf(name)}) | ${cell(summary)} |`);
  return ['| Command | What it does |', '| --- | --- |', ...rows].join('\n');
}

/** Every generated part of the page by its name, as Markdown. */
export const commandsParts = (): Readonly<Record<string, string>> => ({
  said: helpText(commands).markdown,
  'said-examples': `For instance: ${commands.map(({ example }) => `\`${example}\``).join(', ')}.`,
  contents: contents(),
  cli: COMMANDS.map(sectionOf).join('\n\n'),
});
