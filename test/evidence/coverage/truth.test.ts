/** Every coverage report among the samples says what its tool was asked to measure. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import picomatch from 'picomatch';
import { COVERAGE } from '../../../src/core/evidence/coverage/index.ts';
import { mergedOf, readText } from './reports.ts';

interface Entry {
  readonly file: string;
  readonly kind: string;
  readonly format: string;
  readonly verdict: string;
  readonly gate: { readonly min: number };
  readonly expected: Expected | null;
}
interface Expected {
  readonly lines: readonly [number, number];
  readonly merged?: true;
  readonly components?: Readonly<Record<string, readonly [number, number]>>;
}

const folder = join(import.meta.dirname, '../../fixtures/reports');
const { entries }: { readonly entries: readonly Entry[] } = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
const coverage = entries.filter(({ kind }) => kind === 'coverage');
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });

function textsOf({ file }: Entry): readonly string[] {
  const isOne = picomatch(file);
  return names.filter((name) => isOne(name)).map((name) => readFileSync(join(folder, name), 'utf8'));
}

test('there are samples of every format', () => {
  expect([...new Set(coverage.map(({ format }) => format))].sort()).toEqual(COVERAGE.formats.map(({ name }) => name).sort());
});

test.each(coverage.filter(({ expected }) => expected !== null))('$file', (entry) => {
  const texts = textsOf(entry);
  const { components = {}, merged, ...counted } = entry.expected ?? {};
  const evidence = mergedOf(...texts);
  expect(texts.length > 1).toBe(merged === true);
  expect(evidence.format).toBe(entry.format);
  expect(COVERAGE.counts(evidence)).toMatchObject(counted);
  expect(COVERAGE.judge(evidence, entry.gate).outcome).toBe(entry.verdict);
  for (const [glob, [covered, total]] of Object.entries(components))
    expect(COVERAGE.judge(evidence, { min: 70, paths: [glob] }).counts).toEqual({ covered, total });
});

test.each(coverage.filter(({ expected }) => expected === null))('$file is refused', (entry) => {
  expect(textsOf(entry).map((text) => readText(text).ok)).toEqual([false]);
});
