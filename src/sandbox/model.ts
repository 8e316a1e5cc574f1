/** What the in-memory GitHub remembers. Records are live: read them freely, change them through `acts.ts` only. */

/** ISO 8601, UTC, whole seconds: `2026-11-20T10:12:00Z`. */
export type Instant = string;

/** What every remembered thing has: a numeric id, and a node id that GraphQL finds it by. */
export interface Thing {
  readonly id: number;
  readonly nodeId: string;
}

export interface Account extends Thing {
  readonly kind: 'User' | 'Bot' | 'Organization' | 'Mannequin';
  /** For a bot with its suffix: `promotion-bot[bot]`. */
  login: string;
  readonly createdAt: Instant;
}

export interface Team extends Thing {
  readonly kind: 'Team';
  readonly slug: string;
  readonly name: string;
  readonly organisation: Account;
  readonly members: Account[];
}

export interface Label extends Thing {
  readonly kind: 'Label';
  readonly repo: Repository;
  readonly name: string;
  /** Six hex digits without `#`. */
  readonly color: string;
  readonly description: string | null;
  readonly createdAt: Instant;
}

export interface Edit extends Thing {
  readonly kind: 'UserContentEdit';
  readonly at: Instant;
  readonly editor: Account | null;
  /** The whole text after this edit. */
  readonly text: string;
}

/** A text a person or the App wrote, with the history of its edits (newest first; empty while it was never edited). */
interface Written extends Thing {
  body: string;
  /** Null for a deleted account. */
  author: Account | null;
  readonly createdAt: Instant;
  updatedAt: Instant;
  lastEditedAt: Instant | null;
  editor: Account | null;
  readonly edits: Edit[];
  readonly viaEmail: boolean;
}

export interface Comment extends Written {
  readonly kind: 'IssueComment';
  readonly issue: Issue;
  minimized: string | null;
  /** Another App that wrote it in its author's name, with the token of a user: numeric id. */
  readonly viaApp: number | null;
}

export interface TimelineEvent extends Thing {
  readonly kind: 'ClosedEvent' | 'ReopenedEvent' | 'LabeledEvent' | 'UnlabeledEvent' | 'CrossReferencedEvent';
  readonly at: Instant;
  readonly actor: Account | null;
  readonly issue: Issue;
  readonly label?: Label;
  readonly reason?: StateReason;
  /** Of a mention: the issue whose text or comment it stands in. */
  readonly source?: Issue;
}

export type StateReason = 'COMPLETED' | 'NOT_PLANNED' | 'REOPENED' | 'DUPLICATE';

export type LockReason = 'off-topic' | 'too heated' | 'resolved' | 'spam';

export interface Issue extends Written {
  readonly kind: 'Issue';
  readonly repo: Repository;
  readonly number: number;
  title: string;
  state: 'OPEN' | 'CLOSED';
  stateReason: StateReason | null;
  closedAt: Instant | null;
  closedBy: Account | null;
  locked: boolean;
  lockReason: LockReason | null;
  labels: Label[];
  comments: Comment[];
  readonly timeline: TimelineEvent[];
  /** A pull request is an issue with this. */
  pull: PullRequest | null;
}

export interface PullRequest extends Thing {
  readonly kind: 'PullRequest';
  readonly issue: Issue;
  /** The branch that is asked for, in this repository or in a fork. */
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: Repository };
  /** Where it shall go, and that branch's commit when the pull request was opened. */
  readonly base: { readonly ref: string; readonly sha: string };
  readonly draft: boolean;
}

export type StatusState = 'error' | 'failure' | 'pending' | 'success';

export interface CommitStatus extends Thing {
  readonly kind: 'StatusContext';
  readonly commit: Commit;
  readonly state: StatusState;
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account | null;
  readonly at: Instant;
}

export interface Commit {
  readonly kind: 'Commit';
  readonly nodeId: string;
  readonly repo: Repository;
  readonly sha: string;
  readonly treeSha: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Account | null;
  readonly committer: Account | null;
  /** By GitHub itself; nobody else signs here. */
  readonly signed: boolean;
  readonly at: Instant;
  /** Path to text: the whole tree. */
  readonly files: ReadonlyMap<string, string>;
  /** Oldest first; the last one of a context is the one that counts. */
  readonly statuses: CommitStatus[];
}

/** An annotated tag object. */
export interface TagObject {
  readonly kind: 'Tag';
  readonly nodeId: string;
  readonly repo: Repository;
  readonly sha: string;
  readonly name: string;
  readonly message: string;
  /** SHA of what it points at: a commit or another tag object. */
  readonly target: string;
  readonly tagger: Account | null;
  readonly at: Instant;
}

export interface Release extends Thing {
  readonly kind: 'Release';
  readonly repo: Repository;
  readonly tag: string;
  readonly name: string | null;
  readonly body: string | null;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly target: string;
  readonly author: Account;
  readonly createdAt: Instant;
}

export type DeploymentState = 'error' | 'failure' | 'inactive' | 'in_progress' | 'pending' | 'queued' | 'success' | 'waiting';

export interface DeploymentStatus extends Thing {
  readonly kind: 'DeploymentStatus';
  readonly deployment: Deployment;
  readonly state: DeploymentState;
  /** The environment as it was called then. */
  readonly environment: string;
  readonly description: string;
  readonly logUrl: string | null;
  readonly environmentUrl: string | null;
  readonly creator: Account;
  readonly at: Instant;
}

export interface Deployment extends Thing {
  readonly kind: 'Deployment';
  readonly repo: Repository;
  readonly sha: string;
  /** As it was asked for: a branch, a tag or a SHA. */
  readonly ref: string;
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>> | string;
  readonly originalEnvironment: string;
  /** A status may name another one. */
  environment: string;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: Account;
  readonly createdAt: Instant;
  updatedAt: Instant;
  /** Oldest first; the last one counts. */
  readonly statuses: DeploymentStatus[];
}

/** What Dependabot found in a repository. */
export interface Alert extends Thing {
  readonly kind: 'RepositoryVulnerabilityAlert';
  readonly repo: Repository;
  readonly number: number;
  readonly summary: string;
  readonly severity: 'LOW' | 'MODERATE' | 'HIGH' | 'CRITICAL';
  readonly package: string;
  readonly createdAt: Instant;
  state: 'OPEN' | 'FIXED' | 'DISMISSED' | 'AUTO_DISMISSED';
}

/** Of another App, as checks name it. */
export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
}

export const PERMISSIONS = ['read', 'triage', 'write', 'maintain', 'admin'] as const;
export type RepositoryPermission = (typeof PERMISSIONS)[number];

export interface Repository extends Thing {
  readonly kind: 'Repository';
  readonly owner: Account;
  readonly name: string;
  private: boolean;
  readonly createdAt: Instant;
  defaultBranch: string;
  /** Login to permission; the owner of a user's repository is its admin without being listed. */
  readonly collaborators: Map<string, RepositoryPermission>;
  labels: Label[];
  issues: Issue[];
  readonly releases: Release[];
  /** Oldest first. */
  readonly deployments: Deployment[];
  readonly alerts: Alert[];
  readonly commits: Map<string, Commit>;
  readonly tagObjects: Map<string, TagObject>;
  /** Full reference name (`refs/heads/main`, `refs/tags/v1`) to the SHA of a commit or an annotated tag object. */
  readonly refs: Map<string, string>;
  /** What this is a fork of. */
  readonly forkOf: Repository | null;
  nextNumber: number;
}

export interface Project extends Thing {
  readonly kind: 'ProjectV2';
  readonly owner: Account;
  readonly number: number;
  title: string;
  fields: ProjectField[];
  items: ProjectItem[];
  readonly createdAt: Instant;
}

export interface ProjectField extends Thing {
  readonly kind: 'ProjectV2Field';
  readonly project: Project;
  name: string;
  readonly type: 'SINGLE_SELECT' | 'TEXT' | 'NUMBER' | 'DATE' | 'TITLE';
  /** Of a single select. */
  options: { readonly id: string; readonly name: string }[];
  readonly createdAt: Instant;
}

export interface ProjectItem extends Thing {
  readonly kind: 'ProjectV2Item';
  readonly project: Project;
  readonly content: Issue;
  readonly creator: Account;
  archived: boolean;
  /** Of a single select the id of an option. */
  readonly values: Map<ProjectField, string | number>;
  readonly createdAt: Instant;
}

/** What GraphQL can find by node id. */
export type NodeRecord =
  | Account
  | Team
  | Label
  | Edit
  | Comment
  | TimelineEvent
  | Issue
  | CommitStatus
  | Commit
  | TagObject
  | Release
  | Alert
  | Deployment
  | DeploymentStatus
  | Repository
  | Project
  | ProjectField
  | ProjectItem;
