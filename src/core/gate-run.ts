/** How a run of the quality gates goes through the entries of a promotion. */
import type { Entry, EntryOf } from './entry.ts';
import type { GateRun, Promotion } from './promotion.ts';

type GateEntry = EntryOf<'gates_dispatched' | 'gates_judged' | 'gates_untrusted' | 'gates_refused'>;

/** `/retry` is about gates as well: it asks for another run. */
export const isAboutGates = (entry: Entry): entry is GateEntry | EntryOf<'answered'> =>
  entry.kind.startsWith('gates_') && entry.kind !== 'gates_skipped' ? true : entry.kind === 'answered' && entry.command === 'retry';

export function gatesMoved(promotion: Promotion, entry: GateEntry | EntryOf<'answered'>): Promotion {
  if (entry.kind === 'answered') return again(promotion);
  if (entry.kind === 'gates_dispatched') return dispatched(promotion, entry);
  const { gateRun } = promotion;
  // Written before runs had keys, outcomes stand alone.
  if (entry.kind === 'gates_judged' && entry.key === undefined) return { ...promotion, gates: entry.outcomes };
  if (!gateRun || entry.key !== gateRun.key) return promotion;
  const after = { ...promotion, gateRun: answered(gateRun, entry) };
  return entry.kind === 'gates_judged' ? { ...after, gates: entry.outcomes } : after;
}

/** A run about something else makes what was measured before worthless; one about the same leaves it until the new outcomes come. */
function dispatched(promotion: Promotion, { kind: _kind, ...asked }: EntryOf<'gates_dispatched'>): Promotion {
  const gateRun: GateRun = { ...asked, state: 'asked', gates: [], again: false };
  const gates = promotion.gateRun && isAboutSame(promotion.gateRun, gateRun) ? promotion.gates : {};
  const moved = { ...promotion, gates, gateRun };
  return moved.status === 'PENDING' && moved.phase === 'validating' ? { ...moved, phase: 'gates' } : moved;
}

function answered(run: GateRun, entry: Exclude<GateEntry, EntryOf<'gates_dispatched'>>): GateRun {
  switch (entry.kind) {
    case 'gates_judged': {
      const { run: id, attempt, gates = [] } = entry;
      const { why: _solved, ...rest } = run;
      return { ...rest, state: 'judged', gates, ...(id === undefined || attempt === undefined ? {} : { run: { id, attempt } }) };
    }
    case 'gates_untrusted': {
      const { run: id, attempt, code, facts } = entry;
      return { ...run, state: 'untrusted', why: { code, facts }, ...(id === null || attempt === null ? {} : { run: { id, attempt } }) };
    }
    case 'gates_refused':
      return { ...run, state: 'refused', why: { code: 'refused', facts: { reason: entry.reason } } };
  }
}

/** Only of gates that have been judged, or could not be. */
function again(promotion: Promotion): Promotion {
  const { gateRun } = promotion;
  return gateRun && gateRun.state !== 'asked' ? { ...promotion, gateRun: { ...gateRun, again: true } } : promotion;
}

/** Whether two runs ask the same question. */
export const isAboutSame = (one: About, other: About): boolean =>
  one.subject === other.subject && one.sha === other.sha && one.to === other.to && one.config === other.config;

export type About = Pick<GateRun, 'subject' | 'sha' | 'to' | 'config'>;
