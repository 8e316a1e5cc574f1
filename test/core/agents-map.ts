/** A good Agent Engine map as people write it, and ways to write it differently. */
import { type ReadMap, readAgentMap } from '../../src/core/agents/read.ts';

export const MAP = `# Agent Engine map
schema_version: "1.0.0"
last_updated: "2026-11-20"
app_version: "0.14.1"

agents:
  # the one that people talk to
  bob:
    display_name: "Bob"
    description: "Talks to people"
    agent_dir: "agents/bob"
    environments:
      dev:
        project_id: "acme-dev"
        region: "us-central1"
        engine_id: "1234567890123456789"
        engine_name: "bob-dev"
        status: "validated"  # pending | deployed | validated
      stage:
        project_id: acme-stage
        region: 'us-central1'
        engine_id: projects/acme-stage/locations/us-central1/reasoningEngines/2345678901234567890
        engine_name: bob-stage
        status: deployed
      prod: { project_id: acme, region: us-central1, engine_id: 3456789012345678901, engine_name: bob-prod, status: pending }
  foreman:
    display_name: "Foreman"
    environments:
      dev: { project_id: acme-dev, region: us-central1, engine_id: 4567890123456789012, engine_name: foreman-dev, status: validated }
      stage: { project_id: acme-stage, region: us-central1, engine_id: 5678901234567890123, engine_name: foreman-stage, status: validated }
      prod: { project_id: acme, region: us-central1, engine_id: 6789012345678901234, engine_name: foreman-prod, status: deployed }

promotion:
  dev_to_stage:
    required_checks:
      - "Unit tests passing"
      - "Drift detection clean"
    manual_approval: false
  stage_to_prod:
    required_checks:
      - "All dev_to_stage checks"
      - "Stage health check OK"
    manual_approval: true
    approval_channel: "#deployments"

environments:
  dev: { purpose: "Development", auto_deploy: true }
  stage: { purpose: "Validation" }
  prod: { purpose: "Production", alerting: true }
`;

/** The good map with one piece of its text written differently. */
export function but(from: string | RegExp, to: string): string {
  const text = MAP.replace(from, () => to);
  if (text === MAP) throw new Error(`There is no ${from} in the map.`);
  return text;
}

/** The map, when nothing about it is wrong. */
export function mapOf(text: string): NonNullable<ReadMap['map']> {
  const { map, problems } = readAgentMap(text);
  if (!map || problems.length > 0) throw new Error(JSON.stringify(problems));
  return map;
}

/** The blanks of bob in dev: field, why, line. */
export const blanksIn = (text: string): readonly (readonly [string, string, number])[] =>
  (readAgentMap(text).map?.agents[0]?.places[0]?.blanks ?? []).map(({ field, kind, line }) => [field, kind, line]);
