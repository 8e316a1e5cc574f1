/** How a story waits: for nothing, or by letting the time of the world pass. */
import type { Sandbox } from '../../src/sandbox/index.ts';

/** A story waits for nothing. */
export const noWait = async (): Promise<void> => {};

/** Whoever waits lets the time of the world pass, in whole seconds; what is under way goes on first. */
export const waitBy =
  ({ clock }: Sandbox) =>
  async (milliseconds: number): Promise<void> => {
    const due = Date.parse(clock.now()) + milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(Math.max(0, Math.ceil((due - Date.parse(clock.now())) / 1000)));
  };
