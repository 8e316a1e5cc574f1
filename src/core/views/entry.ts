/** One sentence for each entry of the ledger: what a person reads before the proof. */
import type { Rule } from '../config.ts';
import type { Entry, EntryKind, EntryOf } from '../entry.ts';
import { DELIVERY_WORDS } from './delivery-entry.ts';
import { dispatchedText, judgedText, refusedText, runLink, untrustedText } from './gates.ts';
import { importedText } from './imported.ts';
import { blocks, code, enumerate, link, type Markdown, md, text, withNote } from './markdown.ts';
import { refusalText } from './refusal.ts';
import { commitLink, type Host, journey, person, plural } from './scene.ts';

type Words<K extends EntryKind> = (entry: EntryOf<K>, seen: Host) => Markdown;

const WORDS: { readonly [K in EntryKind]: Words<K> } = {
  requested: ({ by, request }, seen) => md`${person(by, seen)} asked to promote ${code(request.subject)} to ${request.to}.`,
  amended: ({ by, changed }, seen) => md`${person(by, seen)} changed the request: ${changed.join(', ')}.`,
  gates_dispatched: dispatchedText,
  gates_judged: judgedText,
  gates_untrusted: ({ run, code: why, facts }, seen) =>
    md`🔬 What came back from the quality gates${run === null ? md`` : md` (${runLink(run, seen)})`} is not taken: ${untrustedText(why, facts)}. \`/retry\` runs them again.`,
  gates_refused: ({ reason }) => refusedText(reason),
  round_opened: roundOpened,
  approved: ({ by, roles, note }, seen) => withNote(md`✅ ${person(by, seen)} approved as ${enumerate(roles.map(text))}.`, note),
  approval_voided: ({ by, why, editor }, seen) =>
    md`⚠️ The approval of ${person(by, seen)} no longer counts: ${VOIDED[why]}${editor ? md` by ${person(editor, seen)}` : md``}. A new \`/approve\` is needed.`,
  rejected: ({ by, reason }, seen) => withNote(md`❌ ${person(by, seen)} rejected this promotion${reason === '' ? '.' : ':'}`, reason),
  cancelled: ({ by, why, reason }, seen) => withNote(md`⚪ ${person(by, seen)} ${CANCELLED[why]}${reason === '' ? '.' : ':'}`, reason),
  gates_skipped: ({ by, round }, seen) =>
    md`⚠️ **The quality gates are SKIPPED in round ${round}**, as ${person(by, seen)} asked. Nothing was measured: whoever approves takes that upon themselves.`,
  held: ({ by, reason }, seen) => withNote(md`⏸️ ${person(by, seen)} paused this promotion:`, reason),
  resumed: ({ by }, seen) => md`▶️ ${person(by, seen)} ended the pause.`,
  signed: ({ by, gate, roles, evidence, sha }, seen) =>
    md`🖊️ ${person(by, seen)} signed ${code(gate)} as ${enumerate(roles.map(text))} for commit ${commitLink(sha, seen)}${evidence === '' ? '.' : md`: ${evidenceText(evidence)}`}`,
  superseding: ({ by, older }, seen) =>
    by
      ? md`${person(by, seen)} lets this promotion take the place of #${older}.`
      : md`This promotion takes the place of the older #${older}, as \`newer: supersede\` says.`,
  accepted: ({ round }) => md`Round ${round} has every approval it needs.`,
  ...DELIVERY_WORDS,
  refused: (entry, seen) => md`${person(entry.by, seen)}, ${refusalText(entry.code, entry)}`,
  answered: ({ by, command }, seen) => md`${person(by, seen)} asked ${code(`/${command}`)}.`,
  reopened: ({ by }, seen) =>
    md`${person(by, seen)} reopened this issue. That starts nothing: an end stays an end, so I close it again. Open a new promotion to try again.`,
  imported: importedText,
  key_rotated: ({ key }) =>
    md`🔑 The key of the audit trail was changed: from here on it is ${code(key)}. The old and the new one both signed this.`,
};

const VOIDED: Readonly<Record<EntryOf<'approval_voided'>['why'], string>> = {
  edited: 'its comment was edited',
  hidden: 'its comment was hidden',
  deleted: 'its comment was deleted',
  role_lost: 'the role behind it is no longer held',
};

const CANCELLED: Readonly<Record<EntryOf<'cancelled'>['why'], string>> = {
  withdrawn: 'withdrew this promotion',
  closed: 'closed the issue, which withdraws this promotion',
  superseded: 'replaced this promotion with a newer one',
};

function roundOpened(entry: EntryOf<'round_opened'>, seen: Host): Markdown {
  const { round, terms, approval, changed, voided, fingerprint, strangers } = entry;
  const about = md`**Round ${round}:** ${journey(terms)}, commit ${commitLink(terms.sha, seen)}.`;
  const head =
    changed.length === 0
      ? about
      : md`${about} Changed since round ${round - 1}: ${enumerate(changed.map((field) => text(FIELD_WORDS[field] ?? field)))}.`;
  const died =
    voided.length === 0
      ? undefined
      : md`${voided.length === 1 ? 'The approval' : 'The approvals'} of ${enumerate(voided.map((by) => person(by, seen)))} ${voided.length === 1 ? 'was' : 'were'} for what was asked before and no longer ${voided.length === 1 ? 'counts' : 'count'}: please look again.`;
  const unknown =
    approval && strangers
      ? md`⚠️ ${plural(strangers, 'author')} of this commit signed with an address that belongs to no account. I cannot tell who that is: please make sure that it is nobody who decides here.`
      : undefined;
  const next = approval
    ? md`An approval counts for exactly this, fingerprint ${code(fingerprint.slice(0, 12))}.`
    : md`${code(terms.to)} needs no approval.`;
  return blocks(head, died, unknown, next);
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  subject: 'the subject',
  version: 'the version',
  sha: 'the commit',
  from: 'the environment below',
  to: 'the target',
  config: 'the rules in .github/promotion.yml',
  gates: 'the outcome of the gates',
  map: 'what the Agent Engine map says of this step',
};

/** A single address is a link; anything else is text. */
export const evidenceText = (evidence: string): Markdown => link(text(evidence), evidence);

export function entryText(entry: Entry, seen: Host): Markdown {
  // One table keyed by kind: TypeScript cannot see that the key and the entry belong together.
  const words = WORDS[entry.kind] as Words<EntryKind>;
  return words(entry, seen);
}

/** "tech-lead and qa", "2 × qa", "lead or (qa and security)". */
export function ruleText(rule: Rule, nested = false): Markdown {
  if ('role' in rule) return rule.count === 1 ? code(rule.role) : md`${rule.count} × ${code(rule.role)}`;
  const [parts, word] = 'all' in rule ? [rule.all, 'and'] : [rule.any, 'or'];
  const joined = enumerate(
    parts.map((part) => ruleText(part, true)),
    word,
  );
  return nested && parts.length > 1 ? md`(${joined})` : joined;
}

export const approvalsWord = (count: number): string => plural(count, 'approval');
