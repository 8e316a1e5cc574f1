/** What a run tells: its log grouped by gate, annotations, job summary, outputs. Foreign text can speak no workflow command. */
import * as core from '@actions/core';
import { type GateReport, isBlocking } from '../src/core/gate-report.ts';
import type { Report } from '../src/core/report-document.ts';
import type { Teller } from '../src/runner/run.ts';
import { plain } from './plain.ts';

/** GitHub shows ten errors of a step: https://docs.github.com/en/actions/reference/limits. */
const MOST_ANNOTATIONS = 10;
const MOST_LINES = 20;

const MARKS: Readonly<Record<GateReport['outcome'], string>> = {
  pass: '✅',
  fail: '❌',
  error: '⚠️',
  pending: '⏳',
  waived: '🖊️',
  warn: '🟡',
  off: '⚪',
};

/** One group a gate; what it found is seen without opening any. */
export const teller: Teller = {
  begins: ({ name, kind }) => core.info(plain(`▶ ${name} (${kind})`)),
  ends: ({ id, outcome, summary, findings = [] }, milliseconds) => {
    core.info(plain(`${MARKS[outcome]} ${id}: ${summary} (${(milliseconds / 1000).toFixed(1)} s)`));
    if (findings.length === 0) return;
    core.startGroup(plain(`What ${id} found`));
    for (const { path = '', line, lines, name = '', message = '' } of findings.slice(0, MOST_LINES))
      core.info(plain(`  ${[path, lines ?? line, name, message].filter((part) => part !== '' && part !== undefined).join('  ')}`));
    if (findings.length > MOST_LINES) core.info(`  ${findings.length - MOST_LINES} more in the report`);
    core.endGroup();
  },
};

/** One for each gate that blocks, at the place it speaks of where there is one, and one for what else stands in the way. */
export function annotate(reports: readonly Report[]): void {
  const others = reports.flatMap(({ blockers }) => blockers.filter(({ gate }) => gate === null));
  const blocking = gatesOf(reports).filter((gate) => isBlocking(gate) && gate.outcome !== 'pending');
  for (const { summary } of others.slice(0, MOST_ANNOTATIONS)) core.error(plain(summary));
  for (const { id, summary, findings = [] } of blocking.slice(0, Math.max(0, MOST_ANNOTATIONS - others.length))) {
    const [first] = findings;
    const place =
      first?.path === undefined ? {} : { file: plain(first.path), ...(first.line === undefined ? {} : { startLine: first.line }) };
    core.error(plain(summary), { title: plain(`Gate ${id} blocks`), ...place });
  }
}

const gatesOf = (reports: readonly Report[]): readonly GateReport[] => reports.flatMap(({ promotion_criteria: { details } }) => details);

/** The worst first: of several subjects a gate has the outcome of the one that is worst off. */
const WORST: readonly GateReport['outcome'][] = ['fail', 'error', 'pending', 'warn', 'waived', 'pass', 'off'];

/** An output cannot carry a line of its own: @actions/core writes it between random delimiters. */
export function setOutputs(reports: readonly Report[], others: Readonly<Record<string, string>>): void {
  const worst = new Map<string, GateReport['outcome']>();
  for (const { id, outcome } of gatesOf(reports)) {
    const known = worst.get(id) ?? outcome;
    worst.set(id, WORST.indexOf(outcome) < WORST.indexOf(known) ? outcome : known);
  }
  for (const [name, value] of Object.entries(others)) core.setOutput(name, value);
  core.setOutput('gates', JSON.stringify(Object.fromEntries(worst)));
  for (const [id, outcome] of worst) if (/^[\w.-]+$/.test(id)) core.setOutput(`gate-${id}`, outcome);
}
