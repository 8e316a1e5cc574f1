/** Freeze windows: recurring spans of time in which nothing is completed. RFC 5545 recurrence, IANA zones, daylight saving included. */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { secondsOf } from './duration.ts';
import type { Instant } from './promotion.ts';

export interface Freeze {
  /** Days on which a window begins: `FREQ=WEEKLY;BYDAY=FR`. Yearly to daily; the time of day is `from`. */
  readonly rrule: string;
  /** Wall-clock time, `12:00`. */
  readonly from: string;
  /** `60h`; elapsed time, also across a change of the clocks. */
  readonly for: string;
  /** IANA name; UTC when left out. */
  readonly timezone?: string | undefined;
}

/** A Monday long ago: what `INTERVAL=2` counts from. */
const ANCHOR = '2024-01-01';
/** Windows that follow on each other for longer than this many are taken to never end. */
const MOST_IN_A_ROW = 400;

/** When the window that is open at this moment closes, and those that follow without a gap; undefined when none is open. */
export function frozenUntil(freezes: readonly Freeze[], at: Instant): { readonly until: Instant | undefined } | undefined {
  let moment = Temporal.Instant.from(at);
  for (let windows = 0; windows <= MOST_IN_A_ROW; windows += 1) {
    const ends = freezes.flatMap((freeze) => endOf(freeze, moment) ?? []);
    const [latest] = ends.toSorted((a, b) => Temporal.Instant.compare(b, a));
    if (!latest) return windows === 0 ? undefined : { until: `${moment.toString().slice(0, 19)}Z` };
    moment = latest;
  }
  return { until: undefined };
}

/** The end of the window around a moment: the latest beginning decides, since all windows of one freeze are of one length. */
function endOf(freeze: Freeze, moment: Temporal.Instant): Temporal.Instant | undefined {
  const began = recurrence(freeze).previous(new Date(moment.epochMilliseconds), true);
  if (!began) return undefined;
  const end = Temporal.Instant.fromEpochMilliseconds(began.epochMilliseconds).add({ seconds: secondsOf(freeze.for) });
  return Temporal.Instant.compare(moment, end) < 0 ? end : undefined;
}

const recurrence = ({ rrule, from, timezone = 'UTC' }: Freeze): RRuleTemporal =>
  new RRuleTemporal({ rruleString: rrule, dtstart: Temporal.ZonedDateTime.from(`${ANCHOR}T${from}:00[${timezone}]`) });

const PARTS = /^(FREQ|INTERVAL|COUNT|UNTIL|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST)=[^=;\s]+$/;

/** Whether this is a recurrence of days; anything below a day, and every part this version does not know, is not. */
export function isRecurrence(rrule: string): boolean {
  const parts = rrule.split(';');
  if (!parts.every((part) => PARTS.test(part)) || !parts.some((part) => /^FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY)$/.test(part))) return false;
  return doesNotThrow(() => recurrence({ rrule, from: '00:00', for: '1s' }));
}

export const isTimezone = (name: string): boolean =>
  /^[A-Za-z][\w+/-]*$/.test(name) && doesNotThrow(() => Temporal.ZonedDateTime.from(`${ANCHOR}T00:00[${name}]`));

function doesNotThrow(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
