/** What the world should be made to do, as data: a dry run is just not performing it. */
import type { CardValue } from './seen.ts';

export type Effect =
  | { readonly kind: 'post_panel'; readonly body: string }
  | { readonly kind: 'edit_panel'; readonly comment: string; readonly body: string }
  | { readonly kind: 'append_ledger'; readonly body: string }
  | { readonly kind: 'create_label'; readonly name: string; readonly color: string; readonly description: string }
  | { readonly kind: 'set_labels'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | {
      readonly kind: 'set_status';
      readonly sha: string;
      readonly context: string;
      readonly state: 'success' | 'failure';
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
  | { readonly kind: 'close_issue'; readonly reason: 'COMPLETED' | 'NOT_PLANNED' };
