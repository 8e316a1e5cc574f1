/** What docs/architecture.md takes from the project: the layers as the test holds them, the tables to add to, and the decisions. */
import { readdirSync } from 'node:fs';
import { fromRoot, textOf } from './docs-files.ts';

/** What each folder does; a test holds that every folder with code has its line. */
export const FOLDERS: Readonly<Record<string, string>> = {
  'src/core': 'decides. Pure: no clock, no waiting, no network; it would run in a browser',
  'src/app': 'runs the loop, by ports; knows no vendor',
  'src/github': 'the only place that knows Octokit: events in, questions and writes out',
  'src/store': 'inbox, queue, limits, index and sessions in a database: PGlite or PostgreSQL',
  'src/web': 'what strangers, machines and people meet over HTTP: deliveries, probes, metrics, the dashboard',
  'src/runner': 'finds out what gates need to know where they are judged: files, commands, requests, checks',
  'src/sandbox': 'GitHub in memory, for tests and for `npm run sandbox`',
  'src/cli': 'the commands of `promotion-bot`',
  'src/setup': 'registers the App',
  action: 'the Action: gates, checks, pull requests, and the bot without a server',
  src: 'roots: they put the rest together, and alone read the environment',
};

const ARCHITECTURE = 'test/architecture.test.ts';

/** The names in a list of that test, lists that it spreads into it included. */
function namesIn(test: string, list: string): readonly string[] {
  const spread = [...list.matchAll(/\.\.\.(\w+)/g)].flatMap(([, name = '']) => {
    const [, inner = ''] = new RegExp(`^const ${name} = \\[([\\s\\S]*?)\\];`, 'm').exec(test) ?? [];
    return namesIn(test, inner);
  });
  return [...[...list.matchAll(/'([^']+)'/g)].map(([, name = '']) => name), ...spread];
}

/** Who may import whom, as the test has it: folders of ours, and packages. */
export function layers(): ReadonlyMap<string, { readonly ours: readonly string[]; readonly packages: readonly string[] }> {
  const test = textOf(ARCHITECTURE);
  const [, table = ''] = /^const MAY[^\n]*\{\n([\s\S]*?)^\};/m.exec(test) ?? [];
  const rows = [...table.matchAll(/^ {2}(\w+): \[(.*)\],$/gm)].map(([, name = '', list = '']) => [name, namesIn(test, list)] as const);
  const known = new Set(rows.map(([name]) => name));
  return new Map(
    rows.map(([name, all]) => [
      `src/${name}`,
      { ours: all.filter((one) => known.has(one)), packages: all.filter((one) => !known.has(one)) },
    ]),
  );
}

const spans = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function layersTable(): string {
  const held = layers();
  const rows = Object.entries(FOLDERS).map(([folder, does]) => {
    const { ours, packages } = held.get(folder) ?? { ours: ['everything'], packages: [] };
    const others = ours.filter((one) => `src/${one}` !== folder);
    const mine = held.has(folder) ? spans(others.map((one) => `src/${one}`)) : 'everything';
    return `| \`${folder}\` | ${does} | ${mine || 'nothing'} | ${spans(packages)} |`;
  });
  return ['| Folder | What it does | Of ours it may import | Packages |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function decisionsList(): string {
  const names = readdirSync(fromRoot('.github/decisions')).filter((name) => name.endsWith('.md'));
  return names
    .toSorted()
    .map((name) => {
      const [title = ''] = textOf(`.github/decisions/${name}`).split('\n');
      return `* [${title.replace(/^# /, '')}](../.github/decisions/${name})`;
    })
    .join('\n');
}

/** Every generated part of the page by its name, as Markdown. */
export const architectureParts = (): Readonly<Record<string, string>> => ({ layers: layersTable(), decisions: decisionsList() });
