/** Mode pull_request: how the subjects that a change touches would stand for their next environment. It judges by the rules of the base branch. */
import picomatch from 'picomatch';
import { z } from 'zod';
import { type Config, environmentBelow, findEnvironment, type Subject } from '../src/core/config.ts';
import { effectiveGates } from '../src/core/gates/effective.ts';
import { makeReport } from '../src/core/report.ts';
import type { Report } from '../src/core/report-schema.ts';
import { reportPage } from '../src/core/views/report.ts';
import type { Client } from '../src/github/graphql.ts';
import { type Judging, judge, policyFor } from './gates.ts';

const changed = z.array(z.object({ filename: z.string(), previous_filename: z.string().optional() }));
const PER_PAGE = 100;
/** GitHub lists 3,000 files of a pull request: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files. */
const MOST_PAGES = 30;

export interface PullReports {
  readonly reports: readonly Report[];
  /** Sentences for people: what was not judged, and why. */
  readonly notes: readonly string[];
}

/** @throws when GitHub does not say which files changed. */
export async function judgeForPull({ inputs, around, client }: Judging): Promise<PullReports> {
  const { pull_request: pull } = around.event;
  if (!pull)
    throw new Error(
      `The mode pull_request needs a pull request, and this run was started by ${around.eventName || 'nothing known'}. Use "on: pull_request".`,
    );
  const policy = await policyFor(client, around, pull.base.sha);
  if (!policy.ok) return { reports: [], notes: [policy.error.message] };
  const { config, source } = policy.value;
  const files = await filesOf(client, around, pull.number);
  const touched = config.subjects.filter((subject) => isTouched(subject, files));
  const notes = touched.length === 0 ? ['This change touches no path of any subject, so nothing would be promoted by it.'] : [];
  const reports: Report[] = [];
  for (const subject of touched) {
    const environment = environmentFor(config, subject, inputs.to);
    if (!environment) {
      notes.push(`${subject.name} has no environment with gates${inputs.to === '' ? '' : ` called ${inputs.to}`}.`);
      continue;
    }
    const at = `${new Date().toISOString().slice(0, 19)}Z`;
    const asked = {
      from: environmentBelow(config, environment)?.name ?? null,
      version: `#${pull.number}`,
      sha: pull.head.sha,
      repository: `${around.owner}/${around.repo}`,
      at,
    };
    const judged = await judge({ inputs, around, client }, config, { subject, environment }, asked);
    const { id, attempt, url, actor } = around.run;
    reports.push(
      makeReport({
        about: { ...asked, subject: { name: subject.name }, to: environment.name },
        gates: judged.ok ? judged.value : [],
        policy: source,
        hindrances: judged.ok ? [] : [judged.error],
        isDryRun: true,
        run: { id, attempt, url, actor },
      }),
    );
  }
  return { reports, notes };
}

async function filesOf(client: Client, { owner, repo }: Judging['around'], number: number): Promise<readonly string[]> {
  const files: string[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      owner,
      repo,
      pull_number: number,
      per_page: PER_PAGE,
      page,
    });
    const some = changed.parse(data);
    files.push(...some.flatMap(({ filename, previous_filename: before }) => [filename, ...(before === undefined ? [] : [before])]));
    if (some.length < PER_PAGE) break;
  }
  return files;
}

/** A subject without paths is the whole repository. */
function isTouched({ settings: { paths } }: Subject, files: readonly string[]): boolean {
  if (!Array.isArray(paths) || paths.length === 0) return files.length > 0;
  const matches = picomatch(
    paths.filter((path) => typeof path === 'string'),
    { dot: true },
  );
  return files.some((file) => matches(file));
}

/** The first environment whose gates a change meets on its way up. */
function environmentFor(config: Config, subject: Subject, to: string) {
  if (to !== '') return findEnvironment(config, to);
  return config.environments.find((environment) =>
    effectiveGates({ config, subject, environment }).some(({ kind, off }) => kind !== 'human' && off === undefined),
  );
}

const MARK = '<!-- promotion-bot:pull-request v1 -->';
const comments = z.array(z.object({ id: z.int(), body: z.string().nullish(), user: z.object({ type: z.string().optional() }).nullish() }));

/** One comment, edited in place. @returns why there is none, undefined when there is. */
export async function comment({ around, client }: Judging, { reports, notes }: PullReports): Promise<string | undefined> {
  const { owner, repo, event, server } = around;
  const number = event.pull_request?.number ?? 0;
  const limit = Math.floor(58_000 / Math.max(1, reports.length));
  const pages = reports.map((report) => reportPage(report, { limit, note: 'This comment is updated in place.', server }));
  const body = [MARK, ...notes, ...pages].join('\n\n');
  try {
    const mine = await stickyOf(client, owner, repo, number);
    if (mine?.body === body) return undefined;
    if (mine) await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { owner, repo, comment_id: mine.id, body });
    else await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { owner, repo, issue_number: number, body });
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'status' in error && (error.status === 403 || error.status === 404))
      return 'The comment on the pull request is left out: the token of this run may not write there, as is the rule for forks. The job summary says the same.';
    throw error;
  }
}

async function stickyOf(client: Client, owner: string, repo: string, number: number) {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { data } = await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      owner,
      repo,
      issue_number: number,
      per_page: PER_PAGE,
      page,
    });
    const some = comments.parse(data);
    const mine = some.find(({ body, user }) => user?.type === 'Bot' && body?.startsWith(MARK));
    if (mine || some.length < PER_PAGE) return mine;
  }
  return undefined;
}
