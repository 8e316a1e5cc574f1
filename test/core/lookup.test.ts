import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Config, readConfig } from '../../src/core/config.ts';
import { covers, type Known, lookupFor } from '../../src/core/lookup.ts';
import { PROMOTION_LABEL } from '../../src/core/request.ts';
import type { Lookup, Seen } from '../../src/core/seen.ts';
import { CONFIG, commit, NO_LOOKUP, pass, REQUEST, SEEN, SHA } from './facts-builder.ts';

const read = readConfig(CONFIG).config;
if (!read) throw new Error('the config of these tests is a good one');
const config: Config = read;
const NOTHING: Known = { config: undefined, request: undefined, promotion: undefined, requester: undefined };
const asked = (known: Partial<Known>): Lookup => lookupFor({ ...NOTHING, ...known });
const seenFor = (lookup: Lookup): Seen => ({ ...SEEN, head: undefined, tags: {}, commit: undefined, lookup });

describe('what to ask', () => {
  test('before anything is known: the labels that every promotion needs', () => {
    const { labels, ...rest } = asked({});
    const { labels: _, ...nothing } = NO_LOOKUP;
    expect(rest).toEqual(nothing);
    expect(labels).toContain(PROMOTION_LABEL);
    expect(labels).toContain('status:awaiting-approval');
  });

  test('while there is no request, nobody can decide, and no team is asked', () => {
    expect(asked({ config }).teams).toEqual([]);
    expect(asked({ config, request: REQUEST }).teams).toEqual(['qa', 'security', 'tech-leads']);
  });

  test('the names behind a request only if the config knows them', () => {
    const known = asked({ config, request: REQUEST });
    expect(known).toMatchObject({ tags: ['v1'], subjectLabel: 'component:api' });
    expect(known.labels).toEqual(expect.arrayContaining(['component:api', 'target:staging']));
    const unknown = asked({ config, request: { ...REQUEST, subject: 'nope', to: 'nowhere' } });
    expect(unknown.subjectLabel).toBeUndefined();
    expect(unknown.labels.filter((label) => /component|target/.test(label))).toEqual([]);
  });

  test.each<[string, readonly string[], string | undefined]>([
    ['', [], undefined],
    ['1.4.0', ['1.4.0', 'v1.4.0'], undefined],
    [SHA.second, [], SHA.second],
    ['v1..v2', [], undefined],
  ])('the version %j', (version, tags, sha) => {
    expect(asked({ config, request: { ...REQUEST, version } })).toMatchObject({ tags, sha });
  });

  test('the commit a promotion stands for, whatever the request says by now', () => {
    const { promotion } = pass(SEEN).decision;
    expect(asked({ promotion, request: { ...REQUEST, version: SHA.second } }).sha).toBe(SHA.first);
    const unopened = promotion && { ...promotion, round: undefined, frozen: SHA.second };
    if (!unopened) throw new Error('a good request begins a promotion');
    const { round: _, ...before } = unopened;
    expect(asked({ promotion: before }).sha).toBe(SHA.second);
  });
});

describe('whether an answer is enough', () => {
  test('rules that are laid over those of the organisation are none without them', () => {
    const [wanted, other] = [asked({ isExtending: true }), asked({})];
    expect([wanted.defaults, other.defaults]).toEqual([true, undefined]);
    expect([covers(seenFor(other), wanted), covers(seenFor(wanted), wanted), covers(seenFor(wanted), other)]).toEqual([false, true, true]);
  });

  const names = fc.subarray(['a', 'b', 'c', 'd']);
  const maybe = fc.option(fc.constantFrom('x', 'y'), { nil: undefined });
  const lookup: fc.Arbitrary<Lookup> = fc.record({
    teams: names,
    tags: names,
    labels: names,
    sha: maybe,
    branchHolds: maybe,
    subjectLabel: maybe,
    requester: maybe,
    releases: names,
    issues: fc.subarray([1, 2, 3, 4]),
    paths: names,
    records: names,
    deployments: maybe,
    incidents: fc.boolean(),
    board: fc.option(fc.record({ owner: maybe, number: fc.constantFrom(1, 2) }), { nil: undefined }),
  });
  const lists = ['teams', 'tags', 'labels', 'releases', 'issues', 'paths', 'records'] as const;
  const has = (had: Lookup, wanted: Lookup) =>
    lists.every((list) => within<string | number>(wanted[list], had[list])) &&
    (wanted.board === undefined || JSON.stringify(wanted.board) === JSON.stringify(had.board)) &&
    (!wanted.incidents || had.incidents) &&
    (['subjectLabel', 'requester', 'sha', 'branchHolds', 'deployments'] as const).every(
      (field) => wanted[field] === undefined || wanted[field] === had[field],
    );
  const within = <T>(some: readonly T[], all: readonly T[]): boolean => some.every((one) => all.includes(one));

  test('an answer covers its own question, and every smaller one', () => {
    fc.assert(
      fc.property(lookup, lookup, (question, other) => {
        const seen = seenFor(question);
        expect(covers(seen, question)).toBe(true);
        const smaller = {
          ...question,
          teams: question.teams.filter((one) => other.teams.includes(one)),
          tags: question.tags.filter((one) => other.tags.includes(one)),
          releases: question.releases.filter((one) => other.releases.includes(one)),
          issues: question.issues.filter((one) => other.issues.includes(one)),
          paths: question.paths.filter((one) => other.paths.includes(one)),
          records: question.records.filter((one) => other.records.includes(one)),
        };
        expect(covers(seen, smaller)).toBe(true);
        expect(covers(seen, { ...smaller, labels: [], sha: undefined, subjectLabel: undefined, requester: undefined })).toBe(true);
        expect(covers(seen, { ...smaller, board: undefined, branchHolds: undefined })).toBe(true);
      }),
    );
  });

  test('no answer covers what was not asked', () => {
    fc.assert(
      fc.property(lookup, lookup, (had, wanted) => {
        expect(covers(seenFor(had), wanted)).toBe(has(had, wanted));
        // One thing more at a time, or something else is nearly always missing too.
        for (const [field, value] of Object.entries(wanted)) {
          const more = { ...had, [field]: value };
          expect([field, covers(seenFor(had), more)]).toEqual([field, has(had, more)]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a commit that was seen anyway need not be asked for', () => {
    const wanted = { ...asked({}), sha: SHA.first };
    const seen = seenFor(asked({}));
    const one = commit(SHA.first);
    expect(covers(seen, wanted)).toBe(false);
    expect(covers({ ...seen, head: one }, wanted)).toBe(true);
    expect(covers({ ...seen, tags: { v1: one } }, wanted)).toBe(true);
    expect(covers({ ...seen, commit: one }, wanted)).toBe(true);
    expect(covers({ ...seen, head: { ...one, sha: SHA.second } }, wanted)).toBe(false);
    // Asked for and not found is an answer too.
    expect(covers({ ...seen, lookup: wanted }, wanted)).toBe(true);
  });
});
