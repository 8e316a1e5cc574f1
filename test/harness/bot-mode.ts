/** Stories with the shipped Action in the App's place: every event that the template listens to spawns its jobs, as GitHub would. */
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { parse } from 'yaml';
import { type Delivery, type Issue, type Listening, listen, type Sandbox } from '../../src/sandbox/index.ts';
import { keepLaws } from './laws.ts';
import { apiOf, type Finished, runStep } from './runner.ts';
import { type Instead, REPO, SECRETS, type Setting, Story } from './story.ts';

export const FILE = '.github/workflows/promotion-bot.yml';
const TEXT = readFileSync('templates/workflows/promotion-bot.yml', 'utf8');
const { on } = parse(TEXT) as { readonly on: Readonly<Record<string, { types?: string[]; workflows?: string[] } | null>> };

/** An event, as GitHub writes it to a file for the run. */
export interface Event {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Deed {
  readonly finished: Finished;
  /** Requests to GitHub that it took. */
  readonly requests: number;
}

interface Told {
  readonly sender?: { readonly login: string };
  readonly workflow_run?: { readonly name: string };
}

/** Whether the template is started: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows. */
function starts({ event, action, payload }: Delivery, bot: string): boolean {
  const trigger = on[event];
  if (trigger === undefined) return false;
  const { sender, workflow_run: run } = payload as Told;
  if (trigger?.types && !trigger.types.includes(action ?? '')) return false;
  // assumed: a run that GITHUB_TOKEN dispatched tells of its end; the other things it does start nothing.
  return run ? (trigger?.workflows?.includes(run.name) ?? true) : sender?.login !== bot;
}

const GIVEN = { mode: 'bot', 'ledger-key': SECRETS.ledgerKey };

/** The inputs of a step besides those of the template, for what is wrong on purpose. */
export type Inputs = Readonly<Record<string, string>>;

export class BotMode implements Instead {
  readonly deeds: Deed[] = [];
  readonly #world: Sandbox;
  readonly #log: string[];
  #server: Promise<Listening> | undefined;

  constructor({ world, log }: Pick<Story, 'world' | 'log'>) {
    this.#world = world;
    this.#log = log;
    world.silently(() => world.as('alice').pushes(REPO, { [FILE]: TEXT }));
  }

  get account() {
    return this.#world.actions.bot;
  }

  start(): (delivery: Delivery) => Promise<void> {
    return async (delivery) => {
      if (!starts(delivery, this.account.login)) return;
      const { installation: _, ...payload } = delivery.payload;
      await this.happens({ name: delivery.event, payload });
    };
  }

  /** Both jobs of the template. @throws with its log when one fails. */
  async happens(event: Event): Promise<void> {
    const before = this.#world.requests.length;
    const first = await this.steps(event);
    // Its group is that of an issue only where the event is about one.
    const changed = this.#world.requests.slice(before).filter(({ graphql, method }) => graphql?.operation !== 'query' && method !== 'GET');
    if (!('issue' in event.payload) && changed.length > 0) throw new Error(`${event.name} changed something outside of every group`);
    for (const one of [first, ...(await this.#others(event, first))])
      if (one.exit !== 0) throw new Error(`The Action failed on ${event.name}:\n${one.log}`);
  }

  async #others(event: Event, { outputs }: Finished): Promise<readonly Finished[]> {
    const done: Finished[] = [];
    for (const number of JSON.parse(outputs['next'] || '[]') as readonly number[])
      done.push(await this.steps(event, { promotion: String(number) }));
    return done;
  }

  /** What the schedule does. */
  sweeps(): Promise<void> {
    return this.happens({ name: 'schedule', payload: { schedule: '3-59/10 * * * *' } });
  }

  /** One step, whatever comes of it. Its run is nobody's news. */
  async steps({ name, payload }: Event, inputs: Inputs = {}): Promise<Finished> {
    this.#server ??= listen(this.#world);
    const server = await this.#server;
    const world = this.#world;
    const run = world.silently(() => {
      const started = world.actions.run(REPO, { workflow: FILE, event: name });
      world.actions.starts(started);
      return started;
    });
    const job = world.actions.job(run);
    const before = world.requests.length;
    const env = { ...job.env, ...apiOf(server), GITHUB_EVENT_NAME: name };
    const finished = await runStep({ inputs: { ...GIVEN, ...inputs }, files: {}, sha: '', job: { ...job, env, event: payload } });
    world.silently(() => world.actions.finishes(run, finished.exit === 0 ? 'success' : 'failure'));
    this.deeds.push({ finished, requests: world.requests.length - before });
    this.#log.push(shown(finished.log));
    return finished;
  }

  async close(): Promise<void> {
    await (await this.#server)?.close();
  }
}

/** The log as people see it: commands to the runner are not in it. */
export const shown = (log: string): string => log.replaceAll(/^::add-mask::.*$/gm, '');

export interface Telling {
  readonly s: Story;
  readonly bot: BotMode;
}

/** Plays in mode bot. */
export async function played(play: (telling: Telling) => Promise<void>, setting: Setting = {}): Promise<BotMode> {
  let made: BotMode | undefined;
  const s = new Story({
    ...setting,
    instead: (about) => {
      made = new BotMode(about);
      return made;
    },
  });
  if (!made) throw new Error('nothing took the place of the App');
  try {
    await play({ s, bot: made });
  } finally {
    await made.close();
  }
  return made;
}

/** Tells a story in mode bot, and holds it to the laws that hold for the App. */
export const botStory = (tell: (telling: Telling) => Promise<void>, setting: Setting = {}): Promise<BotMode> =>
  played(async (telling) => {
    await tell(telling);
    // What the organisation says is known to be wanted only when the rules were read.
    await keepLaws(telling.s, setting.config?.includes('extends: org') ? 3 : 2);
  }, setting);

/** Roles by people; alice may lead as well. */
export const byPeople = (config: string): string =>
  config
    .replace('teams: [tech-leads]', 'users: [bob, alice]')
    .replace('teams: [qa]', 'users: [carol]')
    .replace('teams: [security]', 'users: [dave]');

export async function opened({ s }: Telling) {
  const issue = await s.opens('alice');
  expect(s.panel(issue)).not.toContain('Without an App');
  s.reads(issue);
  return issue;
}

export async function bothApprove({ s }: Telling, issue: Issue) {
  s.world.as('bob').comments(issue, '/approve');
  await s.says('carol', issue, '/approve');
}
