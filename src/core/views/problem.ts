/** The words for what is wrong with a request: what was found, what is allowed, how to mend it. */
import type { Problem } from '../problem.ts';
import { configProblem } from './config-problem.ts';
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
  no_commit: () => md`**The default branch has no commit to promote.** Push one, or name a tag.`,
  skipped_environment: (problem) =>
    md`**${code(fact(problem, 'from'))} to ${code(fact(problem, 'to'))} skips a step.** The next environment after ${code(fact(problem, 'from'))} is ${code(fact(problem, 'next'))}: promote there first.`,
  same_environment: (problem) =>
    md`**From and To are both ${code(fact(problem, 'to'))}.** Write the environment to promote to, or leave From empty.`,
  backward: (problem) =>
    md`**${code(fact(problem, 'from'))} to ${code(fact(problem, 'to'))} goes back.** A promotion only goes forward; going back is a rollback.`,
  not_promoted_below: (problem) =>
    md`**Commit ${code(fact(problem, 'sha'))} of ${code(fact(problem, 'subject'))} has not been promoted to ${code(fact(problem, 'below'))}.** Every commit passes there first. Promote it to ${code(fact(problem, 'below'))}; when that is done, say \`/why\` here and I look again.`,
  requester_may_not_write: (problem) =>
    md`**${code(fact(problem, 'environment'))} needs no approval, so the request must come from somebody who can write to this repository.** ${text(fact(problem, 'login'))} has the permission ${found(problem)}. Ask somebody with write access to open the promotion.`,
  already_open: (problem) =>
    md`**#${Number(fact(problem, 'number'))} is already promoting ${code(fact(problem, 'subject'))} to ${code(fact(problem, 'to'))}.** One at a time: finish or \`/cancel\` that one, then say \`/why\` here and I look again.`,
  dry_run_late: () => md`**Dry run was ticked after the promotion had begun.** Untick it to go on, or say \`/cancel\`.`,
  config_missing: () =>
    md`**This repository has no \`.github/promotion.yml\` on its default branch.** Without rules nothing is promoted. Start from the example in the documentation, commit it, then say \`/why\` here and I look again.`,
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
  ledger_bad_signature: 'holds an entry whose signature does not verify',
};

export function problemText(problem: Problem): Markdown {
  const damage = LEDGER[problem.code];
  if (damage !== undefined) return ledgerText(problem, damage);
  const wordsFor = REQUEST[problem.code];
  if (wordsFor) return wordsFor(problem);
  const line = problem.line === undefined ? '' : ` line ${problem.line}`;
  const words = configProblem(problem);
  return md`**${code(`.github/promotion.yml${line}`)}**: ${words}${/[.?!]$/.test(words) ? '' : '.'}`;
}

function ledgerText(problem: Problem, damage: string): Markdown {
  const by = problem.facts?.['editor'];
  const seq = problem.facts?.['seq'];
  return md`**The audit trail is damaged.** Comment ${code(fact(problem, 'comment'))}${seq ? md`, entry ${seq},` : md``} ${damage}${by ? md` (by ${by})` : md``}. Nothing is decided here any more: open a new promotion, and keep this issue as it is for whoever looks into it.`;
}
