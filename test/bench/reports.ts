/** Large reports through the front door, each against the least that must be done with its text; every pass in a process of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COBERTURA, JUNIT, LCOV, SARIF, type Shape, writeInput } from './inputs.ts';
import type { PassResult } from './pass.ts';
import { median } from './world.ts';

export interface ReportResult {
  readonly what: string;
  /** Milliseconds, the medians. */
  readonly read: number;
  readonly least: number;
  /** The median of how many times as long reading took, round by round. */
  readonly ratio: number;
  readonly bound: number;
  /** Megabytes of the process that read, the most of all rounds; undefined where the text has to be held. */
  readonly peak: number | undefined;
}

interface Case {
  readonly what: string;
  readonly shape: Shape;
  readonly bytes: number;
  /** The pass of `pass.ts` that reading is held against. */
  readonly least: 'saxes' | 'lines' | 'parse';
  readonly bound: number;
}

const ROUNDS = 7;
const CASES: readonly Case[] = [
  { what: '100 MB of JUnit against saxes alone', shape: JUNIT, bytes: 100_000_000, least: 'saxes', bound: 1.5 },
  { what: '100 MB of Cobertura against saxes alone', shape: COBERTURA, bytes: 100_000_000, least: 'saxes', bound: 1.5 },
  { what: '100 MB of lcov against its lines alone', shape: LCOV, bytes: 100_000_000, least: 'lines', bound: 2 },
  { what: '50 MB of SARIF against JSON.parse alone', shape: SARIF, bytes: 50_000_000, least: 'parse', bound: 1.5 },
];

function pass(kind: string, path: string): PassResult {
  return JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'pass.js'), kind, path], { encoding: 'utf8' }));
}

/** Writes the input into a folder that is gone afterwards. */
function withInput<T>(shape: Shape, bytes: number, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
  try {
    const path = join(folder, 'report');
    writeInput(path, shape, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const measure = ({ what, shape, bytes, least, bound }: Case): ReportResult =>
  withInput(shape, bytes, (path) => {
    const rounds = Array.from({ length: ROUNDS }, () => ({ read: pass('report', path), bare: pass(least, path) }));
    return {
      what,
      read: median(rounds.map(({ read }) => read.milliseconds)),
      least: median(rounds.map(({ bare }) => bare.milliseconds)),
      ratio: median(rounds.map(({ read, bare }) => read.milliseconds / bare.milliseconds)),
      bound,
      peak: least === 'parse' ? undefined : Math.max(...rounds.map(({ read }) => read.peak)),
    };
  });

export const measureReports = (): readonly ReportResult[] => CASES.map(measure);

/** One pass over a JUnit report of a gigabyte. */
export const measureHuge = (): PassResult => withInput(JUNIT, 1_000_000_000, (path) => pass('report', path));
