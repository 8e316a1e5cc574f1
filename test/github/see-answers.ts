/** What GitHub answers about `acme/shop#7`, written by hand from its reference: https://docs.github.com/en/graphql/reference/objects. */

export const person = (login: string, databaseId: number) => ({ __typename: 'User', login, databaseId });
const alice = person('alice', 11);
export const page = (hasNextPage: boolean, endCursor: string | null) => ({ pageInfo: { hasNextPage, endCursor } });
const LAST = page(false, null);

export const comment = (number: number, more: object = {}) => ({
  id: `IC_${number}`,
  fullDatabaseId: String(3_300_000_000 + number),
  body: `comment ${number}`,
  createdAt: '2026-11-20T09:30:00Z',
  lastEditedAt: null,
  createdViaEmail: false,
  isMinimized: false,
  author: alice,
  editor: null,
  ...more,
});

export const comments = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => comment(from + i));

export const issue = (more: object = {}) => ({
  id: 'I_7',
  number: 7,
  title: 'Promote',
  body: '### Subject',
  url: 'https://github.com/acme/shop/issues/7',
  state: 'OPEN',
  locked: false,
  activeLockReason: null,
  createdAt: '2026-11-20T09:00:00Z',
  author: alice,
  editor: null,
  labels: { nodes: [{ id: 'LA_1', name: 'promotion' }] },
  closed: { nodes: [] },
  reopened: { nodes: [] },
  comments: { nodes: [], ...LAST },
  ...more,
});

export const commit = (letter: string, contexts?: readonly object[], more: object = {}) => ({
  oid: letter.repeat(40),
  status: contexts ? { contexts } : null,
  authors: { nodes: [{ email: 'alice@acme.example', user: alice }] },
  committer: null,
  ...more,
});

export const repository = (more: object = {}) => ({
  id: 'R_1',
  databaseId: 800,
  name: 'shop',
  url: 'https://github.com/acme/shop',
  owner: { __typename: 'Organization', login: 'acme' },
  defaultBranchRef: { name: 'main', target: commit('a') },
  config: { oid: 'b'.repeat(40), byteSize: 11, isTruncated: false, isBinary: false, text: 'version: 1\n' },
  issue: issue(),
  ...more,
});

export const seen = (more: object = {}) => ({
  data: { viewer: { login: 'promotion-bot[bot]', databaseId: 41 }, repository: repository(more) },
});

export const owner = (teams: object) => ({ owner: { __typename: 'Organization', login: 'acme', ...teams } });

export const members = (from: number, to: number, more: object = LAST) => ({
  databaseId: 5,
  members: { nodes: Array.from({ length: to - from + 1 }, (_, i) => ({ databaseId: from + i, login: `m${from + i}` })), ...more },
});

export const error = (path: readonly (string | number)[], type = 'FORBIDDEN', message = 'Resource not accessible by integration') => ({
  type,
  path,
  locations: [{ line: 1, column: 1 }],
  message,
});
