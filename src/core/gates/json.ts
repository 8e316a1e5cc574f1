/** One value of a JSON file, found by a JSON Pointer (https://www.rfc-editor.org/rfc/rfc6901). */
import * as z from 'zod/mini';
import { err, ok, type Result } from '../result.ts';
import { say, told } from './finding.ts';
import type { GateFinding, Source } from './gate.ts';
import type { Kind } from './kind.ts';
import { judgeNumber } from './limits.ts';
import { fillPath } from './placeholders.ts';
import { path } from './sources.ts';
import { type Limit, limit, optional, options, words } from './values.ts';

export interface JsonOptions {
  readonly json: string;
  readonly at: string;
  readonly min?: Limit | undefined;
  readonly max?: Limit | undefined;
  readonly equals?: string | number | boolean | null | undefined;
  readonly contains?: string | undefined;
}

const pointer = z.string('wrong_type text').check(z.regex(/^(\/([^~]|~[01])*)*$/, 'bad_pointer'));
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'wrong_type text, a number, true, false or null',
});

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The value a pointer names, or the first step that leads nowhere. Only what a document has itself is found, never what objects inherit. */
export function valueAtPointer(document: unknown, written: string): Result<unknown, string> {
  let value = document;
  let walked = '';
  for (const part of written.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    walked += `/${part}`;
    const isIndex = !Array.isArray(value) || /^(0|[1-9]\d*)$/.test(key);
    if (!isNode(value) || !isIndex || !Object.hasOwn(value, key)) return err(walked);
    value = value[key];
  }
  return ok(value);
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

function judgeValue({ at, equals, contains, min, max }: JsonOptions, value: unknown, sources: readonly Source[]): GateFinding {
  const place = at === '' ? 'the document' : at;
  if (equals !== undefined) {
    const isEqual = value === equals;
    return say(isEqual ? 'pass' : 'fail', `${place} is ${shown(value)}${isEqual ? '' : `; ${shown(equals)} is wanted`}`, { sources });
  }
  if (contains !== undefined) {
    const holds = typeof value === 'string' ? value.includes(contains) : Array.isArray(value) && value.includes(contains);
    return say(holds ? 'pass' : 'fail', `${place} ${holds ? 'has' : `is ${shown(value)} and lacks`} ${shown(contains)}`, { sources });
  }
  if (typeof value !== 'number' || !Number.isFinite(value))
    return say('error', `${place} is ${shown(value)}, and a number is needed to hold it against a limit`, { sources });
  return { ...judgeNumber({ value, unit: null, what: `${place} is ` }, { min, max }), sources };
}

export const json: Kind<JsonOptions> = {
  kind: 'json',
  title: 'A value of a JSON file is as it should be',
  options: () =>
    options({
      json: path,
      at: pointer,
      min: optional(limit),
      max: optional(limit),
      equals: optional(scalar),
      contains: optional(words()),
    }).check(
      z.superRefine(({ equals, contains, min, max }, context) => {
        const forms = [equals !== undefined && 'equals', contains !== undefined && 'contains', (min ?? max) && 'min or max'];
        const named = forms.filter((form) => typeof form === 'string');
        if (named.length > 1)
          context.addIssue({ code: 'custom', message: 'several_limits', params: { facts: { named: named.join(' and ') } } });
      }),
    ),
  limits: ['min', 'max', 'equals', 'contains'],
  compares: ['previous', 'file'],
  ages: true,
  needs: (own, about) => {
    const file = fillPath(own.json, about);
    return file.ok ? [{ kind: 'json', path: file.value }] : [];
  },
  judge: (own, ask, about) =>
    told(
      fillPath(own.json, about),
      (file) => ask({ kind: 'json', path: file }),
      ({ value, source }) => {
        const found = valueAtPointer(value, own.at);
        if (found.ok) return judgeValue(own, found.value, [source]);
        return say('error', `${source.path} has nothing at ${found.error}`, { sources: [source] });
      },
    ),
};
