/** What docs/action.md takes from action/action.yml. */
import { parse } from 'yaml';
import * as z from 'zod';
import { textOf } from './docs-files.ts';

/** Every generated part of the page by its name, as Markdown. */
export const actionParts = (): Readonly<Record<string, string>> => ({ inputs: inputsTable(), outputs: outputsTable() });

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
