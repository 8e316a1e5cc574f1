/** Mode pull_request: how the subjects that a change touches would stand for their next environment. It judges by the rules of the base branch. */
import picomatch from 'picomatch';
import * as z from 'zod/mini';
import { type Config, type Environment, environmentBelow, findEnvironment, type Subject } from '../src/core/config.ts';
import { effectiveGates } from '../src/core/gates/effective.ts';
import type { Report } from '../src/core/report-document.ts';
import type { Client } from '../src/github/graphql.ts';
import { type Target, targetOf } from '../src/runner/target.ts';
import { judge, prepare, whyNotAt } from './gates.ts';
import { readPolicy } from './policy.ts';
import { askedBy, type Judging, reportOn } from './report.ts';

const changed = z.array(z.object({ filename: z.string(), previous_filename: z.optional(z.string()) }));
const PER_PAGE = 100;
/** GitHub lists 3,000 files of a pull request: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files. */
const MOST_PAGES = 30;

export interface Outlook {
  readonly reports: readonly Report[];
  /** Sentences for people: what was not judged, and why. */
  readonly notes: readonly string[];
}

/** @throws when GitHub does not say which files changed. */
export async function judgeForPull(judging: Judging): Promise<Outlook> {
  const { inputs, around, client } = judging;
  const { pull_request: pull } = around.event;
  if (!pull)
    throw new Error(
      `The mode pull_request needs a pull request, and this run was started by ${around.eventName || 'nothing known'}. Use "on: pull_request".`,
    );
  const asked = askedBy(judging);
  const policy = await readPolicy(judging);
  if (!policy.ok) return { reports: [reportOn(judging, asked, { policy: policy.error.source, trouble: policy.error.message })], notes: [] };
  const { config, source } = policy.value;
  const trouble = whyNoneCalled(config, inputs.to) ?? whyNotAt(around, pull.head.sha, 'github.event.pull_request.head.sha');
  if (trouble !== undefined) return { reports: [reportOn(judging, asked, { policy: source, trouble })], notes: [] };
  const { files, isWhole } = await filesOf(client, around, pull.number);
  const touched = config.subjects.filter((subject) => !isWhole || isTouched(subject, files));
  const { wanted, notes } = wantedOf(config, touched, inputs.to);
  if (!isWhole) notes.push(`GitHub lists no more than ${PER_PAGE * MOST_PAGES} changed files, so every subject counts as touched.`);
  const reports: Report[] = [];
  if (wanted.length === 0) return { reports, notes };
  const bench = await prepare(judging, config, pull.head.sha);
  for (const target of wanted) {
    const named = { ...asked, subject: target.subject.name, from: target.from, to: target.environment.name };
    const judged = await judge(judging, { config, target, asked: named, bench });
    reports.push(reportOn(judging, named, { policy: source, ...(judged.ok ? { gates: judged.value } : { trouble: judged.error }) }));
  }
  return { reports, notes };
}

/** Why the environment that the input names is none; undefined when it is one, or none is named. */
function whyNoneCalled(config: Config, to: string): string | undefined {
  const [first] = config.subjects;
  const target = to === '' || !first ? undefined : targetOf(config, { subject: first.name, to });
  return target?.ok === false ? target.error : undefined;
}

interface Wanted {
  readonly wanted: readonly Target[];
  readonly notes: string[];
}

/** Names in a note. */
const MOST_NAMES = 20;

/** The subjects to judge, each for its environment, and what is to be said of the others. */
function wantedOf(config: Config, touched: readonly Subject[], to: string): Wanted {
  if (touched.length === 0)
    return { wanted: [], notes: ['This change touches no path of any subject, so nothing would be promoted by it.'] };
  const all = touched.map((subject) => ({ subject, environment: environmentFor(config, subject, to) }));
  const without = all.flatMap(({ subject, environment }) => (environment ? [] : [subject.name]));
  return {
    wanted: all.flatMap(({ subject, environment }) =>
      environment ? [{ subject, environment, from: environmentBelow(config, environment)?.name ?? null }] : [],
    ),
    notes:
      without.length === 0
        ? []
        : [
            `No environment has gates for ${without.slice(0, MOST_NAMES).join(', ')}${without.length > MOST_NAMES ? ` and ${without.length - MOST_NAMES} more` : ''}.`,
          ],
  };
}

/** What a pull request touches; renamed files by both their names. */
async function filesOf(
  client: Client,
  { owner, repo }: Judging['around'],
  number: number,
): Promise<{ readonly files: readonly string[]; readonly isWhole: boolean }> {
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
    if (some.length < PER_PAGE) return { files, isWhole: true };
  }
  return { files, isWhole: false };
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
function environmentFor(config: Config, subject: Subject, to: string): Environment | undefined {
  if (to !== '') return findEnvironment(config, to);
  return config.environments.find((environment) =>
    effectiveGates({ config, subject, environment }).some(({ kind, off }) => kind !== 'human' && off === undefined),
  );
}
