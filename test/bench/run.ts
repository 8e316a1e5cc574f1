/** `npm run bench`: measures, prints a table, and answers 1 when a bound is missed. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { measureActionStart } from './action-start.ts';
import { measureAgents } from './agents.ts';
import { measureApproval } from './approval.ts';
import type { LongResult } from './long-issue.ts';
import { measureMillion, millionLines, millionRows } from './million.ts';
import { measureHuge, measureReports } from './reports.ts';
import { measureServer } from './server.ts';

interface Row {
  readonly what: string;
  readonly measured: number;
  readonly bound: number;
  readonly unit: string;
}

function measureLong(comments: number, commands: number): LongResult {
  const program = join(import.meta.dirname, 'long-issue.js');
  return JSON.parse(execFileSync(process.execPath, [program, String(comments), String(commands)], { encoding: 'utf8' }));
}

const approval = await measureApproval();
const short = measureLong(500, 30);
const long = measureLong(5_000, 300);
const action = await measureActionStart();
const agents = measureAgents();
const reports = measureReports();
const huge = measureHuge();
const server = await measureServer();
const million = await measureMillion();

const rows: readonly Row[] = [
  { what: 'last approval shown, in limits of one read and one write', measured: approval.shown / approval.limit, bound: 1.7, unit: 'x' },
  {
    what: 'handle, 5,000 comments and 300 commands against 500 and 30',
    measured: long.milliseconds / short.milliseconds,
    bound: 12,
    unit: 'x',
  },
  { what: 'peak memory with 5,000 comments', measured: long.peak, bound: 300, unit: 'MB' },
  { what: 'size of the Action', measured: action.size, bound: 2, unit: 'MB' },
  { what: 'first judged gate against one call of an Action that does nothing else', measured: action.ratio, bound: 1.5, unit: 'x' },
  { what: '100 agents in 4 environments against Node.js parsing the same map', measured: agents.ratio, bound: 1.5, unit: 'x' },
  {
    what: 'deliveries that a bare Probot app takes, for one that is stored in PostgreSQL',
    measured: server.ratio,
    bound: 1 / 0.12,
    unit: 'x',
  },
  {
    what: 'deliveries lost of 200 a second for 60 s, 10,000 promotions open',
    measured: server.rate.lost + server.rate.refused,
    bound: 0,
    unit: '',
  },
  { what: '99 of 100 of them accepted within', measured: server.rate.p99, bound: 250, unit: 'ms' },
  { what: 'memory of an idle server on PGlite', measured: server.idle.pglite, bound: 350, unit: 'MB' },
  { what: 'memory of an idle server on PostgreSQL', measured: server.idle.postgres, bound: 150, unit: 'MB' },
  { what: 'promotions a second of one server, for one of two servers', measured: 1 / server.replicas.ratio, bound: 1 / 1.6, unit: 'x' },
  ...millionRows(million),
  ...reports.map(({ what, ratio, bound }) => ({ what, measured: ratio, bound, unit: 'x' })),
  ...reports.flatMap(({ what, peak }) =>
    peak === undefined ? [] : [{ what: `peak memory, ${what.replace(/ against .*/, '')}`, measured: peak, bound: 200, unit: 'MB' }],
  ),
];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (value: number): string => value.toFixed(2).padStart(9);
say(
  `limit ${approval.limit.toFixed(0)} ms, shown after ${approval.shown.toFixed(0)} ms, all done after ${approval.done.toFixed(0)} ms: ${approval.requests.join(', ')}`,
);
say(
  `handle: ${short.milliseconds.toFixed(0)} ms and ${short.peak.toFixed(0)} MB for 500, ${long.milliseconds.toFixed(0)} ms and ${long.peak.toFixed(0)} MB for 5,000`,
);
say(`action: first gate after ${action.judged.toFixed(0)} ms, one call alone after ${action.least.toFixed(0)} ms`);
say(`agents: all told after ${agents.command.toFixed(0)} ms, parsed alone after ${agents.least.toFixed(0)} ms`);
for (const { what, read, least } of reports) say(`${what}: ${read.toFixed(0)} ms and ${least.toFixed(0)} ms`);
say(`1 GB of JUnit: ${(huge.milliseconds / 1000).toFixed(1)} s and ${huge.peak.toFixed(0)} MB`);
say(
  `accepted a second: ${server.bare.toFixed(0)} by a bare Probot app that stores nothing, ${server.durable.toFixed(0)} stored in PostgreSQL`,
);
say(
  `200 a second for 60 s: ${server.rate.accepted} accepted, half within ${server.rate.p50.toFixed(1)} ms, 99 of 100 within ${server.rate.p99.toFixed(1)} ms, ${server.rate.lost} lost`,
);
say(
  `approvals a second: ${server.replicas.one.toFixed(1)} by one server, ${server.replicas.two.toFixed(1)} by two (${server.replicas.ratio.toFixed(2)} x)`,
);
for (const line of millionLines(million)) say(line);
say(`\n${'measured'.padStart(9)} ${'bound'.padStart(9)}`);
for (const { what, measured, bound, unit } of rows)
  say(`${number(measured)} ${number(bound)}  ${unit.padEnd(2)}  ${measured <= bound ? 'ok    ' : 'MISSED'}  ${what}`);
// By a call: the package that brings PostgreSQL ends a process that merely sets a code with 0.
process.exit(rows.every(({ measured, bound }) => measured <= bound) ? 0 : 1);
