/** The samples with their truth, and text as reports. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import picomatch from 'picomatch';
import type { Evidence, TestEvidence } from '../../../src/core/evidence/evidence.ts';
import type { Judged, Read } from '../../../src/core/evidence/format.ts';
import { readAll, readReport } from '../../../src/core/evidence/read.ts';
import { TESTS, type TestLimits } from '../../../src/core/evidence/tests/index.ts';

export const SAMPLES = resolve(import.meta.dirname, '../../fixtures/reports');

export interface Truth {
  /** A path from `SAMPLES`, or a glob. */
  readonly file: string;
  readonly format: string;
  readonly kind: Evidence['kind'];
  /** Counts under the names of the kind; null when there is nothing to count. */
  readonly expected: Readonly<Record<string, unknown>> | null;
  readonly verdict: Judged['outcome'];
  readonly gate?: Readonly<Record<string, unknown>>;
  readonly note?: string;
}

const table: { readonly entries: readonly Truth[] } = JSON.parse(readFileSync(join(SAMPLES, 'truth.json'), 'utf8'));

export const TRUTH = table.entries;

const names = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' });

/** The files of an entry: one, or those a glob matches. */
export function filesOf({ file }: Truth): readonly string[] {
  const isOne = picomatch(file);
  return names.includes(file) ? [file] : names.filter((name) => isOne(name));
}

export const bytesOf = (file: string): Uint8Array => readFileSync(join(SAMPLES, file));

/** Reads bytes as the whole of one report. */
export function readBytes(bytes: Uint8Array, format?: string, path = 'report'): Read {
  const reading = readReport({ path, format });
  reading.write(bytes);
  return reading.end();
}

export const readText = (text: string, format?: string): Read => readBytes(Buffer.from(text), format);

export const readSamples = (truth: Truth, format?: string): Read =>
  readAll(filesOf(truth).map((file) => ({ path: file, read: readBytes(bytesOf(file), format, file) })));

/** The tests a report shows; fails with its own words when it shows none. */
export function testsIn(text: string, format?: string): TestEvidence {
  const read = readText(text, format);
  if (!read.ok) throw new Error(read.error.message);
  if (read.value.kind !== 'tests') throw new Error(`read as ${read.value.format}`);
  return read.value;
}

/** What is said when it cannot be read. */
export function refusalOf(text: string, format?: string): { readonly code: string; readonly message: string } {
  const read = readText(text, format);
  if (read.ok) throw new Error(`read as ${read.value.format}`);
  return read.error;
}

export const judged = (text: string, limits: TestLimits = {}): Judged => TESTS.judge(testsIn(text), limits);

/** The outcome of a gate over one report: what cannot be read is an error. */
export function outcomeOf(text: string, limits: TestLimits = {}): Judged['outcome'] {
  const read = readText(text);
  if (!read.ok) return 'error';
  return read.value.kind === 'tests' ? TESTS.judge(read.value, limits).outcome : 'error';
}
