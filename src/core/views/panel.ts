/** The bot's one comment that is edited in place: where the promotion stands, what is missing, who can do it, what comes next. */

import { canMark } from '../marks.ts';
import { panelMark } from '../panel-mark.ts';
import { isOfTrail } from '../problem.ts';
import { hasEnded, type Promotion, STATUSES } from '../promotion.ts';
import { againNote } from './again.ts';
import { approvalsTable, missingTable, ruleNote } from './approvals.ts';
import { boardNote } from './card.ts';
import { checks } from './checks.ts';
import { deliveryHeadline, deliverySection, isDelivered } from './delivery.ts';
import { dryRunPlan } from './dry-run.ts';
import { approvalsWord } from './entry.ts';
import { gatesHeadline, gatesSection } from './gates.ts';
import { grantNote } from './granted.ts';
import { importedEnding } from './imported.ts';
import { blocks, code, excerpt, folded, link, list, type Markdown, md, raw, text, within } from './markdown.ts';
import { nextTry } from './next-try.ts';
import { panelReport } from './panel-report.ts';
import { pathPicture } from './path.ts';
import { problemText } from './problem.ts';
import { commitLink, journey, moment, person, plural, type Scene } from './scene.ts';
import { waitText } from './wait.ts';
import { withoutApp } from './without-app.ts';

/** GitHub keeps 65,536 characters of a comment; the rest is left for what GitHub itself may add. */
const LIMIT = 60_000;
const EMPTY_LINE = '\n\n';

export function panel(scene: Scene): string {
  const body = blocks(
    raw(`## ${headline(scene).markdown}`),
    about(scene),
    againNote(scene),
    ...middle(scene),
    boardNote(scene),
    grantNote(scene, showsProblems(scene)),
    withoutApp(scene),
  );
  const head = raw(`${panelMark(scene.aside.upTo)}\n${body.markdown}`);
  const foot = footer(scene);
  const room = LIMIT - blocks(head, foot).markdown.length - EMPTY_LINE.length;
  return within(LIMIT, blocks(head, scene.report && panelReport(scene.report, room), foot));
}

/** The verdict, in one line; skipped gates are said first, whatever else there is to say. */
function headline(scene: Scene): Markdown {
  const isSkipped = scene.verdict.met.some(({ code: found }) => found === 'gates_skipped');
  return isSkipped ? md`⚠️ SKIPPED GATES · ${outcome(scene)}` : outcome(scene);
}

function outcome(scene: Scene): Markdown {
  const { promotion, verdict } = scene;
  const { problems, terms } = verdict;
  const name = terms ? md`: ${journey(terms)}` : md``;
  if (isDryRun(scene))
    return problems.length > 0
      ? md`🧪 Dry run: ${plural(problems.length, 'thing')} to mend${name}`
      : md`🧪 Dry run: ${verdict.waits.length > 0 ? 'nothing to mend, and something to wait for' : 'this would work'}${name}`;
  // Whether it had started, a damaged trail does not tell.
  if (!promotion) return md`✋ ${problems.some(isOfTrail) ? 'On hold' : 'Not started yet'}: ${plural(problems.length, 'thing')} to mend`;
  const ended = promotion.round ? md`: ${journey(promotion.round.terms)}` : md``;
  const delivered = deliveryHeadline(scene);
  if (delivered !== undefined) return md`${delivered}${ended}`;
  if (promotion.imported) return md`${importHeadline(promotion)}${ended}`;
  if (ENDED[promotion.status]) return md`${ENDED[promotion.status] ?? ''}${ended}`;
  if (problems.length > 0) return md`✋ On hold: ${plural(problems.length, 'thing')} to mend${ended}`;
  const gates = gatesHeadline(scene);
  if (gates) return md`${gates}${name}`;
  if (verdict.waits.length > 0 && !isAwaiting(scene)) return md`⏸️ Pending${name}`;
  const missing = scene.standing?.slots.filter(({ filledBy }) => !filledBy).length ?? 0;
  return md`⏳ Waiting for ${approvalsWord(missing)}${name}`;
}

const ENDED: Readonly<Partial<Record<Promotion['status'], string>>> = {
  PROMOTED: '✅ Promoted',
  REJECTED: '❌ Rejected',
  CANCELLED: '⚪ Cancelled',
  FAILED: '❌ Failed',
  ROLLED_BACK: '↩️ Rolled back',
};

const importHeadline = ({ status }: Promotion): string =>
  status === 'PROMOTED' ? '📥 Imported' : status === 'CANCELLED' ? '⚪ Import taken back' : (ENDED[status] ?? '');

const isDryRun = ({ asked, promotion }: Scene): boolean => asked.dryRun && !promotion;
const isAwaiting = ({ promotion }: Scene): boolean => promotion?.status === 'AWAITING_APPROVAL';

function about({ seen, promotion, verdict }: Scene): Markdown | undefined {
  const terms = promotion?.round?.terms ?? verdict.terms;
  if (!terms) return undefined;
  const by = promotion?.requestedBy ?? seen.issue.author;
  const round = promotion?.round ? md` · round ${promotion.round.number}` : md``;
  if (promotion?.imported) return md`Commit ${commitLink(terms.sha, seen)} · imported on ${moment(promotion.imported.at)}`;
  return md`Commit ${commitLink(terms.sha, seen)} · asked for by ${person(by, seen)} on ${moment(promotion?.requestedAt ?? seen.issue.createdAt)}${round}`;
}

function middle(scene: Scene): readonly (Markdown | undefined)[] {
  const { promotion, verdict } = scene;
  if (promotion && ENDED[promotion.status] !== undefined)
    return [ending(scene), deliverySection(scene), picture(scene), approvals(scene, 'Approvals'), gatesSection(scene), details(scene)];
  if (isDelivered(scene))
    return [deliverySection(scene), picture(scene), approvals(scene, 'Approvals'), gatesSection(scene), details(scene)];
  if (verdict.problems.length > 0) return [toMend(scene), details(scene)];
  if (isDryRun(scene)) return [dryRunPlan(scene), picture(scene), details(scene)];
  const missing = isAwaiting(scene) || promotion?.round?.approval ? waiting(scene) : [];
  return [waits(scene), gatesSection(scene), ...missing, picture(scene), approvals(scene, 'Approvals so far'), details(scene)];
}

/** Before anything is carried out. */
const showsProblems = (scene: Scene): boolean => !isDelivered(scene) && !(scene.promotion && ENDED[scene.promotion.status] !== undefined);

function toMend({ verdict }: Scene): Markdown {
  const shown = verdict.problems.map(problemText);
  // What stands neither in the issue nor in the rules says itself what to do.
  const written = verdict.problems.filter((problem) => problem.code !== 'permission_missing' && !isOfTrail(problem));
  const isInIssue = written.every(({ line }) => line === undefined);
  const again = isInIssue
    ? md`Editing the issue is enough: I look again by myself.`
    : md`The rules stand on the default branch: mend them there, then say \`/why\` here and I look again.`;
  return blocks(raw('### What to mend'), list(shown), written.length === 0 ? undefined : again);
}

function waits({ verdict }: Scene): Markdown | undefined {
  // Gates that block have a table of their own.
  const shown = verdict.waits.filter(({ problem }) => problem.code !== 'gate_blocks');
  return shown.length === 0 ? undefined : blocks(raw('### What it waits for'), list(shown.map(waitText)));
}

function waiting(scene: Scene): readonly (Markdown | undefined)[] {
  const missing = missingTable(scene);
  if (!missing) return [];
  const next = md`**Next:** read the notes below, then answer in a new comment with \`/approve [comment]\` or \`/reject [reason]\`. Whoever asked for the promotion does not decide about it.`;
  return [raw('### What is missing'), missing, ruleNote(scene), next];
}

function picture({ config, promotion, verdict }: Scene): Markdown | undefined {
  const terms = promotion?.round?.terms ?? verdict.terms;
  // Which way an import came is not known.
  if (promotion?.imported) return undefined;
  return config && terms ? pathPicture(config, terms, promotion?.status ?? 'PENDING') : undefined;
}

function approvals(scene: Scene, title: string): Markdown | undefined {
  const given = approvalsTable(scene);
  return given && blocks(raw(`### ${title}`), given);
}

const because = (reason: string): Markdown | undefined => (reason === '' ? undefined : excerpt(reason, LONG_NOTES, 'the comment below'));

/** What happened last, and what can be done now. */
function ending(scene: Scene): Markdown {
  const { promotion, seen } = scene;
  const terms = promotion?.round?.terms;
  if (promotion?.imported && promotion.status === 'PROMOTED' && terms) return importedEnding(promotion.imported, terms);
  switch (promotion?.status) {
    case 'PROMOTED':
      return md`${terms ? md`${code(terms.subject)} ${terms.version} is recorded in ${code(terms.to)}` : md`Recorded`} since ${moment(promotion.at)}. ${canMark(seen) ? md`The commit carries the proof as a status, and the next environment reads it from there.` : md`The next environment reads it from the audit trail below.`}`;
    case 'REJECTED':
      return blocks(md`By ${person(promotion.by, seen)} on ${moment(promotion.at)}.`, because(promotion.reason), nextTry(scene));
    case 'CANCELLED':
      return blocks(md`By ${person(promotion.by, seen)} on ${moment(promotion.at)}.`, because(promotion.reason), nextTry(scene));
    case 'FAILED': {
      const left = promotion.touched ? 'Something may have been changed there.' : 'The environment is as it was.';
      return blocks(md`On ${moment(promotion.at)}. ${left}`, because(promotion.reason), nextTry(scene));
    }
    case 'ROLLED_BACK':
      return blocks(
        md`On ${moment(promotion.at)}.`,
        because(promotion.reason),
        md`**Next:** promote a version with the fix. This commit is quarantined: asking for it again needs \`/release-quarantine <reason>\` on the new promotion, by somebody who may approve it.`,
      );
    default:
      return md``;
  }
}

/** What reviewers read before they decide stands open while they may; afterwards it is folded. */
function details(scene: Scene): Markdown | undefined {
  const { asked, promotion, verdict } = scene;
  const request = promotion?.request ?? asked.request;
  if (!request || promotion?.imported) return undefined;
  const isOver = promotion !== undefined && hasEnded(promotion);
  const hint = isThin(request.notes) && !isOver ? THIN : undefined;
  const notes = blocks(request.notes === '' ? md`*No notes.*` : excerpt(request.notes, LONG_NOTES, 'the issue'), hint);
  const isOpen = isAwaiting(scene);
  const checked = isOver || !verdict.candidate ? undefined : folded(md`What was checked`, checks(verdict.candidate, scene));
  return blocks(isOpen ? blocks(raw('### Notes'), notes) : folded(md`Notes from the request`, notes), checked);
}

const LONG_NOTES = 1_500;
const THIN = md`💡 A line on why (a ticket, what changes, what to look at) helps your reviewers: edit the issue to add it. Changing the notes keeps approvals.`;

/** Empty or one word ("update"). */
const isThin = (notes: string): boolean => notes.trim().split(/\s+/).length < 2;

function footer(scene: Scene): Markdown {
  const { promotion, entries, seen, aside } = scene;
  if (isDryRun(scene))
    return raw('<sub>A dry run writes nothing but this comment. Untick it in the issue to begin. This comment is updated in place.</sub>');
  const status = promotion?.status ?? STATUSES[0];
  const trail = entries > 0 ? `${plural(entries, 'entry', 'entries')} in the audit trail below` : 'nothing in the audit trail yet';
  const passed = aside.count > 0 ? ` · ${plural(aside.count, 'command')} passed over (no role, or said again)` : '';
  const rules = link(text('rules'), `${seen.repo.url}/blob/${encodeURIComponent(seen.repo.defaultBranch ?? 'HEAD')}/.github/promotion.yml`);
  return raw(
    `<sub>Status <code>${status}</code> · ${trail}${passed} · ${rules.markdown} · \`/help\` shows what can be said here. This comment is updated in place.</sub>`,
  );
}
