/** Stories that play themselves: what people do, step by step. */
import { NOTHING, writeRequest } from '../core/request.ts';
import { REPOSITORY } from './cast.ts';
import type { Issue, Sandbox } from './index.ts';

export interface Play {
  readonly summary: string;
  /** The label that the issue must carry in the end. */
  readonly ends: string;
  /** Plays it; `settle` lets the bot react to everything so far. */
  readonly run: (world: Sandbox, settle: () => Promise<void>) => Promise<Issue>;
}

/** One step a minute of the sandbox's clock, so that the thread reads like a real one. */
async function then(world: Sandbox, settle: () => Promise<void>, act: () => unknown): Promise<void> {
  world.clock.advance(60);
  act();
  await settle();
}

const promotion: Play = {
  summary: 'open a promotion to staging, be refused one’s own approval, get two approvals, arrive',
  ends: 'status:promoted',
  run: async (world, settle) => {
    const notes =
      'Fixes JIRA-1234: asks the planner before every call, temperature raised to 0.8.\nPlease look at the error rate of the first hour.';
    const body = writeRequest({ ...NOTHING, subject: 'agent_orchestration', version: 'v1.4.0', from: 'development', to: 'staging', notes });
    const issue = world.as('alice').opens(REPOSITORY, { title: 'Promote agent_orchestration to staging', body, labels: ['promotion'] });
    await settle();
    await then(world, settle, () => world.as('alice').comments(issue, '/approve'));
    await then(world, settle, () => world.as('bob').comments(issue, '/approve'));
    await then(world, settle, () =>
      world.as('carol').comments(issue, '/approve regression suite is green\n\nWatched it on my own machine for an hour, too.'),
    );
    return issue;
  },
};

/** By name; the empty name is what `--play` alone plays. */
export const PLAYS: Readonly<Record<string, Play>> = { '': promotion, promotion };
