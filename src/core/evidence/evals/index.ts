/** Evaluations of AI agents: cases that passed, and scores. */
import { ok } from '../../result.ts';
import type { EvalsEvidence } from '../evidence.ts';
import type { Family } from '../format.ts';
import { deepeval } from './deepeval.ts';
import { inspectAi } from './inspect-ai.ts';
import { type EvalLimits, judgeEvals } from './judge.ts';
import { langfuse } from './langfuse.ts';
import { langsmith } from './langsmith.ts';
import { mergeEvals } from './merge.ts';
import { openaiEvals } from './openai-evals.ts';
import { promptfoo } from './promptfoo.ts';
import type { EvalTool } from './scored.ts';
import { vertex } from './vertex.ts';

export type { EvalLimits } from './judge.ts';
export type { Scale } from './scored.ts';

const TOOLS: readonly EvalTool[] = [promptfoo, deepeval, openaiEvals, inspectAi, langsmith, langfuse, vertex];

/** A tool that is not in the table defines nothing. */
const UNKNOWN: EvalTool = { formats: [], scaleOf: () => undefined, isPassRate: () => false };

const toolOf = ({ format }: EvalsEvidence): EvalTool => TOOLS.find(({ formats }) => formats.some(({ name }) => name === format)) ?? UNKNOWN;

/** `rate` is of all cases, those that broke included; what the report does not count is absent. */
function counts({ total, completed, passed, failed, errors, asserted, scores }: EvalsEvidence): Readonly<Record<string, unknown>> {
  const rate = total === undefined || passed === undefined || total === 0 ? undefined : passed / total;
  const all = Object.entries({ total, completed, passed, failed, errors, rate, asserted, scores });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

export const EVALS: Family<EvalsEvidence, EvalLimits> = {
  kind: 'evals',
  formats: TOOLS.flatMap(({ formats }) => formats),
  merge: (parts) => {
    const only = parts.length === 1 ? parts[0] : undefined;
    return only === undefined ? mergeEvals(parts) : ok(only);
  },
  judge: (evidence, limits) => judgeEvals(evidence, limits, toolOf(evidence)),
  counts,
};
