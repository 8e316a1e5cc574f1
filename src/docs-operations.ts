/** What docs/operations.md takes from the code. */

import { textOf } from './docs-files.ts';
import { VARIABLES } from './env-variables.ts';
import { SERIES } from './web/metrics.ts';

/** Every generated part of the page by its name, as Markdown. */
export const operationsParts = (): Readonly<Record<string, string>> => ({
  variables: variablesTable(),
  metrics: metricsTable(),
  costs: costs(`${textOf('test/scenario/requests.test.ts')}${textOf('test/contract/gate-costs.test.ts')}`),
});

/** What a promotion costs is asserted by tests, and their titles say how much. */
const costs = (test: string): string =>
  [...test.matchAll(/^test\('(.*\bcosts?\b.*)', /gm)]
    .map(([, title = '']) => `* ${title.charAt(0).toUpperCase()}${title.slice(1)}`)
    .join('\n');

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
