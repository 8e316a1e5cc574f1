/** What was found out about a version after it was deployed, in the words of the promotion report. */
import type { Entry, EntryOf } from './entry.ts';
import { verifiedGates } from './gates/effective.ts';
import type { JudgedGate, Outcome, Promotion } from './promotion.ts';
import type { Site } from './site.ts';
import { HEALTH } from './validation.ts';

type Checked = EntryOf<'checked'>;
type Started = EntryOf<'deploy_started'>;

/** The last attempt of a way; entries of before there were two ways lead forward. */
export const lastAttempt = (entries: readonly Entry[], way: 'forward' | 'back'): Started | undefined =>
  entries.findLast((entry): entry is Started => entry.kind === 'deploy_started' && (entry.way ?? 'forward') === way);

/** `smoke_tests`, `health_checks`, `monitoring`; `verification` is the whole verdict, `rollback` that about what was brought back. */
export function validationOf(promotion: Promotion, entries: readonly Entry[], site: Site | undefined): Readonly<Record<string, string>> {
  const forward = verification(entries, 'forward');
  const back = verification(entries, 'back');
  return {
    ...(forward ? verified(forward, site) : {}),
    ...(back ? { rollback: said(back.outcome, back.reason) } : {}),
    monitoring: monitoring(promotion, entries),
  };
}

function verification(entries: readonly Entry[], way: 'forward' | 'back'): Checked | undefined {
  const key = lastAttempt(entries, way)?.key;
  return entries.findLast((entry): entry is Checked => entry.kind === 'checked' && entry.purpose === 'verify' && entry.deploy === key);
}

/** A check without gates is judged as a whole. Of a gate that the rules know no more nobody can say which of the two it was. */
function verified({ gates, outcome, reason }: Checked, site: Site | undefined): Readonly<Record<string, string>> {
  const whole = said(outcome, reason);
  if (gates.length === 0) return { verification: whole, smoke_tests: whole };
  const kinds = new Map(site ? verifiedGates(site).map(({ name, kind }) => [name, kind]) : []);
  const isHealth = ({ name }: JudgedGate): boolean => HEALTH.includes(kinds.get(name) ?? '');
  const known = gates.filter(({ name }) => kinds.has(name));
  return {
    verification: whole,
    ...part(
      'smoke_tests',
      known.filter((gate) => !isHealth(gate)),
    ),
    ...part('health_checks', known.filter(isHealth)),
  };
}

function part(name: string, gates: readonly JudgedGate[]): Readonly<Record<string, string>> {
  const worst = gates.find(({ outcome }) => outcome === 'fail') ?? gates.find(({ outcome }) => outcome !== 'pass') ?? gates[0];
  return worst ? { [name]: said(worst.outcome, `${worst.name}: ${worst.summary}`) } : {};
}

function said(outcome: Outcome, why: string): string {
  if (outcome === 'pass') return 'passed';
  return `${outcome === 'fail' ? 'failed' : 'not known'}${why === '' ? '' : `: ${why}`}`;
}

const FOUND: readonly string[] = ['watch', 'incident', 'alert'];

function monitoring({ watchedUntil, rollback, ...promotion }: Promotion, entries: readonly Entry[]): string {
  if (!entries.some((entry) => entry.kind === 'promoted' && entry.watched)) return 'not run';
  if (rollback) return FOUND.includes(rollback.why) ? said('fail', rollback.reason) : 'ended early: the version was taken back';
  const failure = entries.findLast((entry): entry is Checked => entry.kind === 'checked' && entry.purpose === 'watch');
  const settled = entries.findLast((entry) => entry.kind === 'settled');
  if (settled?.replaced !== undefined) return `ended early: #${settled.replaced} brought a newer version`;
  if (promotion.status === 'PROMOTED' && promotion.phase === 'watched')
    return failure ? said(failure.outcome, failure.reason) : `under way${watchedUntil === undefined ? '' : ` until ${watchedUntil}`}`;
  return failure && failure.outcome !== 'pass' ? `normal in the end, after: ${failure.reason}` : 'normal';
}
