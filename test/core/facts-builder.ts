/**
 * Facts by hand: an issue with a good request, nobody said anything yet. Change what a test is about; the ledger, the config and the request
 * are read out of what is seen as `app/gather.ts` reads them.
 */
import { readConfig } from '../../src/core/config.ts';
import type { Decision } from '../../src/core/decide.ts';
import { decide } from '../../src/core/decide.ts';
import type { Facts, Other, ReadConfig } from '../../src/core/facts.ts';
import { fold } from '../../src/core/fold.ts';
import { readLedger, writeEntries } from '../../src/core/ledger.ts';
import type { Actor, Instant, Request } from '../../src/core/promotion.ts';
import { readRequest, writeRequest } from '../../src/core/request.ts';
import type { Seen, SeenComment, SeenCommit, SeenIssue } from '../../src/core/seen.ts';
import { notary, remembering } from './notaries.ts';

const checked = remembering(notary);
const configs = new Map<string, ReadConfig>();

const person = (id: number, login: string): Actor => ({ id, login, kind: 'person' });
/** alice asks; bob leads, carol tests, dave secures; frank holds two roles; eve writes without a role; ci is a bot in a team. */
export const PEOPLE = {
  alice: person(101, 'alice'),
  bob: person(102, 'bob'),
  carol: person(103, 'carol'),
  dave: person(104, 'dave'),
  eve: person(105, 'eve'),
  frank: person(106, 'frank'),
  ci: { id: 107, login: 'ci[bot]', kind: 'bot' },
  bot: { id: 900, login: 'promotion-bot[bot]', kind: 'bot' },
} as const satisfies Record<string, Actor>;
export type Name = keyof typeof PEOPLE;

export const SHA = { first: 'a'.repeat(40), second: 'b'.repeat(40) } as const;

/** A config with this approval rule for staging, and further lines of its environment. */
export const configWith = (approval: string, further = ''): string => `version: 1
roles:
  tech-lead: { teams: [tech-leads] }
  qa: { teams: [qa] }
  security: { teams: [security] }
environments:
  development:
  staging: { approval: ${approval}${further} }
subjects:
  api: { kind: component }
  web: { kind: component }
`;
export const CONFIG = configWith('{ all: [tech-lead, qa] }');

export const REQUEST: Request = { subject: 'api', version: 'v1', from: '', to: 'staging', notes: 'Fixes JIRA-1' };

const AT = '2026-11-20T10:00:00Z';
const commit = (sha: string): SeenCommit => ({ sha, statuses: [] });
const team = (id: number, ...names: readonly Name[]) => ({ id, members: names.map((name) => PEOPLE[name]) });

const ISSUE: SeenIssue = {
  nodeId: 'I_7',
  number: 7,
  title: 'Promote api to staging',
  body: writeRequest(REQUEST),
  url: 'https://github.com/acme/shop/issues/7',
  author: PEOPLE.alice,
  createdAt: AT,
  open: true,
  editor: undefined,
  closed: undefined,
  reopened: undefined,
  labels: ['promotion'],
};

export const SEEN: Seen = {
  at: AT,
  bot: PEOPLE.bot,
  repo: {
    id: 4242,
    nodeId: 'R_1',
    owner: 'acme',
    name: 'shop',
    url: 'https://github.com/acme/shop',
    ownedBy: 'organization',
    defaultBranch: 'main',
  },
  issue: ISSUE,
  comments: [],
  config: { blob: 'blob', bytes: CONFIG.length, text: CONFIG },
  head: commit(SHA.first),
  tags: { v1: commit(SHA.first), v2: commit(SHA.second) },
  commit: undefined,
  teams: { 'tech-leads': team(1, 'bob', 'frank', 'ci', 'alice'), qa: team(2, 'carol', 'frank', 'ci'), security: team(3, 'dave') },
  labelIds: {},
  siblings: [],
  permission: 'write',
  lookup: { teams: [], tags: [], sha: undefined, labels: [], subjectLabel: undefined, requester: undefined },
};

/** The same with another request in the issue, edited by somebody. */
export const asking = (seen: Seen, request: Partial<Request>, editor: Actor | undefined = seen.issue.editor): Seen => {
  const { request: before = REQUEST } = readRequest(seen.issue.body);
  return { ...seen, issue: { ...seen.issue, body: writeRequest({ ...before, ...request }), editor } };
};

export const ruledBy = (seen: Seen, text: string): Seen => ({ ...seen, config: { blob: text, bytes: text.length, text } });

/** A comment more, by a person of the cast or anybody. */
export function saying(seen: Seen, who: Name | Actor, body: string, more: Partial<SeenComment> = {}): Seen {
  const id = (seen.comments.at(-1)?.id ?? 1_000) + 1;
  const author = typeof who === 'string' ? PEOPLE[who] : who;
  const said: SeenComment = {
    id,
    nodeId: `C_${id}`,
    body,
    author,
    createdAt: seen.at,
    lastEditedAt: undefined,
    editor: undefined,
    viaEmail: false,
    hidden: false,
    ...more,
  };
  return { ...seen, comments: [...seen.comments, said] };
}

export const changing = (seen: Seen, id: number, more: Partial<SeenComment>): Seen => ({
  ...seen,
  comments: seen.comments.map((one) => (one.id === id ? { ...one, ...more } : one)),
});

export function factsOf(seen: Seen, others: readonly Other[] = []): Facts {
  const ledger = readLedger(checked, placeOf(seen), seen.bot, seen.comments);
  return {
    seen,
    config: configOf(seen.config?.text),
    asked: readRequest(seen.issue.body),
    ledger,
    promotion: fold(ledger.entries),
    others,
    digest: notary.digest,
  };
}

function configOf(text: string | undefined): ReadConfig {
  if (text === undefined) return { problems: [{ code: 'config_missing', place: 'config' }] };
  const config = configs.get(text) ?? readConfig(text);
  configs.set(text, config);
  return config;
}

const placeOf = ({ repo, issue }: Seen) => ({ repo: repo.id, issue: issue.nodeId });

export interface Pass {
  readonly facts: Facts;
  readonly decision: Decision;
  /** What GitHub shows afterwards. */
  readonly seen: Seen;
}

/** One pass: decides, and writes what was decided into a comment of the bot. */
export function pass(before: Seen): Pass {
  const facts = factsOf(before);
  const decision = decide(facts);
  const { entries } = decision;
  const body = entries.length === 0 ? undefined : writeEntries(notary, placeOf(before), facts.ledger.head, entries);
  return { facts, decision, seen: body === undefined ? before : saying(before, 'bot', body) };
}

/** The clock of GitHub goes on. */
export function later(seen: Seen, seconds = 60): Seen {
  const at: Instant = new Date(Date.parse(seen.at) + seconds * 1_000).toISOString().replace('.000Z', 'Z');
  return { ...seen, at };
}
