/** The one state behind REST, GraphQL and webhooks, and what watches it: clock, requests, faults, deliveries, contract problems. */
import type { WorkflowRun } from './actions/model.ts';
import { ACTIONS_BOT, type ActionsState, startActions } from './actions/state.ts';
import { type Clock, startClock } from './clock.ts';
import type { Grant } from './grant.ts';
import { FIRST_IDS, nodeId } from './ids.ts';
import { type Limits, noLimits } from './limits.ts';
import type { Account, Instant, NodeRecord, Project, Repository, Team } from './model.ts';

export { nodeId } from './ids.ts';

/** Permission name to level, as GitHub names them: `{ issues: 'write', contents: 'read' }`. */
export type Permissions = Readonly<Record<string, 'read' | 'write' | 'admin'>>;

export interface AppSettings {
  readonly id?: number;
  readonly slug?: string;
  readonly name?: string;
  readonly permissions?: Permissions;
  /** Webhook events the App subscribes to; nothing else is delivered. */
  readonly events?: readonly string[];
  /** PEM. When given, the RS256 signature of an App's token is checked; otherwise any token signs the App in. */
  readonly publicKey?: string;
}

export interface WorldSettings {
  /** When the clock starts. */
  readonly at?: Instant;
  readonly app?: AppSettings;
  /** Signs the webhooks. */
  readonly secret?: string;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly publicKey: string | undefined;
  readonly bot: Account;
  readonly owner: Account;
}

export interface Installation {
  readonly id: number;
  readonly account: Account;
  permissions: Permissions;
  /** Ids of the only repositories it was installed on. */
  selected: readonly number[] | 'all';
  readonly createdAt: Instant;
  /** Null while it is not suspended. */
  suspendedAt: Instant | null;
}

/** Who calls: the App itself (by a signed token), one of its installations, a workflow run, a person, or nobody. */
export type Caller =
  | { readonly kind: 'app' }
  | {
      readonly kind: 'installation';
      readonly installation: Installation;
      readonly permissions: Permissions;
      readonly repositories: readonly number[] | 'all';
    }
  /** A workflow run with its GITHUB_TOKEN, which reaches its own repository. */
  | { readonly kind: 'run'; readonly run: WorkflowRun; readonly permissions: Permissions }
  | { readonly kind: 'user'; readonly account: Account }
  | { readonly kind: 'nobody' };

/** One call of the API, as it was answered. */
export interface RequestRecord {
  readonly at: Instant;
  readonly caller: Caller['kind'];
  /** Login of the person or bot; empty for nobody. */
  readonly login: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly graphql: { readonly operation: string; readonly fields: readonly string[]; readonly name: string | undefined } | undefined;
  /** Comments, issues and commit statuses that this call asks to create: what the limit on content counts. */
  readonly createsContent: number;
  /** 0 until answered, and for an answer that was lost. */
  status: number;
}

/** Something that goes wrong once. The first one that matches a call is used up by it. */
export interface Fault {
  readonly match: (request: RequestRecord) => boolean;
  readonly answer:
    | 'drop request'
    | 'drop answer'
    | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
}

export interface Delivery {
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly at: Instant;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The payload as it is signed and sent. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the receiver answered; 0 when it could not be reached, undefined while it was not sent. */
  status: number | undefined;
  attempts: number;
}

/** One sending of a delivery, whose outcome is known. */
export interface Attempt {
  readonly id: number;
  readonly delivery: Delivery;
  /** When it was sent. */
  readonly at: Instant;
  /** Whether it had been sent before. */
  readonly redelivery: boolean;
  /** What the receiver answered; 0 when it could not be reached. */
  readonly status: number;
  /** Seconds until the answer, by the sandbox's clock. */
  readonly duration: number;
}

/** GitHub is down. */
export interface Outage {
  /** How calls of the API end: none is carried out. */
  readonly calls: 'bad gateway' | 'dropped';
  /** What becomes of the webhooks: they come when it is over, or never, and are not remembered either. */
  readonly webhooks: 'late' | 'lost';
}

/** Reads that show the past. */
export interface Lag {
  readonly seconds: number;
  readonly reaches: (read: RequestRecord) => boolean;
  /** How the world was from a moment on (milliseconds since 1970) until the next one, oldest first. */
  readonly pasts: readonly { readonly from: number; readonly world: World }[];
}

export interface World {
  readonly clock: Clock;
  readonly app: App;
  readonly secret: string;
  /** Where people and programs find this GitHub; a server sets it to its own address. `blobs` is the other host, where artifacts lie. */
  site: { readonly api: string; readonly html: string; readonly blobs: string };
  /** GitHub Actions: the App behind every GITHUB_TOKEN, the runners, and how this server answers. */
  readonly actions: ActionsState;
  readonly accounts: Map<string, Account>;
  readonly teams: Team[];
  readonly repositories: Repository[];
  readonly projects: Project[];
  readonly installations: Installation[];
  readonly nodes: Map<string, NodeRecord>;
  /** Installation tokens that were handed out and still work. */
  readonly tokens: Map<string, Caller>;
  /** Who agreed that the App may know them, by the code that is still to be exchanged. */
  readonly grants: Map<string, Grant>;
  readonly requests: RequestRecord[];
  readonly faults: Fault[];
  readonly contract: { readonly problems: string[] };
  /** GitHub's rate limits: `world.limits.on = GITHUB_LIMITS`. */
  readonly limits: Limits;
  /** Set by `breaks`. */
  outage: Outage | undefined;
  /** Set by `lags`. */
  lag: Lag | undefined;
  readonly hooks: {
    /** Everything that was ever sent or waits, oldest first. */
    readonly log: Delivery[];
    /** What waits for `deliver`; a test may reorder or empty it. */
    readonly queue: Delivery[];
    /** Every sending, in the order of the answers; `GET /app/hook/deliveries` shows those of the last three days. */
    readonly attempts: Attempt[];
    /** Above zero: changes are made, their webhooks are lost. */
    silence: number;
    /** Called when something was queued, for a server that sends right away. */
    queued: (() => void) | undefined;
  };
  /** Awaited before a call is looked at and before its answer leaves, for schedulers. */
  turn: ((request: RequestRecord, moment: 'request' | 'answer') => Promise<void>) | undefined;
  nextId(kind: keyof typeof FIRST_IDS): number;
}

/** Remembers a record under its node id. */
export function remember<T extends NodeRecord>(world: World, record: T): T {
  world.nodes.set(record.nodeId, record);
  return record;
}

function account(kind: Account['kind'], login: string, id: number, at: Instant): Account {
  return { kind, id, nodeId: nodeId(kind, id), login, createdAt: at };
}

/** The account of that login; a person who was never heard of signs up. */
export function accountOf(world: World, login: string, kind: Account['kind'] = 'User'): Account {
  const known = world.accounts.get(login.toLowerCase());
  if (known) return known;
  const fresh = remember(world, account(kind, login, world.nextId('account'), world.clock.now()));
  world.accounts.set(login.toLowerCase(), fresh);
  return fresh;
}

/** Everything stays with the number, the login becomes free: https://docs.github.com/en/account-and-profile/concepts/username-changes */
export function renameAccount(world: World, renamed: Account, login: string): void {
  if (world.accounts.has(login.toLowerCase())) throw new Error(`The login ${login} is taken.`);
  for (const { collaborators } of world.repositories) {
    const permission = collaborators.get(renamed.login);
    if (permission !== undefined) collaborators.set(login, permission);
    collaborators.delete(renamed.login);
  }
  world.accounts.delete(renamed.login.toLowerCase());
  renamed.login = login;
  world.accounts.set(login.toLowerCase(), renamed);
}

const DEFAULT_PERMISSIONS: Permissions = {
  metadata: 'read',
  issues: 'write',
  contents: 'write',
  deployments: 'write',
  statuses: 'write',
  actions: 'write',
  checks: 'read',
  members: 'read',
  organization_projects: 'write',
  pull_requests: 'write',
  vulnerability_alerts: 'read',
};
const DEFAULT_EVENTS = [
  'issues',
  'issue_comment',
  'label',
  'status',
  'workflow_run',
  'check_run',
  'deployment',
  'deployment_status',
  'deployment_protection_rule',
];

/** An empty GitHub with one App that nobody installed yet. */
export function emptyWorld(settings: WorldSettings): World {
  const next: Record<string, number> = { ...FIRST_IDS };
  const clock = startClock(settings.at ?? '2026-11-20T10:00:00Z');
  const nextId: World['nextId'] = (kind) => {
    const id = next[kind] ?? 1;
    next[kind] = id + 1;
    return id;
  };
  const slug = settings.app?.slug ?? 'promotion-bot';
  const bot = account('Bot', `${slug}[bot]`, nextId('account'), clock.now());
  const owner = account('User', 'octocat', nextId('account'), clock.now());
  const actionsBot = account('Bot', ACTIONS_BOT.login, ACTIONS_BOT.id, clock.now());
  const everybody = [bot, owner, actionsBot];
  return {
    clock,
    app: {
      id: settings.app?.id ?? nextId('app'),
      slug,
      name: settings.app?.name ?? 'Promotion Bot',
      permissions: settings.app?.permissions ?? DEFAULT_PERMISSIONS,
      events: settings.app?.events ?? DEFAULT_EVENTS,
      publicKey: settings.app?.publicKey,
      bot,
      owner,
    },
    secret: settings.secret ?? 'a-secret-of-the-sandbox',
    site: { api: 'https://api.github.com', html: 'https://github.com', blobs: 'https://productionresultssa0.blob.core.windows.net' },
    actions: startActions(actionsBot),
    accounts: new Map(everybody.map((one) => [one.login.toLowerCase(), one])),
    teams: [],
    repositories: [],
    projects: [],
    installations: [],
    nodes: new Map(everybody.map((one) => [one.nodeId, one])),
    tokens: new Map(),
    grants: new Map(),
    requests: [],
    faults: [],
    contract: { problems: [] },
    limits: noLimits(),
    outage: undefined,
    lag: undefined,
    hooks: { log: [], queue: [], attempts: [], silence: 0, queued: undefined },
    turn: undefined,
    nextId,
  };
}

/** `acme/shop` to its repository; undefined when there is none. Names ignore case, as GitHub's do. */
export const findRepository = (world: World, owner: string, name: string): Repository | undefined =>
  world.repositories.find((one) => one.owner.login.toLowerCase() === owner.toLowerCase() && one.name.toLowerCase() === name.toLowerCase());

/** The installation that sees a repository of this owner. */
export const installationOf = (world: World, owner: Account): Installation | undefined =>
  world.installations.find((one) => one.account.id === owner.id);
