/** What docs/operations.md takes from the code. */
import { VARIABLES } from './env-variables.ts';
import { SERIES } from './web/metrics.ts';

/** Every generated part of the page by its name, as Markdown. */
export const operationsParts = (): Readonly<Record<string, string>> => ({ variables: variablesTable(), metrics: metricsTable() });

function variablesTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, { what, without }]) => `| \`${name}\` | ${what} | ${without} |`);
  return ['| Setting | What it is | Without it |', '| --- | --- | --- |', ...rows].join('\n');
}

function metricsTable(): string {
  const rows = Object.values(SERIES).map(({ name, help, labels }) => {
    const named = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${help} | ${named} |`;
  });
  return ['| Metric | What it says | Labels |', '| --- | --- | --- |', ...rows].join('\n');
}
