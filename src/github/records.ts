/** Stage records on GitHub: one question, one commit that GitHub signs, and a pull request around it where that is asked for. */
import * as z from 'zod';
import { nameOf } from '../app/lanes.ts';
import type { Ref } from '../core/promotion.ts';
import { applyEdits, pathsOf, type RecordEdit, type RecordProblem } from '../core/records/index.ts';
import { ask, type Client, type GraphqlError, GraphqlRefused } from './graphql.ts';
import { type Read, type ReadFiles, readFiles } from './record-files.ts';

export interface RecordsWanted {
  readonly as: 'commit' | 'pull_request';
  readonly edits: readonly RecordEdit[];
  /** First line of the commit, and title of the pull request. */
  readonly headline: string;
  readonly body: string;
}

export interface RecordsWritten {
  /** The commit that was made; none when everything is as it shall be. */
  readonly commit?: string;
  readonly pull?: { readonly number: number; readonly url: string };
  readonly problems: readonly RecordProblem[];
}

const TRIES = 3;
const MOST_FILES = 50;
const problem = (code: string, facts: RecordProblem['facts'] = {}): RecordProblem => ({ path: '', code, facts });

/** An answer, or GitHub's no. */
type Told<T> = { readonly value: T } | { readonly no: RecordProblem; readonly isStale: boolean };

/** The branch of a promotion's records; `promotions/<n>` is a tag, and no branch may be called like one. */
export const recordsBranch = (number: number): string => `promotion-records/${number}`;

/**
 * Writes records to the default branch, or to the promotion's own branch with a pull request. Asked again it changes nothing that is done.
 * What does not fit and what GitHub refuses is told as a problem. @throws when it is not known what GitHub did.
 */
export async function writeRecords(client: Client, ref: Ref, wanted: RecordsWanted): Promise<RecordsWritten> {
  const paths = pathsOf(wanted.edits);
  if (wanted.edits.length === 0) return { problems: [] };
  if (paths.length > MOST_FILES) {
    return { problems: [problem('too_many_files', { count: String(paths.length), limit: String(MOST_FILES) })] };
  }
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const written = await attempt(client, ref, wanted);
    if (written !== 'stale') return written;
  }
  return { problems: [problem('records_conflict', { tries: String(TRIES) })] };
}

async function attempt(client: Client, ref: Ref, wanted: RecordsWanted): Promise<RecordsWritten | 'stale'> {
  const own = wanted.as === 'pull_request' ? recordsBranch(ref.number) : undefined;
  const read = await readFiles(client, ref, { paths: pathsOf(wanted.edits), own });
  const { head } = read;
  if (!head) return { problems: [problem('records_empty')] };
  const { changed, problems } = changesOn(head.files, wanted.edits);
  // What stands on the default branch already needs no pull request either.
  if (changed.size === 0) return { problems };
  if (own !== undefined) return proposed(client, ref, { ...wanted, read, head, own });
  const done = await commitTo(client, ref, { ...wanted, branch: head.branch, changed, oid: head.oid });
  if (!('no' in done)) return { commit: done.value, problems };
  return done.isStale ? 'stale' : { problems: [...problems, done.no] };
}

/** On a branch of its own, which is made and kept as often as this is asked. */
async function proposed(client: Client, ref: Ref, pull: Pull): Promise<RecordsWritten | 'stale'> {
  const { read, head, own } = pull;
  if (!read.own) {
    const made = await mutate(client, ref, 'createRef', { repositoryId: read.repositoryId, name: `refs/heads/${own}`, oid: head.oid });
    if ('no' in made) return { problems: [made.no] };
  }
  const { files, oid } = read.own ?? head;
  const { changed, problems } = changesOn(files, pull.edits);
  const done = changed.size === 0 ? undefined : await commitTo(client, ref, { ...pull, branch: own, changed, oid });
  if (done && 'no' in done) return done.isStale ? 'stale' : { problems: [...problems, done.no] };
  const commit = done ? { commit: done.value } : {};
  const told = read.pull ? { value: read.pull } : await openPull(client, ref, pull);
  return 'no' in told ? { ...commit, problems: [...problems, told.no] } : { ...commit, pull: told.value, problems };
}

/** What is unreadable is told once, as what it is. */
function changesOn(files: ReadFiles['files'], edits: readonly RecordEdit[]) {
  const unread = [...files].flatMap(([path, file]) => (typeof file === 'object' ? [{ path, ...file }] : []));
  const texts = new Map([...files].flatMap(([path, file]) => (typeof file === 'object' ? [] : [[path, file] as const])));
  const { changed, problems } = applyEdits(
    texts,
    edits.filter(({ path }) => !unread.some((one) => one.path === path)),
  );
  return { changed, problems: [...unread, ...problems] };
}

interface Commit extends RecordsWanted {
  readonly branch: string;
  readonly changed: ReadonlyMap<string, string>;
  readonly oid: string;
}

/** https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch: what an app commits so is signed by GitHub. */
async function commitTo(client: Client, ref: Ref, { branch, changed, oid, headline, body }: Commit): Promise<Told<string>> {
  const additions = [...changed].map(([path, text]) => ({ path, contents: Buffer.from(text).toString('base64') }));
  const told = await mutate(client, ref, 'createCommitOnBranch', {
    branch: { repositoryNameWithOwner: `${ref.owner}/${ref.repo}`, branchName: branch },
    expectedHeadOid: oid,
    message: { headline: headline.slice(0, 200), body },
    fileChanges: { additions },
  });
  return 'no' in told ? told : { value: committed.parse(told.value).commit.oid };
}

const committed = z.object({ commit: z.object({ oid: z.string() }) });
const opened = z.object({ pullRequest: z.object({ number: z.int(), url: z.string() }) });

interface Pull extends RecordsWanted {
  readonly read: Read;
  readonly head: NonNullable<Read['head']>;
  readonly own: string;
}

async function openPull(
  client: Client,
  ref: Ref,
  { read, head, own, headline, body }: Pull,
): Promise<Told<z.infer<typeof opened>['pullRequest']>> {
  const told = await mutate(client, ref, 'createPullRequest', {
    repositoryId: read.repositoryId,
    baseRefName: head.branch,
    headRefName: own,
    title: headline.slice(0, 200),
    body,
  });
  return 'no' in told ? told : { value: opened.parse(told.value).pullRequest };
}

/** What is asked of each answer. */
const ANSWERS = {
  createRef: 'clientMutationId',
  createCommitOnBranch: 'commit { oid }',
  createPullRequest: 'pullRequest { number url }',
} as const;

async function mutate(client: Client, ref: Ref, name: keyof typeof ANSWERS, input: Record<string, unknown>): Promise<Told<unknown>> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  const query = `mutation Records($input: ${type}) {\n  done: ${name}(input: $input) { ${ANSWERS[name]} }\n}`;
  const { data, errors } = await ask(client, query, { input });
  if (errors.length > 0) return refusal(ref, errors);
  const done = z.object({ done: z.unknown() }).safeParse(data);
  if (!done.success || done.data.done == null) throw new Error(`GitHub did not say what ${name} did in ${nameOf(ref)}`);
  return { value: done.data.done };
}

/** GitHub types what it refuses; what has no type is trouble of its own (assumed). STALE_DATA: the branch is not where it was (assumed). */
function refusal(ref: Ref, errors: readonly GraphqlError[]): Told<never> {
  if (errors.some(({ type }) => type === undefined || type === 'INTERNAL')) {
    throw new GraphqlRefused(`writing the records of ${nameOf(ref)}`, errors);
  }
  const words = errors.map(({ message }) => message).join('; ');
  return { no: problem('records_refused', { words: words.slice(0, 300) }), isStale: errors.some(({ type }) => type === 'STALE_DATA') };
}
