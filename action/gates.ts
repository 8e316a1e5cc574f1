/** Mode gates: one subject for one environment, for the bot or by hand. Whatever goes wrong, a report is written that says so. */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, environmentBelow, findEnvironment, findSubject } from '../src/core/config.ts';
import type { GateReport } from '../src/core/gate-report.ts';
import { makeReport, type ReportInput } from '../src/core/report.ts';
import type { Report } from '../src/core/report-schema.ts';
import { err, ok, type Result } from '../src/core/result.ts';
import type { Client } from '../src/github/graphql.ts';
import { fetchEvidence } from '../src/runner/artifacts.ts';
import { bareEnvironment } from '../src/runner/command.ts';
import { findersOn } from '../src/runner/finders.ts';
import { readPrevious } from '../src/runner/previous.ts';
import { runGates } from '../src/runner/run.ts';
import type { Inputs, Surroundings } from './io.ts';
import { readPolicy } from './policy.ts';
import { teller } from './show.ts';

export interface Judging {
  readonly inputs: Inputs;
  readonly around: Surroundings;
  readonly client: Client;
}

type Hindrance = NonNullable<ReportInput['hindrances']>[number];
const broken = (summary: string): Result<never, Hindrance> => err({ outcome: 'error', summary });

/** @throws never: what breaks is a hindrance in the report. */
export async function judgeForBot({ inputs, around, client }: Judging): Promise<Report> {
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const { owner, repo } = around;
  const asked = {
    subject: inputs.subject,
    to: inputs.to,
    from: inputs.from || null,
    version: inputs.version || inputs.sha,
    sha: inputs.sha,
  };
  const report = (policy: ReportInput['policy'], gates: readonly GateReport[], hindrances: readonly Hindrance[]): Report =>
    makeReport({
      about: { ...asked, subject: { name: asked.subject }, sha: isSha(asked.sha) ? asked.sha : null, repository: `${owner}/${repo}`, at },
      gates,
      policy,
      hindrances,
      run: {
        id: around.run.id,
        attempt: around.run.attempt,
        url: around.run.url,
        actor: around.run.actor,
        ...(inputs.key === '' ? {} : { key: inputs.key }),
      },
    });
  const policy = await policyFor(client, around, inputs.policy || undefined);
  if (!policy.ok) return report(policy.error.source, [], [{ outcome: 'error', summary: policy.error.message }]);
  const { source, config } = policy.value;
  const target = targetOf(config, inputs);
  if (!target.ok) return report(source, [], [target.error]);
  const wrong = checkedOut(around, inputs.sha);
  if (wrong !== undefined) return report(source, [], [{ outcome: 'error', summary: wrong }]);
  const judged = await judge({ inputs, around, client }, config, target.value, { ...asked, repository: `${owner}/${repo}`, at });
  return judged.ok ? report(source, judged.value, []) : report(source, [], [judged.error]);
}

const isSha = (text: string): boolean => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

type PolicyRead = Awaited<ReturnType<typeof readPolicy>>;

export async function policyFor(client: Client, { owner, repo }: Surroundings, commit: string | undefined): Promise<PolicyRead> {
  try {
    return await readPolicy(client, owner, repo, commit);
  } catch (error) {
    const message = `The rules could not be read: ${error instanceof Error ? error.message : String(error)}. The token needs "contents: read".`;
    return err({ message, source: { path: '.github/promotion.yml', sha256: null } });
  }
}

export type Target = {
  readonly subject: NonNullable<ReturnType<typeof findSubject>>;
  readonly environment: NonNullable<ReturnType<typeof findEnvironment>>;
};

function targetOf(config: Config, { subject: name, to }: Inputs): Result<Target, Hindrance> {
  const subject = findSubject(config, name);
  const environment = findEnvironment(config, to);
  const list = (all: readonly { readonly name: string }[]): string => all.map((one) => one.name).join(', ');
  if (!subject) return broken(`There is no subject ${JSON.stringify(name)} in .github/promotion.yml; known are ${list(config.subjects)}.`);
  if (!environment)
    return broken(`There is no environment ${JSON.stringify(to)} in .github/promotion.yml; known are ${list(config.environments)}.`);
  return ok({ subject, environment });
}

/** Why what lies in the workspace is not what is to be judged; undefined when it is. */
function checkedOut({ workspace, env }: Surroundings, sha: string): string | undefined {
  if (!isSha(sha)) return `The input "sha" is ${JSON.stringify(sha)}; it must be a full commit SHA.`;
  try {
    const head = execFileSync('git', ['-C', workspace, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      env: bareEnvironment(env),
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return head === sha ? undefined : `Commit ${head} is checked out, and not ${sha}. Give "ref: \${{ inputs.sha }}" to actions/checkout.`;
  } catch {
    return `Nothing is checked out in the workspace. Use actions/checkout with "ref: \${{ inputs.sha }}" before this action.`;
  }
}

export interface Asked {
  readonly from: string | null;
  readonly version: string;
  readonly sha: string;
  readonly repository: string;
  readonly at: string;
}

export async function judge(
  judging: Judging,
  config: Config,
  { subject, environment }: Target,
  asked: Asked,
): Promise<Result<readonly GateReport[], Hindrance>> {
  const { inputs, around, client } = judging;
  const { owner, repo, workspace: dir } = around;
  const previous = readPrevious(inputs.previous);
  if (!previous.ok) return broken(previous.error);
  const place = { client, owner, repo, sha: asked.sha };
  const missing = await gather(place, dir, config);
  const below = environmentBelow(config, environment)?.name ?? null;
  const finders = findersOn({
    dir,
    environment: bareEnvironment(around.env),
    prometheus: config.prometheus && { url: config.prometheus.url, token: inputs['prometheus-token'] || undefined },
    github: { ...place, token: inputs.token },
    pause: sleep,
    now: () => performance.now(),
    patience: inputs.wait * 60_000,
  });
  const about = { ...asked, from: asked.from ?? below, to: environment.name };
  const gates = await runGates({ config, subject, environment, about, previous: previous.value, finders, tell: teller });
  return ok(missing.length === 0 ? gates : gates.map((gate) => withReason(gate, missing)));
}

/** Why evidence is missing says more than that it is. */
const withReason = (gate: GateReport, missing: readonly string[]): GateReport =>
  gate.outcome === 'error' && gate.summary.includes('there is no file')
    ? { ...gate, summary: `${gate.summary} (${missing.join('; ')})` }
    : gate;

/** The artifacts that the config names, each unpacked; the sentences say what could not be had. */
async function gather(place: Parameters<typeof fetchEvidence>[0], dir: string, { evidence }: Config): Promise<readonly string[]> {
  const found: string[] = [];
  for (const source of evidence) {
    try {
      const why = await fetchEvidence(place, dir, source);
      if (why !== undefined) found.push(why);
    } catch (error) {
      found.push(`the artifact ${source.artifact} could not be had: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return found;
}
