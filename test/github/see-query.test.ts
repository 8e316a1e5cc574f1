/** The questions themselves: GitHub's own schema takes them, and nothing a person wrote stands in their text. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, parse, validate } from 'graphql';
import type { Lookup } from '../../src/core/seen.ts';
import { moreQuery, seeQuery } from '../../src/github/see/query.ts';
import { NO_LOOKUP } from '../core/facts-builder.ts';

const published = new URL('../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);
const schema = buildSchema(readFileSync(published, 'utf8'), { assumeValid: true, assumeValidSDL: true });
const problemsOf = (text: string) => validate(schema, parse(text)).map(({ message }) => message);

/** A name no template could hold by chance, around whatever could break out of one. */
const hostile = fc.string({ unit: 'grapheme', maxLength: 20 }).map((inner) => `§${inner}" }) { id } # $owner\n`);
const many = fc.uniqueArray(hostile, { maxLength: 8 });
const maybe = fc.option(hostile, { nil: undefined });
const lookups: fc.Arbitrary<Lookup> = fc.record({
  teams: many,
  tags: many,
  sha: maybe,
  branchHolds: maybe,
  labels: many,
  subjectLabel: maybe,
  requester: maybe,
  releases: many,
  issues: fc.uniqueArray(fc.nat(), { maxLength: 8 }),
  paths: many,
  records: many,
  defaults: fc.boolean(),
  deployments: maybe,
  incidents: fc.boolean(),
  board: fc.option(fc.record({ owner: maybe, number: fc.nat() }), { nil: undefined }),
});
const refs = fc.record({ owner: hostile, repo: hostile, number: fc.nat() });

test('whatever is looked up, the question is one GitHub takes, and asks with variables only', () => {
  fc.assert(
    fc.property(refs, lookups, (ref, lookup) => {
      const { text, variables } = seeQuery(ref, lookup);
      expect(problemsOf(text)).toEqual([]);
      expect(text).not.toContain('§');
      const sent = JSON.stringify(Object.values(variables));
      const lists = [lookup.teams, lookup.labels, lookup.releases, lookup.paths, lookup.records].flat();
      const names = [
        ref.owner,
        ref.repo,
        ...lists,
        lookup.sha,
        lookup.branchHolds,
        lookup.subjectLabel,
        lookup.requester,
        lookup.board?.owner,
      ];
      for (const name of names) if (name !== undefined) expect(sent).toContain(JSON.stringify(name));
      for (const tag of lookup.tags) expect(Object.values(variables)).toContain(`refs/tags/${tag}`);
      for (const number of [...lookup.issues, ...(lookup.board ? [lookup.board.number] : [])])
        expect(Object.values(variables)).toContain(number);
    }),
    { numRuns: 60 },
  );
});

test('whatever was longer than a page, the question for the next is one GitHub takes', () => {
  const cursors = fc
    .record({ comments: maybe, teams: fc.dictionary(hostile, hostile, { maxKeys: 8 }) })
    .filter(({ comments, teams }) => comments !== undefined || Object.keys(teams).length > 0);
  fc.assert(
    fc.property(refs, cursors, (ref, more) => {
      const { text, variables } = moreQuery(ref, more);
      expect(problemsOf(text)).toEqual([]);
      expect(text).not.toContain('§');
      for (const cursor of [...Object.values(more.teams), more.comments])
        if (cursor !== undefined) expect(Object.values(variables)).toContain(cursor);
    }),
    { numRuns: 60 },
  );
});

test('the same things are asked in the same words, so that GitHub’s log shows one question', () => {
  const asking = (name: string, number: number): Lookup => {
    const one = [name];
    const lists = { teams: one, tags: one, labels: one, releases: one, paths: one, records: one, issues: [number] };
    return {
      ...lists,
      sha: name,
      branchHolds: name,
      subjectLabel: name,
      requester: name,
      defaults: true,
      deployments: name,
      incidents: true,
      board: { owner: name, number },
    };
  };
  const [lookup, other] = [asking('a', 1), asking('b', 2)];
  expect(seeQuery({ owner: 'o', repo: 'r', number: 1 }, lookup).text).toBe(seeQuery({ owner: 'p', repo: 'q', number: 2 }, other).text);
});

test('the settings of the organisation are asked for where they are wanted, and nowhere else', () => {
  const wanted = 'defaults: repository(owner: $owner, name: ".github") { config: object(expression: "HEAD:.github/promotion.yml")';
  const asking = (defaults: boolean): string => seeQuery({ owner: 'o', repo: 'r', number: 1 }, { ...NO_LOOKUP, defaults }).text;
  expect([asking(true).includes(wanted), asking(false).includes('defaults')]).toEqual([true, false]);
});
