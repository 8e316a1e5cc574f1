/** The file of the Agent Engine map, as the commands read it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MAP_PATH } from '../core/agents/map.ts';
import type { Problem } from '../core/problem.ts';
import { err, ok, type Result } from '../core/result.ts';
import { inertJson } from '../core/views/inert-json.ts';
import { oneLine } from '../core/views/report-lines.ts';
import { codeOf, EXIT, type Io } from './command.ts';

export const CONFIG_OPTION = { flags: '--config <file>', summary: `the map; ${MAP_PATH} when not given` } as const;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

/** The text as it is, bytes that are none included as U+FFFD; or why there is none. */
export function readMapFile(io: Io, file: string): Result<string, string> {
  try {
    return ok(readFileSync(resolve(io.cwd, file), 'utf8'));
  } catch (error) {
    const code = codeOf(error) ?? 'it cannot be opened';
    return err(`${oneLine(file)} cannot be read: ${REASONS[code] ?? code}. Name the map: --config path/to/agent_engine_envs.yaml`);
  }
}

interface Asked {
  readonly file: string;
  readonly json: boolean;
}

/** Says why nothing could be answered, where whoever asked looks for it. */
export function refuse(io: Io, { file, json }: Asked, sentence: string): number {
  if (json) io.stdout.write(inertJson({ file, ok: false, error: sentence }));
  else io.stderr.write(`${sentence}\n`);
  return EXIT.no;
}

/** Each problem with its line. */
export async function tellProblems(io: Io, { file, json }: Asked, problems: readonly Problem[]): Promise<number> {
  if (json) {
    const { problemsJson } = await import('../core/views/agents-json.ts');
    io.stdout.write(inertJson({ file, ok: false, problems: problemsJson(problems) }));
    return EXIT.no;
  }
  const { agentProblem } = await import('../core/views/agent-problem.ts');
  const lines = problems.map((problem) => {
    const place = [oneLine(file), problem.line, problem.column].filter((part) => part !== undefined).join(':');
    return `${place}  ${agentProblem(problem)}\n`;
  });
  io.stderr.write(lines.join(''));
  return EXIT.no;
}
