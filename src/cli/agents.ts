/** `promotion-bot agents`: what the Agent Engine map says, and whether it is ready for a step. It asks nobody, and needs no token. */
import { agentsNamed, allEdges, blanksOf, edgeBetween, judgeStep, refusalsOf, type Step } from '../core/agents/judge.ts';
import { type Agent, type AgentMap, type Edge, MAP_PATH } from '../core/agents/map.ts';
import { readAgentMap } from '../core/agents/read.ts';
import type { Problem } from '../core/problem.ts';
import { ok, type Result } from '../core/result.ts';
import { inertJson } from '../core/views/inert-json.ts';
import { CONFIG_OPTION, readMapFile, refuse, tellProblems } from './agents-file.ts';
import { type Command, EXIT, type Io, Misuse } from './command.ts';
import { paintFor } from './paint.ts';
import { isGiven, wordOf } from './typed.ts';

interface Given {
  readonly file: string;
  /** A name, or `all`. */
  readonly agent: string;
  readonly ends: { readonly from: string; readonly to: string } | undefined;
  readonly isValidation: boolean;
  readonly json: boolean;
}

/** What was asked about: edges none when the map as a whole is shown. */
interface Asked {
  readonly agents: readonly Agent[];
  readonly edges: readonly Edge[];
}

function take(given: unknown): Given {
  const [from, to] = [wordOf(given, '--from-env'), wordOf(given, '--to-env')];
  const ends = from !== undefined && to !== undefined ? { from, to } : undefined;
  if (!ends && (from !== undefined || to !== undefined))
    throw new Misuse('A path has two ends: --from-env dev --to-env stage. Leave both out for the whole map.');
  return {
    file: wordOf(given, '--config') ?? MAP_PATH,
    agent: wordOf(given, '--agent') ?? 'all',
    ends,
    isValidation: isGiven(given, '--validate'),
    json: isGiven(given, '--json'),
  };
}

export const agents: Command = {
  name: 'agents',
  summary:
    'Show the Agent Engine map, or one path of it, and say whether it is ready; offline, without a token. With --validate: 2 while something is not set.',
  arguments: [],
  options: [
    { flags: '--agent <name>', summary: 'one agent, or all; all when not given' },
    { flags: '--from-env <environment>', summary: 'the path from here, with --to-env: its checks, approval and channel' },
    { flags: '--to-env <environment>', summary: 'where the path leads' },
    { flags: '--validate', summary: 'say whether everything is set and validated; for every path when none is named' },
    CONFIG_OPTION,
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  run: async (raw, io) => {
    const given = take(raw);
    const text = readMapFile(io, given.file);
    if (!text.ok) return refuse(io, given, text.error);
    const { map, problems } = readAgentMap(text.value);
    const asked = map && ask(map, given);
    if (!map || !asked?.ok) return tellProblems(io, given, asked && !asked.ok ? [asked.error, ...problems] : problems);
    return answer(io, given, { map, problems, asked: asked.value });
  },
};

function ask(map: AgentMap, { agent, ends, isValidation }: Given): Result<Asked, Problem> {
  const named = agentsNamed(map, agent);
  if (!named.ok) return named;
  if (!ends && !isValidation) return ok({ agents: named.value, edges: [] });
  const edge = ends && edgeBetween(map, ends.from, ends.to);
  if (edge && !edge.ok) return edge;
  const edges = edge ? ok([edge.value]) : allEdges(map);
  return edges.ok ? ok({ agents: named.value, edges: edges.value }) : edges;
}

interface Found {
  readonly map: AgentMap;
  readonly problems: readonly Problem[];
  readonly asked: Asked;
}

async function answer(io: Io, given: Given, found: Found): Promise<number> {
  const { problems, asked } = found;
  const steps = given.isValidation ? asked.edges.flatMap((edge) => asked.agents.map((agent) => judgeStep(agent, edge))) : [];
  const isBlank = blanksOf(steps).length > 0;
  const isRefused = problems.length > 0 || refusalsOf(steps).length > 0;
  if (given.json) await printJson(io, given, { ...found, steps, isFine: !isBlank && !isRefused });
  else await printText(io, given, { ...found, steps });
  if (isBlank) return EXIT.unknown;
  return isRefused ? EXIT.no : EXIT.yes;
}

type Judged = Found & { readonly steps: readonly Step[] };

async function printText(io: Io, given: Given, { map, problems, asked, steps }: Judged): Promise<void> {
  const { agentsText, edgeText, headText } = await import('../core/views/agents.ts');
  const paint = paintFor(io.stdout, io.env);
  const { from, to } = given.ends ?? {};
  const shown = map.environments.filter((name) => !given.ends || name === from || name === to);
  const parts = [headText(map, given.file, paint)];
  if (given.ends) parts.push(...asked.edges.map((edge) => edgeText(edge, paint)));
  if (given.ends || !given.isValidation) parts.push(agentsText(asked.agents, shown, paint));
  if (given.isValidation) {
    const { validationText } = await import('../core/views/agents-validation.ts');
    parts.push(validationText({ file: given.file, steps, problems }, paint));
  }
  io.stdout.write(parts.join(''));
  if (problems.length > 0) await tellProblems(io, given, problems);
}

async function printJson(
  io: Io,
  given: Given,
  { map, problems, asked, steps, isFine }: Judged & { readonly isFine: boolean },
): Promise<void> {
  const { edgeJson, mapJson, problemsJson, stepsJson } = await import('../core/views/agents-json.ts');
  io.stdout.write(
    inertJson({
      file: given.file,
      ok: isFine,
      ...mapJson(map, asked.agents),
      ...(given.ends || given.isValidation ? { paths: asked.edges.map(edgeJson) } : {}),
      ...(given.isValidation ? stepsJson(steps, problems) : {}),
      problems: problemsJson(problems),
    }),
  );
}
