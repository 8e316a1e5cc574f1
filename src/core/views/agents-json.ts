/** What `promotion-bot agents --json` prints for programs. */
import { blanksOf, isReady, refusalsOf, type Step } from '../agents/judge.ts';
import { type Agent, type AgentMap, type Edge, FIELDS } from '../agents/map.ts';
import type { Problem } from '../problem.ts';
import { agentProblem, blankText } from './agent-problem.ts';

/** Problems with their sentences. */
export const problemsJson = (problems: readonly Problem[]) => problems.map((problem) => ({ ...problem, sentence: agentProblem(problem) }));

export function mapJson({ schemaVersion, appVersion, environments }: AgentMap, agents: readonly Agent[]) {
  return { schema_version: schemaVersion, app_version: appVersion ?? null, environments, agents: agents.map(agentJson) };
}

function agentJson({ name, title, description, directory, places }: Agent) {
  const byName = places.map(({ environment, values, blanks }) => {
    const fields = FIELDS.map((field) => [field, values[field] ?? null]);
    return [environment, { ...Object.fromEntries(fields), missing: blanks.map(({ field }) => field) }];
  });
  return {
    name,
    title: title ?? null,
    description: description ?? null,
    directory: directory ?? null,
    environments: Object.fromEntries(byName),
  };
}

export const edgeJson = ({ name, from, to, checks, manualApproval, channel }: Edge) => ({
  name,
  from,
  to,
  required_checks: checks,
  manual_approval: manualApproval,
  approval_channel: channel ?? null,
});

/** Every step, and everything that is in its way, each once. Over a map that is wrong nobody goes on, whosever mistake it is. */
export function stepsJson(steps: readonly Step[], problems: readonly Problem[]) {
  const ready = (step: Step): boolean => problems.length === 0 && isReady(step);
  return {
    steps: steps.map((step) => ({ agent: step.agent.name, from: step.edge.from, to: step.edge.to, ready: ready(step) })),
    missing: blanksOf(steps).map((blank) => ({ ...blank, sentence: `${blank.field} ${blankText(blank)}` })),
    refused: problemsJson(refusalsOf(steps)),
  };
}
