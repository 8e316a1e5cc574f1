/** One gate, judged from what it is told: the builder all tables of this folder share. */
import { expect, test } from '@jest/globals';
import type { Evidence } from '../../src/core/evidence/evidence.ts';
import { ownKeys } from '../../src/core/gates/common.ts';
import type { About, Answers, Ask, GateFinding, Need, NeedKind, Unknown } from '../../src/core/gates/gate.ts';
import { findKind, kindsIn } from '../../src/core/gates/index.ts';
import type { Gate } from '../../src/core/gates/kind.ts';
import { err, ok, type Result } from '../../src/core/result.ts';

export const AT = '2026-11-20T12:00:00Z';
export const SHA = 'a'.repeat(40);

export const about = (changed: Partial<About> = {}): About => ({
  subject: { name: 'web', kind: 'component', paths: ['src/web/**'], labels: { job: 'web-job' }, spec: 'specs/web.md' },
  from: 'staging',
  to: 'production',
  version: 'v1.4.0',
  sha: SHA,
  repository: 'acme/shop',
  at: AT,
  previous: undefined,
  ...changed,
});

type Given = { readonly [K in NeedKind]?: Answers[K] | Unknown | ((need: Extract<Need, { kind: K }>) => Answers[K] | Unknown) };

const isUnknown = (answer: object): answer is Unknown => 'message' in answer;

/** What is not given is not known. */
export function asks(given: Given, heard: Need[] = []): Ask {
  return <K extends NeedKind>(need: Extract<Need, { kind: K }>): Result<Answers[K], Unknown> => {
    heard.push(need);
    const entry: unknown = given[need.kind];
    const answer = (typeof entry === 'function' ? entry(need) : entry) as Answers[K] | Unknown | undefined;
    if (answer === undefined) return err({ message: `nobody knows about the ${need.kind}` });
    return isUnknown(answer) ? err(answer) : ok(answer);
  };
}

/** @throws for settings that the config would refuse. */
export function gate(settings: Readonly<Record<string, unknown>>): Gate {
  const kind = findKind(kindsIn(settings)[0] ?? '');
  const read = kind?.gate(ownKeys(settings, kind));
  if (!read?.ok) throw new Error(`refused: ${JSON.stringify(read?.error ?? settings)}`);
  return read.value;
}

export const judged = (settings: Readonly<Record<string, unknown>>, given: Given, of: About = about()): GateFinding =>
  gate(settings).judge(asks(given), of);

export const report = (evidence: Evidence, at?: string): Answers['report'] => ({
  read: ok(evidence),
  sources: [{ path: 'reports/a.json', ...(at !== undefined && { at }) }],
});

export type Row = readonly [
  what: string,
  settings: Readonly<Record<string, unknown>>,
  given: Given,
  outcome: string,
  says: string | RegExp,
];

/** Every row is one test; every kind is silent about nothing: what nobody could tell is an error, what is still to come is pending. */
export function table(kind: string, rows: readonly Row[]): void {
  test.each(rows)(`${kind}: %s`, (_what, settings, given, outcome, says) => {
    const { outcome: found, summary } = judged(settings, given);
    expect({ outcome: found, summary }).toEqual({ outcome, summary: says instanceof RegExp ? expect.stringMatching(says) : says });
  });

  const [, settings = {}] = rows[0] ?? [];
  test(`${kind}: what could not be found out is an error, what is still to come is pending, never a pass`, () => {
    const answer = (pending: boolean) => () => ({ message: 'it could not be read', ...(pending && { pending }) });
    for (const pending of [false, true]) {
      const all = {
        report: answer(pending),
        file: answer(pending),
        json: answer(pending),
        command: answer(pending),
        http: answer(pending),
      };
      const more = { prometheus: answer(pending), check: answer(pending), workflow: answer(pending), attestation: answer(pending) };
      expect(judged(settings, { ...all, ...more })).toMatchObject({
        outcome: pending ? 'pending' : 'error',
        summary: 'it could not be read',
      });
    }
  });

  test(`${kind}: it judges by nothing it did not say it needs`, () => {
    const heard: Need[] = [];
    const [, , given = {}] = rows[0] ?? [];
    gate(settings).judge(asks(given, heard), about());
    expect(heard.length).toBeGreaterThan(0);
    expect(gate(settings).needs(about())).toEqual(expect.arrayContaining(heard));
  });
}
