/** Server-sent events: which promotions have changed, to those who may read them. https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { apiError } from './answer.ts';
import type { Change } from './changes.ts';
import type { Asked } from './house.ts';

/** Milliseconds after which a browser has to come back, and is asked again who it is. */
const LASTS = 15 * 60_000;
/** Milliseconds after which something is said in any case, so that nothing on the way takes the line for dead. */
const SILENCE = 25_000;

/** Lines that one server holds open. */
const MOST = 1_000;

export async function answerEvents(c: Context, asked: Asked): Promise<Response> {
  if (asked.house.endings.size >= MOST) return apiError(c, 503, 'Too many pages listen at the same moment. This one stays as it is.');
  c.header('x-accel-buffering', 'no');
  return streamSSE(c, (stream) => tell(stream, asked));
}

async function tell(stream: SSEStreamingApi, { house, session }: Asked): Promise<void> {
  await new Promise<void>((resolve) => {
    const deaf = house.bell.listen((changes) => void readable(changes).then(say, end));
    const readable = async (changes: readonly Change[]): Promise<readonly Change[]> => {
      const repos = new Set(await house.access.repositories(session));
      return changes.filter(({ repo }) => repos.has(repo));
    };
    const say = (changes: readonly Change[]): void => {
      const places = [...new Map(changes.map(({ repo, number }) => [`${repo}#${number}`, { repo, number }])).values()];
      if (places.length > 0) void stream.writeSSE({ event: 'changed', data: JSON.stringify(places) }).catch(end);
    };
    const beat = setInterval(() => void stream.writeSSE({ event: 'still-here', data: '' }).catch(end), SILENCE).unref();
    const late = setTimeout(end, LASTS).unref();
    function end(): void {
      clearInterval(beat);
      clearTimeout(late);
      deaf();
      house.endings.delete(end);
      resolve();
    }
    stream.onAbort(end);
    house.endings.add(end);
    void stream.writeSSE({ event: 'hello', data: '', retry: 3_000 }).catch(end);
  });
}
