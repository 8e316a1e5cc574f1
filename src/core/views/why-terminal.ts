/** `promotion-bot why`: what `/why` says on the issue, for a terminal. */
import type { Facts } from '../facts.ts';
import { hasEnded, isImport, type Promotion } from '../promotion.ts';
import type { Why } from '../why.ts';
import { missingRoles, whoMay } from './approvals.ts';
import { bare, problemLine } from './bare.ts';
import { importedWords } from './imported.ts';
import type { Paint } from './paint.ts';
import { plain } from './plain.ts';
import { moment, plural } from './scene.ts';
import { waitText } from './wait.ts';

export interface Told {
  /** `owner/name#7`. */
  readonly name: string;
  readonly facts: Facts;
  readonly why: Why;
  /** What this look cannot prove, in sentences. */
  readonly notes: readonly string[];
}

/** What is left to be done, as lists; all empty where nothing is. */
export function openPoints({ facts, why }: Told) {
  const { verdict, standing } = why;
  const { promotion, seen, config } = facts;
  const isOver = promotion !== undefined && hasEnded(promotion);
  const missing = isOver || verdict.problems.length > 0 ? [] : missingRoles(standing?.slots ?? []);
  return {
    mend: isOver ? [] : verdict.problems.map(problemLine),
    waits: isOver ? [] : verdict.waits.map((wait) => bare(waitText(wait))),
    missing: missing.map(([role, count]) => ({ role, count, who: config.config ? bare(whoMay(role, config.config, seen)) : '' })),
    approved: (promotion?.approvals ?? []).map(({ by, roles, at }) => ({ by: plain(by.login), roles, at })),
  };
}

export function whyForTerminal(told: Told, paint: Paint): string {
  const { mend, waits, missing, approved } = openPoints(told);
  const { promotion, seen } = told.facts;
  const list = (title: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : ['', paint.bold(title), ...items.map((item) => `  - ${item}`)];
  const lines = [
    `${paint.bold(told.name)}: ${statusOf(promotion, paint)}`,
    ...about(told),
    ...list('What to mend', mend),
    ...list('What it waits for', waits),
    ...list(
      'Who is missing',
      missing.map(({ role, count, who }) => `${count === 1 ? '' : `${count} x `}${role}: ${who}`),
    ),
    ...list(
      'Who has approved',
      approved.map(({ by, roles, at }) => `${by} as ${roles.join(' and ')}, ${moment(at)}`),
    ),
    '',
    `Next: ${nextOf(told)}`,
    plain(seen.issue.url),
    ...told.notes.map((note) => paint.yellow(`Note: ${plain(note)}`)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function statusOf(promotion: Promotion | undefined, paint: Paint): string {
  if (!promotion) return paint.yellow('not started');
  const tint = promotion.status === 'PROMOTED' ? paint.green : hasEnded(promotion) ? paint.red : paint.yellow;
  const phase = promotion.status === 'PENDING' ? ` (${promotion.phase})` : '';
  return tint(`${promotion.status}${phase}`);
}

function about({ facts: { promotion, seen }, why }: Told): readonly string[] {
  const terms = promotion?.round?.terms ?? why.verdict.terms;
  const by = promotion?.requestedBy ?? seen.issue.author;
  const path = terms
    ? [`${terms.subject} ${terms.version}, ${terms.from === null ? '' : `${terms.from} -> `}${terms.to}; commit ${terms.sha.slice(0, 7)}`]
    : [];
  if (promotion?.imported) return [...path, `Imported on ${moment(promotion.imported.at)}`].map(plain);
  const lines = [
    ...path,
    `Asked for by ${by?.login ?? 'somebody whose account is gone'} on ${moment(promotion?.requestedAt ?? seen.issue.createdAt)}`,
  ];
  return lines.map(plain);
}

/** What comes next, and who does it. */
export function nextOf(told: Told): string {
  const { facts, why, name } = told;
  const { promotion } = facts;
  if (promotion && hasEnded(promotion)) return ended(promotion);
  const { mend, waits, missing } = openPoints(told);
  if (facts.ledger.problems.length > 0) return 'whoever runs the bot looks at the audit trail; nothing is decided before.';
  if (facts.asked.dryRun && !promotion) return 'nothing: it is a dry run. Untick that in the issue to begin.';
  if (mend.length > 0)
    return `mend ${mend.length === 1 ? 'that' : 'these'}, in the issue or in the rules; the bot looks again by itself after an edit of the issue.`;
  if (!promotion) return 'the bot has not begun yet: it looks when the issue changes. Say /why there if nothing happens.';
  const count = missing.reduce((sum, one) => sum + one.count, 0);
  if (promotion.status === 'AWAITING_APPROVAL' && count > 0)
    return `${plural(count, 'approval')} by those named above: promotion-bot approve ${name}, or promotion-bot reject ${name}. Whoever asked for it does not decide.`;
  if (waits.length > 0) return 'what it waits for, above; then it goes on by itself.';
  return why.unseen.length > 0
    ? 'the bot goes on by itself, if what could not be seen is in order.'
    : 'nobody has to do anything: the bot goes on by itself.';
}

function ended(promotion: Promotion): string {
  const reason = 'reason' in promotion && promotion.reason !== '' ? ` Reason: ${plain(promotion.reason.replaceAll(/\s+/g, ' '))}.` : '';
  const at = 'at' in promotion ? ` ${promotion.status === 'PROMOTED' ? 'since' : 'on'} ${moment(promotion.at)}` : '';
  const by = 'by' in promotion && promotion.by ? ` by ${plain(promotion.by.login)}` : '';
  if (isImport(promotion)) return `nothing. ${bare(importedWords(promotion.imported, promotion.round?.terms ?? promotion.request))}`;
  const next = promotion.status === 'PROMOTED' ? 'nothing; it has arrived' : 'nothing here; open a new promotion to try again';
  return `${next}. ${promotion.status}${by}${at}.${reason}`;
}
