/** Makes the promotion report of one promotion, whatever came of it: judged, promoted, refused, or broken on the way. */
import { CAPS, type GateReport, isBlocking } from './gate-report.ts';
import type { Instant } from './promotion.ts';
import { type Blocker, type PreviousPromotion, REPORT_SCHEMA, type Report, type ReportResult } from './report-document.ts';
import { clip, fitApproval, fitGate, fitRollback } from './report-fit.ts';
import { qualityGates } from './report-quality.ts';
import { gateBlockers, type Standing, standing } from './report-standing.ts';

export interface ReportInput {
  readonly about: {
    readonly subject: { readonly name: string };
    readonly from: string | null;
    readonly to: string;
    readonly version: string;
    /** Null when the version could not be resolved. */
    readonly sha: string | null;
    readonly repository: string;
    readonly at: Instant;
  };
  /** In the order in which they are shown. */
  readonly gates: readonly GateReport[];
  readonly policy: Report['policy'];
  /** What stands in the way besides gates: a run that broke, an approval to come. */
  readonly hindrances?: readonly Omit<Blocker, 'gate'>[];
  /** How the promotion ended; left out while it has not. */
  readonly ending?: Exclude<ReportResult, Standing>;
  /** Why it ended otherwise than well; it says nothing about the criteria. */
  readonly cause?: string;
  readonly deployment?: Omit<Report['deployment'], 'environment' | 'version'>;
  /** By `smoke_tests`, `health_checks`, `monitoring` and any other name. */
  readonly validation?: Readonly<Record<string, string>>;
  readonly isDryRun?: boolean;
  readonly isSkipped?: boolean;
  readonly run?: NonNullable<Report['run']>;
  /** Null for the first promotion; left out where nobody knows. */
  readonly previous?: PreviousPromotion | null;
  readonly approvals?: NonNullable<Report['approvals']>;
  readonly rollback?: NonNullable<Report['rollback']>;
  readonly artifacts?: Readonly<Record<string, string>>;
}

/** The report; `reportSchema` reads back whatever comes out of here. */
export function makeReport(input: ReportInput): Report {
  const { deployment, policy } = input;
  const about = fitAbout(input.about);
  const gates = input.gates.map(fitGate);
  const quality = qualityGates(gates);
  const blockers = blockersOf(gates, input);
  const words = (text: string): string => clip(text, CAPS.sentence);
  return {
    schema: REPORT_SCHEMA,
    component: about.component,
    from_stage: about.from,
    to_stage: about.to,
    date: about.at,
    quality_gates: {
      ...quality,
      linting: words(quality.linting),
      type_checking: words(quality.type_checking),
      security: words(quality.security),
    },
    promotion_criteria: { all_met: areMet(gates, input), details: gates },
    deployment: { success: deployment?.success ?? null, environment: about.to, version: about.version, ...deployment },
    validation: {
      smoke_tests: 'not run',
      health_checks: 'not run',
      monitoring: 'not run',
      ...Object.fromEntries(Object.entries(input.validation ?? {}).map(([key, said]) => [key, words(said)])),
    },
    result: resultOf(blockers, input),
    blockers,
    dry_run: input.isDryRun ?? false,
    skipped_quality_gates: input.isSkipped ?? false,
    subject: { repository: about.repository, commit: about.sha, version: about.version, artifact_digests: input.artifacts ?? {} },
    policy,
    run: input.run ?? {},
    ...(input.previous === undefined ? {} : { previous_promotion: input.previous }),
    approvals: (input.approvals ?? []).slice(0, CAPS.items).map(fitApproval),
    rollback: fitRollback(input.rollback ?? {}),
  };
}

/** What the issue names may be anything, while the rules cannot be read. */
const fitAbout = ({ subject, from, to, version, ...about }: ReportInput['about']) => ({
  ...about,
  component: clip(subject.name, CAPS.name),
  from: from === null ? null : clip(from, CAPS.name),
  to: clip(to, CAPS.name),
  version: clip(version, CAPS.path),
});

const isDeployFailed = ({ deployment, ending }: ReportInput): boolean =>
  deployment?.success === false && (ending === undefined || ending === 'promoted');

function blockersOf(gates: readonly GateReport[], input: ReportInput): readonly Blocker[] {
  const failed = `The deployment to ${input.about.to} did not succeed; the environment is as it was. Mend the cause, then ask for the promotion again.`;
  return [
    ...gateBlockers(gates),
    ...(input.hindrances ?? []).map(({ outcome, summary }): Blocker => ({ gate: null, outcome, summary: clip(summary, CAPS.sentence) })),
    ...(input.cause === undefined ? [] : [{ gate: null, outcome: 'fail', summary: clip(input.cause, CAPS.sentence) } as const]),
    ...(isDeployFailed(input) ? [{ gate: null, outcome: 'error', summary: failed } as const] : []),
  ];
}

/** Criteria are met by what was found out: never when gates were skipped, nor when the run broke before it could judge. */
function areMet(gates: readonly GateReport[], { hindrances, isSkipped }: ReportInput): boolean {
  const isBroken = (hindrances ?? []).some(({ outcome }) => outcome !== 'pending');
  return !isSkipped && !isBroken && !gates.some(isBlocking);
}

function resultOf(blockers: readonly Blocker[], input: ReportInput): ReportResult {
  if (input.ending !== undefined && !isDeployFailed(input)) return input.ending;
  return standing(blockers);
}
