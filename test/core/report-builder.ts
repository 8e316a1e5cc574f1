/** Reports for tests: a gate, and a promotion around gates, each with what the test is about. */
import { readFileSync } from 'node:fs';
import type { GateReport } from '../../src/core/gate-report.ts';
import { makeReport, type ReportInput } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report-document.ts';
import { readReport } from '../../src/core/report-read.ts';

export const EXAMPLE = readFileSync(new URL('../fixtures/report.example.json', import.meta.url), 'utf8');

export const gate = (id: string, about: Partial<GateReport> = {}): GateReport => ({
  id,
  kind: 'file',
  required: true,
  outcome: 'pass',
  summary: 'as it should be',
  ...about,
});

export const ABOUT: ReportInput['about'] = {
  subject: { name: 'agent_orchestration' },
  from: 'staging',
  to: 'production',
  version: '1.4.0',
  sha: '1'.repeat(40),
  repository: 'tta/tta',
  at: '2026-11-20T12:00:00Z',
};

export const inputOf = (gates: readonly GateReport[], more: Partial<ReportInput> = {}): ReportInput => ({
  about: ABOUT,
  gates,
  policy: { path: '.github/promotion.yml', commit: '1'.repeat(40), sha256: 'b'.repeat(64) },
  ...more,
});

export const reportOf = (gates: readonly GateReport[], more: Partial<ReportInput> = {}): Report => makeReport(inputOf(gates, more));

/** @throws with the refusal. */
export function read(text: string): Report {
  const found = readReport(text);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}
