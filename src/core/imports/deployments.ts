/** A list of GitHub Deployments as a source: https://docs.github.com/en/rest/deployments/deployments#list-deployments. */
import * as z from 'zod';
import { type Config, findEnvironment } from '../config.ts';
import { err, ok, type Result } from '../result.ts';
import { type Found, type Left, type Source, subjectCalled } from './found.ts';

const deployment = z.object({
  id: z.int().positive(),
  sha: z.string(),
  ref: z.string().default(''),
  environment: z.string(),
  task: z.string().default(''),
  payload: z.unknown().optional(),
  created_at: z.string(),
});
export type Deployed = z.infer<typeof deployment>;

const list = z.array(z.union([deployment, z.array(deployment)]));

/** Whether a text means to be such a list. */
export const isDeployments = (text: string): boolean => /^\s*\[\s*(\{|\[\s*[{\]]|\])/.test(text);

/** One list, or several pages of it (`gh api --paginate --slurp`). The error names what does not fit. */
export function readDeployments(text: string): Result<readonly Deployed[], string> {
  try {
    const read = list.safeParse(JSON.parse(text));
    if (read.success) return ok(read.data.flat());
    const [issue] = read.error.issues;
    return err(`item ${String(issue?.path[0] ?? 0)} is no Deployment`);
  } catch {
    return err('it is no JSON');
  }
}

/** What was deployed to one environment for one subject, the newest first, as many as are looked at: the first that succeeded runs there. */
export interface Candidates {
  readonly subject: string;
  readonly environment: string;
  readonly newestFirst: readonly Deployed[];
}

/** That there is none is no answer about what runs: GitHub may know an environment by another name. */
export const noDeployments = ({ environments }: Config, file: string | null): Left => ({
  what: 'the Deployments',
  source: { kind: 'deployments', file, line: null, deployment: null },
  problem: {
    code: 'no_deployments',
    place: 'environment',
    allowed: environments.flatMap(({ name, aliases }) => [...new Set([name, ...aliases])]),
  },
});

interface Sorted {
  readonly candidates: readonly Candidates[];
  readonly left: readonly Left[];
}

export const sourceOf = ({ id }: Deployed, file: string | null): Source => ({ kind: 'deployments', file, line: null, deployment: id });

/** @param said the subject of all of them, where the Deployments do not say; file the name of the list, null when GitHub was asked. */
export function sortDeployments(all: readonly Deployed[], config: Config, file: string | null, said: string | undefined): Sorted {
  const groups = new Map<string, Deployed[]>();
  const left = new Map<string, Left>();
  const newest = all.toSorted((a, b) => b.created_at.localeCompare(a.created_at) || b.id - a.id);
  for (const one of newest) {
    const environment = findEnvironment(config, one.environment);
    const subject = subjectOf(one, config, said);
    if (environment && subject !== undefined) {
      const key = JSON.stringify([subject, environment.name]);
      const group = groups.get(key) ?? [];
      if (group.length < MOST_LOOKED_AT) groups.set(key, [...group, one]);
      continue;
    }
    const [called] = namesIn(one.payload);
    const allowed = config.subjects.map(({ name }) => name);
    const problem = environment
      ? called === undefined
        ? { code: 'no_deployment_subject', place: 'payload', allowed }
        : { code: 'unknown_subject', place: 'payload', found: called, allowed }
      : { code: 'unknown_environment', place: 'environment', found: one.environment, allowed: config.environments.map(({ name }) => name) };
    // One line for all that nobody can place for the same reason.
    const key = JSON.stringify([problem.code, one.environment, environment ? called : undefined]);
    if (!left.has(key)) left.set(key, { what: `what was deployed to ${one.environment}`, source: sourceOf(one, file), problem });
  }
  const candidates = [...groups].map(([key, newestFirst]) => {
    const [subject = '', environment = ''] = JSON.parse(key) as string[];
    return { subject, environment, newestFirst };
  });
  return { candidates, left: [...left.values()] };
}

/** What it says itself counts before what was said of all, and that before the only one there is. One that names something else is of that. */
function subjectOf({ payload, task }: Deployed, config: Config, said: string | undefined): string | undefined {
  const named = namesIn(payload);
  const own = [...named, ...(named.length > 0 ? [] : [task, task.split(':').at(-1) ?? ''])].flatMap(
    (name) => subjectCalled(config, name)?.name ?? [],
  );
  if (own[0] !== undefined || named.length > 0) return own[0];
  const [only, another] = config.subjects;
  return said ?? (another ? undefined : only?.name);
}

/** GitHub hands a payload back as it was given: a value, or a text that may be JSON. */
function namesIn(payload: unknown): readonly string[] {
  const value = typeof payload === 'string' ? parsed(payload) : payload;
  if (typeof value !== 'object' || value === null) return [];
  return ['subject', 'component', 'agent'].flatMap((key) => {
    const found = Object.entries(value).find(([name]) => name === key)?.[1];
    return typeof found === 'string' ? [found] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param since when GitHub was told that it had succeeded. */
export const deployedThere = ({ subject, environment }: Candidates, one: Deployed, since: string, file: string | null): Found => ({
  subjects: [subject],
  environment,
  version: one.sha,
  tag: one.ref.replace(/^refs\/tags\//, ''),
  since,
  source: sourceOf(one, file),
});

/** Looked at of one subject in one environment. */
const MOST_LOOKED_AT = 20;

export const noneSucceeded = ({ subject, environment, newestFirst }: Candidates, file: string | null): Left => ({
  what: `${subject} in ${environment}`,
  source: newestFirst[0] ? sourceOf(newestFirst[0], file) : { kind: 'deployments', file, line: null, deployment: null },
  problem: {
    code: 'none_succeeded',
    place: environment,
    facts: { looked: String(newestFirst.length) },
  },
});

export const noLonger = ({ subject, environment }: Candidates, gone: Deployed, file: string | null): Left => ({
  what: `${subject} in ${environment}`,
  source: sourceOf(gone, file),
  problem: { code: 'no_deployment', place: environment, found: String(gone.id) },
});
