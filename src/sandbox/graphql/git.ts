/** Commits, tags, blobs and references as GraphQL shows them. */
import { blobSha, findCommit, history, peel } from '../git.ts';
import { repositoryUrl } from '../json.ts';
import type { Account, Commit, CommitStatus, Repository, TagObject } from '../model.ts';
import { combinedState, currentStatuses, SIGNATURE } from '../statuses.ts';
import { nodeId } from '../world.ts';
import { actor } from './actor.ts';
import { checkSuites } from './checks.ts';
import { connection, type Page } from './connection.ts';
import { type Context, need, type Resolved } from './context.ts';

const gitObject = (context: Context, repo: Repository, sha: string): Resolved => ({
  oid: sha,
  abbreviatedOid: sha.slice(0, 7),
  commitUrl: `${repositoryUrl(context.world, repo)}/commit/${sha}`,
  commitResourcePath: `/${repo.owner.login}/${repo.name}/commit/${sha}`,
  repository: () => context.show(repo),
});

export const statusContext = (context: Context, status: CommitStatus): Resolved => ({
  __typename: 'StatusContext',
  id: status.nodeId,
  context: status.context,
  state: status.state.toUpperCase(),
  description: status.description,
  targetUrl: status.targetUrl,
  createdAt: status.at,
  creator: () => actor(context, status.creator),
  commit: () => commit(context, status.commit),
});

/** Null while nobody said anything: https://docs.github.com/en/graphql/reference/objects#commit (status) */
function status(context: Context, record: Commit): Resolved | null {
  need(context, { permission: 'statuses', level: 'read' }, record.repo);
  const statuses = currentStatuses(record);
  if (statuses.length === 0) return null;
  return {
    __typename: 'Status',
    id: nodeId('Status', record.nodeId),
    state: combinedState(statuses).toUpperCase(),
    contexts: statuses.map((one) => statusContext(context, one)),
    context: ({ name }: { name: string }) =>
      statuses.filter((one) => one.context === name).map((one) => statusContext(context, one))[0] ?? null,
    commit: () => commit(context, record),
  };
}

interface Signature {
  readonly name: string;
  readonly email: string;
  /** Null for an address that belongs to no account. */
  readonly account: Account | null;
}

const gitActor = (context: Context, record: Commit, { name, email, account }: Signature): Resolved => ({
  __typename: 'GitActor',
  name,
  email,
  date: record.at,
  user: () => (account?.kind === 'User' ? actor(context, account) : null),
});

/** In the sandbox everybody signs with this address. */
const emailOf = (account: Account | null): string => `${account?.login ?? 'ghost'}@users.noreply.github.com`;

/** https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors */
function coAuthors({ world }: Context, { message }: Commit): readonly Signature[] {
  return [...message.matchAll(/^Co-authored-by: (.+) <([^>]+)>$/gim)].map(([, name = '', email = '']) => {
    const account =
      [...world.accounts.values()].find((one) => one.kind === 'User' && emailOf(one).toLowerCase() === email.toLowerCase()) ?? null;
    return { name, email, account };
  });
}

/** https://docs.github.com/en/graphql/reference/interfaces#gitsignature */
const signature = (record: Commit): Resolved => ({
  __typename: 'GpgSignature',
  email: 'noreply@github.com',
  isValid: true,
  payload: record.message,
  signature: SIGNATURE,
  signer: null,
  state: 'VALID',
  verifiedAt: record.at,
  wasSignedByGitHub: true,
});

export function commit(context: Context, record: Commit): Resolved {
  const by = (account: Account | null): Resolved =>
    gitActor(context, record, { name: account?.login ?? 'ghost', email: emailOf(account), account });
  return {
    __typename: 'Commit',
    id: record.nodeId,
    ...gitObject(context, record.repo, record.sha),
    message: record.message,
    messageHeadline: record.message.split('\n')[0] ?? '',
    committedDate: record.at,
    authoredDate: record.at,
    author: by(record.author),
    committer: by(record.committer),
    authors: (page: Page) => {
      const items = [
        { name: record.author?.login ?? 'ghost', email: emailOf(record.author), account: record.author },
        ...coAuthors(context, record),
      ];
      return connection({ name: 'authors', items, node: (one) => gitActor(context, record, one) }, page);
    },
    url: `${repositoryUrl(context.world, record.repo)}/commit/${record.sha}`,
    signature: record.signed ? signature(record) : null,
    status: () => status(context, record),
    checkSuites: (args: Parameters<typeof checkSuites>[2]) => checkSuites(context, record, args),
    file: ({ path }: { path: string }) => {
      const isFile = record.files.has(path);
      const isDirectory = [...record.files.keys()].some((one) => one.startsWith(`${path}/`));
      if (!isFile && !isDirectory) return null;
      // Trees are not modelled: of a directory nothing is asked but that it is there.
      const object = () => (isFile ? blob(context, record.repo, record.files.get(path) ?? '') : null);
      return { __typename: 'TreeEntry', name: path.split('/').at(-1), path, type: isFile ? 'blob' : 'tree', object };
    },
    parents: (page: Page) => {
      const items = record.parents.flatMap((sha) => record.repo.commits.get(sha) ?? []);
      return connection({ name: 'parents', items, node: (one) => commit(context, one) }, page);
    },
  };
}

export const tagObject = (context: Context, record: TagObject): Resolved => ({
  __typename: 'Tag',
  id: record.nodeId,
  ...gitObject(context, record.repo, record.sha),
  name: record.name,
  message: record.message,
  target: () => objectOf(context, record.repo, record.target),
});

// assumed: text longer than this is cut and says so (`isTruncated`); the documentation gives no number.
const TEXT_LIMIT = 512_000;

function blob(context: Context, repo: Repository, text: string): Resolved {
  const isBinary = text.includes('\0');
  const sha = blobSha(text);
  return {
    __typename: 'Blob',
    id: nodeId('Blob', `${repo.id}:${sha}`),
    ...gitObject(context, repo, sha),
    byteSize: Buffer.byteLength(text),
    isBinary,
    isTruncated: text.length > TEXT_LIMIT,
    text: isBinary ? null : text.slice(0, TEXT_LIMIT),
  };
}

/** The commit or annotated tag with that SHA. */
export const objectOf = (context: Context, repo: Repository, sha: string): Resolved | null => {
  const tag = repo.tagObjects.get(sha);
  if (tag) return tagObject(context, tag);
  const found = repo.commits.get(sha);
  return found ? commit(context, found) : null;
};

const REVISIONS = ['', 'refs/', 'refs/tags/', 'refs/heads/'];

/** `HEAD`, `main`, `v1.0.0`, `refs/tags/v1.0.0`, a full SHA, and any of them with `:path`: the syntax of `git rev-parse`. */
export function objectByExpression(context: Context, repo: Repository, expression: string): Resolved | null {
  const [revision = '', ...rest] = expression.split(':');
  const name = revision === 'HEAD' ? `refs/heads/${repo.defaultBranch}` : revision;
  const sha = REVISIONS.map((prefix) => repo.refs.get(`${prefix}${name}`)).find((one) => one !== undefined) ?? name;
  if (rest.length === 0) return objectOf(context, repo, sha);
  const text = peel(repo, sha)?.files.get(rest.join(':'));
  return text === undefined ? null : blob(context, repo, text);
}

/** assumed: a name without `refs/` is looked up as it is, then under heads, then under tags. */
export function reference(context: Context, repo: Repository, name: string): Resolved | null {
  const full = [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`].find((one) => repo.refs.has(one));
  const sha = full === undefined ? undefined : repo.refs.get(full);
  if (full === undefined || sha === undefined) return null;
  return {
    __typename: 'Ref',
    id: nodeId('Ref', `${repo.id}:${full}`),
    name: full.replace(/^refs\/(heads|tags)\//, ''),
    prefix: /^refs\/(heads|tags)\//.exec(full)?.[0] ?? 'refs/',
    target: () => objectOf(context, repo, sha),
    compare: ({ headRef }: { headRef: string }) => comparison(repo, peel(repo, sha), headRef),
    repository: () => context.show(repo),
  };
}

/** https://docs.github.com/en/graphql/reference/objects#comparison ; assumed: a SHA is taken as head, and null answers what is no commit. */
function comparison(repo: Repository, base: Commit | undefined, headRef: string): Resolved | null {
  const head = findCommit(repo, headRef);
  if (!base || !head) return null;
  const ahead = history(repo, head.sha).has(base.sha);
  const behind = history(repo, base.sha).has(head.sha);
  return { __typename: 'Comparison', status: ahead ? (behind ? 'IDENTICAL' : 'AHEAD') : behind ? 'BEHIND' : 'DIVERGED' };
}
