/**
 * Stories through the real App: Probot, a GitHub in memory, signed deliveries. Nothing listens on a port, nothing is recorded, time passes
 * when told. `tell.ts` tells one and then holds it to `laws.ts`.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { Timer } from '../../src/app/alarms.ts';
import { memoryInbox } from '../../src/app/inbox.ts';
import { createBot, failedLook } from '../../src/bot.ts';
import { createProbot } from '../../src/github/octokit.ts';
import type { Fetch } from '../../src/github/transport.ts';
import { createLog } from '../../src/log.ts';
import { type Comment, createWorld, type Delivery, type Issue, type RequestRecord, type Sandbox } from '../../src/sandbox/index.ts';
import type { Account } from '../../src/sandbox/model.ts';
import { type Asked, form } from './form.ts';
import { forTeller } from './told-by.ts';
import { noWait, waitBy } from './waits.ts';

export { type Asked, form } from './form.ts';

const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const ed25519 = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
export const SECRETS = { privateKey: rsa.privateKey, ledgerKey: ed25519.privateKey, webhook: 'canary-webhook-secret-7f3a' } as const;

/** The organisation of most stories: alice asks; bob leads, carol tests, dave secures; eve writes without a role; mallory only reads. */
export const TEAMS = { 'tech-leads': ['bob'], qa: ['carol'], security: ['dave'] } as const;
export const REPO = 'acme/shop';

export const CONFIG = forTeller(
  `version: 1
roles:
  tech-lead: { teams: [tech-leads] }
  qa: { teams: [qa] }
  security: { teams: [security] }
environments:
  development: { aliases: [dev] }
  staging:
    aliases: [stage]
    approval: { all: [tech-lead, qa] }
  production:
    aliases: [prod]
    approval: { all: [tech-lead, qa, security] }
subjects:
  agent_orchestration: { kind: component }
  bob: { kind: agent }
`,
  TEAMS,
);

type Receive = (delivery: Delivery) => Promise<void>;

export interface Setting {
  readonly config?: string | null | undefined;
  readonly teams?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Goes between the bot and GitHub. */
  readonly way?: (github: Fetch) => Fetch;
  /** Goes between the webhooks of GitHub and the bot. */
  readonly post?: (bot: Receive, world: Sandbox) => Receive;
  /** Whether the bot takes only rules that extend those of the organisation. */
  readonly mustExtend?: boolean;
  /** Whether the bot's waiting takes time of the world; otherwise it takes none. */
  readonly waits?: boolean;
  /** What takes the place of the App. */
  readonly instead?: (s: Pick<Story, 'world' | 'log'>) => Instead;
}

export interface Instead {
  /** The account it speaks as. */
  readonly account: Account;
  /** A new process. */
  start(): (delivery: Delivery) => Promise<void>;
  /** What is done now and then, where there are no alarms. */
  sweeps(): Promise<void>;
}

/** The organisation of most stories, with its repository and a tag to promote. */
export function shopWorld({ config = CONFIG, teams = TEAMS }: Pick<Setting, 'config' | 'teams'> = {}): Sandbox {
  const world = createWorld({ at: '2026-11-20T10:00:00Z', secret: SECRETS.webhook, app: { publicKey: rsa.publicKey } });
  world.organisation('acme', { teams });
  const files = { 'README.md': '# Shop\n', ...(config === null ? {} : { '.github/promotion.yml': config }) };
  world.repository(REPO, {
    files,
    collaborators: { alice: 'write', bob: 'write', carol: 'write', dave: 'write', eve: 'write', mallory: 'read' },
  });
  world.as('alice').tags(REPO, 'v1.4.0');
  return world;
}

/** What is needed of a story to read where it has led. */
export type Told = Pick<Story, 'world' | 'issues' | 'labels'> & Partial<Pick<Story, 'account'>>;

export class Story {
  readonly world: Sandbox;
  readonly log: string[] = [];
  /** Comments of the bot that the story has read. */
  readonly #read = new Set<Comment>();
  readonly #way: Fetch;
  readonly #wait: ((milliseconds: number) => Promise<void>) | undefined;
  readonly #alarms = new Set<{ readonly due: number; readonly ring: () => void }>();
  readonly #post: Receive;
  readonly #instead: Instead | undefined;
  readonly #mustExtend: boolean;
  #bot: Receive;

  constructor({ config, teams, way = (github) => github, post = (bot) => bot, waits = false, mustExtend = false, instead }: Setting = {}) {
    this.world = shopWorld({ config, teams });
    this.#way = way(this.world.fetch);
    this.#post = post((delivery) => this.#bot(delivery), this.world);
    this.#wait = waits ? waitBy(this.world) : undefined;
    this.#mustExtend = mustExtend;
    this.#instead = instead?.(this);
    this.#bot = this.#start();
  }

  /** Who the bot is. */
  get account(): Account {
    return this.#instead?.account ?? this.world.app.bot;
  }

  /** A new process: nothing is remembered, and nothing that the old one had in mind happens any more. */
  restarts(): void {
    this.#alarms.clear();
    this.#bot = this.#start();
  }

  #start(): Receive {
    if (this.#instead) return this.#instead.start();
    const log = createLog({ level: 'debug', write: (line) => this.log.push(line) });
    const probot = createProbot({
      appId: this.world.app.id,
      privateKey: SECRETS.privateKey,
      secret: SECRETS.webhook,
      log,
      fetch: this.#way,
      pacing: this.#wait ? { sleep: this.#wait, now: () => Date.parse(this.world.clock.now()), random: () => 0.5 } : { sleep: noWait },
    });
    const loaded = probot.load(
      createBot({
        ledgerKey: SECRETS.ledgerKey,
        mustExtend: this.#mustExtend,
        log,
        pause: this.#wait ?? noWait,
        inbox: (look) => memoryInbox({ look, timer: this.#timer, failed: failedLook(log) }),
      }),
    );
    return async ({ guid, event, payload }) => {
      await loaded;
      await probot.receive({ id: guid, name: event, payload } as unknown as Parameters<typeof probot.receive>[0]);
    };
  }

  readonly #timer: Timer = (milliseconds, ring) => {
    const alarm = { due: Date.parse(this.world.clock.now()) + milliseconds, ring };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  };

  /** Time goes by, and what was to happen then happens. */
  async passes(seconds: number): Promise<void> {
    const until = Date.parse(this.world.clock.now()) + seconds * 1000;
    for (;;) {
      // Runs of workflows end on the way, too.
      const due = Date.parse(this.world.actions.next() ?? '');
      if (due <= until && due <= Math.min(...[...this.#alarms].map((alarm) => alarm.due))) {
        this.world.clock.advance(Math.max(0, (due - Date.parse(this.world.clock.now())) / 1000));
        await this.settles();
        continue;
      }
      const [next] = [...this.#alarms].filter(({ due }) => due <= until).toSorted((a, b) => a.due - b.due);
      if (!next) break;
      this.world.clock.advance(Math.max(0, Math.ceil((next.due - Date.parse(this.world.clock.now())) / 1000)));
      this.#alarms.delete(next);
      const armed = this.#alarms.size;
      const lines = this.log.length;
      next.ring();
      // A long wait is waited in pieces: then there is a further alarm instead of a look.
      if (this.#alarms.size === armed) await this.#rung(lines);
    }
    this.world.clock.advance(Math.round((until - Date.parse(this.world.clock.now())) / 1000));
    await this.#instead?.sweeps();
  }

  /** An alarm is nobody's delivery, so its look is waited for by its line in the log. */
  async #rung(lines: number): Promise<void> {
    while (!this.log.slice(lines).some((line) => /"msg":"(handled|failed)"/.test(line)))
      await new Promise((resolve) => setImmediate(resolve));
    await this.settles();
  }

  /** Hands the bot everything that waits at the same time, as GitHub does. @throws the error of the first delivery that failed, when all are done. */
  settlesAtOnce(): Promise<void> {
    return this.#hands((receive) => this.world.deliverAtOnce(receive));
  }

  /** Hands the bot whatever happened, until nothing more happens. @throws the error of the first delivery that failed. */
  settles(): Promise<void> {
    return this.#hands((receive) => this.world.deliver(receive));
  }

  async #hands(deliver: (receive: Receive) => Promise<number>): Promise<void> {
    const failed: unknown[] = [];
    await deliver((delivery) =>
      this.#post(delivery).catch((error: unknown) => {
        failed.push(error);
        throw error;
      }),
    );
    if (failed.length > 0) throw failed[0];
  }

  async opens(login: string, asked: Asked | string = {}, labels: readonly string[] = ['promotion']): Promise<Issue> {
    const body = typeof asked === 'string' ? asked : form(asked);
    const issue = this.world.as(login).opens(REPO, { title: 'Promote agent_orchestration to staging', body, labels: [...labels] });
    await this.settles();
    return issue;
  }

  async says(login: string, issue: Issue, body: string, how?: { readonly viaEmail?: boolean }): Promise<Comment> {
    const comment = this.world.as(login).comments(issue, body, how);
    await this.settles();
    return comment;
  }

  async edits(login: string, what: Issue | Comment, body: string): Promise<void> {
    this.world.as(login).edits(what, body);
    await this.settles();
  }

  /** Does something as the world's people and lets the bot react. */
  async does(change: (world: Sandbox) => unknown): Promise<void> {
    change(this.world);
    await this.settles();
  }

  /** The panel as a person sees it now. */
  panel(issue: Issue): string {
    const [panel] = this.#said(issue).filter(({ body }) => body.startsWith('<!-- promotion-bot:panel'));
    if (!panel) throw new Error(`there is no panel on #${issue.number}. ${this.#conversation(issue)}`);
    this.#read.add(panel);
    return panel.body;
  }

  /** The oldest comment of the bot that was not read yet, without the proof below it. */
  reads(issue: Issue): string {
    const next = this.unread(issue)[0];
    if (!next) throw new Error(`the bot said nothing new on #${issue.number}. ${this.#conversation(issue)}`);
    this.#read.add(next);
    return withoutProof(next.body);
  }

  unread(issue: Issue): readonly Comment[] {
    return this.#said(issue).filter((comment) => !this.#read.has(comment));
  }

  labels(issue: Issue): readonly string[] {
    return issue.labels.map(({ name }) => name).toSorted();
  }

  /** API requests since the given number of them. */
  requests(since = 0): readonly RequestRecord[] {
    return this.world.requests.slice(since);
  }

  /** What was asked, as one line each: `query See`, `mutation addComment closeIssue`, `POST /repos/…`. */
  asked(since = 0): readonly string[] {
    return this.requests(since).map(({ method, path, graphql }) =>
      graphql ? `${graphql.operation} ${graphql.operation === 'query' ? graphql.name : graphql.fields.join(' ')}` : `${method} ${path}`,
    );
  }

  issues(): readonly Issue[] {
    return this.world.repository(REPO).issues;
  }

  #said(issue: Issue): readonly Comment[] {
    return issue.comments.filter(({ author }) => author?.id === this.account.id);
  }

  #conversation(issue: Issue): string {
    return `So far:\n${issue.comments.map(({ author, body }) => `[${author?.login}] ${withoutProof(body)}`).join('\n---\n')}\n${this.log.filter((line) => line.includes('"handled"')).join('')}`;
  }
}

/** What a person reads before the signed entries. */
const withoutProof = (body: string): string => (body.split('\n\n<details><summary>Entr')[0] ?? '').trim();
