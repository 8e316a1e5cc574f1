/** What docs/action.md takes from action/action.yml. */
import { parse } from 'yaml';
import * as z from 'zod';
import { textOf } from './docs-files.ts';

/** Every generated part of the page by its name, as Markdown. */
export const actionParts = (): Readonly<Record<string, string>> => ({ steps: steps(), inputs: inputsTable(), outputs: outputsTable() });

/** The steps that judge, as the template has them. */
function steps(): string {
  const [, block = ''] = /^ {4}steps:\n([\s\S]*?)\n\n {6}# Always/m.exec(textOf('templates/workflows/promotion-gates.yml')) ?? [];
  const lines = block.split('\n').filter((line) => !/^ *#/.test(line) && line !== '');
  return `\`\`\`yml\n${lines.join('\n')}\n\`\`\``;
}

const described = z.record(z.string(), z.object({ description: z.string(), default: z.string().optional() }));
const action = z.object({ inputs: described, outputs: described });
const readAction = (): z.infer<typeof action> => action.parse(parse(textOf('action/action.yml')));
/** As a cell of a table shows it, angle brackets too. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const inputsTable = (): string =>
  [
    '| Input | What it is | Default |',
    '| --- | --- | --- |',
    ...Object.entries(readAction().inputs).map(
      ([name, { description, default: value }]) => `| \`${name}\` | ${cell(description)} | ${value === undefined ? '' : `\`${value}\``} |`,
    ),
  ].join('\n');

const outputsTable = (): string =>
  [
    '| Output | What it is |',
    '| --- | --- |',
    ...Object.entries(readAction().outputs).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`),
  ].join('\n');
