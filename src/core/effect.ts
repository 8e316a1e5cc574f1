/** What the world should be made to do, as data: a dry run is just not performing it. */
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
  | { readonly kind: 'close_issue'; readonly reason: 'COMPLETED' | 'NOT_PLANNED' };
