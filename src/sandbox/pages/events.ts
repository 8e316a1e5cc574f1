/** Server-sent events: that something has happened here, whoever did it. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { World } from '../index.ts';

/** Milliseconds between two looks. */
const PAUSE = 300;

/** Whatever happens to issues, comments, labels, runs and deployments sends a webhook. */
const happened = ({ hooks }: World): number => hooks.log.length;

/** @param endings what lets go of those who listen. */
export const tellChanges = (c: Context, world: World, endings: Set<() => void>): Response =>
  streamSSE(c, async (stream) => {
    await stream.writeSSE({ event: 'hello', data: '', retry: 2_000 });
    await new Promise<void>((resolve) => {
      let known = happened(world);
      const look = setInterval(() => {
        if (happened(world) === known) return;
        known = happened(world);
        void stream.writeSSE({ event: 'changed', data: '' }).catch(end);
      }, PAUSE).unref();
      function end(): void {
        clearInterval(look);
        endings.delete(end);
        resolve();
      }
      stream.onAbort(end);
      endings.add(end);
    });
  });
