/** What a run tells: its log grouped by gate, annotations, job summary, outputs. Foreign text can speak no workflow command. */
import { stripVTControlCharacters } from 'node:util';
import * as core from '@actions/core';
import { type GateReport, isBlocking } from '../src/core/gate-report.ts';
import type { Teller } from '../src/runner/run.ts';

/** GitHub shows ten errors of a step: https://docs.github.com/en/actions/reference/limits. */
const MOST_ANNOTATIONS = 10;
const MOST_LINES = 20;

/** The runner takes a line for a command when it begins with `::` or has `##[` in it; neither survives. */
export const plain = (foreign: string): string =>
  stripVTControlCharacters(foreign)
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll('::', ':\u200b:')
    .replaceAll('##[', '#\u200b#[');

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

/** One for each gate that blocks, at the place it speaks of where there is one. */
export function annotate(gates: readonly GateReport[]): void {
  const blocking = gates.filter((gate) => isBlocking(gate) && gate.outcome !== 'pending');
  for (const { id, summary, findings = [] } of blocking.slice(0, MOST_ANNOTATIONS)) {
    const [first] = findings;
    const place = first?.path === undefined ? {} : { file: first.path, ...(first.line === undefined ? {} : { startLine: first.line }) };
    core.error(plain(summary), { title: plain(`Gate ${id} blocks`), ...place });
  }
}

/** An output cannot carry a line of its own: @actions/core writes it between random delimiters. */
export function setOutputs(gates: readonly GateReport[], others: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(others)) core.setOutput(name, value);
  core.setOutput('gates', JSON.stringify(Object.fromEntries(gates.map(({ id, outcome }) => [id, outcome]))));
  for (const { id, outcome } of gates) if (/^[\w.-]+$/.test(id)) core.setOutput(`gate-${id}`, outcome);
}
