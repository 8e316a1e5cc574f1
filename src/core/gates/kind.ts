/** What a kind of gate says of itself beside its own judgement, and how its options become a gate that can be judged. */
import type * as z from 'zod/mini';
import { err, ok, type Result } from '../result.ts';
import type { About, Ask, GateFinding, GateKind, Need } from './gate.ts';

/** What a value may be held against: the last promotion, another file, another query, the same query some time ago. */
export const AGAINST = ['previous', 'file', 'query', 'offset'] as const;
export type Against = (typeof AGAINST)[number];

export interface Kind<O> extends GateKind<O> {
  /** What `compare` may hold its value against; nothing where there is no number to compare. */
  readonly compares?: readonly Against[];
  /** Its evidence may be old, so `max_age` may say how old. */
  readonly ages?: true;
  /** Keys of which at least one must be there, else every value would pass; `compare` does as well. */
  readonly limits?: readonly string[];
  /** Who gives their word, where that is all there is to it. */
  readonly signers?: (options: O) => Signers;
  /** A section at the top of the config it cannot do without. */
  readonly section?: 'prometheus';
}

export interface Signers {
  /** What is attested, as the config words it. */
  readonly text: string;
  /** Roles that may sign. */
  readonly by: readonly string[];
  /** Whether the word of whoever asks for the promotion counts. */
  readonly self: boolean;
  /** Whether a signature must bring a link or the like. */
  readonly evidence: boolean;
}

/** A gate with its options: what it needs to be told, and how it judges what it was told. */
export interface Gate {
  readonly kind: string;
  readonly needs: (about: About) => readonly Need[];
  readonly judge: (ask: Ask, about: About) => GateFinding;
  /** Undefined where something is measured. */
  readonly signers: Signers | undefined;
}

/** A kind whose options nobody outside has to know. */
export interface AnyKind extends Omit<Kind<unknown>, 'needs' | 'judge' | 'signers'> {
  /** @param settings its own keys only. */
  readonly gate: (settings: unknown) => Result<Gate, readonly z.core.$ZodIssue[]>;
}

export function closed<O>({ needs, judge, signers, ...said }: Kind<O>): AnyKind {
  // Made when one is there to be read: making those of all kinds takes longer than judging.
  let schema: z.ZodMiniType<O> | undefined;
  const gate = (settings: unknown): Result<Gate, readonly z.core.$ZodIssue[]> => {
    schema ??= said.options();
    const read = schema.safeParse(settings);
    if (!read.success) return err(read.error.issues);
    const { data } = read;
    return ok({
      kind: said.kind,
      needs: (about) => needs(data, about),
      judge: (ask, about) => judge(data, ask, about),
      signers: signers?.(data),
    });
  };
  return { ...said, gate };
}
