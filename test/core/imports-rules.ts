/** What the tests of imports share: the rules that sources are read by, and what is left out in words. */
import { readConfig } from '../../src/core/config.ts';
import { type Left, placeIn } from '../../src/core/imports/found.ts';
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
