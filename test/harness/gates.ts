/** A config with quality gates, the workflow that judges them, and the report it leaves, for stories that are about what comes after. */
import { createHash } from 'node:crypto';
import type { GateReport } from '../../src/core/gate-report.ts';
import { REPORT_ARTIFACT, REPORT_FILE } from '../../src/core/names.ts';
import { makeReport } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report-document.ts';
import type { ArtifactInput, Outcome, Sandbox, WorkflowRun } from '../../src/sandbox/index.ts';
import { CONFIG, REPO } from './story.ts';

export const GATES_CONFIG = CONFIG.replace(
  '    aliases: [stage]\n',
  '    aliases: [stage]\n    gates:\n      coverage: { coverage: reports/coverage.json, min: 70 }\n      tests: { tests: reports/junit.xml }\n      style: { findings: reports/ruff.json, required: false }\n',
);

export const WORKFLOW_FILE = 'promotion-gates.yml';
const INPUTS = ['promotion', 'subject', 'version', 'sha', 'from', 'to', 'policy', 'key', 'previous'];
export const WORKFLOW = `name: Promotion gates
run-name: 'Promotion gates #\${{ inputs.promotion }} \${{ inputs.key }}'
on:
  workflow_dispatch:
    inputs:
${INPUTS.map((name) => `      ${name}: { type: string }`).join('\n')}
permissions: { contents: read, actions: read, checks: read }
jobs:
  gates:
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
`;

export const GREEN: readonly GateReport[] = [
  {
    id: 'coverage',
    kind: 'coverage',
    required: true,
    outcome: 'pass',
    summary: '76.20 % of lines (16 of 21), 70 % needed',
    value: 76.2,
    threshold: 70,
    unit: '%',
  },
  { id: 'tests', kind: 'tests', required: true, outcome: 'pass', summary: '17 passed, 0 failed, 0 skipped', value: 17 },
  { id: 'style', kind: 'findings', required: false, outcome: 'fail', summary: '2 errors; none allowed', value: 2, threshold: 0 },
];

export const red = (id: string, summary: string): readonly GateReport[] =>
  GREEN.map((gate) => (gate.id === id ? { ...gate, outcome: 'fail' as const, summary } : gate));

type Inputs = Readonly<Record<string, string>>;
export type Change = (report: Report) => unknown;

/** The report of a run as the Action writes it; `change` tells lies. */
export function reportOf(
  run: WorkflowRun,
  inputs: Inputs,
  gates: readonly GateReport[],
  policy: string,
  change: Change = (report) => report,
): ArtifactInput {
  const report = makeReport({
    about: {
      subject: { name: inputs['subject'] ?? '' },
      from: inputs['from'] || null,
      to: inputs['to'] ?? '',
      version: inputs['version'] ?? '',
      sha: inputs['sha'] ?? '',
      repository: REPO,
      at: '2026-11-20T10:00:30Z',
    },
    gates,
    policy: { path: '.github/promotion.yml', sha256: createHash('sha256').update(policy).digest('hex') },
    run: { id: run.id, attempt: run.attempts.length, key: inputs['key'] ?? '' },
  });
  return { name: REPORT_ARTIFACT, files: { [REPORT_FILE]: JSON.stringify(change(report)) } };
}

/** Puts the workflow into the repository, and a runner behind it. */
export function withGates(world: Sandbox, judge: (run: WorkflowRun, inputs: Inputs) => Outcome | undefined): void {
  world.as('alice').pushes(REPO, { [`.github/workflows/${WORKFLOW_FILE}`]: WORKFLOW });
  world.actions.runner(WORKFLOW_FILE, (run, inputs) => judge(run, inputs) ?? { conclusion: 'failure' });
}

export const judgedBy =
  (gates: readonly GateReport[], change?: Change) =>
  (run: WorkflowRun, inputs: Inputs): Outcome => ({
    conclusion: 'success',
    artifacts: [reportOf(run, inputs, gates, GATES_CONFIG, change)],
  });
