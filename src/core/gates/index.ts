/** Every kind of gate: one line each. Help, schema, checking and judging follow from this table. */
import { attestation } from './attestation.ts';
import { benchmark } from './benchmark.ts';
import { check } from './check.ts';
import { command } from './command.ts';
import { coverage } from './coverage.ts';
import { evals } from './evals.ts';
import { file } from './file.ts';
import { findings } from './findings.ts';
import { http } from './http.ts';
import { human } from './human.ts';
import { json } from './json.ts';
import { k6 } from './k6.ts';
import { type AnyKind, closed } from './kind.ts';
import { lighthouse } from './lighthouse.ts';
import { prometheus } from './prometheus.ts';
import { tests } from './tests.ts';
import { uptime } from './uptime.ts';
import { use } from './use.ts';
import { workflow } from './workflow.ts';

export const KINDS: readonly AnyKind[] = [
  closed(coverage),
  closed(tests),
  closed(findings),
  closed(k6),
  closed(lighthouse),
  closed(benchmark),
  closed(evals),
  closed(json),
  closed(file),
  closed(prometheus),
  closed(uptime),
  closed(http),
  closed(command),
  closed(check),
  closed(workflow),
  closed(attestation),
  closed(human),
  closed(use),
];

/** What a gate measures; each gate has exactly one of these keys. */
export const GATE_KINDS: readonly string[] = KINDS.map(({ kind }) => kind);

export const findKind = (name: string): AnyKind | undefined => KINDS.find(({ kind }) => kind === name);

/** A map behind `json` is what an `http` gate compares the answer with, and no kind. */
export const kindsIn = (settings: Readonly<Record<string, unknown>>): readonly string[] =>
  GATE_KINDS.filter(
    (kind) =>
      Object.hasOwn(settings, kind) && !(kind === 'json' && (Object.hasOwn(settings, 'http') || typeof settings['json'] === 'object')),
  );
