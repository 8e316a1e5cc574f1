/** What the server counts, as Prometheus reads it. Labels are bounded: whatever comes in, the number of series does not grow. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { InboxState } from '../app/inbox.ts';

/**
 * What became of a delivery: `accepted` is stored, `ignored` concerns no promotion, `doubled` came before, `dead` was given up after its
 * last try, `refused` was no delivery of GitHub, `failed` could not be stored, so that GitHub lists it as failed.
 */
export const OUTCOMES = ['accepted', 'ignored', 'doubled', 'dead', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How GitHub counts a request: it reads, it writes, or it writes something that people see. */
export type RequestKind = 'read' | 'write' | 'content';

/** The events that have a label of their own: those in app.yml, and those that GitHub sends to every App. */
export const KNOWN_EVENTS: readonly string[] = [
  'issues',
  'issue_comment',
  'workflow_run',
  'deployment_status',
  'deployment_protection_rule',
  'installation',
  'installation_repositories',
  'ping',
];
/** The label of every other event, and of whatever was not verified. */
export const OTHER = 'other';
/** Installations that have a label of their own; further ones share `other`. */
const MOST_INSTALLATIONS = 100;

export interface Metrics {
  /** @param event the event of a delivery that was verified; anything for one that was not. */
  delivered(event: string, outcome: Outcome): void;
  /** One promotion was looked at and acted upon, in so many milliseconds. */
  handled(milliseconds: number): void;
  /** @param installation undefined for requests of the App itself. */
  spent(installation: number | undefined, kind: RequestKind, count: number): void;
  /** @param remaining what GitHub said in `x-ratelimit-remaining`. */
  left(installation: number | undefined, remaining: number): void;
  /** The page for Prometheus, in its text format 0.0.4. */
  page(): Promise<string>;
}

/** What there is to see, for the page and for its documentation. */
export const SERIES = {
  deliveries: {
    name: 'promotion_bot_deliveries_total',
    help: 'Deliveries of GitHub by event and by what became of them.',
    labels: ['event', 'outcome'],
  },
  handle: {
    name: 'promotion_bot_handle_seconds',
    help: 'How long it takes to look at one promotion and to act, in seconds.',
    labels: [],
  },
  waiting: { name: 'promotion_bot_inbox_waiting', help: 'Jobs that wait in the inbox.', labels: [] },
  lag: { name: 'promotion_bot_inbox_oldest_seconds', help: 'How long the oldest waiting job has been due, in seconds.', labels: [] },
  dead: { name: 'promotion_bot_inbox_dead', help: 'Jobs that were given up and wait for a person.', labels: [] },
  unknown: {
    name: 'promotion_bot_inbox_unreadable',
    help: '1 when the inbox could not be asked; its other figures are NaN then.',
    labels: [],
  },
  spent: {
    name: 'promotion_bot_github_requests_total',
    help: 'Requests to GitHub by installation and kind (read, write, content).',
    labels: ['installation', 'kind'],
  },
  left: {
    name: 'promotion_bot_github_requests_left',
    help: 'Requests that GitHub still allows in this hour, by installation.',
    labels: ['installation'],
  },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly help: string; readonly labels: readonly string[] }>>;

/** Seconds; a look costs one request and a write one more, so most end below two. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

interface Sources {
  /** What the inbox holds now, asked for each page. */
  readonly inbox?: (() => Promise<InboxState>) | undefined;
}

/** Counts in this process alone: with several replicas each has a page of its own, and Prometheus adds them up. */
export function createMetrics({ inbox }: Sources = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const described = <T extends string>({ name, help, labels }: { name: string; help: string; labels: readonly T[] }) => ({
    name,
    help,
    labelNames: labels,
    registers,
  });
  const deliveries = new Counter(described(SERIES.deliveries));
  const handle = new Histogram({ ...described(SERIES.handle), buckets: BUCKETS });
  const requests = new Counter(described(SERIES.spent));
  const remains = new Gauge(described(SERIES.left));
  const labelled = installationLabels();
  const lookAtInbox = inbox === undefined ? async () => {} : inboxGauges(registry, inbox);
  let watchesProcess = false;
  return {
    delivered: (event, outcome) => deliveries.inc({ event: KNOWN_EVENTS.includes(event) ? event : OTHER, outcome }),
    handled: (milliseconds) => handle.observe(milliseconds / 1_000),
    spent: (installation, kind, count) => requests.inc({ installation: labelled(installation), kind }, count),
    left: (installation, remaining) => remains.set({ installation: labelled(installation) }, remaining),
    page: async () => {
      // Watching the process costs timers, so it begins when somebody looks.
      if (!watchesProcess) collectDefaultMetrics({ register: registry });
      watchesProcess = true;
      await lookAtInbox();
      return registry.metrics();
    },
  };
}

/** The label of an installation: its number for the first hundred, `app` for the App itself. */
function installationLabels(): (installation: number | undefined) => string {
  const known = new Set<number>();
  return (installation) => {
    if (installation === undefined) return 'app';
    if (known.size < MOST_INSTALLATIONS) known.add(installation);
    return known.has(installation) ? String(installation) : OTHER;
  };
}

/** An old figure would look like a good one. Prometheus reads NaN, and no comparison with it holds. */
const UNKNOWN: InboxState = { waiting: Number.NaN, oldestSeconds: Number.NaN, dead: Number.NaN };

/** @returns asks the inbox and sets its gauges. */
function inboxGauges(registry: Registry, inbox: () => Promise<InboxState>): () => Promise<void> {
  const gauge = ({ name, help }: { name: string; help: string }) => new Gauge({ name, help, registers: [registry] });
  const [waiting, lag, dead, unreadable] = [gauge(SERIES.waiting), gauge(SERIES.lag), gauge(SERIES.dead), gauge(SERIES.unknown)];
  return async () => {
    const state = await inbox().catch(() => UNKNOWN);
    waiting.set(state.waiting);
    lag.set(state.oldestSeconds);
    dead.set(state.dead);
    unreadable.set(state === UNKNOWN ? 1 : 0);
  };
}
