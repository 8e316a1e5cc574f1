/** `promotion-bot agents` as a process, against the least that reading its map takes: Node.js that imports `yaml` and parses the same file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median } from './world.ts';

export interface AgentsResult {
  /** Milliseconds of the whole command, from start to end. */
  readonly command: number;
  /** Milliseconds of a process that only parses. */
  readonly least: number;
  /** The median of how many times as long the one took as the other, round by round. */
  readonly ratio: number;
}

const ROUNDS = 21;
const AGENTS = 100;
const ENVIRONMENTS = ['dev', 'stage', 'canary', 'prod'];
const CLI = resolve(import.meta.dirname, '../../src/cli.js');
const least = `import { readFileSync } from 'node:fs';
import { parse } from '${import.meta.resolve('yaml')}';
const { agents } = parse(readFileSync(process.argv[2], 'utf8'));
process.stdout.write(String(Object.keys(agents).length));
`;

function mapOf(agents: number): string {
  const places = (agent: number) =>
    ENVIRONMENTS.map(
      (name, at) =>
        `      ${name}:\n        project_id: "acme-${name}"\n        region: "us-central1"\n        engine_id: "${10n ** 18n + BigInt(agent * 10 + at)}"\n        engine_name: "agent-${agent}-${name}"\n        status: "validated"\n`,
    ).join('');
  const parts = Array.from(
    { length: agents },
    (_, agent) =>
      `  agent_${agent}:\n    display_name: "Agent ${agent}"\n    agent_dir: "agents/agent_${agent}"\n    environments:\n${places(agent)}`,
  );
  const edges = ENVIRONMENTS.slice(1).map(
    (to, at) => `  ${ENVIRONMENTS[at]}_to_${to}:\n    required_checks:\n      - "Unit tests passing"\n    manual_approval: false\n`,
  );
  const names = ENVIRONMENTS.map((name) => `  ${name}: {}\n`).join('');
  return `schema_version: "1.0.0"\napp_version: "0.1.0"\nagents:\n${parts.join('')}promotion:\n${edges.join('')}environments:\n${names}`;
}

/** Milliseconds; and what was printed, to see that the work was done. */
function timed(argv: readonly string[], words: string): number {
  const from = performance.now();
  const printed = execFileSync(process.execPath, argv, { encoding: 'utf8' });
  const took = performance.now() - from;
  if (!printed.includes(words)) throw new Error(`${argv.join(' ')} did not do its work:\n${printed}`);
  return took;
}

export function measureAgents(): AgentsResult {
  const folder = mkdtempSync(join(tmpdir(), 'bench-agents-'));
  try {
    const [map, program] = [join(folder, 'map.yaml'), join(folder, 'least.mjs')];
    writeFileSync(map, mapOf(AGENTS));
    writeFileSync(program, least);
    const pairs = Array.from({ length: ROUNDS + 1 }, () => ({
      command: timed([CLI, 'agents', '--validate', '--config', map], 'Everything is set.'),
      least: timed([program, map], String(AGENTS)),
    }));
    // In the first round nothing is in the disk's cache.
    const rounds = pairs.slice(1);
    return {
      command: median(rounds.map(({ command }) => command)),
      least: median(rounds.map((round) => round.least)),
      ratio: median(rounds.map((round) => round.command / round.least)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
