/** The table of migrations, in their order; one that was ever released is never changed. */
import { budget } from './budget.ts';
import { inbox } from './inbox.ts';
import { indexTables } from './index-tables.ts';
import { sessions } from './sessions.ts';

export interface Migration {
  readonly name: string;
  /** Statements, carried out in one transaction. */
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [inbox, budget, indexTables, sessions];
