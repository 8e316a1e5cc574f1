/** Judges the gates of one subject on its way into one environment, one after the other, and says how it goes. */
import type { Subject } from '../core/config.ts';
import type { GateReport } from '../core/gate-report.ts';
import type { EffectiveGate } from '../core/gates/effective.ts';
import type { About, Checkout, Need } from '../core/gates/gate.ts';
import { judgeGates } from '../core/gates/judge.ts';
import { answers, type Finders } from './answers.ts';
import type { Previous } from './previous.ts';

export interface GatesRun {
  /** In the order in which they are judged. */
  readonly gates: readonly EffectiveGate[];
  readonly subject: Subject;
  readonly about: Omit<About, 'previous' | 'subject'>;
  readonly previous: Previous | undefined;
  readonly finders: Finders;
  /** The files of the commit, asked for only when reports name some; undefined when they cannot be told. */
  readonly checkout: () => Checkout | undefined;
  /** Hears of each gate before and after it is judged. */
  readonly tell: Teller;
}

export interface Teller {
  begins(gate: EffectiveGate): void;
  ends(report: GateReport, milliseconds: number): void;
}

/** Nobody's word is known here: gates that people sign for are pending. */
export async function runGates(asked: GatesRun): Promise<readonly GateReport[]> {
  const { gates, subject, about, previous, finders, tell } = asked;
  const { find, ask } = answers(finders);
  let checkout: Checkout | undefined;
  const aboutOf = (name: string): About => ({
    ...about,
    subject: subjectOf(subject),
    previous: measuredBefore(previous, name),
    ...(checkout && { checkout }),
  });
  const reports: GateReport[] = [];
  for (const gate of gates) {
    const began = performance.now();
    tell.begins(gate);
    const known = aboutOf(gate.name);
    const needs = gate.off === undefined ? [...gate.gate.needs(known), ...(gate.compare?.base?.needs(known) ?? [])] : [];
    await find(needs);
    if (needs.some(namesFiles)) checkout ??= asked.checkout();
    const judged = judgeGates([gate], ask, aboutOf, []);
    reports.push(...judged);
    for (const report of judged) tell.ends(report, performance.now() - began);
  }
  return reports;
}

const namesFiles = (need: Need): boolean => need.kind === 'report' && need.of === 'coverage';

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

function subjectOf({ name, kind, settings }: Subject): About['subject'] {
  const { paths, labels, spec } = settings;
  const named = typeof labels === 'object' && labels !== null ? Object.entries(labels) : [];
  return {
    name,
    kind,
    paths: isTexts(paths) ? paths : [],
    labels: Object.fromEntries(named.map(([label, value]) => [label, String(value)])),
    spec: typeof spec === 'string' ? spec : undefined,
  };
}

function measuredBefore(previous: Previous | undefined, name: string): About['previous'] {
  return previous && { value: previous.gates[name] ?? null, version: previous.version, at: previous.at };
}
