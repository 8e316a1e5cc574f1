/** Stories that play themselves: what people do, step by step. */
import { NOTHING, writeRequest } from '../core/request.ts';
import { AGENT, MAP, releaseAgent } from './agent-cast.ts';
import { bringAgentMachines } from './agent-machines.ts';
import { REPOSITORY } from './cast.ts';
import type { Issue, Sandbox } from './index.ts';
import { bringMachines } from './machines.ts';
import { type Narrator, narrate } from './narrator.ts';
import { drawThread, type Paper } from './thread.ts';

/** What a play is played with. */
export interface Theatre {
  readonly world: Sandbox;
  readonly paper: Paper;
  /** Lets the bot react to everything so far. */
  settle(): Promise<void>;
  /** Lets time go by; what is due on the way happens. */
  passes(seconds: number): Promise<void>;
  /** Shows people something. */
  write(text: string): void;
}

export interface Play {
  readonly summary: string;
  /** The label that the issue must carry in the end. */
  readonly ends: string;
  readonly run: (theatre: Theatre) => Promise<Issue>;
}

/** One step a minute of the sandbox's clock, so that the thread reads like a real one. */
async function then({ world, settle }: Theatre, act: () => unknown): Promise<void> {
  world.clock.advance(60);
  act();
  await settle();
}

const promotion: Play = {
  summary: 'open a promotion to staging, be refused one’s own approval, get two approvals, arrive',
  ends: 'status:promoted',
  run: async (theatre) => {
    const { world, settle, paper, write } = theatre;
    const notes =
      'Fixes JIRA-1234: asks the planner before every call, temperature raised to 0.8.\nPlease look at the error rate of the first hour.';
    const body = writeRequest({ ...NOTHING, subject: 'agent_orchestration', version: 'v1.4.0', from: 'development', to: 'staging', notes });
    const issue = world.as('alice').opens(REPOSITORY, { title: 'Promote agent_orchestration to staging', body, labels: ['promotion'] });
    await settle();
    await then(theatre, () => world.as('alice').comments(issue, '/approve'));
    await then(theatre, () => world.as('bob').comments(issue, '/approve'));
    await then(theatre, () =>
      world.as('carol').comments(issue, '/approve regression suite is green\n\nWatched it on my own machine for an hour, too.'),
    );
    write(`${drawThread(issue, paper)}\n`);
    return issue;
  },
};

const HOUR = 3600;

const rollback: Play = {
  summary: 'deploy a version, watch it fail, see the one before brought back by itself',
  ends: 'status:rolled-back',
  run: async (theatre) => {
    const { world, paper, write, passes } = theatre;
    let isBroken = false;
    bringMachines(world, (version) => !(isBroken && version === 'v1.6.0'));
    const narrator = narrate(world, paper, write);
    const good = await promoted('v1.5.0', 'Asks the planner once less', theatre, narrator);
    narrator.happens('a day goes by, and a check looks every hour');
    await passes(25 * HOUR);
    narrator.shows(good);
    const bad = await promoted('v1.6.0', 'Fixes JIRA-1240: keeps connections open', theatre, narrator);
    narrator.happens('three good hours; then the shop begins to answer 503, and nobody is there to see it');
    await passes(3 * HOUR);
    isBroken = true;
    await passes(2 * HOUR);
    narrator.shows(bad);
    write(`\n${opened(world)}\n${askedOf(world)}\n`);
    return bad;
  },
};

const agent: Play = {
  summary: 'bring version 1.2.0 of the agent bob to staging: its evals, one approval, an engine, and the map that says so',
  ends: 'status:promoted',
  run: async (theatre) => {
    const { world, paper, write, settle, passes } = theatre;
    bringAgentMachines(world, { engine: () => 'projects/acme-stage/locations/us-central1/reasoningEngines/7012345678901234567' });
    releaseAgent(world, { version: '1.2.0' });
    const narrator = narrate(world, paper, write);
    // Everybody begins in development, where a promotion is a record.
    const first = await asksFor('development', theatre, narrator);
    narrator.shows(first);
    const issue = await asksFor('staging', theatre, narrator);
    narrator.happens('a machine judges the evals of that very commit');
    await passes(120);
    narrator.shows(issue);
    narrator.happens('carol, who is QA, says /approve');
    world.as('carol').comments(issue, '/approve 58 of 60 cases are good enough for staging');
    await settle();
    narrator.happens('machines deploy it, name the engine, and look whether it answers');
    await passes(300);
    narrator.shows(issue);
    write(`\n${mapNow(world)}\n\n${askedOf(world)}\n`);
    return issue;
  },
};

async function asksFor(to: string, { world, settle, passes }: Theatre, narrator: Narrator): Promise<Issue> {
  const notes = 'Fixes JIRA-1301: hands refunds over to a person, temperature lowered to 0.2';
  const rollbackPlan = 'Promotion Bot deploys the version before; whoever is on call says /rollback';
  const body = writeRequest({ ...NOTHING, subject: AGENT, version: '1.2.0', to, notes, rollbackPlan });
  narrator.happens(`alice asks for ${AGENT} 1.2.0 in ${to}`);
  const issue = world.as('alice').opens(REPOSITORY, { title: `Promote ${AGENT} to ${to}`, body, labels: ['promotion'] });
  await settle();
  await passes(5);
  return issue;
}

/** Who wrote the map last, and the part of it that is about staging. */
function mapNow(world: Sandbox): string {
  const { refs, commits, defaultBranch } = world.repository(REPOSITORY);
  const head = commits.get(refs.get(`refs/heads/${defaultBranch}`) ?? '');
  const lines = (head?.files.get(MAP) ?? '').split('\n');
  const from = lines.findIndex((line) => line.trim() === 'stage:');
  return [`${MAP}, changed by the commit "${head?.message.split('\n')[0]}":`, ...lines.slice(from, from + 6)].join('\n');
}

/** Asked for, approved by both roles, and as far as it comes within some minutes. */
async function promoted(version: string, notes: string, theatre: Theatre, narrator: Narrator): Promise<Issue> {
  const { world, settle, passes } = theatre;
  release(world, version, notes);
  const body = writeRequest({ ...NOTHING, subject: 'agent_orchestration', version, from: 'development', to: 'staging', notes });
  narrator.happens(`alice asks for ${version} in staging`);
  const issue = world.as('alice').opens(REPOSITORY, { title: 'Promote agent_orchestration to staging', body, labels: ['promotion'] });
  await settle();
  narrator.shows(issue);
  for (const login of ['bob', 'carol']) {
    world.clock.advance(60);
    narrator.happens(`${login} says /approve`);
    world.as(login).comments(issue, '/approve');
    await settle();
    narrator.shows(issue);
  }
  narrator.happens('machines deploy it and look whether it works');
  await passes(300);
  narrator.shows(issue);
  return issue;
}

function release(world: Sandbox, version: string, notes: string): void {
  world.as('alice').pushes(REPOSITORY, { 'src/agent_orchestration/plan.py': `# ${notes}\n` }, { message: notes });
  world.as('alice').tags(REPOSITORY, version);
  world.release(REPOSITORY, version);
}

const opened = (world: Sandbox): string =>
  world
    .repository(REPOSITORY)
    .issues.map(({ number, state, title }) => `#${number}  ${state.toLowerCase().padEnd(6)}  ${title}`)
    .join('\n');

function askedOf({ requests }: Sandbox): string {
  const reads = requests.filter(({ method, graphql }) => method === 'GET' || graphql?.operation === 'query').length;
  return `The bot asked GitHub ${requests.length} times in all: ${reads} times to read, ${requests.length - reads} times to change something or for a token.`;
}

/** By name; the empty name is what `--play` alone plays. */
export const PLAYS: Readonly<Record<string, Play>> = { '': promotion, promotion, rollback, agent };
