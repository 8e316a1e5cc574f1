/** Reports read through the front door, from samples and from texts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTESTATION } from '../../../src/core/evidence/attestation/index.ts';
import { EVALS } from '../../../src/core/evidence/evals/index.ts';
import type { AttestationEvidence, EvalsEvidence, Evidence, MetricsEvidence } from '../../../src/core/evidence/evidence.ts';
import type { Format, Read, Unreadable } from '../../../src/core/evidence/format.ts';
import { PERFORMANCE } from '../../../src/core/evidence/performance/index.ts';
import { readReport } from '../../../src/core/evidence/read.ts';

const root = join(import.meta.dirname, '../../fixtures/reports');
export const FORMATS: readonly Format[] = [...PERFORMANCE.formats, ...EVALS.formats, ...ATTESTATION.formats];

export const sampleText = (file: string): string => readFileSync(join(root, file), 'utf8');
export const sample = (file: string): Read => readText(sampleText(file));

export function readText(text: string): Read {
  const reading = readReport({ path: 'report' }, FORMATS);
  reading.write(new TextEncoder().encode(text));
  return reading.end();
}

export const readJson = (document: unknown): Read => readText(JSON.stringify(document));

function good(read: Read): Evidence {
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

/** The evidence, which must be of this kind. */
export function metricsOf(read: Read): MetricsEvidence {
  const evidence = good(read);
  if (evidence.kind !== 'metrics') throw new Error(`these are ${evidence.kind}`);
  return evidence;
}

export function evalsOf(read: Read): EvalsEvidence {
  const evidence = good(read);
  if (evidence.kind !== 'evals') throw new Error(`these are ${evidence.kind}`);
  return evidence;
}

export function attestationOf(read: Read): AttestationEvidence {
  const evidence = good(read);
  if (evidence.kind !== 'attestation') throw new Error(`this is ${evidence.kind}`);
  return evidence;
}

/** Why it could not be read, which must be so. */
export function refusalOf(read: Read): Unreadable {
  if (read.ok) throw new Error(`it was read as ${read.value.format}`);
  return read.error;
}

interface Truth {
  readonly file: string;
  readonly format: string;
  readonly kind: string;
  readonly expected: Readonly<Record<string, unknown>> | null;
  readonly verdict: string;
}

const TRUTHS: readonly Truth[] = JSON.parse(sampleText('truth.json')).entries;
export const truthsOf = (kind: string): readonly (readonly [string, Truth])[] =>
  TRUTHS.filter((truth) => truth.kind === kind).map((truth) => [truth.file, truth]);
