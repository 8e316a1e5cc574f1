/**
 * One root field of a mutation that GitHub refuses, while the others of the same request are carried out:
 *
 *     refuseField(world, (field, input) => field === 'addComment' && String(input['body']).includes('ledger'));
 *
 * The first field that matches uses it up. Faults of whole calls are in `world.faults`.
 */
import { Refusal } from '../acts.ts';
import type { World } from '../world.ts';

export type FieldMatch = (field: string, input: Readonly<Record<string, unknown>>) => boolean;

const waiting = new WeakMap<World, FieldMatch[]>();

export function refuseField(world: World, match: FieldMatch): void {
  waiting.set(world, [...(waiting.get(world) ?? []), match]);
}

/** @throws Refusal when the field is to be refused. */
export function checkField(world: World, field: string, input: object): void {
  const matches = waiting.get(world) ?? [];
  const met = matches.find((match) => match(field, { ...input }));
  if (!met) return;
  waiting.set(
    world,
    matches.filter((match) => match !== met),
  );
  throw new Refusal('UNPROCESSABLE', `${field} was refused: something went wrong with it alone.`);
}
