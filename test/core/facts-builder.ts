/**
 * Facts by hand: an issue with a good request, nobody said anything yet. Change what a test is about; the ledger, the config and the request
 * are read out of what is seen as `app/gather.ts` reads them.
 */
import { readConfig } from '../../src/core/config.ts';
import type { Decision } from '../../src/core/decide.ts';
import { decide } from '../../src/core/decide.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { Facts, Other, ReadConfig } from '../../src/core/facts.ts';
import { fold } from '../../src/core/fold.ts';
import { readLedger } from '../../src/core/ledger.ts';
import { plan } from '../../src/core/plan.ts';
import type { Actor, Instant, Request } from '../../src/core/promotion.ts';
import { readRequest, writeRequest } from '../../src/core/request.ts';
import type { Lookup, Seen, SeenComment, SeenCommit, SeenIssue } from '../../src/core/seen.ts';
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
  staging: { rollback_plan: false, approval: ${approval}${further} }
subjects:
  api: { kind: component }
  web: { kind: component }
`;
export const CONFIG = configWith('{ all: [tech-lead, qa] }');

export const REQUEST: Request = {
  subject: 'api',
  version: 'v1',
  from: '',
  to: 'staging',
  notes: 'Fixes JIRA-1',
  blockers: '',
  rollbackPlan: '',
};

const AT = '2026-11-20T10:00:00Z';
export const commit = (sha: string): SeenCommit => ({ sha, statuses: [], paths: {}, people: [], strangers: [] });
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

export const NO_LOOKUP: Lookup = {
  teams: [],
  tags: [],
  sha: undefined,
  labels: [],
  subjectLabel: undefined,
  requester: undefined,
  releases: [],
  issues: [],
  paths: [],
  records: [],
  deployments: undefined,
  incidents: false,
  board: undefined,
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
  releases: {},
  issues: {},
  records: [],
  deployments: undefined,
  mentions: [],
  alerts: undefined,
  board: undefined,
  lookup: NO_LOOKUP,
};

/** The same with another request in the issue, edited by somebody. */
export const asking = (seen: Seen, request: Partial<Request>, editor: Actor | undefined = seen.issue.editor): Seen => {
  const { request: before = REQUEST } = readRequest(seen.issue);
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
  const config = configOf(seen.config?.text);
  const promotion = fold(ledger.entries);
  return {
    seen,
    config,
    asked: readRequest(seen.issue, { begun: promotion?.request, edited: seen.issue.editor !== undefined, config: config.config }),
    ledger,
    promotion,
    others,
    records: [],
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

/** One pass: decides, and writes what is planned into comments of the bot; labels and the like stay as they are. */
export function pass(before: Seen): Pass {
  const facts = factsOf(before);
  const decision = decide(facts);
  return { facts, decision, seen: plan(facts, decision, notary).reduce(written, before) };
}

function written(seen: Seen, effect: Effect): Seen {
  if (effect.kind === 'post_panel' || effect.kind === 'append_ledger') return saying(seen, 'bot', effect.body);
  if (effect.kind !== 'edit_panel') return seen;
  const edit = { body: effect.body, lastEditedAt: seen.at, editor: seen.bot };
  return { ...seen, comments: seen.comments.map((one) => (one.nodeId === effect.comment ? { ...one, ...edit } : one)) };
}

/** The clock of GitHub goes on. */
export function later(seen: Seen, seconds = 60): Seen {
  const at: Instant = new Date(Date.parse(seen.at) + seconds * 1_000).toISOString().replace('.000Z', 'Z');
  return { ...seen, at };
}
