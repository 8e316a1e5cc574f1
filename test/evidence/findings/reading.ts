/** Reads reports the way the product does: as bytes, through the front door, with the formats of findings. */
import { readFileSync } from 'node:fs';
import type { FindingsEvidence } from '../../../src/core/evidence/evidence.ts';
import { FINDINGS, type FindingsLimits } from '../../../src/core/evidence/findings/index.ts';
import type { Judged, Read } from '../../../src/core/evidence/format.ts';
import { readReport } from '../../../src/core/evidence/read.ts';

export function read(text: string, format?: string): Read {
  const reading = readReport({ path: 'report', format }, FINDINGS.formats);
  reading.write(new TextEncoder().encode(text));
  return reading.end();
}

export function evidenceOf(text: string, format?: string): FindingsEvidence {
  const found = read(text, format);
  if (!found.ok) throw new Error(`${found.error.code}: ${found.error.message}`);
  if (found.value.kind !== 'findings') throw new Error(`read as ${found.value.kind}`);
  return found.value;
}

export function refusalOf(text: string, format?: string): { readonly code: string; readonly message: string } {
  const found = read(text, format);
  if (found.ok) throw new Error(`read as ${found.value.format}`);
  return found.error;
}

/** A JSON report by its value. */
export const ofJson = (document: unknown, format?: string): FindingsEvidence => evidenceOf(JSON.stringify(document), format);

/** What the gate says of a text, read or not. */
export function judged(text: string, format: string, limits: FindingsLimits = {}): Pick<Judged, 'outcome' | 'summary'> {
  const found = read(text, format);
  if (!found.ok) return { outcome: 'error', summary: found.error.message };
  return FINDINGS.judge(evidenceOf(text, format), limits);
}

const SAMPLES = new URL('../../fixtures/reports/', import.meta.url);

export const sample = (file: string): string => readFileSync(new URL(file, SAMPLES), 'utf8');

export interface Entry {
  readonly file: string;
  readonly format: string;
  readonly kind: string;
  readonly expected: Readonly<Record<string, number>> | null;
  readonly verdict: 'pass' | 'fail' | 'error';
}

export const ENTRIES: readonly Entry[] = JSON.parse(sample('truth.json')).entries.filter(({ kind }: Entry) => kind === 'findings');
