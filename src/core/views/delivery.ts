/** How it is going with what was accepted: deployed, checked, watched, taken back. */
import { MOST_ATTEMPTS, mayTryAgain } from '../deploy-due.ts';
import { isRollingBack } from '../deployment-fold.ts';
import { isMissing } from '../granted.ts';
import { isOfTrail } from '../problem.ts';
import { type Instant, isWatched, type Promotion } from '../promotion.ts';
import { isShared } from '../shared-account.ts';
import { gateTable, runLink } from './gates.ts';
import { originOf } from './imported.ts';
import { blocks, code, excerpt, list, type Markdown, md, raw, text } from './markdown.ts';
import { problemText } from './problem.ts';
import { commitLink, moment, person, type Scene } from './scene.ts';

/** In a few words; undefined when nothing is being carried out. */
export function deliveryHeadline({ promotion, delivery }: Scene): string | undefined {
  if (!promotion) return undefined;
  const { rollback, deployment } = promotion;
  if (isRollingBack(promotion)) return '↩️ Being rolled back';
  if (rollback?.state === 'failed' && promotion.status !== 'ROLLED_BACK') return '🚨 The rollback failed';
  if (isWatched(promotion))
    return promotion.check?.outcome === 'fail' ? '🚨 Promoted, and the watch found something' : '👀 Promoted, and watched';
  if (promotion.status !== 'PENDING' || !deployment) return undefined;
  if (deployment.state === 'failed') return '⚠️ The deployment failed, and is tried again';
  if (promotion.check?.outcome === 'error' && !delivery?.due) return '✋ Nobody can say whether it works';
  return deployment.state === 'done' || delivery?.checkRun ? '🔎 Deployed, being checked' : '🚀 Being deployed';
}

/** Undefined when nothing was deployed, watched or taken back. */
export function deliverySection(scene: Scene): Markdown | undefined {
  const { promotion } = scene;
  if (!promotion?.deployment && !promotion?.rollback && !(promotion && isWatched(promotion))) return undefined;
  const lines = [lostLine(scene), rollbackLine(scene), deploymentLine(scene), checkLine(scene), watchLine(scene)].flatMap(
    (line) => line ?? [],
  );
  const shown = promotion.check?.gates.filter(({ outcome }) => outcome !== 'pass') ?? [];
  return blocks(raw('### Deployment'), list(lines), shown.length === 0 ? undefined : gateTable(shown), nextStep(scene));
}

/** Without its rules nothing is begun, and nothing is taken for granted. */
function lostLine({ promotion, delivery, config, verdict }: Scene): Markdown | undefined {
  if (!promotion || delivery || !(promotion.status === 'PENDING' || isWatched(promotion))) return undefined;
  // What is wrong with the rules comes before what is wrong with the request.
  const why = config ? undefined : verdict.problems.find((problem) => !isOfTrail(problem));
  if (why) return md`✋ **Nothing goes on:** ${problemText(why)} I look again every ten minutes.`;
  return md`✋ **Nothing goes on:** \`.github/promotion.yml\` does not know ${code(promotion.round?.terms.to ?? '')} or ${code(promotion.round?.terms.subject ?? '')} any more. Mend it on the default branch; I look again every ten minutes.`;
}

function rollbackLine({ promotion, seen }: Scene): Markdown | undefined {
  const { rollback } = promotion ?? {};
  if (!rollback) return undefined;
  const { by, target, at } = rollback;
  const to = target ? md` to ${text(target.version)} (${commitLink(target.sha, seen)}, ${originOf(target)})` : md``;
  return md`Taken back${to} since ${moment(at)}, ${by ? md`asked for by ${person(by, seen)}` : md`by the bot`}.`;
}

function deploymentLine({ promotion, seen, delivery }: Scene): Markdown | undefined {
  const { deployment } = promotion ?? {};
  if (
    !deployment ||
    (deployment.workflow === null && deployment.ref === '' && deployment.since === deployment.at && deployment.state === 'done')
  )
    return undefined;
  const { version, sha, to, attempt, way, state, workflow, reason, since } = deployment;
  const what = md`${text(version)} (${commitLink(sha, seen)}) ${way === 'back' ? 'back to' : 'to'} ${code(to)}`;
  const run = delivery?.deployRun ? md`, ${runLink(delivery.deployRun.id, seen)}` : md``;
  const by = workflow === null ? md` through a GitHub Deployment` : md` by ${code(workflow)}${run}`;
  const tries = attempt > 1 ? md`, attempt ${attempt} of ${MOST_ATTEMPTS}` : md``;
  if (state === 'done') return md`✅ Deployed ${what} on ${moment(since)}${tries}.`;
  if (state === 'failed')
    return md`❌ Deploying ${what} failed${tries}: ${reason}${mayTryAgain(deployment) ? ' It is tried again in a moment.' : ''}`;
  return md`⏳ Deploying ${what}${by}${tries}, since ${moment(deployment.at)}.`;
}

function checkLine({ promotion, seen, delivery }: Scene): Markdown | undefined {
  const { check, doubts } = promotion ?? {};
  const running = delivery?.checkRun;
  if (running && running.conclusion === undefined) return md`⏳ Checking: ${runLink(running.id, seen)}.`;
  const told = delivery?.judged ?? check;
  if (!told) return delivery?.due ? md`⏳ Checking is about to begin.` : undefined;
  if (told.outcome === 'pass') return md`✅ The last check passed on ${moment(told.at)}.`;
  const times = told.purpose === 'verify' && (doubts?.errors ?? 0) > 1 ? md` (${doubts?.errors ?? 0} times)` : md``;
  return told.outcome === 'fail'
    ? md`❌ The last check failed: ${told.reason}`
    : md`⚠️ The last check could not tell${times}: ${told.reason}`;
}

function watchLine({ promotion, seen, delivery }: Scene): Markdown | undefined {
  if (!promotion || !isWatched(promotion) || promotion.rollback) return undefined;
  const { watchedUntil: until } = promotion;
  const next = delivery?.nextLook === undefined ? md`` : md` The next look is on ${moment(delivery.nextLook)}.`;
  const left =
    until === undefined
      ? md``
      : until > seen.at
        ? md` until ${moment(until)}, ${spanOf(seen.at, until)} from now`
        : md`: its time is over, and a check that passes ends it`;
  const why = isShared(seen.bot) ? 'the token of a workflow may not' : 'the App lacks the permission';
  const unread =
    seen.lookup.incidents && seen.alerts === undefined && !isMissing(seen, 'vulnerability_alerts', 'read')
      ? md` Security alerts cannot be read here: ${why}, so they are not watched.`
      : md``;
  return md`👀 Watched${left}.${next}${unread}`;
}

/** `23 hours`, `40 minutes`. */
function spanOf(from: Instant, to: Instant): string {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  const [count, unit] = minutes >= 120 ? [Math.round(minutes / 60), 'hour'] : [minutes, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function nextStep({ promotion, delivery }: Scene): Markdown | undefined {
  if (!promotion) return undefined;
  const { rollback, check } = promotion;
  if (rollback?.state === 'failed') {
    return blocks(
      excerpt(rollback.failure, 300, 'the audit trail'),
      md`**Next:** look at what runs there. \`/rollback <reason>\` tries again; nothing else is done by itself.`,
    );
  }
  if (promotion.status === 'PENDING' && check?.outcome === 'error' && !delivery?.due && !rollback)
    return md`**Next:** see what the check says. \`/retry\` checks once more, \`/rollback <reason>\` takes the version back. Not knowing is no pass, so nothing goes on by itself.`;
  if (isWatched(promotion) || promotion.status === 'PENDING') return md`\`/rollback <reason>\` takes the version back at any time.`;
  return undefined;
}

/** Whether the panel is about carrying out now, and no longer about the request. */
export const isDelivered = ({ promotion }: { readonly promotion: Promotion | undefined }): boolean =>
  promotion?.status === 'PENDING' && promotion.deployment !== undefined;
