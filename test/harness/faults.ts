/** A plot told again and again, each time with something going wrong, by a bot that runs for long. */
import type { Fault } from '../../src/sandbox/index.ts';
import { checksFind, type Deed } from './deeds.ts';
import { withDelivery } from './delivery.ts';
import { SWEEP } from './ends.ts';
import type { Plot } from './plots.ts';
import { by, type Post } from './posts.ts';
import { Story } from './story.ts';

/** What goes wrong with one call; `timeout` says that the client gives up by itself instead of losing the connection. */
export interface Wrong {
  readonly answer: Fault['answer'];
  readonly timeout?: true;
}

const says = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Wrong => ({
  answer: { status, body: { message }, headers },
});

/** More seconds than the bot lets a call wait, so that the whole look is put off. */
const LONG_WAIT = { 'retry-after': '180' };

export const WRONGS = {
  '403': says(403, 'Resource not accessible by integration'),
  '404': says(404, 'Not Found'),
  '409': says(409, 'Conflict'),
  '422': says(422, 'Validation Failed'),
  '429': says(429, 'Too many requests', LONG_WAIT),
  'secondary limit': says(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', LONG_WAIT),
  '500': says(500, 'Server Error'),
  '502': { answer: { status: 502, body: '<html>Bad gateway</html>' } },
  'timeout before': { answer: 'drop request', timeout: true },
  'timeout after': { answer: 'drop answer', timeout: true },
  'connection reset': { answer: 'drop answer' },
} as const satisfies Readonly<Record<string, Wrong>>;

/** What goes wrong in a plot, once all that was there before stands. */
export interface Trouble {
  readonly wrong?: Wrong;
  /** Number of the call that goes wrong. */
  readonly call?: number;
  /** Nothing leaves the process any more after that call, until it is started again. */
  readonly fatal?: true;
  readonly post?: Post;
}

export interface Told {
  readonly s: Story;
  /** The calls, since all that was there before stands. */
  readonly calls: readonly string[];
}

/** Tells a plot to its end. */
export async function toldWith(plot: Plot, trouble: Trouble = {}): Promise<Told> {
  const server = new Server(plot.rules, trouble);
  const { s } = server;
  withDelivery(s.world);
  checksFind(() => 'pass')(s.world);
  for (const deed of plot.before ?? []) await server.sees(deed);
  const from = server.strikes();
  for (const deed of plot.deeds) await server.sees(deed);
  return { s, calls: s.asked(from).map(plain) };
}

/** One name for the same call of any story. */
const plain = (asked: string): string =>
  asked
    .replace(/\?.*/, '')
    .replace(/[0-9a-f]{40}/, '{sha}')
    .replaceAll(/\/\d+/g, '/{id}')
    .replace('/repos/acme/shop', '');

/** Tries to let one sweep pass; each failure may cost some of its time. */
const MOST_TRIES = 20;

/** A bot that runs for long: what it fails is sent again at each sweep, and when it dies it is started again. */
class Server {
  readonly s: Story;
  readonly #trouble: Trouble;
  readonly #late: string[] = [];
  #strike: Fault | undefined;
  #isBad = false;

  constructor(config: string, trouble: Trouble) {
    this.#trouble = trouble;
    const { wrong, post } = trouble;
    this.s = new Story({
      config,
      waits: true,
      way: (github) => (input, init) =>
        this.#isDead()
          ? Promise.reject(new TypeError('fetch failed'))
          : github(input, init).catch((error: unknown) => {
              throw wrong?.timeout ? new DOMException('The operation was aborted due to timeout', 'TimeoutError') : error;
            }),
      ...(post ? { post: by(post, () => this.#isBad, this.#late) } : {}),
    });
  }

  /** Lets what goes wrong begin. @returns how many calls there were before. */
  strikes(): number {
    const { world } = this.s;
    const { wrong, call = 0 } = this.#trouble;
    const from = world.requests.length;
    this.#isBad = true;
    if (wrong) this.#strike = { match: (request) => world.requests.indexOf(request) === from + call, answer: wrong.answer };
    if (this.#strike) world.faults.push(this.#strike);
    return from;
  }

  /** Somebody does something, and a sweep passes; or so much time does. */
  async sees(deed: Deed): Promise<void> {
    if (typeof deed !== 'number') deed(this.s.world);
    const until = this.#now() + (typeof deed === 'number' ? deed : SWEEP) * 1000;
    await this.#tries(() => this.s.settles());
    while (this.#now() < until) await this.#sweep(Math.min(until, this.#now() + SWEEP * 1000));
  }

  async #sweep(until: number): Promise<void> {
    for (let n = 0; this.#now() < until; n += 1) {
      if (n === MOST_TRIES) throw new Error(`nothing goes on any more:\n${this.s.log.slice(-20).join('')}`);
      await this.#tries(() => this.s.passes((until - this.#now()) / 1000));
    }
    const { hooks } = this.s.world;
    for (const { guid } of hooks.log.filter(({ status = 0 }) => status >= 300)) this.s.world.redeliver(guid);
    for (const guid of this.#late.splice(0)) this.s.world.redeliver(guid);
    await this.#tries(() => this.s.settles());
  }

  async #tries(what: () => Promise<void>): Promise<void> {
    await what().catch(() => {});
    if (!this.#isDead()) return;
    this.#strike = undefined;
    this.s.restarts();
    // Whoever comes back looks at every promotion once.
    const opened = this.s.world.hooks.log.filter(({ event, action }) => event === 'issues' && action === 'opened');
    this.#late.push(...opened.map(({ guid }) => guid));
  }

  readonly #now = (): number => Date.parse(this.s.world.clock.now());

  /** From the call that went wrong until it is started again. */
  readonly #isDead = (): boolean =>
    this.#trouble.fatal === true && this.#strike !== undefined && !this.s.world.faults.includes(this.#strike);
}
