/** What carries the server (image, compose file, Kubernetes manifest, alerts) is held to the code, because no engine runs them here. */
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import picomatch from 'picomatch';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { VARIABLES } from '../../src/env-variables.ts';
import { LIVE_PATH, METRICS_PATH, READY_PATH, WEBHOOKS_PATH } from '../../src/server.ts';
import { LARGEST_PAYLOAD } from '../../src/web/body.ts';
import { SERIES } from '../../src/web/metrics.ts';

const textOf = (path: string): string => readFileSync(path, 'utf8');
const manifest: Readonly<Record<'scripts' | 'dependencies' | 'optionalDependencies', Readonly<Record<string, string>>>> = JSON.parse(
  textOf('package.json'),
);

const dockerfile = textOf('Dockerfile');
/** The instructions of the Dockerfile, lines joined. */
const instructions = dockerfile
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));
const all = (name: string): readonly string[] => instructions.filter((one) => one.name === name).map(({ rest }) => rest);

describe('Dockerfile', () => {
  test('every stage begins with the same pinned Node.js, no older than package.json asks for', () => {
    expect(new Set(all('FROM').map((from) => from.split(/[ @]/)[0]))).toEqual(new Set(['node:20.18.1-bookworm-slim']));
    expect(textOf('package.json')).toContain('"node": ">=20.18.1"');
  });

  test('what is copied from here is here, and reaches the builder', () => {
    const [, ...kept] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const sources = all('COPY')
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((path) => !existsSync(path))).toEqual([]);
    expect(sources.filter((path) => !kept.includes(`!${path}`))).toEqual([]);
    expect(kept.filter((line) => !sources.includes(line.slice(1)))).toEqual([]);
    expect(kept.filter((line) => picomatch.isMatch('.env', line.slice(1)))).toEqual([]);
  });

  test('what the stages take from each other is made there', () => {
    const taken = all('COPY').flatMap((rest) => /^--from=(\w+) \/app\/(\S+)/.exec(rest)?.slice(1) ?? []);
    expect(taken).toEqual(['packages', 'node_modules', 'build', 'dist']);
    const scripts = all('RUN').flatMap((rest) => /^npm run (\S+)/.exec(rest)?.[1] ?? []);
    expect(scripts).toEqual(['build']);
    // What the build reads lies in what is copied before it.
    const read = [...(manifest.scripts['build'] ?? '').matchAll(/-p (\S+)|cpSync\('([^']+)'/g)].map(
      ([, project, file]) => project ?? file ?? '',
    );
    expect(read.filter((path) => !path.startsWith('src/') && !dockerfile.includes(`COPY ${path} `))).toEqual([]);
    expect(read.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('it runs as nobody in particular, keeps its data in the volume, and starts the program of package.json', () => {
    expect([all('USER'), all('VOLUME'), all('WORKDIR').at(-1)]).toEqual([['node'], ['/data'], '/']);
    const { bin } = JSON.parse(textOf('package.json'));
    expect(JSON.parse(all('ENTRYPOINT')[0] ?? '')).toEqual(['node', `/app/${bin['promotion-bot']}`]);
    expect(JSON.parse(all('CMD').at(-1) ?? '')).toEqual(['start']);
    // Every step after USER is the user's.
    expect(instructions.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(instructions.findLastIndex(({ name }) => name === 'RUN'));
  });

  test('its variables are ours, and its ports and its probe are those of the server', () => {
    const set = [...(all('ENV')[0] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]);
    expect(Object.fromEntries(set)).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '3000' });
    expect(all('EXPOSE')).toEqual(['3000']);
    expect(all('HEALTHCHECK')[0]).toContain(`$\{process.env.PORT}${LIVE_PATH}\``);
  });

  /** Packages that the server loads, by the imports that are followed from its start. */
  function packagesOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
    const found = new Set<string>();
    if (seen.has(file)) return found;
    seen.add(file);
    // A sandbox needs optional packages, and says so.
    const text = textOf(file).replaceAll(/await import\('\.\.\/sandbox\/start\.ts'\)/g, '');
    const imports = /^(?:import|export)\s(?!type\b)(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
    for (const [, fixed, late] of text.matchAll(imports)) {
      const from = fixed ?? late ?? '';
      if (from.startsWith('.')) for (const one of packagesOf(relative('.', resolve(dirname(file), from)), seen)) found.add(one);
      else if (!isBuiltin(from)) found.add(/^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from);
    }
    return found;
  }

  test('every package that the program loads is one for production, and none is optional', () => {
    const loaded = [...packagesOf(join('src', 'cli.ts'))];
    expect(loaded).toEqual(expect.arrayContaining(['probot', 'commander', 'prom-client']));
    expect(loaded.filter((name) => manifest.dependencies[name] === undefined)).toEqual([]);
    expect(loaded.filter((name) => manifest.optionalDependencies[name] !== undefined)).toEqual([]);
  });
});

const named = z.record(z.string(), z.unknown());

describe('compose.yaml', () => {
  const text = textOf('compose.yaml');
  const service = z.looseObject({ image: z.string(), environment: named.optional() });
  const file = z
    .looseObject({ services: z.record(z.string(), service), configs: z.object({ door: z.object({ content: z.string() }) }) })
    .parse(parse(text, { merge: true }));
  const bots = Object.entries(file.services).filter(([name]) => name.startsWith('bot-'));

  test('two servers and the database they share, from what is in the repository', () => {
    expect(bots.map(([name]) => name)).toEqual(['bot-1', 'bot-2']);
    for (const [, bot] of bots) expect(bot).toMatchObject({ build: '.', depends_on: { database: { condition: 'service_healthy' } } });
    // No file but .env and what the build takes: neither a bind mount nor a file of settings.
    expect(text).not.toMatch(/\.\/|env_file|^\s+file:/m);
    for (const { image } of Object.values(file.services))
      expect(image).toMatch(/^(promotion-bot|\w+:\d+\.\d+(\.\d+)?-\w+(@sha256:[0-9a-f]{64})?)$/);
  });

  test('every setting of a server is one, and every variable that people must set is a setting', () => {
    for (const [, { environment = {} }] of bots) {
      expect(Object.keys(environment).filter((name) => VARIABLES[name] === undefined)).toEqual([]);
      for (const [name, { without }] of Object.entries(VARIABLES))
        if (without === 'refuses to start') expect(environment[name]).toMatch(/:\?/);
    }
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name).filter((name) => name !== 'POSTGRES_PASSWORD');
    expect(asked.filter((name) => VARIABLES[name] === undefined)).toEqual([]);
  });

  test('every setting in .env reaches the servers, but where they run and what they keep, which are settled here', () => {
    const settled = ['DATABASE_URL', 'DATA_DIR', 'PORT', 'HOST', 'METRICS_PORT', 'METRICS_HOST'];
    const handedOn = Object.keys(VARIABLES).filter((name) => !settled.includes(name));
    expect(handedOn).toContain('ORGANIZATION_RULES');
    for (const [, { environment = {} }] of bots)
      expect(handedOn.filter((name) => !String(environment[name]).startsWith(`$\{${name}:`))).toEqual([]);
  });

  test('the door sends to both, on their port, lets the largest delivery through, and gives a server time to stop', () => {
    const { content } = file.configs.door;
    const { PORT } = Object.fromEntries([...(all('ENV')[0] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
    expect([...content.matchAll(/server (\S+) /g)].map(([, to]) => to)).toEqual(bots.map(([name]) => `${name}:${PORT}`));
    const largest = Number(/client_max_body_size (\d+)m;/.exec(content)?.[1]);
    expect(largest * 1024 * 1024).toBeGreaterThan(LARGEST_PAYLOAD);
    // A `$` would be taken for a variable of Compose.
    expect(content).not.toContain('$');
    for (const [, bot] of bots) expect(Number.parseInt(String(bot['stop_grace_period']), 10)).toBeGreaterThan(10);
  });
});

describe('templates/kubernetes.yaml', () => {
  const objects = parseAllDocuments(textOf('templates/kubernetes.yaml')).map((document) => {
    expect(document.errors).toEqual([]);
    return z.looseObject({ kind: z.string(), spec: named, metadata: z.looseObject({ name: z.string() }) }).parse(document.toJS());
  });
  const specOf = (kind: string): unknown => objects.find((one) => one.kind === kind)?.spec;
  const port = z.object({ name: z.string(), containerPort: z.int() });
  const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }), timeoutSeconds: z.number().default(1) });
  const container = z.looseObject({
    env: z.array(z.object({ name: z.string(), value: z.string() })),
    ports: z.array(port),
    startupProbe: probe,
    livenessProbe: probe,
    readinessProbe: probe,
    lifecycle: z.object({ preStop: z.object({ exec: z.object({ command: z.tuple([z.literal('sleep'), z.string()]) }) }) }),
  });
  const deployment = z
    .looseObject({
      replicas: z.int(),
      selector: z.object({ matchLabels: named }),
      template: z.looseObject({
        metadata: z.looseObject({ labels: named, annotations: named }),
        spec: z.looseObject({ containers: z.array(container).length(1), terminationGracePeriodSeconds: z.int(), securityContext: named }),
      }),
    })
    .parse(specOf('Deployment'));
  const { template } = deployment;
  const [bot] = template.spec.containers;

  test('all of it is about the same servers', () => {
    expect(objects.map(({ kind }) => kind)).toEqual(['Deployment', 'PodDisruptionBudget', 'Service']);
    expect(deployment.replicas).toBe(2);
    expect(template.metadata.labels).toEqual(deployment.selector.matchLabels);
    expect(specOf('PodDisruptionBudget')).toEqual({ minAvailable: 1, selector: deployment.selector });
    expect(specOf('Service')).toEqual({ selector: template.metadata.labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] });
  });

  test('settings, ports, probes and metrics are those of the server', () => {
    const settings = Object.fromEntries(bot?.env.map(({ name, value }) => [name, value]) ?? []);
    expect(Object.keys(settings).filter((name) => VARIABLES[name] === undefined)).toEqual([]);
    expect(bot?.ports).toEqual([
      { name: 'http', containerPort: Number(all('EXPOSE')[0]) },
      { name: 'metrics', containerPort: Number(settings['METRICS_PORT']) },
    ]);
    expect(bot).toMatchObject({
      startupProbe: { httpGet: { path: LIVE_PATH, port: 'http' } },
      livenessProbe: { httpGet: { path: LIVE_PATH, port: 'http' } },
      readinessProbe: { httpGet: { path: READY_PATH, port: 'http' } },
    });
    // The server itself takes up to 2 seconds to find out.
    expect(bot?.readinessProbe.timeoutSeconds).toBeGreaterThan(2);
    expect(template.metadata.annotations).toMatchObject({
      'prometheus.io/port': settings['METRICS_PORT'],
      'prometheus.io/path': METRICS_PATH,
    });
  });

  test('every setting without which a server does not start is in the Secret that the head tells to make', () => {
    const [head = ''] = textOf('templates/kubernetes.yaml').split('apiVersion:');
    const made = [...head.matchAll(/--from-(?:literal|file)=(\w+)=/g)].map(([, name = '']) => name);
    expect(made.filter((name) => VARIABLES[name] === undefined)).toEqual([]);
    const needed = Object.entries(VARIABLES).flatMap(([name, { without }]) => (without === 'refuses to start' ? [name] : []));
    expect(made).toEqual(expect.arrayContaining([...needed, 'DATABASE_URL']));
  });

  test('it has no right it does not need, and time to stop', () => {
    expect(template.spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
    expect(bot).toMatchObject({
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      resources: { limits: { memory: expect.any(String) } },
    });
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(10 + Number(bot?.lifecycle.preStop.exec.command[1]));
  });
});

describe('the alerts in docs/operations.md', () => {
  const page = textOf('docs/operations.md');
  const [, block = ''] = /```yml\n(groups:[\s\S]*?)```/.exec(page) ?? [];
  const rule = z.strictObject({
    alert: z.string().regex(/^[A-Z]\w+$/),
    expr: z.string(),
    for: z
      .string()
      .regex(/^\d+m$/)
      .optional(),
    annotations: z.strictObject({ summary: z.string().min(20) }),
  });
  const { groups } = z
    .strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })).length(1) })
    .parse(parse(block));
  const expressions = (groups[0]?.rules ?? []).map(({ expr }) => expr);

  test('there is one for each metric, and none for what is no metric', () => {
    const names = Object.values(SERIES).map(({ name }) => String(name));
    const used = expressions.flatMap((expr) => expr.match(/promotion_bot_\w+/g) ?? []).map((name) => name.replace(/_bucket$/, ''));
    expect(new Set(used)).toEqual(new Set(names));
  });

  test('the path of the metrics, of the probes and of GitHub is on the page', () => {
    for (const path of [METRICS_PATH, LIVE_PATH, READY_PATH, WEBHOOKS_PATH]) expect(page).toContain(`\`${path}\``);
  });
});
