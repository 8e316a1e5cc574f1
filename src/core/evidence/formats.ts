/** Every format there is, and how several reports of one kind become one. A new one is a line in the table of its family. */
import { ATTESTATION } from './attestation/index.ts';
import { COVERAGE } from './coverage/index.ts';
import { EVALS } from './evals/index.ts';
import type { Evidence } from './evidence.ts';
import { FINDINGS } from './findings/index.ts';
import type { Family, Format, Read } from './format.ts';
import { PERFORMANCE } from './performance/index.ts';
import { TESTS } from './tests/index.ts';

export const FORMATS: readonly Format[] = [
  ...TESTS.formats,
  ...COVERAGE.formats,
  ...FINDINGS.formats,
  ...PERFORMANCE.formats,
  ...EVALS.formats,
  ...ATTESTATION.formats,
];

/** Merges what is all of one kind; undefined for any other. */
export type Join = (parts: readonly Evidence[]) => Read | undefined;

const joining =
  <E extends Evidence, L>(family: Family<E, L>, isOne: (evidence: Evidence) => evidence is E): Join =>
  (parts) =>
    parts.every(isOne) ? family.merge(parts) : undefined;

export const JOINS: readonly Join[] = [
  joining(TESTS, (evidence) => evidence.kind === 'tests'),
  joining(COVERAGE, (evidence) => evidence.kind === 'coverage'),
  joining(FINDINGS, (evidence) => evidence.kind === 'findings'),
  joining(PERFORMANCE, (evidence) => evidence.kind === 'metrics'),
  joining(EVALS, (evidence) => evidence.kind === 'evals'),
  joining(ATTESTATION, (evidence) => evidence.kind === 'attestation'),
];
