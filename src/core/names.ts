/** Names the bot gives to things on GitHub: labels and commit statuses. */
import type { Environment, Subject } from './config.ts';
import type { Status } from './promotion.ts';
import { PROMOTION_LABEL } from './request.ts';

export interface Label {
  readonly name: string;
  /** Six hex digits. */
  readonly color: string;
  readonly description: string;
}

const STATUS_LABELS: Record<Status, { readonly color: string; readonly description: string }> = {
  PENDING: { color: 'bfd4f2', description: 'Being checked or carried out' },
  AWAITING_APPROVAL: { color: 'fbca04', description: 'Waits for reviewers to answer /approve or /reject' },
  PROMOTED: { color: '0e8a16', description: 'Arrived in the target environment' },
  REJECTED: { color: 'b60205', description: 'A reviewer said no' },
  CANCELLED: { color: 'cccccc', description: 'Withdrawn before anything happened' },
  FAILED: { color: 'b60205', description: 'Did not work' },
  ROLLED_BACK: { color: 'd93f0b', description: 'Was promoted and taken back' },
};

/** Labels with these beginnings are the bot's: at most one of each kind stands on an issue. */
export const MANAGED_PREFIXES = ['status:', 'component:', 'agent:', 'target:'] as const;

export const PROMOTION: Label = {
  name: PROMOTION_LABEL,
  color: '5319e7',
  description: 'Asks to promote a version to the next environment',
};

/** What an import has written wears it from the beginning. */
export const IMPORTED = 'imported';
/** In what a mark on a commit says of an import. */
export const BY_NOBODY = 'imported, approved by nobody,';

/** GitHub takes no longer name for a label; a cut one still helps to find issues, and what counts stands in the ledger. */
const LONGEST_LABEL = 50;

/** `AWAITING_APPROVAL` -> `status:awaiting-approval`. */
export const statusLabel = (status: Status): Label => ({
  name: `status:${status.toLowerCase().replaceAll('_', '-')}`,
  ...STATUS_LABELS[status],
});
export const subjectLabel = (subject: Pick<Subject, 'name' | 'kind'>): Label => ({
  name: `${subject.kind}:${subject.name}`.slice(0, LONGEST_LABEL),
  color: '1d76db',
  description: `About ${subject.name}`,
});
export const targetLabel = (environment: Pick<Environment, 'name'>): Label => ({
  name: `target:${environment.name}`.slice(0, LONGEST_LABEL),
  color: '006b75',
  description: `On its way to ${environment.name}`,
});

/**
 * The commit status that says, on the commit itself, where it was promoted to. Statuses cannot be deleted and name their creator
 * (https://docs.github.com/en/rest/commits/statuses), so the next environment reads from it what arrived in the one below.
 */
export const statusContext = (environment: string, subject: string): string => `promotion/${environment}/${subject}`;

/** The artifact in which the Action leaves its report, and the file in it. */
export const REPORT_ARTIFACT = 'promotion-report';
export const REPORT_FILE = 'promotion-report.json';
