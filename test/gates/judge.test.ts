import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/core/config.ts';
import { findEnvironment, findSubject, readConfig } from '../../src/core/config.ts';
import { gateReportSchema } from '../../src/core/gate-report-schema.ts';
import { effectiveGates, watchedGates } from '../../src/core/gates/effective.ts';
import { judgeGates, verdictOf } from '../../src/core/gates/judge.ts';
import { ok } from '../../src/core/result.ts';
import { AT, about, asks } from './asked.ts';

const CONFIG = `
version: 1
prometheus: { url: 'https://prometheus.example.com' }
roles: { qa: { teams: [qa] } }
environments:
  staging:
    gates:
      cost: { json: a.json, at: /cost, max: 5 }
      docs: { file: docs/a.md, required: false }
      review: { human: Reviewed, by: [qa] }
  production:
    extends: staging
    approval: qa
    gates: { GATES }
    watch: { for: 1h, workflow: check.yml, gates: { cost: { use: cost }, slow: { use: cost, max: 6 } } }
subjects:
  web: { kind: component, gates: { SUBJECT } }
`;

function read(gates = '', subject = ''): Config {
  const { config, problems } = readConfig(CONFIG.replace('GATES', gates).replace('SUBJECT', subject));
  expect(problems).toEqual([]);
  if (!config) throw new Error('it has no problems');
  return config;
}

function place(config: Config) {
  const [subject, environment] = [findSubject(config, 'web'), findEnvironment(config, 'production')];
  if (!subject || !environment) throw new Error('the names are there');
  return { config, subject, environment };
}

const json = (cost: number, at?: string) => ({ json: { value: { cost }, source: { path: 'a.json', ...(at !== undefined && { at }) } } });
const judge = (config: Config, given: Parameters<typeof asks>[0], of = about()) =>
  judgeGates(effectiveGates(place(config)), asks(given), () => of, []);
const one = (config: Config, given: Parameters<typeof asks>[0], of = about()) => judge(config, given, of).find(({ id }) => id === 'cost');

test('gates come in their order, each with the environment that brought it in or changed it', () => {
  const gates = effectiveGates(place(read('cost: { max: 4 }, new: { file: b.md }', 'docs: { off: "no docs yet" }')));
  expect(gates.map(({ name, rule, required, off }) => [name, rule, required, off])).toEqual([
    ['cost', 'production', true, undefined],
    ['docs', 'staging', false, 'no docs yet'],
    ['review', 'staging', true, undefined],
    ['new', 'production', true, undefined],
  ]);
});

test('what is watched repeats gates by name, and may change them', () => {
  const watched = watchedGates(place(read('', 'cost: { max: 7 }')));
  const reports = judgeGates(watched, asks(json(6.5)), () => about(), []);
  expect(reports.map(({ id, outcome, threshold }) => [id, outcome, threshold])).toEqual([
    ['cost', 'pass', 7],
    ['slow', 'fail', 6],
  ]);
});

test('required gates block on fail, error and pending; others and those switched off never do', () => {
  const reports = judge(read('', 'docs: { off: "no docs yet" }'), json(6));
  expect(reports.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['cost', 'fail'],
    ['docs', 'off'],
    ['review', 'pending'],
  ]);
  expect(verdictOf(reports)).toMatchObject({ outcome: 'fail', blockers: [{ id: 'cost' }, { id: 'review' }] });
  expect(verdictOf(reports.filter(({ id }) => id === 'review'))).toMatchObject({ outcome: 'pending' });
  expect(verdictOf(judge(read('review: { off: "later" }'), json(1)))).toEqual({ outcome: 'pass', blockers: [] });
  for (const report of reports) expect(gateReportSchema.parse(report)).toEqual(report);
});

describe('attack 39: evidence that is out of date is none', () => {
  const aged = read('cost: { max_age: 24h }');
  test.each<[string, string | undefined, string, RegExp]>([
    ['exactly as old as is allowed', '2026-11-19T12:00:00Z', 'pass', /just|spare/],
    ['a second older', '2026-11-19T11:59:59Z', 'error', /1 day ago; at most 1 day/],
    ['of an age that cannot be told', undefined, 'error', /cannot be told/],
    ['of an age that is no date', 'yesterday', 'error', /cannot be told/],
    ['from the future', '2026-11-21T12:00:00Z', 'error', /in the future/],
    ['from a clock that is a minute ahead', '2026-11-20T12:01:00Z', 'pass', /spare/],
  ])('%s', (_what, at, outcome, says) => {
    expect(one(aged, json(1, at))).toMatchObject({ outcome, summary: expect.stringMatching(says) });
  });

  test('a failure stays one, however old', () => {
    expect(one(aged, json(9, '2020-01-01T00:00:00Z'))?.outcome).toBe('fail');
  });
});

const since = (value: number | null) => about({ previous: { value, version: '1.3.2', at: AT } });

describe('a value is held against what it was', () => {
  test.each<[string, string, ReturnType<typeof about>, number, string]>([
    ['exactly the share more', '{ with: previous, max_increase: 20% }', since(4), 4.8, 'pass'],
    ['more than the share', '{ with: previous, max_increase: 20% }', since(4), 4.81, 'fail'],
    ['less is no increase', '{ with: previous, max_increase: 0% }', since(4), 1, 'pass'],
    ['exactly so much less', '{ with: previous, max_drop: 1 }', since(4), 3, 'pass'],
    ['more than so much less', '{ with: previous, max_drop: 1 }', since(4), 2.99, 'fail'],
    ['anything is more than nothing', '{ with: previous, max_increase: 20% }', since(0), 0.1, 'fail'],
    ['nothing as before', '{ with: previous, max_increase: 20% }', since(0), 0, 'pass'],
    ['a first promotion has nothing to compare with', '{ with: previous, max_increase: 20% }', about(), 4, 'pass'],
  ])('%s', (_what, compare, of, cost, outcome) => {
    const said = one(read(`cost: { compare: ${compare} }`), json(cost), of);
    expect(said).toMatchObject({ outcome, value: cost, threshold: 5, previous: of.previous?.value ?? null });
    expect(said?.summary).toMatch(/1\.3\.2 had|first promotion/);
  });

  test('or another file', () => {
    const config = read('cost: { compare: { file: old.json, max_increase: 20% } }');
    const files = (old: number) => ({
      json: ({ path }: { readonly path: string }) => ({ value: { cost: path === 'old.json' ? old : 3 }, source: { path } }),
    });
    expect(one(config, files(2.5))).toMatchObject({ outcome: 'pass', summary: expect.stringContaining('old.json had 2.5: +20 %') });
    expect(one(config, files(2))).toMatchObject({ outcome: 'fail' });
    const missing = { json: ({ path }: { readonly path: string }) => (path === 'old.json' ? { message: 'not there' } : json(3).json) };
    expect(one(config, missing)).toMatchObject({ outcome: 'error', summary: expect.stringContaining('old.json is not known: not there') });
  });

  test('or itself a day ago: then the change is what counts', () => {
    const config = read('latency: { prometheus: p95, compare: { offset: 1d, max_increase: 20% } }');
    const at = (now: number, then: number) => ({
      prometheus: ({ query }: { readonly query: string }) => ({
        body: JSON.stringify({
          status: 'success',
          data: { resultType: 'scalar', result: [1, String(query.includes('offset 1d') ? then : now)] },
        }),
      }),
    });
    const latency = (now: number, then: number) => judge(config, at(now, then)).find(({ id }) => id === 'latency');
    expect(latency(0.23, 0.2)).toMatchObject({ outcome: 'pass', value: expect.closeTo(15, 6), threshold: 20, unit: '% change' });
    expect(latency(0.23, 0.2)?.summary).toBe('0.23; 1 day before had 0.2: +15 %, at most +20 % allowed');
    expect(latency(0.25, 0.2)).toMatchObject({ outcome: 'fail', threshold: 20 });
  });
});

test('a false green: of several requirements the same is compared, though the other file crosses another one', () => {
  const load = (p95: number, failed: number, kept = {}) => {
    const values = { 'http_req_duration.avg': 90, 'http_req_duration.p(95)': p95, 'http_req_failed.rate': failed };
    return { read: ok({ kind: 'metrics', format: 'k6', values, kept, about: {} } as const), sources: [] };
  };
  const config = read(
    "load: { k6: now.json, require: ['http_req_duration p(95) < 300ms', 'http_req_failed rate < 1%'], compare: { file: old.json, max_drop: 10% } }",
  );
  const said = (now: ReturnType<typeof load>, old: ReturnType<typeof load>) =>
    judge(config, { report: ({ glob }) => (glob === 'old.json' ? old : now) }).find(({ id }) => id === 'load');
  expect(said(load(200, 0), load(290, 0.5))).toMatchObject({ outcome: 'fail', summary: expect.stringContaining('old.json had 290 ms') });
  expect(said(load(200, 0), load(290, 0, { 'checks rate>0.9': false }))?.summary).toContain('old.json had 290 ms');
  expect(said(load(200, 0.5), load(290, 0))).toMatchObject({ outcome: 'fail', summary: expect.not.stringContaining('old.json') });
});
