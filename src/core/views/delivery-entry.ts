/** One sentence for each entry about deploying, verifying, watching and taking back. */
import type { EntryKind, EntryOf } from '../entry.ts';
import type { Rollback } from '../promotion.ts';
import { gateTable, runLink } from './gates.ts';
import { originOf } from './imported.ts';
import { blocks, code, enumerate, link, type Markdown, md, raw, text, withNote } from './markdown.ts';
import { recordsText } from './records-entry.ts';
import { commitLink, type Host, moment, person } from './scene.ts';

type Delivered =
  | 'deploy_started'
  | 'deploy_failed'
  | 'deployed'
  | 'checked'
  | 'promoted'
  | 'settled'
  | 'failed'
  | 'rollback_started'
  | 'rollback_failed'
  | 'rolled_back'
  | 'quarantine_released';

export const DELIVERY_WORDS: { readonly [K in Extract<EntryKind, Delivered>]: (entry: EntryOf<K>, seen: Host) => Markdown } = {
  deploy_started: startedText,
  deploy_failed: ({ reason, changed, again, run }, seen) =>
    md`⚠️ The deployment did not succeed${by(run, seen)}: ${reason} ${changed ? 'Something may have changed by then.' : 'Nothing was changed.'}${again ? ' It is tried again, three times in all.' : ''}`,
  deployed: ({ run }, seen) => md`📦 Deployed${by(run, seen)}.`,
  checked: checkedText,
  promoted: ({ watched, until, records }) =>
    blocks(
      md`🎉 **Promoted.**${watched ? (until === undefined ? ' It is being watched now.' : md` It is being watched until ${moment(until)}.`) : ''}`,
      records && recordsText(records),
    ),
  settled: ({ replaced }) =>
    replaced === undefined
      ? md`✅ The watch ended without an incident.`
      : md`The watch ended: #${replaced} has brought a newer version, which is watched instead.`,
  failed: ({ reason }) => withNote(md`❌ **Failed.**`, reason),
  rollback_started: ({ by: who, why, reason, target }, seen) =>
    withNote(md`↩️ ${who ? person(who, seen) : md`The bot`} takes this version back${BECAUSE[why]}: ${targetText(target, seen)}.`, reason),
  rollback_failed: ({ reason }) =>
    withNote(
      md`🚨 **The rollback did not succeed, and nobody can say what runs there now.** Please look at the environment. \`/rollback <reason>\` tries again.`,
      reason,
    ),
  rolled_back: ({ by: who, reason, target, issues = [], records }, seen) =>
    blocks(
      withNote(
        md`↩️ **Rolled back**${who ? md` by ${person(who, seen)}` : md``}${target ? md` to ${text(target.version)}` : md``}.`,
        reason,
      ),
      issues.length === 0
        ? undefined
        : md`Opened: ${enumerate(issues.map((number) => raw(`#${number}`)))}. This commit is quarantined: promoting it again needs \`/release-quarantine <reason>\`.`,
      records && recordsText(records),
    ),
  quarantine_released: ({ by: who, roles, sha, reason }, seen) =>
    withNote(
      md`🔓 ${person(who, seen)} as ${enumerate(roles.map(text))} lets commit ${commitLink(sha, seen)} be promoted again, although it was rolled back before:`,
      reason,
    ),
};

const by = (run: number | null | undefined, seen: Host): Markdown =>
  run === null || run === undefined ? md`` : md` by ${runLink(run, seen)}`;

const BECAUSE: Readonly<Record<Rollback['why'], string>> = {
  asked: '',
  deploy: ' because its deployment failed',
  verify: ' because it does not work there',
  watch: ' because a check of the watch failed',
  incident: ' because of an incident',
  alert: ' because of a security alert',
};

const targetText = (target: EntryOf<'rollback_started'>['target'], seen: Host): Markdown =>
  target
    ? md`${text(target.version)} (${commitLink(target.sha, seen)}, ${originOf(target)}) ${target.imported ? 'ran there before, and nobody approved it here' : 'is the last one that worked there'}`
    : md`there is no earlier version known that worked there`;

function startedText(
  { key, way, attempt = 1, version = '', sha, to = '', workflow, ref }: EntryOf<'deploy_started'>,
  seen: Host,
): Markdown {
  if (sha === undefined) return md`The deployment ${code(key)} was started.`;
  const what = md`${text(version)} (${commitLink(sha, seen)}) ${way === 'back' ? 'is brought back to' : 'is deployed to'} ${code(to)}`;
  const tries = attempt > 1 ? md`, attempt ${attempt}` : md``;
  if (workflow === null || workflow === undefined) return md`🚀 ${what}${tries}.`;
  const file = link(code(workflow), `${seen.repo.url}/actions/workflows/${encodeURIComponent(workflow)}`);
  return md`🚀 ${what}${tries}: ${file} on the tag ${code(ref ?? '')}.`;
}

const CHECK_MARKS = { pass: '✅', fail: '❌', error: '⚠️' } as const;
const CHECK_WORDS = { pass: 'It works there', fail: 'It does not work there', error: 'Whether it works there could not be told' } as const;

function checkedText({ outcome, reason, run, gates, purpose }: EntryOf<'checked'>, seen: Host): Markdown {
  const head = md`${CHECK_MARKS[outcome]} ${CHECK_WORDS[outcome]}${run === null ? md`` : md`, says ${runLink(run, seen)}`}${purpose === 'watch' ? ' of the watch' : ''}${reason === '' ? md`.` : md`: ${reason}`}`;
  const others = gates.filter((gate) => gate.outcome !== 'pass');
  return blocks(head, others.length === 0 ? undefined : gateTable(others));
}
