/** What every view of one promotion is made from, and the small words they share. */
import type { DueCheck } from '../check-due.ts';
import type { Config } from '../config.ts';
import type { Aside } from '../decide.ts';
import type { EntryOf } from '../entry.ts';
import type { Standing } from '../policy.ts';
import type { Actor, Instant, Promotion, Terms } from '../promotion.ts';
import type { Report } from '../report-document.ts';
import type { ReadRequest } from '../request.ts';
import type { Seen } from '../seen.ts';
import type { SeenRun } from '../seen-run.ts';
import type { Verdict } from '../verdict.ts';
import { shortSha } from '../version.ts';
import { code, link, type Markdown, md, raw, text } from './markdown.ts';

/** What this look saw of runs, beside the ledger. */
export interface DeliveryScene {
  readonly deployRun: SeenRun | undefined;
  readonly due: DueCheck | undefined;
  readonly checkRun: SeenRun | undefined;
  readonly judged: EntryOf<'checked'> | undefined;
  readonly nextLook: Instant | undefined;
}

export interface Scene {
  readonly seen: Seen;
  readonly config: Config | undefined;
  readonly asked: ReadRequest;
  readonly promotion: Promotion | undefined;
  readonly verdict: Verdict;
  /** How the approval rule stands; undefined while the request is not understood. */
  readonly standing: Standing | undefined;
  /** Entries in the ledger, those of this pass included. */
  readonly entries: number;
  readonly aside: Aside;
  /** Undefined before anything is carried out. */
  readonly delivery: DeliveryScene | undefined;
  /** Undefined before the end. */
  readonly report: Report | undefined;
}

/** Whose addresses links lead to. */
export interface Host {
  readonly repo: Pick<Seen['repo'], 'url'>;
}

/** A person by name, linked, never mentioned: mentions come from the config only. */
export function person(actor: Actor | null | undefined, { repo }: Host): Markdown {
  if (!actor) return text('somebody whose account is gone');
  return link(raw(`**${text(actor.login).markdown}**`), `${new URL(repo.url).origin}/${encodeURIComponent(actor.login)}`);
}

export const commitLink = (sha: string, { repo }: Host): Markdown => link(code(shortSha(sha)), `${repo.url}/commit/${sha}`);

/** `agent_orchestration` 1.4.0, staging -> production. */
export function journey({ subject, version, from, to }: Pick<Terms, 'subject' | 'version' | 'from' | 'to'>): Markdown {
  return md`${code(subject)} ${text(version)}${from === null ? md` to ${text(to)}` : md`, ${text(from)} → ${text(to)}`}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 20 Nov 2026 10:12 UTC. */
export function moment(at: Instant): string {
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(at) ?? [];
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year} ${time} UTC`;
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
