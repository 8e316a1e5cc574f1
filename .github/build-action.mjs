/** Bundles the Action into `action/dist`, or the folder that is named. To compile takes long, so what a run can do without lies in files of its own. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';

const [, , outdir = 'action/dist'] = process.argv;
// CommonJS: to import node:crypto into a module loads all of WebCrypto as well.
const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', minify: true, legalComments: 'none', outdir };

/** What main.ts imports while it runs, and main.ts itself. */
const ENTRIES = { index: 'main', run: 'run', bot: 'bot', event: 'event' };

/** What is loaded when something of it is first used: packages with what is used of them, and modules of ours, which are pure: there may be two of one. */
const LATE = {
  calendar: { 'rrule-temporal': ['RRuleTemporal'], 'temporal-polyfill': ['Temporal'] },
  evidence: Object.fromEntries(
    ['read', 'coverage/judge', 'evals/index', 'findings/index', 'performance/index'].map((name) => [
      `src/core/evidence/${name}.ts`,
      undefined,
    ]),
  ),
  proxy: { undici: ['ProxyAgent', 'fetch'] },
  zip: { yauzl: ['fromBufferPromise'] },
};

async function exportsOf(path) {
  const { metafile } = await build({ ...common, entryPoints: [path], format: 'esm', write: false, metafile: true });
  return Object.values(metafile.outputs)[0].exports;
}

/** A CommonJS module whose exports are getters: whoever is bundled with it asks for them where they are used. */
const getters = (file, names) =>
  [
    'exports.__esModule = true;',
    ...names.map((name) => `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => require('./${file}.js').${name} });`),
  ].join('\n');

// @actions/github makes a method of each of GitHub's thousand routes; the Action calls by route.
const instead = new Map([['@octokit/plugin-rest-endpoint-methods', 'export const restEndpointMethods = () => ({});']]);
const late = new Map();
for (const [file, modules] of Object.entries(LATE)) {
  const all = [];
  for (const [name, used] of Object.entries(modules)) {
    const names = used ?? (await exportsOf(name));
    instead.set(name, getters(file, names));
    all.push(`export { ${names.join(', ')} } from '${used ? name : `./${name}`}';`);
  }
  late.set(file, all.join('\n'));
}

const apart = {
  name: 'apart',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind, namespace, resolveDir }) => {
      if (namespace === 'instead') return { path, external: true };
      const [entry] = Object.entries(ENTRIES).find(([, file]) => kind === 'dynamic-import' && file === basename(path, '.ts')) ?? [];
      if (entry) return { path: `./${entry}.js`, external: true };
      const ours = relative(process.cwd(), join(resolveDir, path));
      return instead.has(ours) ? { path: ours, namespace: 'instead' } : undefined;
    });
    onResolve({ filter: /^[@a-z]/ }, ({ path }) => (instead.has(path) ? { path, namespace: 'instead' } : undefined));
    onLoad({ filter: /./, namespace: 'instead' }, ({ path }) => ({ contents: instead.get(path) }));
  },
};

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
for (const [entry, file] of Object.entries(ENTRIES))
  await build({
    ...common,
    entryPoints: { [entry]: `action/${file}.ts` },
    plugins: [apart],
    supported: { 'dynamic-import': false },
    // Its modules can be left out one by one.
    alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
  });
for (const [file, contents] of late) await build({ ...common, stdin: { contents, resolveDir: process.cwd() }, entryNames: file });
