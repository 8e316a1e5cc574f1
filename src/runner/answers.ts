/** Finds out what gates need to know: on files, by commands, by requests. Never throws: what cannot be found out is an `Unknown` that says what to do. */
import type { Answers, Ask, Need, NeedKind, Unknown } from '../core/gates/gate.ts';
import { err, type Result } from '../core/result.ts';

/** How one kind of need is met. */
export type Finders = { readonly [K in NeedKind]: (need: Extract<Need, { kind: K }>) => Promise<Result<Answers[K], Unknown>> };

/** What is found out goes in here, what gates ask comes out; the same need is met once, however many gates have it. */
export interface Answered {
  /** @param told hears of each need before it is looked into. */
  readonly find: (needs: readonly Need[]) => Promise<void>;
  readonly ask: Ask;
}

export function answers(finders: Finders): Answered {
  const found = new Map<string, Result<Answers[NeedKind], Unknown>>();
  return {
    find: async (needs) => {
      for (const need of needs) {
        const key = JSON.stringify(need);
        if (!found.has(key)) found.set(key, await findOne(finders, need));
      }
    },
    // What was stored under a need is the answer to it: the key names its kind.
    ask: <K extends NeedKind>(need: Extract<Need, { kind: K }>) =>
      (found.get(JSON.stringify(need)) ?? err({ message: 'it was not looked into' })) as Result<Answers[K], Unknown>,
  };
}

async function findOne(finders: Finders, need: Need): Promise<Result<Answers[NeedKind], Unknown>> {
  // One table keyed by kind: TypeScript cannot see that the key and the need belong together.
  const finder = finders[need.kind] as (asked: Need) => Promise<Result<Answers[NeedKind], Unknown>>;
  try {
    return await finder(need);
  } catch (error) {
    return err({ message: `it could not be found out: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500) });
  }
}
