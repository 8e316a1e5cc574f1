/** The words for a command that was not applied: why, and what to do instead. */
import type { EntryOf, RefusalCode } from '../entry.ts';
import { code, enumerate, type Markdown, md } from './markdown.ts';

type Refused = Pick<EntryOf<'refused'>, 'command' | 'facts'>;
const roles = ({ facts }: Refused): Markdown => enumerate((facts['roles'] ?? '').split(', ').map(code), 'or');
const fact = ({ facts }: Refused, name: string): string => facts[name] ?? '';
const said = ({ command }: Refused): Markdown => code(`/${command}`);

const WORDS: Readonly<Record<RefusalCode, (refused: Refused) => Markdown>> = {
  not_waiting: (r) =>
    md`${said(r)} was not applied: this promotion is ${code(fact(r, 'status'))} and waits for nobody's decision. The panel at the top says what comes next.`,
  already_ended: (r) =>
    md`${said(r)} came too late: this promotion has ended as ${code(fact(r, 'status'))}, and an end stays an end. Open a new promotion to try again.`,
  own_request: (r) =>
    md`you ${fact(r, 'did') || 'asked for'} this promotion, so somebody else has to ${fact(r, 'action') || 'decide'}. To withdraw it, say \`/cancel\`.`,
  own_version: (r) => md`you are an author or the committer of this version, so somebody else has to ${fact(r, 'action') || 'decide'}.`,
  not_a_person: (r) => md`${said(r)} was not applied: only people decide.`,
  no_role: (r) =>
    md`${said(r)} was not applied: it needs the role ${roles(r)}, and you hold none of them. The teams and people behind each role stand in \`.github/promotion.yml\`.`,
  role_unknown: (r) =>
    md`${said(r)} was not applied: I could not read who holds ${roles(r)}, and not knowing counts as no. An owner should check that the team exists and that the app may read members; then say it again.`,
  before_round: (r) =>
    md`${said(r)} was written before round ${fact(r, 'round')} was announced, so it may have meant something else. Please look at what is asked now and say it again.`,
  on_hold: (r) => md`${said(r)} was not applied: this promotion is on hold until what the panel names is mended. Say it again after that.`,
  already_decided: (r) => md`you have already approved this round; ${said(r)} changes nothing.`,
  no_reason: (r) => md`${said(r)} needs a reason: ${code(`/${r.command} ${REASONS[r.command] ?? 'what happened'}`)}.`,
  not_held: () => md`this promotion is not paused, so there is nothing to resume.`,
  already_held: (r) => md`this promotion is paused already, by ${fact(r, 'by')}. \`/resume\` ends that.`,
  unknown_gate: (r) =>
    fact(r, 'known') === ''
      ? md`there is no criterion to sign here.`
      : md`${code(fact(r, 'gate') || '/sign')} is no criterion of this environment.${fact(r, 'meant') ? md` Did you mean ${code(fact(r, 'meant'))}?` : ''} There are: ${enumerate(fact(r, 'known').split(', ').map(code))}.`,
  already_signed: (r) => md`${code(fact(r, 'gate'))} is signed for this commit already; ${said(r)} changes nothing.`,
  no_evidence: (r) => md`${code(fact(r, 'gate'))} wants evidence: say ${code(`/sign ${fact(r, 'gate')} https://…`)} with a link to it.`,
  nothing_to_supersede: () => md`there is no older open promotion whose place this one could take.`,
  nothing_deployed: (r) =>
    fact(r, 'newer') === ''
      ? md`there is nothing to take back here: this promotion is ${code(fact(r, 'status'))}, and nothing of it was deployed.`
      : md`this version is not what runs in ${code(fact(r, 'to'))} any more: #${Number(fact(r, 'newer'))} came after it. Say ${said(r)} there.`,
  nothing_to_return_to: (r) =>
    md`${said(r)} was not applied: there is no earlier version of this that was deployed to ${code(fact(r, 'to'))} and worked. Promote a version with the fix, or mend ${code(fact(r, 'to'))} by hand.`,
  rolling_back: () => md`this version is being taken back already. The panel at the top says how far that is.`,
  not_quarantined: () => md`this commit is not quarantined, so there is nothing to release.`,
  comment_edited: (r) =>
    md`${said(r)} stands in an edited comment${fact(r, 'editor') ? md` (edited by ${fact(r, 'editor')})` : md``}. Edited comments do not count: post a new one.`,
  comment_hidden: (r) => md`${said(r)} stands in a hidden comment, which does not count. Post a new one.`,
  comment_emailed: (r) => md`${said(r)} came by e-mail, where a sender is easily forged, so it does not count. Write it on GitHub.`,
  comment_via_app: (r) =>
    md`${said(r)} was written in your name by an app (id ${fact(r, 'app')}), and only people decide. Write it on GitHub yourself.`,
  comment_too_long: (r) =>
    md`${said(r)} was not applied: what follows it is kept in the audit trail and may have ${fact(r, 'longest')} characters at most. Say it shorter, and link to what is longer.`,
  ambiguous: (r) =>
    md`one comment says one thing: this one says ${code(`/${fact(r, 'first')}`)} and ${code(`/${fact(r, 'second')}`)}. Nothing was applied; post the one you mean.`,
  set_aside: (r) => md`${said(r)} was passed over without a reply.`,
  unknown_command: (r) =>
    md`I do not know ${said(r)}. Did you mean ${code(`/${fact(r, 'meant')}`)}? \`/help\` shows everything I listen to.`,
};

const REASONS: Readonly<Record<string, string>> = {
  hold: 'waiting for the incident review',
  rollback: 'checkout answers with errors since 10:40',
};

/** Continues a sentence that begins with the person's name and a comma. */
export const refusalText = (code: RefusalCode, refused: Refused): Markdown => WORDS[code](refused);
