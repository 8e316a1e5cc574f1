/** Reports given as text, read through the front door with the formats of coverage alone. */

import type { CoverageLimits } from '../../../src/core/evidence/coverage/index.ts';
import { COVERAGE } from '../../../src/core/evidence/coverage/index.ts';
import type { CoverageEvidence, Evidence } from '../../../src/core/evidence/evidence.ts';
import type { Judged, Read, Unreadable } from '../../../src/core/evidence/format.ts';
import { readReport } from '../../../src/core/evidence/read.ts';

export function readText(text: string, path = 'report'): Read {
  const reading = readReport({ path }, COVERAGE.formats);
  reading.write(new TextEncoder().encode(text));
  return reading.end();
}

const isCoverage = (evidence: Evidence): evidence is CoverageEvidence => evidence.kind === 'coverage';

/** The evidence of a report that must be readable. */
export function evidenceOf(text: string): CoverageEvidence {
  const read = readText(text);
  if (!read.ok) throw new Error(read.error.message);
  if (!isCoverage(read.value)) throw new Error(`this is of kind ${read.value.kind}`);
  return read.value;
}

export function refusalOf(text: string): Unreadable {
  const read = readText(text);
  if (read.ok) throw new Error(`read as ${read.value.format}, though it should be refused`);
  return read.error;
}

export function mergedOf(...texts: readonly string[]): CoverageEvidence {
  const read = COVERAGE.merge(texts.map(evidenceOf));
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

export const countsOf = (text: string): Readonly<Record<string, unknown>> => COVERAGE.counts(evidenceOf(text));
export const judged = (text: string, limits: CoverageLimits): Judged => COVERAGE.judge(evidenceOf(text), limits);
