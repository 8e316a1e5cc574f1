/** What one look at GitHub shows, as plain facts. Fetched before anything is judged, never during. */
import type { Actor, Instant } from './promotion.ts';
import type { SeenDeployment } from './seen-deployment.ts';

/** What to ask besides the issue itself; it follows from the request and the config (`lookup.ts`). */
export interface Lookup {
  /** Team slugs of the organisation that owns the repository, sorted. */
  readonly teams: readonly string[];
  /** Tag names to resolve, in order of preference; each is looked up as `refs/tags/<name>` only. */
  readonly tags: readonly string[];
  /** A full commit SHA to look up, when the version is one or is frozen. */
  readonly sha: string | undefined;
  /** A full commit SHA of which is asked whether the default branch holds it. */
  readonly branchHolds?: string | undefined;
  /** Label names whose node ids are needed for writing. */
  readonly labels: readonly string[];
  /** The label that marks promotions of the same subject, to find open ones; undefined while the subject is unknown. */
  readonly subjectLabel: string | undefined;
  /** Login of the requester, whose permission on the repository is asked for. */
  readonly requester: string | undefined;
  /** Tags whose release is asked for. */
  readonly releases: readonly string[];
  /** Numbers of issues and pull requests whose state is asked for. */
  readonly issues: readonly number[];
  /** Files and directories whose existence in each commit is asked for. */
  readonly paths: readonly string[];
  /** Labels of other subjects whose ended promotions are asked for. */
  readonly records: readonly string[];
  /** The board on which the promotion is shown; without an owner it belongs to the owner of the repository. */
  readonly board: { readonly owner: string | undefined; readonly number: number } | undefined;
  /** The Agent Engine map of the default branch; undefined where the subject has none. */
  readonly map?: string | undefined;
  /** The file of each commit that says which version it is. */
  readonly versionFile?: string | undefined;
  /** Whether the settings of the organisation are asked for. */
  readonly defaults?: boolean | undefined;
  /** The environment whose deployments are asked for. */
  readonly deployments: string | undefined;
  /** Whether what speaks against a version that is watched is asked for: issues that mention it, alerts. */
  readonly incidents: boolean;
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
  /** Id of the app that wrote it in its author's name, null for none; GraphQL does not tell, so undefined while nobody was asked. */
  readonly viaApp?: number | null | undefined;
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
  /** Why the conversation is locked; undefined when it is not. */
  readonly locked?: 'spam' | 'other' | undefined;
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

export interface SeenRelease {
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly name: string;
  /** The release notes. */
  readonly body: string;
  readonly url: string;
}

/** An issue or pull request that a promotion speaks of. */
export interface SeenLinked {
  readonly open: boolean;
  readonly title: string;
  readonly url: string;
}

/** What a field of a card holds: the id of an option, a text, a number, or a day as `2026-11-20`. */
export type CardValue =
  | { readonly type: 'option' | 'text' | 'date'; readonly value: string }
  | { readonly type: 'number'; readonly value: number };

export interface BoardField {
  readonly id: string;
  readonly name: string;
  /** `other` cannot be set on a card: titles, labels, iterations and the like. */
  readonly type: CardValue['type'] | 'other';
  readonly options: readonly { readonly id: string; readonly name: string }[];
}

/** A board (Projects v2) as far as it could be read. */
export type SeenBoard =
  | {
      readonly state: 'found';
      /** Node id. */
      readonly project: string;
      readonly title: string;
      readonly url: string;
      readonly writable: boolean;
      readonly fields: readonly BoardField[];
      /** The card of this issue. */
      readonly item: { readonly id: string; readonly archived: boolean; readonly values: Readonly<Record<string, CardValue>> } | undefined;
      /** The issue is on more boards than were read, so that it may be on this one unseen. */
      readonly crowded: boolean;
    }
  | { readonly state: 'not_found' | 'forbidden' | 'owned_by_person' };

/** A file, by the id of its blob. */
export interface SeenFile {
  readonly blob: string;
  readonly bytes: number;
  /** Undefined for a binary or cut file. */
  readonly text: string | undefined;
}

/** `.github/promotion.yml` of the repository `.github` of the same owner, or what is missing of it. */
export type SeenDefaults = { readonly file: SeenFile } | { readonly lacks: 'repository' | 'file' };

/** A commit, with the statuses it carries: who said what about it. */
export interface SeenCommit {
  readonly sha: string;
  readonly statuses: readonly {
    readonly context: string;
    readonly state: 'error' | 'expected' | 'failure' | 'pending' | 'success';
    readonly description: string;
    readonly creator: Actor | undefined;
    readonly url: string;
    readonly at: Instant;
  }[];
  /** The text of the file that says which version it is; undefined when it has none, or none that is text. */
  readonly versionFile?: string | undefined;
  /** Path to whether it exists, of those asked for. */
  readonly paths: Readonly<Record<string, boolean>>;
  /** Authors (co-authors included) and the committer, as far as their addresses belong to an account. */
  readonly people: readonly Actor[];
  /** Addresses among them that belong to no account: nobody can tell who that is. */
  readonly strangers: readonly string[];
}

export interface SeenMention {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly labels: readonly string[];
  readonly at: Instant;
}

export interface SeenAlert {
  readonly number: number;
  /** Name of the package. */
  readonly about: string;
  readonly severity: string;
  readonly at: Instant;
}

/** What an installation of the App may do. */
export interface SeenGrants {
  /** Name as in `app.yml` to `read`, `write` or `admin`; what was not granted is missing. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Where an owner accepts more. */
  readonly settings: string;
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
  /** `.github/promotion.yml` of the default branch; undefined when there is none. */
  readonly config: SeenFile | undefined;
  /** Undefined when they were not asked for. */
  readonly defaults?: SeenDefaults | undefined;
  /** The Agent Engine map of the default branch; undefined when there is none, and when it was not asked for. */
  readonly map?: SeenFile | undefined;
  /** Head of the default branch. */
  readonly head: SeenCommit | undefined;
  /** Tag name to the commit it stands for (annotated tags peeled); a name that does not exist or is no commit is missing. */
  readonly tags: Readonly<Record<string, SeenCommit>>;
  /** The commit asked for by SHA; undefined when the repository has none. */
  readonly commit: SeenCommit | undefined;
  /** Whether the default branch holds the commit asked for; undefined when that was not asked or could not be told. */
  readonly branchHolds?: boolean | undefined;
  /** Team slug to its members; a team that could not be read is missing. */
  readonly teams: Readonly<Record<string, SeenTeam>>;
  /** Label name to node id, of the ones asked for that exist and of those on the issue. */
  readonly labelIds: Readonly<Record<string, string>>;
  /** Other open issues that carry the subject's label, with their comments. */
  readonly siblings: readonly { readonly number: number; readonly nodeId: string; readonly comments: readonly SeenComment[] }[];
  /** The requester's permission; undefined when it could not be read. */
  readonly permission: 'admin' | 'maintain' | 'write' | 'triage' | 'read' | undefined;
  /** Tag to its release, of those asked for that exist. Drafts are seen only by those who may push, so usually not here. */
  readonly releases: Readonly<Record<string, SeenRelease>>;
  /** Number to issue or pull request, of those asked for that exist. */
  readonly issues: Readonly<Record<number, SeenLinked>>;
  /** Closed issues that carry one of the labels asked for, newest first, with their comments. */
  readonly records: Seen['siblings'];
  /** Deployments to the environment that was asked for, newest first; undefined when they were not asked for or could not be read. */
  readonly deployments: readonly SeenDeployment[] | undefined;
  /** Open issues of this repository that mention this one, each with its labels and since when. */
  readonly mentions: readonly SeenMention[];
  /** Open alerts about dependencies; undefined when they were not asked for or could not be read. */
  readonly alerts: readonly SeenAlert[] | undefined;
  /** Undefined when no board was asked for. */
  readonly board: SeenBoard | undefined;
  /** Undefined where GitHub does not tell, as to a workflow. */
  readonly granted?: SeenGrants | undefined;
  /** What this answer was asked for. */
  readonly lookup: Lookup;
}
