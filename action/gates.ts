/** Modes gates, verify and watch: one subject for one environment, for the bot or by hand. Whatever goes wrong, a report is written that says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../src/core/config.ts';
import type { GateReport } from '../src/core/gate-report.ts';
import type { Unknown } from '../src/core/gates/gate.ts';
import type { Report } from '../src/core/report-document.ts';
import { ok, type Result } from '../src/core/result.ts';
import { fetchEvidence } from '../src/runner/artifacts.ts';
import { checkoutAt, clearCommitted } from '../src/runner/checkout.ts';
import { bareEnvironment } from '../src/runner/command.ts';
import type { CommitPlace } from '../src/runner/commit.ts';
import type { Base } from '../src/runner/files.ts';
import { headOf } from '../src/runner/head.ts';
import { instant, judgeSubject } from '../src/runner/judge.ts';
import { type Patient, patient } from '../src/runner/patience.ts';
import { readPrevious } from '../src/runner/previous.ts';
import { type Target, targetOf } from '../src/runner/target.ts';
import type { Surroundings } from './io.ts';
import { readPolicy } from './policy.ts';
import { type Asked, askedBy, isSha, type Judging, reportOn, words } from './report.ts';
import { textOf } from './rules.ts';
import { teller } from './show.ts';

/** What GitHub does not say is a trouble in the report. */
export async function judgeForBot(judging: Judging): Promise<Report> {
  const { around } = judging;
  const asked = askedBy(judging);
  const policy = await readPolicy(judging);
  if (!policy.ok) return reportOn(judging, asked, { policy: policy.error.source, trouble: policy.error.message });
  const { source, config } = policy.value;
  const target = targetOf(config, asked);
  if (!target.ok) return reportOn(judging, asked, { policy: source, trouble: target.error });
  const { subject, environment, from } = target.value;
  const named = { ...asked, subject: subject.name, to: environment.name, from: asked.from ?? from };
  const wrong = isSha(asked.sha)
    ? whyNotAt(around, asked.sha, 'inputs.sha')
    : `The input "sha" is ${JSON.stringify(asked.sha)}; it must be a full commit SHA.`;
  if (wrong !== undefined) return reportOn(judging, named, { policy: source, trouble: wrong });
  const bench = await prepare(judging, config, named.sha);
  const judged = await judge(judging, { config, target: target.value, asked: named, bench });
  return reportOn(judging, named, { policy: source, ...(judged.ok ? { gates: judged.value } : { trouble: judged.error }) });
}

/** Why what lies in the workspace is not the commit that is to be judged; undefined when it is. */
export function whyNotAt({ workspace, env }: Surroundings, sha: string, expression: string): string | undefined {
  const head = headOf(workspace, bareEnvironment(env));
  const remedy = `"ref: \${{ ${expression} }}"`;
  if (head === undefined) return `Nothing is checked out in the workspace. Use actions/checkout with ${remedy} before this action.`;
  return head === sha ? undefined : `Commit ${head} is checked out, and not ${sha}. Give ${remedy} to actions/checkout.`;
}

/** What is there for every subject of a run: the evidence in the checkout, and how much patience is left. */
export interface Bench {
  readonly place: CommitPlace;
  readonly patient: Patient;
  /** Why artifacts that the config names could not be had. */
  readonly missing: readonly Missing[];
}

export async function prepare({ inputs, around, client }: Judging, { evidence }: Config, sha: string): Promise<Bench> {
  const { owner, repo, run, workspace } = around;
  const place = { client, owner, repo, sha, run: run.id };
  const waiting = patient({ every: inputs.poll * 1000, most: inputs.wait * 60_000, pause: sleep, now: () => performance.now() });
  const missing: Missing[] = [];
  const folders = evidence.flatMap(({ to }) => (to === '' ? [] : [to]));
  if (folders.length > 0) await clearCommitted(workspace, checkoutAt(workspace, bareEnvironment(around.env)), folders);
  for (const source of evidence) {
    try {
      const fetched = await waiting(() => fetchEvidence(place, workspace, source));
      if (!fetched.ok) missing.push({ ...fetched.error, to: source.to });
    } catch (error) {
      missing.push({ message: `the artifact ${source.artifact} could not be had: ${words(error)}`, to: source.to });
    }
  }
  return { place, patient: waiting, missing };
}

interface Question {
  readonly config: Config;
  readonly target: Target;
  readonly asked: Asked;
  readonly bench: Bench;
}

export async function judge(
  { inputs, around }: Judging,
  { config, target, asked, bench }: Question,
): Promise<Result<readonly GateReport[], string>> {
  const previous = readPrevious(inputs.previous);
  if (!previous.ok) return previous;
  const { place, missing } = bench;
  const { from, version, sha } = asked;
  const { mode } = inputs;
  const gates = await judgeSubject({
    config,
    target,
    purpose: mode === 'pull_request' ? 'gates' : mode,
    about: { from, version, sha, repository: `${place.owner}/${place.repo}`, server: around.server, at: instant() },
    previous: previous.value,
    machine: {
      dir: around.workspace,
      environment: bareEnvironment(around.env),
      prometheusToken: inputs['prometheus-token'] || undefined,
      github: { ...place, token: inputs.token, server: around.server },
      base: baseOf(place, around),
      patient: bench.patient,
    },
    tell: teller,
  });
  return ok(missing.length === 0 ? gates : gates.map((gate) => withReason(gate, missing)));
}

/** The branch that a pull request is for; undefined for a commit that is on a branch already. */
function baseOf({ client, owner, repo }: CommitPlace, { event: { pull_request: pull } }: Surroundings): Base | undefined {
  return pull && ((path) => textOf(client, { owner, repo, path, ref: pull.base.sha }));
}

/** An artifact that could not be had. */
interface Missing extends Unknown {
  /** The folder it belongs in; empty for the top. */
  readonly to: string;
}

/** Why evidence is missing says more than that it is; what a run is still to bring is no error yet; and what is left of it where a part is missing proves nothing. */
function withReason(gate: GateReport, missing: readonly Missing[]): GateReport {
  const isNone = gate.outcome === 'error' && gate.summary.includes('there is no file');
  const lacking = isNone ? missing : missing.filter((one) => isPart(gate, one));
  if (lacking.length === 0) return gate;
  const outcome = lacking.some(({ pending }) => pending === true) ? 'pending' : 'error';
  const why = lacking.map(({ message }) => message).join('; ');
  return {
    ...gate,
    outcome,
    summary: isNone ? `${gate.summary} (${why})` : `only a part of the evidence is there: ${why} (it said: ${gate.summary})`,
  };
}

const OF_REPORTS: readonly string[] = ['coverage', 'tests', 'findings', 'k6', 'lighthouse', 'benchmark', 'evals'];

/** Whether a gate judged reports among which those of this artifact would be. */
const isPart = ({ kind, outcome, evidence = [] }: GateReport, { to }: Missing): boolean =>
  OF_REPORTS.includes(kind) && outcome !== 'off' && evidence.some(({ path }) => path.startsWith(to));
