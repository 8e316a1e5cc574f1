/** The one table of how needs are met on this machine. */
import type { Answers, Unknown } from '../core/gates/gate.ts';
import { err, type Result } from '../core/result.ts';
import type { Finders } from './answers.ts';
import { attestation } from './attestation.ts';
import { command } from './command.ts';
import { type CommitPlace, check, workflow } from './commit.ts';
import { file, json, report } from './files.ts';
import { http, type PrometheusServer, prometheus } from './http.ts';

export interface Machine {
  /** The checkout. */
  readonly dir: string;
  /** What commands of the config may see. */
  readonly environment: Readonly<Record<string, string>>;
  readonly prometheus: PrometheusServer | undefined;
  /** Undefined where there is no token: then what only GitHub knows stays unknown. */
  readonly github: (CommitPlace & { readonly token: string }) | undefined;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds since some moment. */
  readonly now: () => number;
  /** Milliseconds for which checks and runs that have not ended are waited for, all together. */
  readonly patience: number;
}

/** Milliseconds between looks at a run that has not ended. */
const EVERY = 30_000;
const NO_GITHUB: Result<never, Unknown> = err({
  message: 'it is known to GitHub only, and there is no token here; the workflow has one',
  pending: true,
});

export function findersOn(machine: Machine): Finders {
  const { dir, environment, github, pause } = machine;
  const ended = untilEnded(machine);
  return {
    report: (need) => report(dir, need),
    file: (need) => file(dir, need),
    json: (need) => json(dir, need),
    command: (need) => command({ dir, environment }, need),
    http: (need) => http(pause, need),
    prometheus: (need) => prometheus(machine.prometheus, need),
    check: async (need) => (github ? ended(() => check(github, need)) : NO_GITHUB),
    workflow: async (need) => (github ? ended(() => workflow(github, need)) : NO_GITHUB),
    attestation: async (need) =>
      github
        ? attestation({ dir, environment: { ...environment, GH_TOKEN: github.token }, repository: `${github.owner}/${github.repo}` }, need)
        : NO_GITHUB,
  };
}

type Conclusion = Result<Answers['check'], Unknown>;
const RUNNING: readonly string[] = ['queued', 'in_progress', 'waiting', 'pending', 'requested'];
const isOpen = (found: Conclusion): boolean => (found.ok ? RUNNING.includes(found.value.conclusion) : found.error.pending === true);

/** Looks again until it has ended, or until patience is at an end. */
const untilEnded =
  ({ pause, now, patience }: Machine, from = now()) =>
  async (look: () => Promise<Conclusion>): Promise<Conclusion> => {
    for (;;) {
      const found = await look();
      if (!isOpen(found)) return found;
      if (now() - from + EVERY > patience)
        return found.ok ? err({ message: `it has not ended yet (${found.value.conclusion}): ${found.value.url}`, pending: true }) : found;
      await pause(EVERY);
    }
  };
