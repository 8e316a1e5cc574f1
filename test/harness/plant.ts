/** The whole bot on a store, as many replicas as wanted, against the GitHub in memory: time passes for all of them when told. */
import type { ContentLimits } from '../../src/app/budget.ts';
import { createBot } from '../../src/bot.ts';
import { createProbot } from '../../src/github/octokit.ts';
import { createLog } from '../../src/log.ts';
import type { Delivery, Issue, Sandbox } from '../../src/sandbox/index.ts';
import type { Database } from '../../src/store/database.ts';
import { JOBS, SCHEMA } from '../../src/store/schema.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { type Works, worksOf } from '../../src/works.ts';
import { countsOf, eventually, passes } from './stage.ts';
import { REPO, SECRETS, type Setting, shopWorld } from './story.ts';

const noWait = async (): Promise<void> => {};

interface Replica {
  readonly receive: (delivery: Delivery) => Promise<void>;
  readonly works: Works;
}

export interface PlantSetting extends Pick<Setting, 'config' | 'teams'> {
  readonly replicas?: number;
  readonly world?: Sandbox;
  /** What an installation may write; GitHub's limits when undefined. */
  readonly limits?: (ContentLimits & { readonly points?: number }) | undefined;
}

export class Plant {
  readonly world: Sandbox;
  readonly log: string[] = [];
  readonly #database: Database;
  readonly #replicas: Replica[] = [];
  #turn = 0;

  private constructor(database: Database, world: Sandbox) {
    this.#database = database;
    this.world = world;
  }

  /** Starts at work. The database is the plant's until it ends. */
  static async start(database: Database, { replicas = 1, world, limits, ...setting }: PlantSetting = {}): Promise<Plant> {
    const plant = new Plant(database, world ?? shopWorld(setting));
    for (let n = 0; n < replicas; n += 1) plant.#replicas.push(await plant.#replica(limits));
    await plant.settles();
    return plant;
  }

  async #replica(limits: PlantSetting['limits']): Promise<Replica> {
    const { world } = this;
    const log = createLog({ level: 'debug', write: (line) => this.log.push(line), secrets: [SECRETS.webhook] });
    const works = worksOf({
      // Closing it is up to the test: other replicas use the same.
      database: { ...this.#database, close: noWait },
      log,
      metrics: createMetrics(),
      concurrency: 4,
      limits,
      now: () => Date.parse(world.clock.now()),
      lost: (error) => {
        throw error;
      },
    });
    const probot = createProbot({
      appId: world.app.id,
      privateKey: SECRETS.privateKey,
      secret: SECRETS.webhook,
      log,
      fetch: world.fetch,
      pacing: { sleep: noWait, now: () => Date.parse(world.clock.now()), limits: { patience: 5_000, ...limits } },
      watch: works.watch,
    });
    await probot.load(createBot({ ledgerKey: SECRETS.ledgerKey, log, pause: noWait, inbox: works.inbox, self: works.self }));
    await works.begin();
    const receive = async ({ guid, event, payload }: Delivery): Promise<void> =>
      void (await probot.receive({ id: guid, name: event, payload } as unknown as Parameters<typeof probot.receive>[0]));
    return { receive, works };
  }

  /** Hands over what waits, to one replica after the other, and lets all of them work until nobody has anything to do now. */
  async settles(): Promise<void> {
    for (;;) {
      await this.world.deliverAtOnce((delivery) => this.#next().receive(delivery));
      await this.#rests();
      // What GitHub holds back comes when it is there again.
      if (this.world.hooks.queue.length === 0 || this.world.outage) return;
    }
  }

  /** Takes what GitHub has sent already, whatever is the matter with it since. */
  async hears(): Promise<void> {
    for (const delivery of this.world.hooks.queue.splice(0)) await this.#next().receive(delivery);
    await this.#rests();
  }

  /** Until no job is due or under way. */
  async #rests(): Promise<void> {
    await eventually(
      async () => {
        const { rows } = await this.#database.pool.query(
          `select count(*)::int as due from ${JOBS}._private_jobs where key is not null and (locked_at is not null or (run_at <= now() and attempts < max_attempts))`,
        );
        return rows[0]?.due;
      },
      (due) => due === 0,
      120_000,
    );
  }

  #next(): Replica {
    this.#turn += 1;
    const found = this.#replicas[this.#turn % this.#replicas.length];
    if (!found) throw new Error('there is no replica');
    return found;
  }

  /** Time goes by, a minute at a time, and what was to happen then happens. */
  async passes(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 60) {
      const step = Math.min(left, 60);
      this.world.clock.advance(step);
      await passes(this.#database, step);
      await this.#chore('due');
      await this.settles();
    }
  }

  /** Some time goes by at once. */
  async steps(seconds: number): Promise<void> {
    this.world.clock.advance(seconds);
    await passes(this.#database, seconds);
    await this.settles();
  }

  /** Every five minutes: deliveries that were lost are asked for again. */
  async recovers(): Promise<void> {
    await this.#chore('recover');
    await this.settles();
  }

  async #chore(name: string): Promise<void> {
    await this.#database.pool.query(`select ${JOBS}.add_job($1, job_key => $1, queue_name => $1, max_attempts => 3)`, [name]);
    await this.#rests();
  }

  /** How many jobs wait for a later moment. */
  async waiting(): Promise<number> {
    return (await countsOf(this.#database)).jobs;
  }

  /** Deliveries that nobody has looked at. */
  async unseen(): Promise<readonly string[]> {
    const { rows } = await this.#database.pool.query(`select id from ${SCHEMA}.delivery where processed_at is null`);
    return rows.map(({ id }: { id: string }) => id);
  }

  issues(): readonly Issue[] {
    return this.world.repository(REPO).issues;
  }

  labels(issue: Issue): readonly string[] {
    return issue.labels.map(({ name }) => name).toSorted();
  }

  panel(issue: Issue): string {
    const bot = this.world.app.bot.id;
    return issue.comments.find(({ author, body }) => author?.id === bot && body.startsWith('<!-- promotion-bot:panel'))?.body ?? '';
  }

  async ends(): Promise<void> {
    for (const { works } of this.#replicas) await works.stop(5_000);
  }
}
