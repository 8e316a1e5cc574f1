/** What every resolver gets, and the permission check. */
import { may, maySee, type Need } from '../access.ts';
import type { NodeRecord, Repository } from '../model.ts';
import type { Caller, World } from '../world.ts';
import { forbidden } from './errors.ts';

export interface Context {
  readonly world: World;
  readonly caller: Caller;
  /** Any record as its object, for references back that would otherwise be import cycles. */
  readonly show: (record: NodeRecord) => Resolved;
}

/** What a resolver answers with: `__typename`, values, and functions that are asked only when their field is. */
export type Resolved = Readonly<Record<string, unknown>>;

/** Refuses a field whose permission the token lacks, or whose repository it was not given. */
export function need(context: Context, wanted: Need, repo: Repository | undefined): void {
  const seen = repo === undefined || maySee(context.world, context.caller, repo);
  if (!seen || !may(context.world, context.caller, wanted, repo)) throw forbidden();
}
