/** The words for what is wrong with a request: what was found, what is allowed, how to mend it. */
import type { Broken } from '../chain.ts';
import type { Problem } from '../problem.ts';
import { AGENT_WORDS, mapText } from './agent-mend.ts';
import { configProblem } from './config-problem.ts';
import { grantText } from './granted.ts';
import { code, enumerate, type Markdown, md, text } from './markdown.ts';

type Words = (problem: Problem) => Markdown;

const fact = ({ facts }: Problem, name: string): string => facts?.[name] ?? '';
const found = (problem: Problem): Markdown => code(problem.found ?? '');
const names = (all: readonly string[] = []): Markdown => enumerate(all.map(code));
const meant = ({ suggestion }: Problem): Markdown => (suggestion === undefined ? md`` : md` Did you mean ${code(suggestion)}?`);

const REQUEST: Readonly<Record<string, Words>> = {
  empty_body: ({ allowed }) =>
    md`**The issue says nothing I can read.** I look for the headings ${names((allowed ?? []).map((label) => `### ${label}`))}. Edit the issue and fill them in, or open a new one from the promotion form.`,
  missing_field: ({ place }) => md`**${place} is empty.** Edit the issue and write the answer below the heading ${code(`### ${place}`)}.`,
  not_one_line: (problem) =>
    md`**${problem.place} must be one line of at most ${fact(problem, 'longest')} characters.** It begins with ${found(problem)}.`,
  too_long: (problem) =>
    md`**${problem.place} may have ${fact(problem, 'longest')} characters at most; these have ${fact(problem, 'characters')}.** Shorten them, and link to what is longer.`,
  placeholder_left: (problem) =>
    md`**${problem.place} still holds the placeholder ${found(problem)}.** Edit the issue and put there what is meant${problem.place === 'Title' ? md`, for instance ${code('Promote web to staging')}` : md``}.`,
  contradiction: (problem) =>
    md`**${problem.place} is said twice, and differently: ${code(fact(problem, 'first'))} and ${code(fact(problem, 'second'))}.** Edit the issue so that it says what you mean; then its text counts. A label given by mistake can be taken off instead.`,
  unknown_subject: (problem) =>
    md`**Subject ${found(problem)} is not in the config.**${meant(problem)} Known subjects: ${names(problem.allowed)}. Edit the issue, or add it under \`subjects\` in \`.github/promotion.yml\`.`,
  unknown_environment: (problem) =>
    md`**${problem.place} ${found(problem)} is not an environment.**${meant(problem)} Known environments, in their order: ${names(problem.allowed)}. Edit the issue.`,
  unusable_version: (problem) =>
    md`**Version ${found(problem)} is neither a tag nor a full commit SHA.** Write a tag name, or all 40 characters of the SHA; branches and \`git\` expressions are not taken.`,
  unknown_tag: (problem) =>
    md`**There is no tag ${found(problem)} in this repository.** Push the tag, or edit the issue and name one that exists.`,
  short_sha: (problem) =>
    md`**Version ${found(problem)} looks like a shortened SHA.** Short SHAs can come to mean another commit: write all 40 characters, or a tag.`,
  ambiguous_tag: (problem) =>
    md`**Version ${found(problem)} may be the tag ${enumerate((problem.allowed ?? []).map(code), 'or')}, and they are different commits.** Write a full commit SHA instead.`,
  unknown_commit: (problem) => md`**There is no commit ${found(problem)} in this repository.** Check the SHA and edit the issue.`,
  foreign_commit: (p) =>
    md`**Commit ${code(fact(p, 'sha'))} is not on ${code(fact(p, 'branch'))}.** GitHub shows commits of forks through this repository too, so a commit named by its SHA must be on the default branch: merge it, or tag it and write the tag as the version.`,
  team_replaced: (p) =>
    md`**The team ${code(fact(p, 'team'))} was replaced by another of the same name while this promotion was open.** Nobody decides for it here. If the new team is meant, \`/cancel\` this promotion and open it again; otherwise an owner of the organisation should look into it.`,
  permission_missing: grantText,
  locked: () =>
    md`**This conversation is locked.** Nobody decides in it: unlock it to go on, or close the issue to withdraw the promotion.`,
  not_a_release: (p) =>
    md`**${code(fact(p, 'version'))} is no release.** ${code(fact(p, 'subject'))} is promoted only as a published release: write its tag as the version.`,
  not_a_tag: (p) =>
    md`**${code(fact(p, 'version'))} is no tag.** ${code(fact(p, 'subject'))} is promoted only by tag: push one, and write it as the version.`,
  not_semver: (p) =>
    md`**${code(fact(p, 'version'))} is no semantic version.** Agents are promoted by versions like ${code('v1.2.0')} or ${code('v1.2.0-rc.1')}; tag the release so.`,
  no_release: (p) =>
    md`**${code(fact(p, 'version'))} has no published release.** Publish one for this tag (a draft is not published), then say \`/why\` here and I look again.`,
  draft_release: (p) => md`**The release ${code(fact(p, 'version'))} is a draft.** Publish it, then say \`/why\` here and I look again.`,
  deprecated_release: (p) => md`**The release ${code(fact(p, 'version'))} is marked as deprecated.** Promote a newer one.`,
  unnamed_blocker: (problem) =>
    md`**Blockers says ${found(problem)}, and I cannot look that up.** Name issues of this repository, like ${code('#123')} (20 at most), or write ${code('None')}.`,
  unknown_blocker: (p) =>
    md`**Blocker ${code(`#${fact(p, 'number')}`)} is no issue of this repository.** Edit the issue and name one that exists, or remove it.`,
  open_blocker: (p) =>
    md`**Blocker #${Number(fact(p, 'number'))} is still open: ${fact(p, 'title')}.** When it is closed, say \`/why\` here and I look again.`,
  soak_interrupted: (p) =>
    md`**${code(fact(p, 'to'))} takes only what has been in ${code(fact(p, 'below'))} for ${fact(p, 'duration')} without a break; ${code(fact(p, 'newer'))} replaced ${code(fact(p, 'sha'))} there.** Promote this one to ${code(fact(p, 'below'))} again, or go on with ${code(fact(p, 'newer'))}.`,
  no_rollback_plan: (p) =>
    md`**${code(fact(p, 'to'))} needs a rollback plan.** Edit the issue and write below ${code('### Rollback plan')} how to come back: to which version, by whom, with which command.`,
  path_missing: (p) =>
    md`**The ${fact(p, 'what')} ${code(fact(p, 'path'))} of ${code(fact(p, 'subject'))} is not in this commit.** Add it and name a version that has it, or mend \`paths\` and \`spec\` in \`.github/promotion.yml\`.`,
  dependency_behind: (p) =>
    md`**It depends on ${code(fact(p, 'dependency'))}, which has not arrived in ${code(fact(p, 'to'))}.** Promote that first; then say \`/why\` here and I look again.`,
  skip_at_the_end: (p) => md`**${code(fact(p, 'to'))} never skips the quality gates.** Untick \`Skip quality gates\` in the issue.`,
  skip_not_allowed: (p) =>
    md`**${code(fact(p, 'to'))} does not allow skipping the quality gates.** Untick it in the issue, or set \`allow_skip: true\` for that environment in \`.github/promotion.yml\` (for testing only).`,
  skip_without_approval: (p) =>
    md`**${code(fact(p, 'to'))} needs no approval, so nobody would answer for skipping the quality gates.** Untick it in the issue.`,
  no_commit: () => md`**The default branch has no commit to promote.** Push one, or name a tag.`,
  skipped_environment: (problem) =>
    md`**${code(fact(problem, 'from'))} to ${code(fact(problem, 'to'))} skips a step.** The next environment after ${code(fact(problem, 'from'))} is ${code(fact(problem, 'next'))}: promote there first.`,
  same_environment: (problem) =>
    md`**From and To are both ${code(fact(problem, 'to'))}.** Write the environment to promote to, or leave From empty.`,
  backward: (problem) =>
    md`**${code(fact(problem, 'from'))} to ${code(fact(problem, 'to'))} goes back.** A promotion only goes forward; going back is a rollback.`,
  not_promoted_below: (problem) =>
    md`**Commit ${code(fact(problem, 'sha'))} of ${code(fact(problem, 'subject'))} has not been promoted to ${code(fact(problem, 'below'))}.** Every commit passes there first. Promote it to ${code(fact(problem, 'below'))}; when that is done, say \`/why\` here and I look again.`,
  skipped_below: (p) =>
    md`**Commit ${code(fact(p, 'sha'))} of ${code(fact(p, 'subject'))} came to ${code(fact(p, 'below'))} with its quality gates SKIPPED, which is for testing only.** Promote it to ${code(fact(p, 'below'))} once more, with its gates met; when that is done, say \`/why\` here and I look again.`,
  requester_may_not_write: (problem) =>
    md`**${code(fact(problem, 'environment'))} needs no approval, so the request must come from somebody who can write to this repository.** ${text(fact(problem, 'login'))} has the permission ${found(problem)}. Ask somebody with write access to open the promotion.`,
  already_open: (problem) =>
    md`**#${Number(fact(problem, 'number'))} is already promoting ${code(fact(problem, 'subject'))} to ${code(fact(problem, 'to'))}.** One at a time: finish or \`/cancel\` that one, then say \`/why\` here and I look again.`,
  dry_run_late: () => md`**Dry run was ticked after the promotion had begun.** Untick it to go on, or say \`/cancel\`.`,
  must_extend: () =>
    md`**\`.github/promotion.yml\` does not extend the rules of the organisation.** This bot takes no others. Write \`extends: org\` below \`version: 1\` on the default branch, then say \`/why\` here and I look again.`,
  config_missing: () =>
    md`**This repository has no \`.github/promotion.yml\` on its default branch.** Without rules nothing is promoted. Start from \`templates/promotion.yml\` of Promotion Bot, commit it, then say \`/why\` here and I look again.`,
  config_unreadable: () =>
    md`**\`.github/promotion.yml\` could not be read as text.** It may be too large or not UTF-8. Mend it on the default branch, then say \`/why\` here and I look again.`,
};

const LEDGER: Readonly<Record<string, string>> = {
  ledger_edited: 'was edited',
  ledger_not_json: 'holds a line that is no JSON',
  ledger_unknown_shape: 'holds an entry of an unknown shape',
  ledger_newer_kind: 'holds an entry of a kind this version does not know; upgrade the bot to go on',
  ledger_other_place: 'holds an entry that belongs to another issue',
  ledger_out_of_order: 'does not follow the entry before: an entry is missing or doubled',
  ledger_broken_chain: 'does not fit the hash of the entry before',
  ledger_unknown_key: 'is signed with a key this server does not have',
  ledger_unrotated_key: 'names another key than the entry before, and no entry hands the audit trail over to that key',
  ledger_bad_signature: 'holds an entry whose signature does not verify',
  ledger_bad_rotation: 'hands the audit trail over to a key that never agreed to it',
} satisfies Readonly<Record<`ledger_${Broken | 'edited'}`, string>>;

/** What whoever runs the bot does about it, where that is more than to look. */
const FOR_THE_OPERATOR: Readonly<Record<string, Markdown>> = {
  ledger_unknown_key: md`If it is only that I was started without my old key, nothing is lost: whoever runs me puts it back (\`LEDGER_KEY\`, \`LEDGER_KEY_PREVIOUS\`), then \`/why\` here goes on.`,
  ledger_unrotated_key: md`Either a second server writes here with a key of its own, or somebody else writes in my name: whoever runs me stops the one or the other, and changes keys only with \`promotion-bot keys rotate\`.`,
  ledger_bad_rotation: md`The old key signed this, so somebody who has it did this: whoever runs me takes that key for stolen, and makes a new one with \`promotion-bot keys rotate\`.`,
};

export function problemText(problem: Problem): Markdown {
  const damage = LEDGER[problem.code];
  if (damage !== undefined) return ledgerText(problem, damage);
  // Only files have lines, and a file has words of its own for the same code.
  const wordsFor = (problem.line === undefined ? REQUEST[problem.code] : undefined) ?? AGENT_WORDS[problem.code];
  if (wordsFor) return wordsFor(problem);
  const inMap = mapText(problem);
  if (inMap) return inMap;
  const line = problem.line === undefined ? '' : ` line ${problem.line}`;
  const words = configProblem(problem);
  return md`**${code(`${problem.file ?? '.github/promotion.yml'}${line}`)}**: ${words}${/[.?!]$/.test(words) ? '' : '.'}`;
}

function ledgerText(problem: Problem, damage: string): Markdown {
  const by = problem.facts?.['editor'];
  const seq = problem.facts?.['seq'];
  const advice = FOR_THE_OPERATOR[problem.code];
  return md`**The audit trail is damaged.** Comment ${code(fact(problem, 'comment'))}${seq ? md`, entry ${seq},` : md``} ${damage}${by ? md` (by ${by})` : md``}. Nothing is decided here any more: open a new promotion, and keep this issue as it is for whoever looks into it.${advice ? md` ${advice}` : md``}`;
}
