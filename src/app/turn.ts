/** Whether an issue needs a turn: what a sweep asks before it gives it one, where looking and acting are not done by the same process. */
import type { Ref } from '../core/promotion.ts';
import { handle, type Tools } from './handle.ts';
import type { Hub } from './ports.ts';

class Wanted extends Error {}

/** Sees everything, and stops before anything would be changed. */
const watching = (hub: Hub): Hub => ({
  ...hub,
  perform: async (_lease, _seen, effects) => {
    if (effects.length > 0) throw new Wanted();
    return {};
  },
});

/** Whether a look at it now would change anything; nothing is changed, so nobody has to hold it. @throws when GitHub cannot be read. */
export async function needsTurn(ref: Ref, tools: Tools): Promise<boolean> {
  try {
    await handle({ ref }, { ref }, { ...tools, hub: watching(tools.hub) });
    return false;
  } catch (error) {
    if (error instanceof Wanted) return true;
    throw error;
  }
}
