/** How the server says whether it can be sent work, and how it ends: in order, at once, or because something broke. */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { Client } from 'pg';
import { createLog } from '../../src/log.ts';
import { shutDown } from '../../src/shutdown.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { startPostgres } from '../harness/postgres.ts';
import { ENV, headers, house, SECRET, slow, wire } from '../harness/server.ts';
import { eventually } from '../harness/stage.ts';

describe('probes', () => {
  test('/livez and /healthz say that the process answers', async () => {
    const home = await house({}, { readiness: async () => 'nothing works' });
    for (const path of ['/livez', '/healthz', '/livez?from=probe']) {
      const answer = await fetch(`${home.server.url}${path}`);
      expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
    }
    expect((await fetch(`${home.server.url}/livez`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${home.server.url}/readyz`, { method: 'POST' })).status).toBe(404);
    await home.server.close();
  });

  const never = () => new Promise<undefined>(() => {});
  test.each([
    ['nothing is in the way', async () => undefined, 200, 'ready\n'],
    ['something is', async () => 'the database does not answer', 503, 'Not ready: the database does not answer.\n'],
    ['asking fails', () => Promise.reject(new Error('password wrong')), 503, 'Not ready: asking failed. The log says why.\n'],
    ['asking takes for ever', never, 503, 'Not ready: no answer came in time.\n'],
  ])('/readyz, when %s', async (_what, readiness, status, text) => {
    const home = await house({}, { readiness, limits: { readiness: 30 } });
    const answer = await fetch(`${home.server.url}/readyz`);
    expect([answer.status, await answer.text()]).toEqual([status, text]);
    await home.server.close();
  });

  test('/readyz says no to whoever is still connected while the server stops', async () => {
    const home = await house();
    const { socket, said } = home.socket('GET /readyz HTTP/1.1\r\nhost: localhost\r\n');
    // What was sent before is read before.
    await fetch(`${home.server.url}/livez`);
    const closing = home.server.close();
    socket.write('\r\n');
    expect(await said).toMatch(/^HTTP\/1\.1 503 [\s\S]*Not ready: this server is stopping\.\n$/);
    await closing;
  });

  test('the delivery under way is taken, and its connection ends with it', async () => {
    const { bot, here, finish } = slow();
    const home = await house({}, { bot });
    const { said } = home.socket(`${wire({ ...headers('{}'), 'content-length': '2' })}\r\n{}`);
    await here;
    const closing = home.server.close();
    finish();
    expect(await said).toMatch(/^HTTP\/1\.1 202 [\s\S]*Connection: close[\s\S]*accepted\n$/);
    await closing;
  });
});

describe('metrics', () => {
  const figures = async (inbox?: Parameters<typeof createMetrics>[0]) =>
    (await createMetrics(inbox).page()).split('\n').filter((line) => line.startsWith('promotion_bot_inbox'));

  test('the inbox is asked for each page', async () => {
    let waiting = 0;
    const metrics = createMetrics({
      inbox: async () => {
        waiting += 1;
        return { waiting, oldestSeconds: 1.5, dead: 2 };
      },
    });
    await metrics.page();
    const page = await metrics.page();
    for (const line of ['waiting 2', 'oldest_seconds 1.5', 'dead 2', 'unreadable 0'])
      expect(page).toContain(`\npromotion_bot_inbox_${line}\n`);
  });

  test('an inbox that cannot be asked is no empty one, and the page comes all the same', async () => {
    const lines = await figures({ inbox: () => Promise.reject(new Error('an outage')) });
    // However it is written, Prometheus reads it as no number.
    expect(lines.toSorted()).toEqual([
      'promotion_bot_inbox_dead Nan',
      'promotion_bot_inbox_oldest_seconds Nan',
      'promotion_bot_inbox_unreadable 1',
      'promotion_bot_inbox_waiting Nan',
    ]);
    expect(await figures()).toEqual([]);
  });

  test('what is told is what is shown', async () => {
    const metrics = createMetrics();
    metrics.handled(1_200);
    metrics.spent(7, 'content', 2);
    metrics.spent(7, 'content', 1);
    metrics.spent(undefined, 'read', 1);
    metrics.left(7, 4_990);
    metrics.delivered('issues', 'doubled');
    const page = await metrics.page();
    for (const line of [
      'handle_seconds_sum 1.2',
      'handle_seconds_bucket{le="2.5"} 1',
      'handle_seconds_bucket{le="1"} 0',
      'github_requests_total{installation="7",kind="content"} 3',
      'github_requests_total{installation="app",kind="read"} 1',
      'github_requests_left{installation="7"} 4990',
      'deliveries_total{event="issues",outcome="doubled"} 1',
    ])
      expect(page).toContain(`\npromotion_bot_${line}\n`);
  });
});

describe('shutting down', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', write: (line) => lines.push(JSON.parse(line).msg) });
  const server = { close: async () => void lines.push('closed') };

  test('the door is closed first, then the workers stop', async () => {
    lines.length = 0;
    expect(await shutDown({ server, log, stop: async () => void lines.push('stopped working') })).toBe(true);
    expect(lines).toEqual(['Stopping: what is under way is finished first', 'closed', 'stopped working', 'Stopped']);
  });

  test('workers that do not come to an end are left behind in time', async () => {
    lines.length = 0;
    expect(await shutDown({ server, log, stop: () => new Promise(() => {}), limit: 20 })).toBe(false);
    expect(lines.at(-1)).toMatch(/^Stopped before everything was finished/);
  });

  test('an error on the way is told, and is an end all the same', async () => {
    lines.length = 0;
    expect(await shutDown({ server, log, stop: () => Promise.reject(new Error('torn')) })).toBe(false);
    expect(lines.at(-1)).toMatch(/^Stopped with an error/);
  });
});

describe('the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'process-'));
  // Beside the files that pages bring along, as it finds them.
  const program = join(folder, 'web', 'program', 'cli.mjs');
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    const kind = { bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'error' } as const;
    cpSync('src/web/assets', join(folder, 'web', 'assets'), { recursive: true });
    await build({ ...kind, entryPoints: ['src/cli.ts'], outfile: program });
  });
  afterAll(() => {
    for (const one of running) one.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const settings = {
    APP_ID: '1',
    PRIVATE_KEY: ENV.privateKey,
    LEDGER_KEY: key,
    WEBHOOK_SECRET: SECRET,
    PORT: '0',
    GHE_HOST: '127.0.0.1:1',
  };
  const breaks = `data:text/javascript,process.on('SIGUSR2',()=>{Promise.reject(new Error('nobody caught ${SECRET}'))})`;

  /** A server of its own that listens; `printed` resolves with what the log says as soon as it matches. */
  async function starts(more: Readonly<Record<string, string>> = {}) {
    const data = join(folder, `data-${running.length}`);
    await putEmptyDatabase(data);
    const child = spawn(process.execPath, [`--import=${breaks}`, program, 'start'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...settings, DATA_DIR: data, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    const out: string[] = [];
    const printed = (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(out.join(''));
          if (match) resolve(match);
        };
        child.stdout.on('data', look);
        child.on('exit', () => reject(new Error(`it ended: ${out.join('')}`)));
        look();
      });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => out.push(String(piece)));
    const ended = new Promise<number | string | null>((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
    const [, port = ''] = await printed(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
    return { child, printed, ended, port: Number(port), out: () => out.join('') };
  }

  // Falls without: src/cli.ts, `stop.abort()` at a signal
  test('a signal ends it in order', async () => {
    const { child, ended, out } = await starts();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(out()).toContain('"msg":"Stopped"');
  });

  // Falls without: src/cli.ts, `process.exit` at the second signal: then it waits for the sender
  test('a second signal, another one, ends it at once', async () => {
    const { child, printed, ended, port } = await starts();
    const sender = connect(port, '127.0.0.1');
    sender.on('error', () => {}).write(`${wire({ ...headers('{}'), 'content-length': '1000' })}\r\n{`);
    // The server has read it when it has answered what came after.
    await fetch(`http://127.0.0.1:${port}/livez`);
    child.kill('SIGTERM');
    await printed(/"msg":"Stopping/);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    sender.destroy();
  });

  // Falls without: src/cli.ts, endOnUncaught: then Node prints the error as it is, secret and all
  test('what nobody caught ends it with 1 and one line, in which no secret is', async () => {
    const { child, ended, out } = await starts();
    child.kill('SIGUSR2');
    expect(await ended).toBe(1);
    const lines = out().trim().split('\n');
    const last: unknown = JSON.parse(lines.at(-1) ?? '');
    expect(last).toMatchObject({ level: 'fatal', msg: expect.stringMatching(/^Ending: /), err: { message: 'nobody caught [redacted]' } });
    expect(out()).not.toContain(SECRET);
  });

  test('a database that goes away ends it with 1, and one line that does not call it a bug', async () => {
    const cluster = await startPostgres();
    const url = await cluster.fresh();
    const { ended, out } = await starts({ DATABASE_URL: url });
    const client = new Client({ connectionString: url });
    await client.connect();
    // It shows that it lives a moment after it listens.
    await eventually(
      async () => (await client.query("select from pg_locks where locktype = 'advisory' and objsubid = 2 and granted")).rowCount,
      (locks) => locks === 1,
    );
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await client.end();
    expect(await ended).toBe(1);
    const fatal = out()
      .trim()
      .split('\n')
      .filter((line) => line.includes('"level":"fatal"'));
    expect(fatal.map((line) => JSON.parse(line).msg)).toEqual([expect.stringMatching(/^Ending at once: .*start it again/)]);
    await cluster.stop();
  });
});
