import { isReady } from '../agents/judge.ts';
import type { Blank, Edge } from '../agents/map.ts';
import { gateFor, gateName, mapPath, namedGate, type Way, wayOf } from '../agents/way.ts';
import { nearest } from '../config-nearest.ts';
import { effectiveGates } from '../criteria.ts';
import { commonOf } from '../gates/common.ts';
import type { Problem } from '../problem.ts';
import { type Candidate, type Finding, mend, met, type Rule } from '../rule.ts';

/** At most so many blanks are named; the others are counted. */
const MOST = 5;

/**
 * An agent goes only where the Agent Engine map of the default branch has a place for it: the step is there, both ends are set, it is validated
 * where it comes from, every check that the map requires is a gate here, and a person approves where the map says so.
 */
export const agentMap: Rule = {
  name: 'agent-map',
  judge: (candidate, facts) => {
    const file = mapPath(candidate.subject);
    if (file === undefined) return [];
    const read = facts.agentMap;
    const inFile = (problem: Problem): Problem => ({ ...problem, code: `map:${problem.code}`, facts: { ...problem.facts, file } });
    if (!read) return mend({ code: facts.seen.map ? 'map:not_text' : 'map_missing', place: file, facts: { file } });
    if (!read.map || read.problems.length > 0) return read.problems.slice(0, MOST).flatMap((problem) => mend(inFile(problem)));
    const way = wayOf(read.map, candidate);
    if (!way.ok) return mend(inFile(way.error));
    const wrong = [...wayProblems(way.value).map(inFile), ...asked(way.value.step?.edge, candidate, file)];
    return wrong.length > 0 ? wrong.flatMap(mend) : found(way.value, file);
  },
};

/** What is not set at either end, and whether it may leave where it is. */
function wayProblems({ target, step }: Way): readonly Problem[] {
  if (step && isReady(step)) return [];
  // What is deployed for the first time is validated afterwards.
  const blanks = (step?.blanks ?? target.blanks).filter(
    ({ environment, field }) => environment !== target.environment || field !== 'status',
  );
  const more = blanks.length - MOST;
  return [
    ...blanks.slice(0, MOST).map(blankProblem),
    ...(more > 0 ? [{ code: 'more_blanks', place: '', facts: { count: String(more) } }] : []),
    ...(step?.refusal ? [step.refusal] : []),
  ];
}

const blankProblem = ({ agent, environment, field, kind, line, found = '' }: Blank): Problem => ({
  code: 'blank',
  place: `agents.${agent}.environments.${environment}.${field}`,
  line,
  found,
  facts: { agent, environment, field, kind },
});

/** What the map asks for and `.github/promotion.yml` has to have. */
function asked(edge: Edge | undefined, candidate: Candidate, file: string): readonly Problem[] {
  if (!edge) return [];
  const { subject, environment } = candidate;
  const gates = effectiveGates(candidate).filter(([, settings]) => commonOf(settings).off === undefined);
  const names = gates.map(([name]) => name);
  const facts = { file, edge: edge.name, subject: subject.name, to: environment.name };
  const checks = edge.checks.flatMap((check): readonly Problem[] => {
    const gate = gateFor(check, names, subject);
    const about = { place: file, found: check, facts: { ...facts, gate: gate ?? gateName(check) }, allowed: names };
    if (gate === undefined) return [missing(check, about, subject)];
    return gates.some(([name, settings]) => name === gate && !commonOf(settings).required)
      ? [{ code: 'check_not_required', ...about }]
      : [];
  });
  const isByHand = edge.manualApproval && environment.approval === 'none';
  return [...checks, ...(isByHand ? [{ code: 'approval_by_map', place: file, facts }] : [])];
}

/** A name that is written and stands for nothing is the mistake; else one is suggested, where letters make one. */
function missing(check: string, about: Pick<Problem, 'place' | 'found' | 'facts' | 'allowed'>, subject: Candidate['subject']): Problem {
  const named = namedGate(check, subject);
  const suggestion = named === undefined ? undefined : nearest(named, about.allowed ?? []);
  const gate = named ?? (/^[\x20-\x7e]+$/.test(check) ? gateName(check) : '');
  const facts = { ...about.facts, gate };
  return {
    ...about,
    code: named === undefined ? 'check_without_gate' : 'check_misnamed',
    facts,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function found({ target, step }: Way, file: string): readonly Finding[] {
  const { environment, values } = target;
  const place = met('map_place', {
    file,
    environment,
    engine: values.engine_id ?? '',
    project: values.project_id ?? '',
    region: values.region ?? '',
  });
  if (!step) return place;
  const { name, checks, manualApproval, channel = '' } = step.edge;
  const facts = { edge: name, checks: String(checks.length), approval: String(manualApproval), channel };
  return [...place, ...met('map_step', facts)];
}
