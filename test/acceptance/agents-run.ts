/** `promotion-bot agents` run in process, in a folder of its own with a map. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli.ts';
import { cliWorld } from './cli-world.ts';

export const PATH = 'config/agent_engine_envs.yaml';

/** Runs `promotion-bot agents ...` where this is the map. */
export async function agents(map: string | Uint8Array | undefined, ...argv: string[]) {
  const world = cliWorld();
  const file = join(world.folder, PATH);
  mkdirSync(join(world.folder, 'config'));
  if (map !== undefined) writeFileSync(file, map);
  const code = await main(['agents', ...argv], world.io);
  return { code, out: world.out(), err: world.err(), text: () => readFileSync(file, 'utf8'), file, folder: world.folder };
}

export const path = (from: string, to: string): readonly string[] => ['--from-env', from, '--to-env', to];
