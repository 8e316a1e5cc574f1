import type { Account } from './model.ts';

/** What somebody agreed to, until the App asks for its token: once, within ten minutes. */
export interface Grant {
  readonly account: Account;
  readonly redirect: string;
  readonly challenge: string | undefined;
  readonly at: number;
}
