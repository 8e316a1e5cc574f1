import * as z from 'zod/mini';
import { parseJson } from '../evidence/json.ts';
import { isClose } from '../evidence/performance/tolerance.ts';
import { error, say, told } from './finding.ts';
import type { Answers, GateFinding } from './gate.ts';
import type { Kind } from './kind.ts';
import { fillUrl } from './placeholders.ts';
import { url } from './sources.ts';
import { duration, optional, options, time, whole, words } from './values.ts';

const TIMEOUT = 10;

export interface HttpOptions {
  readonly http: string;
  readonly status?: number | undefined;
  readonly json?: unknown;
  readonly contains?: string | undefined;
  /** Milliseconds. */
  readonly max_time?: number | undefined;
  readonly retries?: number | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Where what is wanted is not in what was found, as a path; undefined when it is. Maps may have more keys than wanted, lists must be as long
 * and in the same order.
 */
export function whereDifferent(wanted: unknown, found: unknown, path = ''): string | undefined {
  const here = path || 'the answer';
  if (isMap(wanted)) {
    if (!isMap(found)) return here;
    return firstOf(Object.keys(wanted), (key) =>
      Object.hasOwn(found, key) ? whereDifferent(wanted[key], found[key], `${path}/${key}`) : `${path}/${key}`,
    );
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return here;
    return firstOf([...wanted.keys()], (index) => whereDifferent(wanted[index], found[index], `${path}/${index}`));
  }
  const isSame = typeof wanted === 'number' && typeof found === 'number' ? isClose(wanted, found) : wanted === found;
  return isSame ? undefined : here;
}

function firstOf<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function judgeAnswer(own: HttpOptions, address: string, { status, body, milliseconds }: Answers['http']): GateFinding {
  const wanted = own.status ?? 200;
  const sources = [{ path: address }];
  const took = `${Math.round(milliseconds)} ms`;
  const fail = (why: string): GateFinding =>
    say('fail', why, { sources, value: milliseconds, unit: 'ms', threshold: own.max_time ?? null });
  if (status !== wanted) return fail(`status ${status} in ${took}; ${wanted} is wanted`);
  if (own.contains !== undefined && !body.includes(own.contains))
    return fail(`status ${status}, and the answer lacks ${JSON.stringify(own.contains)}`);
  if (own.json !== undefined) {
    const read = parseJson(body);
    if (!read.ok) return error(`status ${status}, and the answer is no JSON: it begins with ${JSON.stringify(body.slice(0, 40))}`, sources);
    const different = whereDifferent(own.json, read.value);
    if (different !== undefined) return fail(`status ${status}, and ${different} is not as wanted: ${JSON.stringify(own.json)}`);
  }
  if (own.max_time !== undefined && milliseconds > own.max_time)
    return fail(`status ${status} in ${took}; at most ${own.max_time} ms, ${Math.round(milliseconds - own.max_time)} ms too much`);
  return { ...fail(`status ${status} in ${took}`), outcome: 'pass' };
}

export const http: Kind<HttpOptions> = {
  kind: 'http',
  title: 'An address answers a GET as it should',
  options: () =>
    options({
      http: url,
      status: optional(whole(100, 599)),
      json: optional(z.unknown()),
      contains: optional(words()),
      max_time: optional(time),
      retries: optional(whole(0, 10)),
      timeout: optional(duration(300)),
    }),
  needs: (own, about) => {
    const address = fillUrl(own.http, about);
    return address.ok ? [{ kind: 'http', url: address.value, retries: own.retries ?? 0, timeoutSeconds: own.timeout ?? TIMEOUT }] : [];
  },
  judge: (own, ask, about) => {
    const address = fillUrl(own.http, about);
    return told(
      address,
      (filled) => ask({ kind: 'http', url: filled, retries: own.retries ?? 0, timeoutSeconds: own.timeout ?? TIMEOUT }),
      (answer) => judgeAnswer(own, address.ok ? address.value : own.http, answer),
    );
  },
};
