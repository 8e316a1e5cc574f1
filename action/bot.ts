/**
 * Mode bot: the App's own look at a promotion, in a run of a workflow. A run writes to one issue only, the one that its concurrency group is
 * named after; whatever else should be looked at is named in the output `next`, for jobs with groups of their own.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as core from '@actions/core';
import { unlimited } from '../src/app/budget.ts';
import { Gatherer } from '../src/app/gather.ts';
import { type Handled, handle, type Tools, type Trigger } from '../src/app/handle.ts';
import { nameOf } from '../src/app/lanes.ts';
import { memories } from '../src/app/memory.ts';
import { needsTurn } from '../src/app/turn.ts';
import type { Ref } from '../src/core/promotion.ts';
import { enforceWith } from '../src/github/enforce.ts';
import type { Client } from '../src/github/graphql.ts';
import { githubHub } from '../src/github/hub.ts';
import { translateInWorkflow } from '../src/github/in-workflow.ts';
import { withNeed } from '../src/github/needed.ts';
import { listPromotionIssues } from '../src/github/promotions.ts';
import { whyNotShown } from '../src/github/see/not-shown.ts';
import type { Surroundings } from './io.ts';
import { readNotary } from './keys.ts';
import { clientOf } from './paced.ts';
import { plain } from './plain.ts';

export interface Asked {
  readonly token: string;
  /** The one issue to look at; empty for what the event is about. */
  readonly promotion: string;
  readonly around: Surroundings;
}

interface Bot extends Asked {
  readonly client: Client;
  readonly notary: Tools['notary'];
  readonly toolsFor: (ref: Ref) => Tools;
}

/** A job matrix has at most 256 jobs: https://docs.github.com/en/actions/reference/limits. The others come with the next sweep. */
const MOST_NEXT = 256;
const OF_ISSUES = ['issues', 'issue_comment'];
const OF_OTHERS = ['workflow_run', 'deployment_status'];
const OF_ALL = ['schedule', 'workflow_dispatch'];

const say = (text: string): void => core.info(plain(text));

/** @throws without a key, on an event that is none of the bot's, and when GitHub fails; with the line that would allow what it refuses. */
export async function actAsBot(asked: Asked): Promise<void> {
  const notary = readNotary();
  if (asked.token === '') throw new Error(`The input "token" is empty; leave it out, or give \${{ github.token }}.`);
  if (!/^([1-9]\d{0,8})?$/.test(asked.promotion))
    throw new Error(`The input "promotion" is ${JSON.stringify(asked.promotion)}; it may be the number of an issue, or nothing.`);
  const client = clientOf(asked.token);
  const gatherer = new Gatherer(notary, sleep);
  const memoryOf = memories();
  const hub = githubHub(client);
  const toolsFor = (ref: Ref): Tools => ({ hub, gatherer, notary, memory: memoryOf(ref), budget: unlimited });
  const next = await react({ ...asked, client, notary, toolsFor }).catch((error: unknown) => {
    throw error instanceof Error ? new Error(withNeed(error)) : error;
  });
  if (next.length > MOST_NEXT) say(`${next.length} promotions want a look; ${MOST_NEXT} get one now, the others with the next sweep.`);
  core.setOutput('next', JSON.stringify(next.slice(0, MOST_NEXT)));
}

/** @returns the issues to look at next. */
async function react(bot: Bot): Promise<readonly number[]> {
  const { eventName, owner, repo, env } = bot.around;
  const { promotion } = bot;
  if (promotion === '' && OF_ALL.includes(eventName)) return sweep(bot);
  const ref = promotion === '' ? undefined : { owner, repo, number: Number(promotion) };
  if (ref && OF_ALL.includes(eventName)) return lookAt(bot, { ref });
  if (![...OF_ISSUES, ...OF_OTHERS].includes(eventName))
    throw new Error(
      `Mode bot is of no use on ${JSON.stringify(eventName)}; it hears ${[...OF_ISSUES, ...OF_OTHERS, ...OF_ALL].join(', ')}. Take the triggers of templates/workflows/promotion-bot.yml.`,
    );
  const translated = translateInWorkflow(eventName, JSON.parse(readFileSync(env['GITHUB_EVENT_PATH'] ?? '', 'utf8')));
  const trigger = translated.kind === 'trigger' ? translated.trigger : translated.kind === 'drift' ? translated.look?.trigger : undefined;
  if (ref) return lookAt(bot, trigger?.ref.number === ref.number ? trigger : { ref });
  if (translated.kind === 'drift')
    say(`Another deployment: ${JSON.stringify(await enforceWith(bot.client, translated, { notary: bot.notary, mustExtend: false }))}`);
  if (translated.kind === 'ignored' || translated.kind === 'unreadable') say(`Nothing to do: ${translated.why}.`);
  if (!trigger) return [];
  return OF_ISSUES.includes(eventName) ? lookAt(bot, trigger) : [trigger.ref.number];
}

/** The one look that may write. */
async function lookAt({ toolsFor }: Bot, trigger: Trigger): Promise<readonly number[]> {
  const { ref } = trigger;
  try {
    const handled = await handle({ ref }, trigger, toolsFor(ref));
    say(`${nameOf(ref)} ${told(handled)}`);
    return handled.next.map(({ number }) => number);
  } catch (error) {
    const why = whyNotShown(error, trigger.hint?.at);
    if (why === undefined) {
      say(
        `${nameOf(ref)} was not looked at to the end. The next sweep looks again; so does this workflow, started by hand with its number.`,
      );
      throw error;
    }
    say(`Nothing to do: ${why}.`);
    return [];
  }
}

const told = ({ promotion, entries, effects }: Handled): string => {
  const kinds = (all: readonly { readonly kind: string }[]): string => all.map(({ kind }) => kind).join(', ') || 'nothing';
  return `is ${promotion?.status ?? 'not begun'}. Written down: ${kinds(entries)}. Done: ${kinds(effects)}.`;
};

/** Reads every open promotion, and changes none. @returns those that want a turn, the longest unchanged first. */
async function sweep({ client, around: { owner, repo }, toolsFor }: Bot): Promise<readonly number[]> {
  const wanting: number[] = [];
  const numbers = await listPromotionIssues(client, { owner, repo }, { open: true });
  for (const number of numbers) {
    const ref = { owner, repo, number };
    try {
      if (await needsTurn(ref, toolsFor(ref))) wanting.push(number);
    } catch (error) {
      // One that cannot be read must not keep the others from their turn.
      core.error(plain(`${nameOf(ref)}: ${error instanceof Error ? withNeed(error) : String(error)}`));
      process.exitCode = 1;
    }
  }
  say(`${numbers.length} open, of which ${wanting.length} want a turn${wanting.length > 0 ? `: ${wanting.join(', ')}` : ''}.`);
  return wanting;
}
