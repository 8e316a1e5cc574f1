/** What every mutation starts with: the records its input names, who asks, and whether the story refuses this one. */
import { accountOfCaller } from '../access.ts';
import type { Account, NodeRecord } from '../model.ts';
import type { Context, Resolved } from './context.ts';
import { forbidden, notFound } from './errors.ts';
import { checkField } from './field-fault.ts';
import { recordOf } from './queries.ts';

/** The record an input names, of the kind the mutation works on. */
export function find<K extends NodeRecord['kind']>(context: Context, kind: K, id: string): Extract<NodeRecord, { kind: K }> {
  const record = recordOf(context, id);
  if (record.kind !== kind) throw notFound(`Could not resolve to ${kind} node with the global id of '${id}'.`);
  return record as Extract<NodeRecord, { kind: K }>;
}

/** In whose name the call writes. */
export function author(context: Context): Account {
  const account = accountOfCaller(context.world, context.caller);
  if (account === undefined) throw forbidden();
  return account;
}

type Mutation<I> = (context: Context, input: I) => Resolved;

/** Root fields by their names. */
export type Mutations = Readonly<Record<string, (args: never, context: Context, info: { readonly fieldName: string }) => unknown>>;

/** A root field: refused when the story says so, and answered with its `clientMutationId`. */
export const mutation =
  <I extends { clientMutationId?: string | null }>(run: Mutation<I>) =>
  ({ input }: { input: I }, context: Context, { fieldName }: { readonly fieldName: string }): Resolved => {
    checkField(context.world, fieldName, input);
    return { ...run(context, input), clientMutationId: input.clientMutationId ?? null };
  };
