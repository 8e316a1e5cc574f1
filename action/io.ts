/** What the runner gives to an action and takes from it; the only place that reads the environment. */
import { readFileSync } from 'node:fs';
import * as core from '@actions/core';
import * as z from 'zod';

const text = z.string().trim();
/** Nothing is no number. */
const number = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number);
const inputs = z.object({
  mode: z.enum(['gates', 'pull_request']),
  subject: text,
  to: text,
  from: text,
  version: text,
  sha: text,
  promotion: text,
  policy: z.union([z.literal(''), z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)]),
  key: z.union([z.literal(''), z.string().regex(/^[0-9a-f]{32}$/)]),
  previous: z.string(),
  token: text,
  'prometheus-token': text,
  wait: number.pipe(z.number().max(350)),
  poll: number.pipe(z.number().min(0.01).max(3600)),
  'fail-on': z.enum(['blocked', 'never']),
  report: text.min(1),
});
export type Inputs = z.infer<typeof inputs>;
/** The name of every input, as in action.yml. */
export const INPUTS = Object.keys(inputs.shape);

/** What every input may be, for the message when it is something else. */
const ALLOWED: Readonly<Record<string, string>> = {
  mode: 'gates or pull_request',
  policy: 'a full commit SHA, or nothing',
  key: 'the 32 hex digits the bot gives, or nothing',
  wait: 'a number of minutes from 0 to 350',
  poll: 'a number of seconds from 0.01 to 3600',
  'fail-on': 'blocked or never',
  report: 'a path in the workspace',
};

/** @throws naming the input, what was found and what is allowed. */
export function readInputs(): Inputs {
  const found = Object.fromEntries(INPUTS.map((name) => [name, core.getInput(name, { trimWhitespace: false })]));
  const read = inputs.safeParse(found);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = String(issue?.path[0]);
  throw new Error(`The input "${name}" is ${JSON.stringify(found[name])}; it may be ${ALLOWED[name] ?? 'a text'}.`);
}

const event = z.object({
  pull_request: z
    .object({
      number: z.int(),
      base: z.object({ sha: z.string(), ref: z.string() }),
      head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
    })
    .optional(),
  workflow_run: z.object({ head_repository: z.object({ full_name: z.string() }).nullish() }).optional(),
});

export interface Surroundings {
  readonly event: z.infer<typeof event>;
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
export function readSurroundings(): Surroundings {
  const { env } = process;
  const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const { GITHUB_WORKSPACE: workspace, GITHUB_EVENT_PATH: path } = env;
  if (!owner || !repo || !workspace)
    throw new Error('This runs in a GitHub Actions workflow only: GITHUB_REPOSITORY or GITHUB_WORKSPACE is not set.');
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const id = Number(env['GITHUB_RUN_ID'] ?? 0);
  return {
    event: event.parse(path ? JSON.parse(readFileSync(path, 'utf8')) : {}),
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
