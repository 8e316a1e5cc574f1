/** Tells a play while it goes on: what people do and when, what was run, what the bot says to it, and where the promotion stands. */
import type { WorkflowRun } from './actions/model.ts';
import { REPOSITORY } from './cast.ts';
import type { Issue, Sandbox } from './index.ts';
import { drawNews, type Paper } from './thread.ts';

export interface Narrator {
  /** What happens now, in a line. */
  happens(what: string): void;
  /** What has come of it. */
  shows(issue: Issue): void;
}

export function narrate(world: Sandbox, paper: Paper, write: (text: string) => void): Narrator {
  const told = new Map<number, number>();
  const seen = new Set<WorkflowRun>();
  return {
    happens: (what) => write(`\n▶ ${moment(world.clock.now())} · ${what}\n\n`),
    shows(issue) {
      const ended = world.actions.of(REPOSITORY).filter((run) => !seen.has(run) && run.attempts.at(-1)?.conclusion);
      for (const run of ended) seen.add(run);
      const runs = counted(ended.map(runLine)).map((line) => `⚙ ${line}\n`);
      const since = told.get(issue.number) ?? 0;
      told.set(issue.number, issue.comments.length);
      write(`${runs.join('')}${runs.length > 0 ? '\n' : ''}${drawNews(issue, since, paper)}\n`);
    },
  };
}

const moment = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

/** `deploy.yml ran for v1.5.0 (forward): success`. */
function runLine({ workflow, inputs, attempts }: WorkflowRun): string {
  const file = workflow.path.split('/').at(-1);
  return `${file} ran for ${inputs['version']} (${inputs['way'] ?? inputs['mode'] ?? 'gates'}): ${attempts.at(-1)?.conclusion}`;
}

/** Equal lines become one, in the order of the first. */
function counted(lines: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => (count === 1 ? line : `${line}, ${count} times`));
}
