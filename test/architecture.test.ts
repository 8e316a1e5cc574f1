/** The wall: who may import whom, no cycles, nothing long, a core that is deaf and blind. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from '@swc/core';

const root = resolve(import.meta.dirname, '..');
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
const source = [...filesIn('src'), ...filesIn('action')];
const all = [...source, ...filesIn('test')];
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  /** By `import()`, when it is needed. */
  readonly isLate: boolean;
}

/** Every import of a file, those at run time (`import()`) included; relative ones as paths from the root. */
function importsOf(file: string): readonly Import[] {
  const text = textOf(file);
  const fixed = [...text.matchAll(/^(?:import|export)\s(?:(type)\s)?(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]/gm)];
  const late = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => ({
    from: match[1] ?? '',
    typeOnly: false,
    isLate: true,
  }));
  const read = [...fixed.map((match) => ({ from: match[2] ?? '', typeOnly: match[1] === 'type', isLate: false })), ...late];
  return read.map((one) => (one.from.startsWith('.') ? { ...one, from: relative(root, resolve(root, dirname(file), one.from)) } : one));
}

/** Packages the core may use: pure ones, that run in a browser as well. */
const PURE = [
  'zod',
  'yaml',
  'saxes',
  'picomatch',
  'canonicalize',
  'fastest-levenshtein',
  'rrule-temporal',
  'temporal-polyfill',
  'semver',
  'hono/html',
  'micromark',
  'micromark-extension-gfm',
];
const OCTOKIT = [
  'probot',
  'octokit-auth-probot',
  '@octokit/core',
  '@octokit/request',
  '@octokit/rest',
  '@octokit/webhooks-methods',
  'oauth4webapi',
  'yauzl',
  'zod',
  'node:*',
];
/** What the pages of the sandbox are made with. */
const PAGES = ['hono', '@hono/node-server', 'micromark', 'micromark-extension-gfm', 'yaml'];
/** Folder -> what it may import: folders of ours, and packages. A root is a file right in `src`, or the table of commands in `src/cli`. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: ['core', ...PURE],
  app: ['app', 'core', 'node:crypto'],
  github: ['github', 'app', 'core', ...OCTOKIT],
  runner: ['runner', 'github', 'core', 'picomatch', 'yauzl', 'zod', 'node:*'],
  store: ['store', 'app', 'core', '@electric-sql/pglite', 'graphile-worker', 'kysely', 'pg', 'zod', 'node:*'],
  web: ['web', 'app', 'core', 'prom-client', 'hono', '@hono/node-server', 'echarts', 'badge-maker', 'zod', 'node:*'],
  sandbox: ['sandbox', 'app', 'core', 'graphql', 'ajv', 'ajv-formats', '@octokit/*', 'marked', 'marked-terminal', ...PAGES, 'node:*'],
};
/** `src/sandbox/start.ts` and `stage.ts` raise the whole: they are roots that lie beside what they start. */
const ROOTS = /^(?:src\/([^/]+\.ts|cli\/.+|setup\/.+|sandbox\/(?:start|stage)\.ts)|action\/.+)$/;

function isAllowed(layer: string, { from }: Import): boolean {
  const mine = /^src\/([^/]+)\//.exec(from)?.[1];
  return (MAY[layer] ?? []).some((allowed) => {
    if (mine !== undefined) return allowed === mine && !ROOTS.test(from);
    return allowed.endsWith('*') ? from.startsWith(allowed.slice(0, -1)) : from === allowed || from.startsWith(`${allowed}/`);
  });
}

test.each(source.filter((file) => !ROOTS.test(file)))('%s imports only what it may', (file) => {
  const layer = file.split('/')[1] ?? '';
  expect(importsOf(file).filter((one) => !isAllowed(layer, one))).toEqual([]);
});

test('nothing but roots and tests imports a root', () => {
  const guilty = source
    .filter((file) => !ROOTS.test(file))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ from }) => ROOTS.test(from))
        .map(({ from }) => `${file} -> ${from}`),
    );
  expect(guilty).toEqual([]);
});

test('only roots read the environment', () => {
  const reading = /\bprocess\.(env|argv|exit|cwd)\b/;
  expect(source.filter((file) => !ROOTS.test(file) && reading.test(textOf(file)))).toEqual([]);
});

test('there is no cycle, not even of types', () => {
  const arrows = new Map(all.map((file) => [file, importsOf(file).map(({ from }) => from)]));
  const done = new Set<string>();
  const cycleFrom = (file: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    const found = (arrows.get(file) ?? []).map((next) => cycleFrom(next, [...trail, file])).find((cycle) => cycle !== undefined);
    done.add(file);
    return found;
  };
  expect(all.flatMap((file) => cycleFrom(file, []) ?? [])).toEqual([]);
});

/** Files, and all that is loaded with them. */
function loadedWith(files: readonly string[]): ReadonlySet<string> {
  const loaded = new Set(files);
  // A set hands out what is added while it is walked through.
  for (const file of loaded)
    for (const { from, typeOnly, isLate } of importsOf(file)) if (from.endsWith('.ts') && !typeOnly && !isLate) loaded.add(from);
  return loaded;
}

test('the benchmarks run without Jest, and so does everything they need', () => {
  const loaded = loadedWith(filesIn('test/bench'));
  expect(loaded.has('test/harness/story.ts')).toBe(true);
  expect([...loaded].filter((file) => importsOf(file).some(({ from }) => from.startsWith('@jest/')))).toEqual([]);
});

test('commands about the map of agents, which scripts call again and again, load no settings of a repository', () => {
  const loaded = loadedWith(['src/cli/agents.ts', 'src/cli/agents-set.ts']);
  expect(loaded.has('src/core/views/config-problem.ts')).toBe(true);
  expect([...loaded].filter((file) => /^src[/]core[/](config|config-rules|window)[.]ts$/.test(file))).toEqual([]);
});

test('the core is deaf and blind: no clock, no chance, no waiting, no world', () => {
  const impure =
    /\b(Date\.now|new Date\(\)|Math\.random|process\.|console\.|fetch\(|setTimeout|setInterval|async |await |globalThis)|\bclass [A-Z]/;
  const found = source
    .filter((file) => file.startsWith('src/core/'))
    .flatMap((file) => codeLines(textOf(file)).flatMap((line, n) => (impure.test(line) ? [`${file}:${n + 1} ${line.trim()}`] : [])));
  expect(found).toEqual([]);
});

/** Lines with comments blanked: a comment may speak of clocks. */
const codeLines = (text: string): readonly string[] =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .split('\n')
    .map((line) => line.replace(/\/\/.*$/, ''));

test('what is loaded late is loaded one after the other: under Node.js 20 the loader of the tests stumbles over two at a time', () => {
  expect(source.filter((file) => /Promise\.all\(\[\s*import\(/.test(textOf(file)))).toEqual([]);
});

test('no file is longer than 300 lines', () => {
  expect(all.filter((file) => textOf(file).split('\n').length > 301)).toEqual([]);
});

test('no drawer is called utils or helpers, and every file is kebab-case', () => {
  const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/;
  expect(all.filter((file) => /utils?|helpers?/.test(file) || !name.test(file.split('/').at(-1) ?? ''))).toEqual([]);
});

test.each(source)('%s has no function over 60 lines or with more than 4 parameters', async (file) => {
  const text = textOf(file);
  const tree = await parse(text, { syntax: 'typescript', target: 'es2022' });
  const long = functionsIn(tree).filter(({ span, params }) => lineOf(text, span.end) - lineOf(text, span.start) >= 60 || params.length > 4);
  expect(long.map(({ span }) => `line ${lineOf(text, span.start)}`)).toEqual([]);
});

interface Span {
  readonly start: number;
  readonly end: number;
}
interface FunctionNode {
  readonly span: Span;
  readonly params: readonly unknown[];
}

/** The parser counts bytes, from 1. */
const lineOf = (text: string, position: number): number =>
  Buffer.from(text)
    .subarray(0, position - 1)
    .toString()
    .split('\n').length;

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassMethod', 'MethodProperty', 'Constructor'];

function functionsIn(node: unknown): readonly FunctionNode[] {
  if (Array.isArray(node)) return node.flatMap(functionsIn);
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(functionsIn);
  const {
    type,
    span,
    params,
    function: method,
  } = node as { type?: string; span?: Span; params?: readonly unknown[]; function?: FunctionNode };
  if (!type || !FUNCTIONS.includes(type) || !span) return inner;
  return [{ span, params: params ?? method?.params ?? [] }, ...inner];
}
