/** Names that lead to where clouds hand out credentials. The resolver is ours, in a process of its own; nothing else is. */
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';

/** Each list is one answer of the resolver; the last one is given from then on. */
const NAMES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'fine.test': [['127.0.0.1']],
  'metadata.test': [['169.254.169.254']],
  'metadata6.test': [['fd00:ec2::254']],
  'mapped.test': [['::ffff:169.254.169.254']],
  'mixed.test': [['127.0.0.1', '169.254.169.254']],
  // The first answer is for whoever looks, the second would be for whoever connects.
  'rebinding.test': [['127.0.0.1'], ['169.254.169.254']],
};

const SCRIPT = `import dns from 'node:dns';
import { createServer } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
const { names } = JSON.parse(process.env.ASKED);
const looked = [];
const server = createServer((_request, response) => response.end('{"status":"ok"}'));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
dns.lookup = (name, options, answer) => {
  const answers = names[name];
  const now = answers[Math.min(looked.filter((one) => one === name).length, answers.length - 1)];
  looked.push(name);
  const all = now.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  if (options.all) answer(null, all);
  else answer(null, all[0].address, all[0].family);
};
syncBuiltinESMExports();
const { http, prometheus } = await import('./src/runner/http.ts');
const found = {};
for (const name of Object.keys(names)) {
  const url = 'http://' + name + ':' + server.address().port;
  const get = await http(async () => {}, { url, retries: 0, timeoutSeconds: 1 });
  const lookups = looked.filter((one) => one === name).length;
  found[name] = { get, lookups, query: await prometheus({ url, token: 'canary' }, { query: 'up' }) };
}
console.log(JSON.stringify(found));
server.close();`;

const stdin = { contents: SCRIPT, resolveDir: process.cwd() };
const made = await build({ stdin, bundle: true, platform: 'node', format: 'esm', write: false });
const input = made.outputFiles[0]?.text ?? '';
const env = { ...process.env, ASKED: JSON.stringify({ names: NAMES }) };
const found = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-'], { input, env, encoding: 'utf8' }));
const REFUSED = { ok: false, error: { message: expect.stringContaining('clouds hand out credentials') } };

test('a name that leads elsewhere is asked as ever', () => {
  expect(found['fine.test']).toMatchObject({ get: { ok: true, value: { status: 200 } }, query: { ok: true } });
});

// Falls without: checkedLookup in src/runner/http.ts.
test.each(['metadata.test', 'metadata6.test', 'mapped.test', 'mixed.test'])('attack 80: %s is never asked', (name) => {
  expect(found[name]).toMatchObject({ get: REFUSED, query: REFUSED });
});

// Falls without: looking and connecting in one, so that there is no second answer between them.
test('attack 80: a name that changes its mind is looked up once a request, and what was looked at is what is used', () => {
  expect(found['rebinding.test']).toMatchObject({ get: { ok: true }, lookups: 1, query: REFUSED });
});
