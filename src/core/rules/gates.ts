import { effectiveGates, measuredGates } from '../criteria.ts';

import { isAboutSame } from '../gate-run.ts';
import { aboutOf, gateRecords, isRunning, needsGates, nextPoll } from '../gates-due.ts';
import type { GateRun } from '../promotion.ts';
import { type Finding, met, type Rule, type Wait } from '../rule.ts';

/** Every required gate passes for this commit under these rules, in a run that this bot started. */
export const gates: Rule = {
  name: 'gates',
  needs: (named) => ({ records: gateRecords(named) }),
  judge: (candidate, facts) => {
    if (!needsGates(candidate, facts)) return [];
    const gateRun = facts.promotion?.gateRun;
    if (!gateRun || !isAboutSame(gateRun, aboutOf(candidate, facts))) return [wait('gates_due', {}, undefined)];
    if (isRunning(gateRun, facts)) return [wait('gates_running', shown(gateRun), nextPoll(gateRun, facts.seen.at))];
    if (gateRun.state === 'refused' || gateRun.state === 'untrusted')
      return [
        wait(
          `gates_${gateRun.state}`,
          { ...shown(gateRun), ...gateRun.why?.facts, detail: gateRun.why?.facts['why'] ?? '', why: gateRun.why?.code ?? '' },
          undefined,
        ),
      ];
    const advisory = new Set(effectiveGates(candidate).flatMap(([name, gate]) => (gate['required'] === false ? [name] : [])));
    return measuredGates(candidate).flatMap((name) => findingOf(name, !advisory.has(name), gateRun));
  },
};

function findingOf(name: string, required: boolean, gateRun: GateRun): readonly Finding[] {
  const judged = gateRun.gates.find((gate) => gate.name === name);
  const outcome = judged?.outcome ?? 'error';
  const facts = { gate: name, outcome, summary: judged?.summary ?? 'the report does not speak of it' };
  if (outcome === 'pass') return met('gate_passed', facts);
  return required ? [wait('gate_blocks', facts, undefined)] : met('gate_advisory', facts);
}

const shown = ({ workflow, run }: GateRun): Readonly<Record<string, string>> => ({
  workflow,
  ...(run ? { run: String(run.id), attempt: String(run.attempt) } : {}),
});

const wait = (code: string, facts: Readonly<Record<string, string>>, opensAt: string | undefined): Wait => ({
  kind: 'wait',
  problem: { code, place: 'gates', facts },
  opensAt,
  before: 'approval',
  beside: true,
});
