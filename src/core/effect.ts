/** What the world should be made to do, as data: a dry run is just not performing it. */
import type { RecordEdit } from './records/index.ts';
import type { CardValue } from './seen.ts';

export type Effect =
  | { readonly kind: 'post_panel'; readonly body: string }
  | { readonly kind: 'edit_panel'; readonly comment: string; readonly body: string }
  | { readonly kind: 'append_ledger'; readonly body: string }
  | { readonly kind: 'create_label'; readonly name: string; readonly color: string; readonly description: string }
  | { readonly kind: 'set_labels'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'set_title'; readonly title: string }
  | {
      readonly kind: 'set_status';
      readonly sha: string;
      readonly context: string;
      readonly state: 'success' | 'failure' | 'error';
      readonly description: string;
      readonly url: string;
    }
  /** Puts the issue on a board, by the node id of the project. */
  | { readonly kind: 'add_card'; readonly project: string }
  /** Without an item: on the card that `add_card` makes. */
  | {
      readonly kind: 'set_card';
      readonly project: string;
      readonly item: string | undefined;
      readonly field: string;
      readonly value: CardValue;
    }
  /** Starts a workflow by hand (`workflow_dispatch`). */
  | {
      readonly kind: 'start_run';
      readonly key: string;
      readonly workflow: string;
      readonly ref: string;
      readonly inputs: Readonly<Record<string, string>>;
    }
  /** Records a Deployment at the commit, and starts the workflow that carries it out where there is one. */
  | {
      readonly kind: 'start_deploy';
      readonly key: string;
      readonly sha: string;
      readonly environment: string;
      /** Null where outside software answers the Deployment. */
      readonly workflow: string | null;
      /** The tag it runs on. */
      readonly ref: string;
      /** The tag that has to be made at the commit first; undefined when it is there. */
      readonly tag: string | undefined;
      readonly description: string;
      readonly inputs: Readonly<Record<string, string>>;
      /** Whether nothing of it can have been sent before. */
      readonly isNew: boolean;
    }
  | { readonly kind: 'cancel_run'; readonly run: number }
  | {
      readonly kind: 'set_deployment';
      /** Node id. */
      readonly deployment: string;
      readonly state: 'success' | 'failure' | 'inactive';
      readonly description: string;
      readonly url: string;
    }
  /** Changes files of the repository in one commit, or proposes that; what is so already is left alone. */
  | {
      readonly kind: 'write_records';
      readonly as: 'commit' | 'pull_request';
      readonly edits: readonly RecordEdit[];
      readonly headline: string;
      readonly body: string;
    }
  /** Answers jobs that wait for the word of this app: those of the commit that reach the environment, by any of its names. */
  | {
      readonly kind: 'answer_jobs';
      readonly sha: string;
      readonly environments: readonly string[];
      readonly state: 'approved' | 'rejected';
      readonly comment: string;
    }
  /** Opens an issue, unless one with this mark was opened before, or one about the same is still open. */
  | {
      readonly kind: 'open_issue';
      /** Stands hidden in the text. */
      readonly mark: string;
      /** What others about the same bear as well; undefined when there are none. */
      readonly about?: string;
      readonly title: string;
      readonly body: string;
      readonly labels: readonly string[];
    }
  | { readonly kind: 'close_issue'; readonly reason: 'COMPLETED' | 'NOT_PLANNED' };
