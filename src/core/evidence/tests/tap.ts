/** TAP 13 and 14 (testanything.org): the points of the top level count; what is indented belongs to one of them. */
import { ok } from '../../result.ts';
import type { FailedTest, TestEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { LineFormat, LineReader, Read } from '../format.ts';
import { type Tally, tally } from './tally.ts';

export const TAP: LineFormat<TestEvidence> = {
  name: 'tap',
  title: 'TAP',
  of: 'lines',
  isHead: (head) => /^TAP version \d|^1\.\.\d+[ \t]*(?:#|\r?$)|^(?:not )?ok \d/m.test(head),
  read,
};

const PLAN = /^1\.\.(\d{1,9})\s*(?:#.*)?$/;
const POINT = /^(not )?ok\b\s*\d*\s*(.*)$/;
// A `#` that is escaped, or within a word, is a part of the description. What is still to do may fail; what failed was not skipped.
const TODO = /(?:^|\s)#\s*todo(?=[\s:]|$)/i;
const SKIP = /(?:^|\s)#\s*skip\w*(?=[\s:]|$)/i;

/** Characters of a line that people are told of: what looks for words in it must not take long. */
const LONGEST = 500;

interface Reading {
  readonly tally: Tally;
  planned: number | undefined;
  plans: number;
  seen: number;
  bailedOut: string | undefined;
  /** Indentation of the YAML block that is open. */
  block: string | undefined;
  isAfterPoint: boolean;
  /** Points of subtests since the last one of the top level, parents left out. */
  readonly inner: { indent: number; leaves: number; skipped: number };
  /** A failed point that may still say more in its block. */
  failing: FailedTest | undefined;
}

function read(): LineReader<TestEvidence> {
  const reading: Reading = {
    tally: tally(),
    planned: undefined,
    plans: 0,
    seen: 0,
    bailedOut: undefined,
    block: undefined,
    isAfterPoint: false,
    inner: { indent: 0, leaves: 0, skipped: 0 },
    failing: undefined,
  };
  return { line: (line) => readLine(reading, line), end: () => end(reading) };
}

function readLine(reading: Reading, line: string): void {
  if (reading.block !== undefined) {
    readBlock(reading, line);
    return;
  }
  const block = reading.isAfterPoint ? /^(\s+)---\s*$/.exec(line)?.[1] : undefined;
  reading.isAfterPoint = /^\s*(?:not )?ok\b/.test(line);
  if (block !== undefined) reading.block = block;
  else readTopLine(reading, line);
}

/** Plans and points begin at the margin: those of subtests are indented. */
function readTopLine(reading: Reading, line: string): void {
  const plan = PLAN.exec(line)?.[1];
  const point = POINT.exec(line);
  const bail = /^Bail out!\s*(.*)$/i.exec(line)?.[1];
  if (plan !== undefined) {
    reading.plans++;
    reading.planned = Number(plan);
  } else if (bail !== undefined) reading.bailedOut = bail;
  else if (point !== null) readPoint(reading, point[1] !== undefined, point[2] ?? '');
  else hearInner(reading.inner, line);
}

/** A parent follows its own, less indented. */
function hearInner(inner: Reading['inner'], line: string): void {
  const [, space, text] = /^(\s+)(?:not )?ok\b(.*)$/.exec(line) ?? [];
  if (space === undefined || text === undefined) return;
  if (space.length >= inner.indent) {
    inner.leaves++;
    if (SKIP.test(text)) inner.skipped++;
  }
  inner.indent = space.length;
}

function readPoint(reading: Reading, hasFailed: boolean, text: string): void {
  flush(reading);
  reading.seen++;
  if (TODO.test(text) || (!hasFailed && SKIP.test(text))) reading.tally.skipped();
  else if (hasFailed)
    reading.failing = {
      name: text
        .slice(0, LONGEST)
        .replace(/^-\s*/, '')
        .replace(/\s*(?:# time=\S+)?\s*\{?\s*$/, ''),
    };
  // node:test passes a `describe` in which everything is skipped.
  else if (reading.inner.leaves > 0 && reading.inner.skipped === reading.inner.leaves) reading.tally.idle();
  else reading.tally.passed();
  Object.assign(reading.inner, { indent: 0, leaves: 0, skipped: 0 });
}

/** A block of another point, deeper down, may come between a point and its own: the first message that is told is taken. */
function readBlock(reading: Reading, whole: string): void {
  const line = whole.slice(0, LONGEST);
  if (line.trimEnd() === `${reading.block}...`) {
    reading.block = undefined;
    return;
  }
  if (reading.failing === undefined) return;
  const [, key, said = ''] = /^\s+(message|error|at|location):(.*)$/.exec(line) ?? [];
  const value = said
    .trim()
    .replace(/^["']/, '')
    .replace(/["')]{1,3}$/, '');
  if (key === undefined || value === '' || /^[|>]/.test(value)) return;
  if (key === 'at' || key === 'location') reading.failing = { ...placeIn(value), ...reading.failing };
  else reading.failing = { message: value, ...reading.failing };
}

/** `/work/a.test.js:5:28`, `Test.fn (file:///work/a.test.js:5:28` */
function placeIn(value: string): { readonly path?: string; readonly line?: number } {
  const position = /:(\d{1,9})(?::\d{1,9})?$/.exec(value);
  const path =
    position === null
      ? undefined
      : value
          .slice(0, position.index)
          .split(/[\s"'(]/)
          .at(-1);
  return path ? { path: path.replace(/^file:\/\//, ''), line: Number(position?.[1]) } : {};
}

function flush(reading: Reading): void {
  if (reading.failing !== undefined) reading.tally.failed(reading.failing);
  reading.failing = undefined;
}

function end(reading: Reading): Read<TestEvidence> {
  flush(reading);
  const { planned, seen, bailedOut } = reading;
  if (bailedOut !== undefined) {
    reading.tally.undeclared(Math.max(1, (planned ?? 0) - seen), { name: 'Bail out!', message: bailedOut });
    return ok(reading.tally.evidence(TAP.name));
  }
  if (reading.plans > 1)
    return unreadable(
      'malformed',
      'There are two plans: several TAP streams were written into one file. Write each to its own file; a glob may match them all.',
    );
  if (planned === undefined)
    return unreadable(
      'cut_short',
      `There is no plan (such as ${quoted('1..5')}), so nobody knows how many tests there should be. Run the tests again.`,
    );
  if (reading.block !== undefined)
    return unreadable('cut_short', 'The file ends in the middle of what a test reports. Run the tests again.');
  if (seen < planned)
    return unreadable('cut_short', `The plan is ${planned} tests, and there are ${seen}: the run ended early, or the file was cut.`);
  // AVA adds what failed outside its tests.
  if (seen > planned && reading.tally.failures() === 0)
    return unreadable('malformed', `The plan is ${planned} tests, and there are ${seen}. Check the tool that writes this.`);
  return ok(reading.tally.evidence(TAP.name));
}
