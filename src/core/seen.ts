/** What one look at GitHub shows, as plain facts. Fetched before anything is judged, never during. */
import type { Actor, Instant } from './promotion.ts';

/** What to ask besides the issue itself; it follows from the request and the config (`lookup.ts`). */
export interface Lookup {
  /** Team slugs of the organisation that owns the repository, sorted. */
  readonly teams: readonly string[];
  /** Tag names to resolve, in order of preference; each is looked up as `refs/tags/<name>` only. */
  readonly tags: readonly string[];
  /** A full commit SHA to look up, when the version is one or is frozen. */
  readonly sha: string | undefined;
  /** Label names whose node ids are needed for writing. */
  readonly labels: readonly string[];
  /** The label that marks promotions of the same subject, to find open ones; undefined while the subject is unknown. */
  readonly subjectLabel: string | undefined;
  /** Login of the requester, whose permission on the repository is asked for. */
  readonly requester: string | undefined;
}

export interface SeenComment {
  /** Numeric id (`fullDatabaseId`): grows with time, so it orders comments of the same second. */
  readonly id: number;
  readonly nodeId: string;
  readonly body: string;
  /** Undefined for a deleted account. */
  readonly author: Actor | undefined;
  readonly createdAt: Instant;
  /** Set by an edit of the text only (`lastEditedAt`); `updated_at` moves for other reasons. */
  readonly lastEditedAt: Instant | undefined;
  readonly editor: Actor | undefined;
  readonly viaEmail: boolean;
  readonly hidden: boolean;
}

export interface SeenIssue {
  readonly nodeId: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly author: Actor | undefined;
  readonly createdAt: Instant;
  readonly open: boolean;
  /** Who edited the body last. */
  readonly editor: Actor | undefined;
  readonly closed: { readonly at: Instant; readonly by: Actor | undefined } | undefined;
  readonly reopened: { readonly at: Instant; readonly by: Actor | undefined } | undefined;
  readonly labels: readonly string[];
}

export interface SeenTeam {
  readonly id: number;
  /** All of them, members of child teams included. */
  readonly members: readonly Pick<Actor, 'id' | 'login'>[];
}

/** A commit, with the statuses it carries: who said what about it. */
export interface SeenCommit {
  readonly sha: string;
  readonly statuses: readonly {
    readonly context: string;
    readonly state: 'error' | 'expected' | 'failure' | 'pending' | 'success';
    readonly description: string;
    readonly creator: Actor | undefined;
    readonly url: string;
  }[];
}

export interface Seen {
  /** GitHub's own clock (the Date header of its answer): decisions never depend on ours. */
  readonly at: Instant;
  /** Who this app is on GitHub. */
  readonly bot: Actor;
  readonly repo: {
    readonly id: number;
    readonly nodeId: string;
    readonly owner: string;
    readonly name: string;
    readonly url: string;
    readonly ownedBy: 'organization' | 'user';
    readonly defaultBranch: string | undefined;
  };
  readonly issue: SeenIssue;
  /** All comments, oldest first. */
  readonly comments: readonly SeenComment[];
  /** `.github/promotion.yml` of the default branch; undefined when there is none. `text` is undefined for a binary or cut file. */
  readonly config: { readonly blob: string; readonly bytes: number; readonly text: string | undefined } | undefined;
  /** Head of the default branch. */
  readonly head: SeenCommit | undefined;
  /** Tag name to the commit it stands for (annotated tags peeled); a name that does not exist or is no commit is missing. */
  readonly tags: Readonly<Record<string, SeenCommit>>;
  /** The commit asked for by SHA; undefined when the repository has none. */
  readonly commit: SeenCommit | undefined;
  /** Team slug to its members; a team that could not be read is missing. */
  readonly teams: Readonly<Record<string, SeenTeam>>;
  /** Label name to node id, of the ones asked for that exist and of those on the issue. */
  readonly labelIds: Readonly<Record<string, string>>;
  /** Other open issues that carry the subject's label, with their comments. */
  readonly siblings: readonly { readonly number: number; readonly nodeId: string; readonly comments: readonly SeenComment[] }[];
  /** The requester's permission; undefined when it could not be read. */
  readonly permission: 'admin' | 'maintain' | 'write' | 'triage' | 'read' | undefined;
  /** What this answer was asked for. */
  readonly lookup: Lookup;
}
