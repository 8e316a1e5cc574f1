/** What the runner gives to an action and takes from it; the only place that reads the environment. */
import { readFileSync } from 'node:fs';
import * as core from '@actions/core';
import type { Event } from './event.ts';

const NAMES = [
  'mode',
  'subject',
  'to',
  'from',
  'version',
  'sha',
  'promotion',
  'policy',
  'key',
  'previous',
  'token',
  'prometheus-token',
  'wait',
  'poll',
  'fail-on',
  'report',
  'ledger-key',
  'previous-ledger-keys',
] as const;
type Name = (typeof NAMES)[number];
/** The name of every input, as in action.yml. */
export const INPUTS: readonly string[] = NAMES;

/** What every input may be, for the message when it is something else. */
const ALLOWED: Readonly<Partial<Record<Name, string>>> = {
  mode: 'gates, verify, watch, pull_request or bot',
  policy: 'a full commit SHA, or nothing',
  key: 'the 32 hex digits the bot gives, or nothing',
  wait: 'a number of minutes from 0 to 350',
  poll: 'a number of seconds from 0.01 to 3600',
  'fail-on': 'blocked or never',
  report: 'a path in the workspace',
};

const written = (name: Name): string => core.getInput(name, { trimWhitespace: false });
const text = (name: Name): string => written(name).trim();

function refuse(name: Name): never {
  throw new Error(`The input "${name}" is ${JSON.stringify(written(name))}; it may be ${ALLOWED[name] ?? 'a text'}.`);
}

const chosen = <T extends string>(name: Name, allowed: readonly T[]): T => allowed.find((one) => one === written(name)) ?? refuse(name);
const matching = (name: Name, pattern: RegExp): string => (pattern.test(written(name)) ? written(name) : refuse(name));

function number(name: Name, least: number, most: number): number {
  // Nothing is no number.
  const value = Number(matching(name, /^\d+(\.\d+)?$/));
  return value >= least && value <= most ? value : refuse(name);
}

/**
 * By hand: the rules are asked for as soon as these are known, and a schema takes longer to make than they take to read.
 *
 * @throws naming the input, what was found and what is allowed.
 */
export const readInputs = () => ({
  mode: chosen('mode', ['gates', 'verify', 'watch', 'pull_request', 'bot']),
  subject: text('subject'),
  to: text('to'),
  from: text('from'),
  version: text('version'),
  sha: text('sha'),
  // As it was given: a concurrency group that is named after it takes no space away.
  promotion: written('promotion'),
  policy: matching('policy', /^([0-9a-f]{40}([0-9a-f]{24})?)?$/),
  key: matching('key', /^([0-9a-f]{32})?$/),
  previous: written('previous'),
  token: text('token'),
  'prometheus-token': text('prometheus-token'),
  wait: number('wait', 0, 350),
  poll: number('poll', 0.01, 3600),
  'fail-on': chosen('fail-on', ['blocked', 'never']),
  report: text('report') || refuse('report'),
});
type Read = ReturnType<typeof readInputs>;
/** Of a run that judges. */
export type Inputs = Omit<Read, 'mode'> & { readonly mode: Exclude<Read['mode'], 'bot'> };

export interface Surroundings {
  readonly event: Event;
  readonly eventName: string;
  readonly owner: string;
  readonly repo: string;
  /** The checkout. */
  readonly workspace: string;
  readonly server: string;
  readonly run: { readonly id: number; readonly attempt: number; readonly url: string; readonly actor: string };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables. @throws outside of a workflow run. */
export async function readSurroundings(): Promise<Surroundings> {
  const { env } = process;
  const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const { GITHUB_WORKSPACE: workspace, GITHUB_EVENT_PATH: path } = env;
  if (!owner || !repo || !workspace)
    throw new Error('This runs in a GitHub Actions workflow only: GITHUB_REPOSITORY or GITHUB_WORKSPACE is not set.');
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const id = Number(env['GITHUB_RUN_ID'] ?? 0);
  return {
    event: path ? await eventIn(path) : {},
    eventName: env['GITHUB_EVENT_NAME'] ?? '',
    owner,
    repo,
    workspace,
    server,
    run: {
      id,
      attempt: Number(env['GITHUB_RUN_ATTEMPT'] ?? 1),
      url: `${server}/${owner}/${repo}/actions/runs/${id}`,
      actor: env['GITHUB_ACTOR'] ?? '',
    },
    env,
  };
}

/** Most events say nothing that is needed here, and what makes sure of the others is not loaded for them. */
async function eventIn(path: string): Promise<Event> {
  const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const isPlain = typeof found === 'object' && found !== null && !('pull_request' in found) && !('workflow_run' in found);
  return isPlain ? {} : (await import('./event.ts')).readEvent(found);
}
