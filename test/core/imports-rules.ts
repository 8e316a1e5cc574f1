/** What the tests of imports share: the rules that sources are read by, what is read by them, and what is left out in words. */
import { expect } from '@jest/globals';
import { readConfig } from '../../src/core/config.ts';
import { isEngineMap, readEngineMap } from '../../src/core/imports/engine-map.ts';
import { type Left, placeIn } from '../../src/core/imports/found.ts';
import { isMaturity, readMaturity } from '../../src/core/imports/maturity.ts';
import { namedRows, resolvedRows } from '../../src/core/imports/rows.ts';
import { namedSaid, readSaid } from '../../src/core/imports/said.ts';
import { importProblem } from '../../src/core/views/import.ts';

const { config } = readConfig(`version: 1
roles:
  qa: { users: [carol] }
environments:
  development: { aliases: [dev] }
  staging: { aliases: [stage], approval: qa }
  production: { aliases: [prod], approval: qa }
subjects:
  agent_orchestration: { kind: component }
  carbon: { kind: component }
  bob: { kind: agent, version: "json:agents/bob/agent.json#/version" }
`);
if (!config) throw new Error('the rules of this test are broken');
export const rules = config;

export const sha = (digit: string): string => digit.repeat(40);
export const told = (left: readonly Left[]): readonly string[] =>
  left.map(({ what, source, problem }) => `${placeIn(source)} ${what}: ${importProblem(problem)}`);

const COMMIT = { statuses: [], paths: {}, people: [], strangers: [] };
const VERSIONS = {
  tags: { 'v1.2.0': { ...COMMIT, sha: sha('a') }, 'v1.3.0': { ...COMMIT, sha: sha('b') } },
  commits: { [sha('e')]: { ...COMMIT, sha: sha('e') } },
  held: [sha('e')],
  files: {},
};

interface Outcome {
  readonly rows: readonly string[];
  readonly left: readonly string[];
}

/** What would be imported, and what would not. */
export function outcome(text: string, file = 'MATURITY.md', version = ''): Outcome {
  expect(isEngineMap(text) || isMaturity(text)).toBe(true);
  const reading = isEngineMap(text) ? readEngineMap(text, file) : readMaturity(text, { config: rules, file, said: undefined });
  const said = namedSaid([readSaid(version) ?? []].flat(), rules);
  const named = namedRows(reading, rules, said.ok ? said.value : []);
  const { rows, left } = resolvedRows(named.rows, VERSIONS, '2026-11-20T10:00:00Z');
  return {
    rows: rows.map(({ subject, environment, version: called, found }) =>
      [placeIn(found.source), subject.name, environment.name, called].join(' '),
    ),
    left: told([...named.left, ...left]),
  };
}
