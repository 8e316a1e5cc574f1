/** What can happen to a promotion, as data: the machine plays it, the model predicts what comes of it. */
export type Who = 'alice' | 'bob' | 'carol' | 'frank' | 'eve' | 'ci';
export type Verb = 'approve' | 'reject' | 'cancel' | 'hold' | 'resume';

/** The rules of staging: one approval of each role, or of qa alone. */
export type RuleName = 'both' | 'qa';

export type Deed =
  | { readonly kind: 'says'; readonly who: Who; readonly verb: Verb }
  /** Asks for the other of two versions. */
  | { readonly kind: 'version'; readonly who: Who }
  | { readonly kind: 'notes' }
  /** The newest approval that still stands as it was written is edited, or deleted. */
  | { readonly kind: 'spoils' | 'deletes' }
  /** Each of these is undone by the next one of its kind. */
  | { readonly kind: 'role lost' | 'role unread' | 'rule changed' | 'config broken' | 'tag moved' }
  | { readonly kind: 'closes' | 'reopens' | 'looks' };

const says = (who: Who, verb: Verb): Deed => ({ kind: 'says', who, verb });

/** alice asks and leads; bob leads; carol tests; frank does both; eve does neither; ci is a bot in both teams. */
export const DEEDS: readonly Deed[] = [
  says('bob', 'approve'),
  says('carol', 'approve'),
  says('frank', 'approve'),
  says('alice', 'approve'),
  says('eve', 'approve'),
  says('ci', 'approve'),
  says('carol', 'reject'),
  says('alice', 'cancel'),
  says('alice', 'hold'),
  says('alice', 'resume'),
  { kind: 'version', who: 'alice' },
  { kind: 'version', who: 'bob' },
  { kind: 'notes' },
  { kind: 'spoils' },
  { kind: 'deletes' },
  { kind: 'role lost' },
  { kind: 'role unread' },
  { kind: 'rule changed' },
  { kind: 'config broken' },
  { kind: 'tag moved' },
  { kind: 'closes' },
  { kind: 'reopens' },
  { kind: 'looks' },
];
