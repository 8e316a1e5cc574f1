/** The words of `audit verify` and `audit export`, for a terminal. */
import { type Audit, type Finding, nameOfThread, type Thread } from '../audit.ts';
import { plain } from './plain.ts';
import { moment, plural } from './scene.ts';

type Words = (finding: Finding) => string;
const claimed = ({ claimed: number }: Finding): string => (number === undefined ? 'no number' : `number ${number}`);

const WHY: Readonly<Record<Finding['why'], Words>> = {
  not_json: () => 'it is no JSON, so it was changed after it was written',
  unknown_shape: () => 'it is not written the way the bot writes entries, so it was changed or cut after it was written',
  newer_kind: () => 'it is of a kind this version does not know. Upgrade promotion-bot and verify again',
  other_place: () => 'it was signed for another issue and copied here',
  out_of_order: (finding) => `${claimed(finding)} stands in its place, so entries were removed, doubled or moved`,
  broken_chain: () => 'it follows another entry than the one before it here, so entries were replaced',
  unknown_key: ({ key }) =>
    `it is signed with the key ${plain(key ?? '')}, and its public half is not here. Get it from whoever runs the bot, and name it with --key FILE`,
  unrotated_key: ({ key }) => `it is signed with the key ${plain(key ?? '')}, which the key before never handed over to`,
  bad_signature: () => 'its signature does not verify, so it was changed or forged',
  bad_rotation: () => 'it changes the key without the consent of the new one',
  edited: ({ comment }) =>
    `its comment was edited${comment?.editor ? ` by ${plain(comment.editor)}` : ''}. The entries in it still verify, but what people read above them may have been changed`,
  no_ledger: () => 'there is no audit trail here. Check the number of the issue',
  no_bot: () =>
    'no comment of the app holds an audit trail; what looks like one was posted by others. Name the account of the app with --bot ID',
  several_bots: () => 'several apps posted what looks like an audit trail. Name the account of the right one with --bot ID',
};

export function findingText(finding: Finding): string {
  const why = WHY[finding.why](finding);
  return finding.seq === undefined ? `${why.charAt(0).toUpperCase()}${why.slice(1)}.` : `Entry ${finding.seq}: ${why}.`;
}

const OUTCOMES = {
  holds: 'the audit trail holds',
  broken: 'the audit trail is broken',
  unknown: 'cannot say whether the audit trail holds',
};

/** What programs get; `ok` is null where it cannot be said. */
export function auditJson(thread: Thread, audit: Audit) {
  const { outcome, finding, bot, head } = audit;
  const { people, times } = shownBy(audit);
  return {
    promotion: nameOfThread(thread),
    ok: outcome === 'unknown' ? null : outcome === 'holds',
    entries: head.seq,
    from: times[0] ?? null,
    to: times.at(-1) ?? null,
    people,
    signed_for: { repository: thread.repo, issue: thread.issue },
    head: { seq: head.seq, hash: head.hash, key: head.key?.id ?? null },
    bot: bot?.id ?? null,
    ignored: audit.ignored,
    finding: finding
      ? { why: finding.why, seq: finding.seq ?? null, comment: finding.comment?.url ?? null, sentence: findingText(finding) }
      : null,
  };
}

function shownBy({ lines }: Audit): { readonly people: readonly string[]; readonly times: readonly string[] } {
  const entries = lines.flatMap(({ entry, proven }) => (entry && proven ? [entry] : []));
  const people = new Map(entries.flatMap((entry) => ('by' in entry && entry.by ? [[entry.by.id, plain(entry.by.login)] as const] : [])));
  return { people: [...people.values()], times: entries.map(({ at }) => at).toSorted() };
}

/** `isNamed`: whether the account of the app was named by the auditor. */
export function auditText(thread: Thread, audit: Audit, isNamed: boolean): string {
  const { finding, bot, head, ignored } = audit;
  const { people, times } = shownBy(audit);
  const [from, to] = [times[0], times.at(-1)];
  const proven = head.seq === 0 ? 'no entry' : `${plural(head.seq, 'entry', 'entries')}, ${moment(from ?? '')} to ${moment(to ?? '')}`;
  const lines = [
    ...(finding ? [findingText(finding), ...(finding.comment ? [`See ${plain(finding.comment.url)}`] : [])] : []),
    `${finding ? 'Holds up to there: ' : ''}${proven}`,
    ...(people.length > 0 ? [`People: ${people.join(', ')}`] : []),
    ...(head.seq > 0 ? [`Head: entry ${head.seq}, ${head.hash}`, `Key: ${head.key?.id ?? ''}`, `Signed for: ${placeOf(thread)}`] : []),
    ...(bot
      ? [`Written by ${plain(bot.login)} (id ${bot.id})${isNamed ? '' : `, going by the comments themselves; --bot ${bot.id} pins it`}`]
      : []),
    ...(ignored > 0 ? [`Ignored: ${plural(ignored, 'comment')} of others that look like a part of it`] : []),
  ];
  return `${plain(nameOfThread(thread))}: ${OUTCOMES[audit.outcome]}.\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

const placeOf = ({ issue, repo }: Thread): string => `issue ${plain(issue)} of repository ${repo}`;

export const LIMITS = `What this proves: these entries were signed by the holder of the key, for this issue, in this order, with none missing between.
What it cannot: whether entries at the end were removed (compare the head with one you noted earlier), and whether the holder of the
key was honest.
`;

/** Only the ids are signed: whoever hands out a file may have put another name over them, and other words. */
export const LIMITS_OF_FILE = `Of a file it cannot tell either whether its name and number are those of the issue it was signed for (compare the ids with GitHub),
whether comments were edited, and whether the words above the entries are those that people read there.
`;

/** What an exporter should know about a ledger that does not hold. */
export const exportWarning = (thread: Thread, audit: Audit): string =>
  `Warning: ${plain(nameOfThread(thread))}: ${OUTCOMES[audit.outcome]}. ${audit.finding ? findingText(audit.finding) : ''} It is exported as it stands${audit.unreadable > 0 ? `, without ${plural(audit.unreadable, 'line')} that cannot be read at all` : ''}; only what is below entry ${head(audit) + 1} is proven.\n`;

const head = ({ head: { seq } }: Audit): number => seq;
