/** `npm run bench`: measures, prints a table, and answers 1 when a bound is missed. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { measureApproval } from './approval.ts';
import type { LongResult } from './long-issue.ts';

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

const rows: readonly Row[] = [
  { what: 'last approval shown, in limits of one read and one write', measured: approval.shown / approval.limit, bound: 1.7, unit: 'x' },
  {
    what: 'handle, 5,000 comments and 300 commands against 500 and 30',
    measured: long.milliseconds / short.milliseconds,
    bound: 12,
    unit: 'x',
  },
  { what: 'peak memory with 5,000 comments', measured: long.peak, bound: 300, unit: 'MB' },
];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (value: number): string => value.toFixed(2).padStart(9);
say(
  `limit ${approval.limit.toFixed(0)} ms, shown after ${approval.shown.toFixed(0)} ms, all done after ${approval.done.toFixed(0)} ms: ${approval.requests.join(', ')}`,
);
say(
  `handle: ${short.milliseconds.toFixed(0)} ms and ${short.peak.toFixed(0)} MB for 500, ${long.milliseconds.toFixed(0)} ms and ${long.peak.toFixed(0)} MB for 5,000`,
);
say(`\n${'measured'.padStart(9)} ${'bound'.padStart(9)}`);
for (const { what, measured, bound, unit } of rows)
  say(`${number(measured)} ${number(bound)}  ${unit.padEnd(2)}  ${measured <= bound ? 'ok    ' : 'MISSED'}  ${what}`);
process.exitCode = rows.every(({ measured, bound }) => measured <= bound) ? 0 : 1;
