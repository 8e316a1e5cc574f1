/** One look at a long issue. Started with the numbers of comments and of commands; writes what it measured as JSON. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { listen } from '../../src/sandbox/index.ts';
import type { Look } from './look.ts';
import { type Bench, BODY, bench, median, REPO } from './world.ts';

export interface LongResult {
  /** Milliseconds of one `handle`, without those in which the sandbox plays GitHub. */
  readonly milliseconds: number;
  /** Megabytes of a process that does nothing but this look, at its highest. */
  readonly peak: number;
}

const RUNS = 5;

export async function measureLongIssue(comments: number, commands: number): Promise<LongResult> {
  let away = 0;
  const made = await bench((github) => async (input, init) => {
    const from = performance.now();
    const answer = await github(input, init);
    away += performance.now() - from;
    return answer;
  });
  const { world, settle } = made;
  const issue = world.as('alice').opens(REPO, { title: 'Promote', body: BODY, labels: ['promotion'] });
  await settle();
  const every = Math.floor(comments / commands);
  for (let n = 1; n <= comments; n += 1) {
    const isCommand = n % every === 0 && n / every <= commands;
    world.silently(() =>
      world.as(isCommand ? 'bob' : 'eve').comments(issue, isCommand ? '/why' : `Remark ${n}. ${'Words of people who talk. '.repeat(8)}`),
    );
    // The bot hears ten commands at a time.
    if (n % (every * 10) !== 0 && n !== comments) continue;
    world.clock.advance(120);
    world.as('eve').comments(issue, 'nice');
    await settle();
  }
  const took: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    world.clock.advance(120);
    world.as('bob').comments(issue, '/why');
    away = 0;
    const from = performance.now();
    await settle();
    took.push(performance.now() - from - away);
  }
  return { milliseconds: median(took), peak: await measurePeak(made) };
}

/** The bot in a process of its own, the sandbox at the other end of a loopback connection. */
async function measurePeak({ world, keys }: Bench): Promise<number> {
  const [issue] = world.repository(REPO).issues;
  if (!issue) throw new Error('nobody has opened an issue');
  world.clock.advance(120);
  world.as('bob').comments(issue, '/why');
  const [delivery] = world.hooks.queue.splice(0);
  if (!delivery) throw new Error('nobody has said anything');
  const { url, close } = await listen(world);
  const look: Look = { baseUrl: `${url}/api/v3`, appId: world.app.id, keys, delivery };
  const before = issue.comments.length;
  const looking = spawn(process.execPath, [join(import.meta.dirname, 'look.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
  looking.stdin.end(JSON.stringify(look));
  let told = '';
  for await (const part of looking.stdout) told += String(part);
  await close();
  if (issue.comments.length !== before + 1) throw new Error('the question was not answered');
  return Number(told) / 1024;
}

const [, file = '', comments, commands] = process.argv;
if (import.meta.filename === file && comments && commands)
  process.stdout.write(`${JSON.stringify(await measureLongIssue(Number(comments), Number(commands)))}\n`);
