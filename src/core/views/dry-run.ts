import { deploySettings, verifyWorkflow } from '../delivery-settings.ts';
import { settingsIn } from '../gates/merged.ts';
import { hasRecords } from '../granted.ts';
import { canMark } from '../marks.ts';
import { type Label, PROMOTION, statusContext, statusLabel, subjectLabel, targetLabel } from '../names.ts';
import type { Status } from '../promotion.ts';
import type { Candidate } from '../rule.ts';
import { callToReview } from './approvals.ts';
import { boardStep } from './card.ts';
import { ruleText } from './entry.ts';
import { blocks, code, enumerate, type Markdown, md, raw } from './markdown.ts';
import { commitLink, type Scene } from './scene.ts';
import { waitText } from './wait.ts';

/** Step by step what would happen without the dry run. */
export function dryRunPlan(scene: Scene): Markdown | undefined {
  const { candidate, waits } = scene.verdict;
  if (!candidate) return undefined;
  const { subject, environment } = candidate;
  const waitsFor = (what: 'approval' | 'completion') => waits.filter(({ before }) => before === what).map(waitText);
  const labels = [PROMOTION, statusLabel(firstStatus(scene, candidate)), subjectLabel(subject), targetLabel(environment)];
  const board = boardStep(scene, environment.name);
  const steps = [
    md`The issue gets the labels ${enumerate(labels.map(({ name }: Label) => code(name)))}.`,
    ...waitsFor('approval'),
    environment.approval === 'none'
      ? md`${code(environment.name)} needs no approval, so nobody is asked.`
      : md`Round 1 opens and waits for ${ruleText(environment.approval)}.${callToReview(scene) ? ' Their teams or people are mentioned once.' : ''}`,
    ...(board ? [board] : []),
    ...waitsFor('completion'),
    ...delivery(candidate),
    arrival(scene, candidate),
  ];
  return blocks(raw('### The plan'), raw(steps.map(({ markdown }, i) => `${i + 1}. ${markdown}`).join('\n')));
}

/** What the issue says of itself once it has begun. */
function firstStatus({ verdict: { waits } }: Scene, { environment }: Candidate): Status {
  if (waits.some(({ before }) => before === 'approval')) return 'PENDING';
  if (environment.approval !== 'none') return 'AWAITING_APPROVAL';
  return waits.length > 0 || deploySettings(environment) ? 'PENDING' : 'PROMOTED';
}

function delivery({ environment }: Candidate): readonly Markdown[] {
  const deploy = deploySettings(environment);
  if (!deploy) return [];
  const checked = verifyWorkflow(environment);
  return [
    deploy.workflow === undefined
      ? md`A GitHub Deployment to ${code(environment.name)} is recorded, and outside software answers it.`
      : md`${code(deploy.workflow)} is started on a tag of this very commit, and deploys it to ${code(environment.name)}.`,
    ...(checked === undefined
      ? []
      : [md`${code(checked)} checks whether it works there; if not, the version before is deployed again, where one is known.`]),
  ];
}

/** The end, and what follows from it. */
function arrival({ seen }: Scene, candidate: Candidate): Markdown {
  const { subject, environment, commit } = candidate;
  const records = hasRecords(candidate) ? ' the stage records of the repository are changed,' : '';
  const { for: lasts } = settingsIn(environment.settings['watch']);
  const end = typeof lasts === 'string' ? md` and watched for ${lasts}; then the issue closes.` : md`, and the issue closes.`;
  const marked = canMark(seen)
    ? md`Commit ${commitLink(commit.sha, seen)} gets the status ${code(statusContext(environment.name, subject.name))},${records} the promotion`
    : md`${records === '' ? 'The' : 'The stage records of the repository are changed, the'} promotion`;
  return md`${marked} is PROMOTED${end}`;
}
