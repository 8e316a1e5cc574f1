import { type Label, PROMOTION, statusContext, statusLabel, subjectLabel, targetLabel } from '../names.ts';
import { callToReview } from './approvals.ts';
import { boardStep } from './card.ts';
import { ruleText } from './entry.ts';
import { blocks, code, enumerate, type Markdown, md, raw } from './markdown.ts';
import { commitLink, type Scene } from './scene.ts';
import { waitText } from './wait.ts';

/** Step by step what would happen without the dry run. */
export function dryRunPlan(scene: Scene): Markdown | undefined {
  const { candidate } = scene.verdict;
  if (!candidate) return undefined;
  const { subject, environment, commit } = candidate;
  const { approval } = environment;
  const needsApproval = approval !== 'none';
  const labels = [
    PROMOTION,
    statusLabel(needsApproval ? 'AWAITING_APPROVAL' : 'PROMOTED'),
    subjectLabel(subject),
    targetLabel(environment),
  ];
  const [stop] = scene.verdict.waits;
  const board = boardStep(scene, environment.name);
  const steps = [
    md`The issue gets the labels ${enumerate(labels.map(({ name }: Label) => code(name)))}.`,
    needsApproval
      ? md`Round 1 opens and waits for ${ruleText(approval)}.${callToReview(scene) ? ' Their teams or people are mentioned once.' : ''}`
      : md`${code(environment.name)} needs no approval, so nobody is asked.`,
    ...(board ? [board] : []),
    stop
      ? waitText(stop)
      : md`Commit ${commitLink(commit.sha, scene.seen)} gets the status ${code(statusContext(environment.name, subject.name))}, the promotion is PROMOTED, and the issue closes.`,
  ];
  return blocks(raw('### The plan'), raw(steps.map(({ markdown }, i) => `${i + 1}. ${markdown}`).join('\n')));
}
