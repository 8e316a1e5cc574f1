/** The words of `config simulate`, for a terminal. */
import type { Point, Simulated } from '../simulate.ts';
import type { Paint } from './paint.ts';
import { plain } from './plain.ts';
import { moment, plural } from './scene.ts';

type Words = (facts: Point['facts']) => string;
const opens = ({ opensAt }: Point['facts']): string => (opensAt === undefined ? '' : `, until ${moment(opensAt)}`);

const WORDS: Readonly<Record<string, Words>> = {
  ledger: () => 'its audit trail does not hold, so nothing is built on it: promotion-bot audit verify says where it breaks.',
  unknown_subject: ({ found }) => `it would not have been understood: there is no subject ${found} in these rules.`,
  unknown_environment: ({ found }) => `it would not have been understood: there is no environment ${found} in these rules.`,
  path: ({ from, before }) => `it would have had to come from ${from || 'outside'}; it came from ${before || 'outside'}.`,
  accepted: () => 'the approvals it has would be enough.',
  approval_missing: ({ roles }) => `approvals would have been missing: ${roles}.`,
  team_unread: ({ roles }) => `whether somebody held ${roles} is not known: your token does not show the team.`,
  refused_may_count: ({ roles }) => `${roles} was missing, but somebody who holds it approved and was refused then.`,
  rejecter: ({ login }) => `${login} could not have rejected it.`,
  rejecter_unread: ({ login }) => `whether ${login} could have rejected it is not known: your token does not show the team.`,
  skip: () => 'its quality gates could not have been skipped.',
  gate_unmeasured: ({ gate }) => `gate ${gate} was not measured then.`,
  gate_changed: ({ gate, summary }) => `gate ${gate} is another one in these rules than the one that was measured ("${summary}").`,
  gate_blocks: ({ gate, summary }) => `gate ${gate} would have blocked it: ${summary}.`,
  unsigned_criterion: ({ gate, text }) => `nobody signed ${gate} (${text}).`,
  outdated_signature: ({ gate, text }) => `what was signed for ${gate} (${text}) would have been too old.`,
  unticked_criterion: ({ gate, text }) => `the box of ${gate} (${text}) was not ticked.`,
  no_rollback_plan: () => 'a rollback plan would have been asked for.',
  soak: ({ below }) => `since when it was in ${below} is not known, so neither is whether that was long enough.`,
  soaking: (facts) => `it would have waited, since ${facts['below']} had it for less than ${facts['duration']}${opens(facts)}.`,
  soak_interrupted: ({ below, newer }) => `it would have been refused, since ${newer} came after it in ${below}.`,
  frozen: (facts) => `it would have waited, since ${facts['environment']} was frozen${opens(facts)}.`,
};

export const pointText = ({ code, facts }: Point): string => plain((WORDS[code]?.(facts) ?? code).replaceAll(/\s+/g, ' '));

export interface Tried extends Simulated {
  /** `owner/name#7`. */
  readonly promotion: string;
  readonly status: string | null;
  /** What was promoted where; undefined when nothing was decided. */
  readonly terms?: { readonly subject: string; readonly version: string; readonly to: string } | undefined;
}

const OUTCOMES = { same: 'as it was', differs: 'otherwise', unknown: 'cannot be said' } as const;

export function simulationText(tried: readonly Tried[], paint: Paint): string {
  const tints = { same: paint.green, differs: paint.red, unknown: paint.yellow };
  const lines = tried.flatMap(({ promotion, status, terms, outcome, points }) => [
    plain(`${promotion}  ${terms ? `${terms.subject} ${terms.version} to ${terms.to}, ${status}` : 'never put to a decision'}: `) +
      tints[outcome](OUTCOMES[outcome]),
    ...points.map((point) => `  ${point.kind === 'unknown' ? 'Unknown: ' : ''}${pointText(point)}`),
  ]);
  return [...lines, ...(lines.length > 0 ? [''] : []), summaryOf(tried), LIMITS].map((line) => `${line}\n`).join('');
}

function summaryOf(tried: readonly Tried[]): string {
  const count = (outcome: Tried['outcome']): number => tried.filter((one) => one.outcome === outcome).length;
  if (tried.length === 0) return 'There are no promotions here yet.';
  return `Of ${plural(tried.length, 'promotion')}: ${count('same')} as decided, ${count('differs')} otherwise, ${count('unknown')} cannot be said.`;
}

const LIMITS = `Who holds a role is read as of today; approvals, signatures and what gates found stand as they were written down.
Looked at are the path, approvals, gates, sign-offs, soak, freezes and rollback plans; dependencies, deployments and checks afterwards are not.`;
