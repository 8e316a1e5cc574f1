/** A repository of an AI agent: its rules, its Agent Engine map, its version in a file, and the evals of each version. */
import { REPOSITORY } from './cast.ts';
import type { Sandbox } from './index.ts';

export const AGENT = 'bob';
export const MAP = 'config/agent_engine_envs.yaml';
const EVALS = 'evals/promptfoo.json';

/** What may be promoted, and what it has to show. */
export const AGENT_RULES = `# An agent goes to staging when its evals are good enough and somebody of QA says so.
version: 1

roles:
  qa: { teams: [qa] }

environments: # top to bottom is the path
  development: { aliases: [dev] }
  staging:
    aliases: [stage]
    approval: qa
    gates:
      evals: { evals: ${EVALS}, pass_rate: 90%, min_cases: 50, max_errors: 0, compare: { with: previous, max_drop: 2% } }
    deploy: { workflow: deploy.yml }
    verify: { workflow: check.yml, gates: { health: { http: 'https://bob.example/health' } } }

subjects:
  ${AGENT}:
    kind: agent
    map: ${MAP}
    version: "json:agents/${AGENT}/agent.json#/version"
    checks: { "Evals passing": evals }
`;

/** Bob runs in development already, and has an engine in staging. */
export const AGENT_MAP = `# Which engine each agent has in each environment.
schema_version: "1.0.0"
app_version: "0.14.1"

agents:
  ${AGENT}:
    display_name: "Bob"
    agent_dir: "agents/${AGENT}"
    environments:
      dev:
        project_id: "acme-dev"
        region: "us-central1"
        engine_id: "4815162342108151623"   # 19 digits: keep the quotes
        engine_name: "bob-dev"
        status: "validated"
      stage:
        project_id: "acme-stage"
        region: "us-central1"
        engine_id: "1234567890123456789"
        engine_name: "bob-stage"
        status: "pending"

promotion:
  dev_to_stage:
    required_checks:
      - "Evals passing"
    manual_approval: true
    approval_channel: "#agents"

environments:
  dev: { purpose: "Development" }
  stage: { purpose: "Staging" }
`;

/** What promptfoo writes of so many cases, the first of which pass. */
export const evalsOf = (cases: number, passed: number): string =>
  JSON.stringify({
    results: {
      version: 3,
      prompts: [],
      results: Array.from({ length: cases }, (_, i) => ({
        success: i < passed,
        score: i < passed ? 1 : 0,
        testCase: { description: `case ${i + 1}` },
        gradingResult: { componentResults: [{ pass: i < passed, score: i < passed ? 1 : 0, reason: 'compared' }] },
      })),
      stats: { successes: passed, failures: cases - passed, errors: 0 },
    },
  });

export interface Release {
  readonly version: string;
  /** As `agent.json` has it. */
  readonly status?: string;
  readonly cases?: number;
  readonly passed?: number;
}

/** Puts a version of the agent on the default branch, with its evals; without a tag, since a file names the version. */
export function releaseAgent(world: Sandbox, { version, status = 'PUBLISHED', cases = 60, passed = 58 }: Release): string {
  return world
    .as('alice')
    .pushes(
      REPOSITORY,
      { [`agents/${AGENT}/agent.json`]: `${JSON.stringify({ name: AGENT, version, status }, null, 2)}\n`, [EVALS]: evalsOf(cases, passed) },
      { message: `${AGENT} ${version}` },
    );
}
