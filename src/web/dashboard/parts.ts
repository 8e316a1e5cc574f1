/** What the dashboard is made of: everything that it cannot do itself. */
import type { ReadAs, Sessions, Viewers } from '../../app/dashboard.ts';
import type { Change } from './changes.ts';

export interface HouseParts {
  readonly readAs: ReadAs;
  readonly sessions: Sessions;
  readonly viewers: Viewers;
  /** The id of a repository with promotions; undefined for any other. It says nothing of who may know it. */
  readonly repositoryNamed: (place: { readonly owner: string; readonly name: string }) => Promise<number | undefined>;
  /** Whether everybody may read a repository, as GitHub says now. @throws when it does not say. */
  readonly isPublic: (place: {
    readonly owner: string;
    readonly name: string;
  }) => Promise<{ readonly id: number; readonly isPublic: boolean }>;
  /** The newest entries of all ledgers, by whoever watches for changes. */
  readonly newest: () => Promise<readonly Change[]>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: { readonly error: (fields: object, message: string) => void };
  /** Where people reach it: `https://promotions.example.com`, without a slash at the end. */
  readonly origin: () => string;
  /** What the sign-in is sealed with; the same on all servers. */
  readonly secret: string;
}
