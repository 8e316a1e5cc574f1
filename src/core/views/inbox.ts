/** The words of `inbox`. */
import type { InboxListing, Unreadable, WaitingJob } from '../inbox-rows.ts';
import { type Cell, grid } from './grid.ts';
import type { Paint } from './paint.ts';
import { moment, plural } from './scene.ts';

const STATES = {
  running: { text: 'is looked at now', tint: 'cyan' },
  waiting: { text: 'waits', tint: 'yellow' },
  dead: { text: 'given up', tint: 'red' },
} as const;

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

export function inboxText({ jobs, unreadable }: InboxListing, paint: Paint): string {
  if (jobs.length + unreadable.length === 0) return 'Nothing waits: everything that arrived was looked at.\n';
  return [jobs.length > 0 ? jobsText(jobs, paint) : '', unreadable.length > 0 ? unreadableText(unreadable, paint) : '']
    .filter((part) => part !== '')
    .join('\n');
}

function jobsText(jobs: readonly WaitingJob[], paint: Paint): string {
  const rows = jobs.map(({ promotion, state, deliveries, at, tries, error }): readonly Cell[] => [
    promotion,
    STATES[state],
    moment(at),
    String(deliveries),
    String(tries),
    error?.split('\n')[0] ?? '',
  ]);
  const dead = jobs.filter(({ state }) => state === 'dead').length;
  const end =
    dead > 0 ? `${plural(dead, 'promotion')} given up after too many tries. Mend the cause, then: promotion-bot inbox --replay` : '';
  return lines([
    ...grid(['PROMOTION', 'STATE', 'DUE', 'DELIVERIES', 'TRIES', 'LAST ERROR'], rows, paint),
    ...(end === '' ? [] : ['', end]),
  ]);
}

function unreadableText(unreadable: readonly Unreadable[], paint: Paint): string {
  const rows = unreadable.map(({ delivery, webhook, at, why }): readonly Cell[] => [delivery, webhook, moment(at), why]);
  const end = `${plural(unreadable.length, 'delivery', 'deliveries')} that nobody could read. GitHub shows them in the settings of the App, under Advanced. Take them off the list: promotion-bot inbox --drop`;
  return lines([...grid(['DELIVERY', 'EVENT', 'ARRIVED', 'WHY'], rows, paint), '', end]);
}

/** What replaying did. */
export const replayedText = (count: number, promotion: string | undefined): string =>
  count > 0
    ? `${plural(count, 'promotion')} will be looked at now.\n`
    : `Nothing waits${promotion === undefined ? '' : ` for ${promotion}`}, so there was nothing to replay.\n`;

export const droppedText = (count: number): string => `${plural(count, 'delivery', 'deliveries')} taken off the list.\n`;
