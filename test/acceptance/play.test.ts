/** `npm run sandbox` as people meet it: a play that plays itself, and a terminal that is typed into. Two real servers on loopback. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { runSandbox, type SandboxOptions } from '../../src/sandbox/start.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { cliWorld } from './cli-world.ts';

const home = mkdtempSync(join(tmpdir(), 'promotion-bot-play-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let made = 0;

/** A sandbox in which nothing has happened yet, with an index that was made before. */
async function empty(): Promise<Pick<SandboxOptions, 'play' | 'empty' | 'folder'>> {
  made += 1;
  const folder = join(home, String(made));
  await putEmptyDatabase(folder);
  return { play: undefined, empty: true, folder };
}

/** Somebody who types one line after another and leaves. */
async function types(...given: readonly (string | Pick<SandboxOptions, 'empty'>)[]) {
  const lines = given.filter((one) => typeof one === 'string');
  const how = given.find((one) => typeof one !== 'string');
  const world = cliWorld({}, [lines.map((line) => `${line}\n`).join('')]);
  const code = await runSandbox({ ...(await empty()), ...how, port: undefined }, world.io);
  // What is printed after each prompt; the first is the welcome.
  return { code, welcome: world.out().split('\n> ')[0] ?? '', answers: world.out().split('\n> ').slice(1) };
}

test.each(['', 'promotion'])('the play "%s" ends PROMOTED, with 0, and shows the whole issue', async (play) => {
  const world = cliWorld();
  expect(await runSandbox({ play, port: undefined }, world.io)).toBe(0);
  const thread = world.out();
  const told = [
    'Promote agent_orchestration to staging #1  [closed]',
    '(status:promoted)',
    '✅ Promoted: agent_orchestration v1.4.0, development → staging',
    'alice asked to promote agent_orchestration to staging.',
    'alice, you asked for this promotion, so somebody else has to approve.',
    'bob approved as tech-lead',
    'carol approved as qa',
    '🎉 Promoted.',
    'Ended as it should',
  ];
  const places = told.map((words) => thread.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  // No Markdown is left over, and no colours where none are wanted.
  expect(thread).not.toContain('\u001b');
  expect(thread).not.toMatch(/<!--|<details>|<sub>|```|\]\(http|\*\*/);
  expect(world.err()).toBe('');
});

test('the play "rollback" ends ROLLED_BACK, with 0, and tells who did what when, what ran, and how much was asked', async () => {
  const world = cliWorld();
  expect(await runSandbox({ play: 'rollback', port: undefined }, world.io)).toBe(0);
  const told = [
    'alice asks for v1.5.0 in staging',
    'bob says /approve',
    '✅ bob approved as tech-lead.',
    'deploy.yml ran for v1.5.0 (forward): success',
    'The panel says: 👀 Promoted, and watched: agent_orchestration v1.5.0',
    'check.yml ran for v1.5.0 (watch): success, 23 times',
    'alice asks for v1.6.0 in staging',
    'The panel says: 👀 Promoted, and watched: agent_orchestration v1.6.0',
    'the shop begins to answer 503',
    'check.yml ran for v1.6.0 (watch): failure',
    'deploy.yml ran for v1.5.0 (back): success',
    '↩️ The bot takes this version back because a check of the watch failed: v1.5.0',
    '↩️ Rolled back to v1.5.0.',
    'The panel says: ↩️ Rolled back: agent_orchestration v1.6.0',
    '#2  closed  Promote agent_orchestration to staging',
    '#3  open    Rollback agent_orchestration from staging',
    'Ended as it should: status:rolled-back.',
  ];
  const places = told.map((words) => world.out().indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(world.out()).toMatch(/\n▶ \d{4}-\d\d-\d\d \d\d:\d\d UTC · carol says \/approve\n/);
  expect(world.out()).toMatch(
    /\nThe bot asked GitHub \d+ times in all: \d+ times to read, \d+ times to change something or for a token\.\n/,
  );
  expect(world.out()).not.toMatch(/<!--|<details>|<sub>|```|\]\(http|\*\*/);
  expect(world.err()).toBe('');
});

test('the play "agent" ends PROMOTED, with 0: evals, one approval, an engine, and a commit that writes it into the map', async () => {
  const world = cliWorld();
  expect(await runSandbox({ play: 'agent', port: undefined }, world.io)).toBe(0);
  const told = [
    'alice asks for bob 1.2.0 in development',
    'alice asks for bob 1.2.0 in staging',
    'promotion-gates.yml ran for 1.2.0 (gates): success',
    'Waiting for 1 approval: bob 1.2.0, development → staging',
    'deploy.yml ran for 1.2.0 (forward): success',
    'check.yml ran for 1.2.0 (verify): success',
    'carol approved as qa.',
    'The stage records were changed in commit',
    'The panel says: ✅ Promoted: bob 1.2.0, development → staging',
    'changed by the commit "Record bob 1.2.0 in staging"',
    'engine_id: "projects/acme-stage/locations/us-central1/reasoningEngines/7012345678901234567"',
    'status: "validated"',
    'Ended as it should: status:promoted.',
  ];
  const places = told.map((words) => world.out().indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(world.err()).toBe('');
});

test('a play nobody knows is misuse, and the known ones are named', async () => {
  const world = cliWorld();
  expect(await runSandbox({ play: 'hamlet', port: undefined }, world.io)).toBe(64);
  expect([world.out(), world.err()]).toEqual(['', 'There is no play "hamlet". Take one of: promotion, rollback, agent.\n']);
});

test('the lines of the welcome work as they stand there', async () => {
  const { welcome } = await types('exit');
  const [, lines = ''] = /Here at the keyboard, one line after another:\n([\s\S]*?)\n\n/.exec(welcome) ?? [];
  const suggested = lines.split('\n').map((line) => line.trim());
  expect(suggested.length).toBeGreaterThanOrEqual(4);
  const { code, answers } = await types(...suggested, 'exit');
  expect(code).toBe(0);
  expect(answers.at(suggested.length - 1)).toContain('The panel says: ✅ Promoted');
});

test('unless told otherwise some weeks have gone by: promotions in every state, and the lines of the welcome go on from there', async () => {
  const lines = (text: string): readonly string[] => (/one line after another:\n([\s\S]*?)\n\n/.exec(text)?.[1] ?? '').split('\n');
  const { code, welcome, answers } = await types({ empty: false }, 'list', 'show #10', 'carol: /approve looks good', 'wait 300', 'exit');
  expect([code, lines(welcome).map((line) => line.trim())]).toEqual([0, ['list', 'show #10', 'carol: /approve looks good', 'wait 300']]);
  expect(welcome).toMatch(/http:\/\/127\.0\.0\.1:\d+\/acme\/shop\/issues {3}the issues[\s\S]*http:\/\/localhost:\d+\/ {3}the dashboard/);
  for (const state of ['promoted', 'rejected', 'rolled-back', 'cancelled', 'awaiting-approval'])
    expect(answers[0]).toContain(`(status:${state})`);
  expect(answers[2]).toContain('carol approved as qa');
  expect(answers[3]).toContain('Promoted, and watched');
});

test('the commands of the welcome work in another terminal while it is up', async () => {
  const world = cliWorld();
  const stdin = new PassThrough();
  const running = runSandbox({ ...(await empty()), port: undefined }, { ...world.io, stdin });
  await world.printed(/\n> $/);
  stdin.write('alice opens agent_orchestration v1.4.0 staging\n');
  await world.printed(/Waiting for 2 approvals/);
  const env = Object.fromEntries(
    [...(/^ {2}export (.*)$/m.exec(world.out())?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  const commands = [...world.out().matchAll(/^ {2}npx promotion-bot (.*)$/gm)].map(([, words = '']) => words.split(' '));
  expect(commands.length).toBe(2);
  const said: string[] = [];
  for (const words of commands) {
    const terminal = cliWorld(env);
    said.push(`${await main(words, terminal.io)} ${terminal.out()}${terminal.err()}`);
  }
  expect(said).toEqual([
    expect.stringMatching(/^1 acme\/shop#1: AWAITING_APPROVAL(?![\s\S]*were not checked)/),
    expect.stringMatching(/^0 [\s\S]*2 entries/),
  ]);
  stdin.write('exit\n');
  expect(await running).toBe(0);
});

test('without "exit", the end of the input ends it too', async () => {
  expect(await types('list')).toMatchObject({ code: 0, answers: [expect.stringContaining('No issue yet.'), ''] });
});

test('Ctrl+C ends it while it waits', async () => {
  const world = cliWorld();
  const stdin = new PassThrough();
  const running = runSandbox({ ...(await empty()), port: undefined }, { ...world.io, stdin });
  await world.printed(/\n> $/);
  world.stop();
  expect(await running).toBe(0);
});

test('the call that the welcome shows works over HTTP, as any of the people', async () => {
  const world = cliWorld();
  const stdin = new PassThrough();
  const running = runSandbox({ ...(await empty()), port: undefined }, { ...world.io, stdin });
  const shown = /curl -H 'authorization: Bearer (ghp_bob)' (http:\S+) -d '(.+)'\n/;
  const [, token, url = '', body = ''] = await world.printed(shown);
  stdin.write('alice opens agent_orchestration v1.4.0 staging\n');
  await world.printed(/Waiting for 2 approvals[\s\S]*\n> $/);
  // What curl sends with -d.
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(url, { method: 'POST', headers, body });
  expect([answer.status, await answer.json()]).toEqual([201, expect.objectContaining({ body: '/approve' })]);
  stdin.write('carol: /approve\n');
  const [thread] = await world.printed(/bob approved as tech-lead[\s\S]*🎉 Promoted\.[\s\S]*\n> $/);
  expect(thread).toContain('carol approved as qa');
  stdin.end('exit\n');
  expect(await running).toBe(0);
});

test('--port is where GitHub listens', async () => {
  const { io, out } = cliWorld();
  const free = await freePort();
  await runSandbox({ ...(await empty()), port: free }, { ...io, stdin: Readable.from(['exit\n']) });
  expect(out()).toContain(`a GitHub in memory on http://127.0.0.1:${free},`);
});

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
