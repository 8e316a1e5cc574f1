/** The one table of how needs are met on this machine. */
import type { Answers, Checkout, Source, Unknown } from '../core/gates/gate.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Finders } from './answers.ts';
import { type AttestationPlace, attestation } from './attestation.ts';
import { command } from './command.ts';
import { type CommitPlace, check, workflow } from './commit.ts';
import { type Base, file, json, reportAgainst } from './files.ts';
import { http, type PrometheusServer, prometheus } from './http.ts';
import type { Patient } from './patience.ts';

export interface Machine {
  /** The checkout. */
  readonly dir: string;
  /** What git knows of it: times of its own files are those of the checkout. Undefined where nobody asks for age. */
  readonly checkout: () => Checkout | undefined;
  /** What commands of the config may see. */
  readonly environment: Readonly<Record<string, string>>;
  readonly prometheus: PrometheusServer | undefined;
  /** What a change is for, where one is judged. */
  readonly base?: Base | undefined;
  /** Undefined where there is no token: then what only GitHub knows stays unknown. */
  readonly github: (CommitPlace & Pick<AttestationPlace, 'token' | 'server'>) | undefined;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Waits for checks and runs that have not ended. */
  readonly patient: Patient;
}

const NO_GITHUB: Result<never, Unknown> = err({
  message: 'it is known to GitHub only, and there is no token here; the workflow has one',
  pending: true,
});

export function findersOn({ dir, environment, github, pause, patient, prometheus: server, checkout, base }: Machine): Finders {
  const dated = (source: Source): Source => (checkout()?.files.includes(source.path) ? undated(source) : source);
  return {
    report: async (need) => map(await reportAgainst(dir, need, base), (found) => ({ ...found, sources: found.sources.map(dated) })),
    file: async (need) => map(await file(dir, need), (found) => ({ ...found, source: dated(found.source) })),
    json: async (need) => map(await json(dir, need), (found) => ({ ...found, source: dated(found.source) })),
    command: (need) => command({ dir, environment }, need),
    http: (need) => http(pause, need),
    prometheus: (need) => prometheus(server, need),
    check: async (need) => (github ? patient(async () => ended(await check(github, need))) : NO_GITHUB),
    workflow: async (need) => (github ? patient(async () => ended(await workflow(github, need))) : NO_GITHUB),
    attestation: async (need) =>
      github ? attestation({ dir, environment, ...github, repository: `${github.owner}/${github.repo}` }, need) : NO_GITHUB,
  };
}

/** The time of a file of the commit is that of the checkout, which says nothing about its age. */
function undated({ at: _ofCheckout, ...source }: Source): Source {
  return source;
}

const map = <T>(found: Result<T, Unknown>, change: (value: T) => T): Result<T, Unknown> => (found.ok ? ok(change(found.value)) : found);

const RUNNING: readonly string[] = ['queued', 'in_progress', 'waiting', 'pending', 'requested'];

/** What still runs has no answer yet. */
function ended(found: Result<Answers['check'], Unknown>): Result<Answers['check'], Unknown> {
  if (!found.ok || !RUNNING.includes(found.value.conclusion)) return found;
  return err({ message: `it has not ended yet (${found.value.conclusion}): ${found.value.url}`, pending: true });
}
