/** What has happened before somebody comes: promotions in several states, each of them really played through the bot. */
import { NOTHING, writeRequest } from '../core/request.ts';
import { REPOSITORY } from './cast.ts';
import type { Sandbox } from './index.ts';
import { bringMachines } from './machines.ts';

/** When it begins: some weeks before it ends. */
export const BEGIN = '2026-10-26T08:00:00Z';

/** What it is played with. */
export interface Stagehands {
  readonly world: Sandbox;
  settle(): Promise<void>;
  passes(seconds: number): Promise<void>;
}

interface Tale {
  readonly by: string;
  readonly subject: string;
  readonly version: string;
  readonly to: 'staging' | 'production';
  readonly notes: string;
  /** Who says what, one after another. */
  readonly says: readonly (readonly [login: string, text: string])[];
  /** Hours between two of them. */
  readonly pause: number;
  /** Hours until the next one. */
  readonly rest: number;
  /** Whether it stops working after some of them. */
  readonly breaks?: boolean;
}

const HOUR = 3_600;
/** Hours that what breaks works before. */
const GOOD = 6;
const PLAN = 'Redeploy the version before with `make rollback`; whoever is on call decides.';
const ORCHESTRATION = 'agent_orchestration';
const AGENT = 'bob-the-agent';

const TALES: readonly Tale[] = [
  {
    ...{ by: 'alice', subject: ORCHESTRATION, version: 'v1.4.1', to: 'staging', pause: 2, rest: 48 },
    notes: 'Retries once on time-out, as the old tracker asks for.',
    says: [
      ['bob', '/approve'],
      ['carol', '/approve regression suite is green'],
    ],
  },
  {
    ...{ by: 'alice', subject: ORCHESTRATION, version: 'v1.4.1', to: 'production', pause: 5, rest: 72 },
    notes: 'Two quiet days in staging.',
    says: [
      ['carol', '/approve'],
      ['bob', '/approve'],
      ['dave', '/approve no new dependencies'],
    ],
  },
  {
    ...{ by: 'eve', subject: AGENT, version: 'v2.0.0', to: 'staging', pause: 9, rest: 80 },
    notes: 'New instructions for the first answer, temperature lowered to 0.3.',
    says: [
      ['carol', '/approve read forty answers, all fine'],
      ['bob', '/approve'],
    ],
  },
  {
    ...{ by: 'eve', subject: AGENT, version: 'v2.0.0', to: 'production', pause: 3, rest: 90 },
    notes: 'The same for everybody.',
    says: [
      ['bob', '/approve'],
      ['dave', '/reject the new instructions let it quote internal addresses\n\nPlease filter them first.'],
    ],
  },
  {
    ...{ by: 'alice', subject: ORCHESTRATION, version: 'v1.5.0', to: 'staging', pause: 4, rest: 40 },
    notes: 'Fixes JIRA-1240: keeps connections open.',
    says: [
      ['bob', '/approve load test looks good'],
      ['carol', '/approve'],
    ],
    breaks: true,
  },
  {
    ...{ by: 'alice', subject: AGENT, version: 'v2.1.0', to: 'staging', pause: 6, rest: 20 },
    notes: 'Quotes no addresses any more.',
    says: [['alice', '/cancel the release misses its notes']],
  },
  {
    ...{ by: 'eve', subject: AGENT, version: 'v2.1.1', to: 'staging', pause: 2, rest: 20 },
    notes: 'Quotes no addresses any more, now with notes.',
    says: [
      ['bob', '/approve'],
      ['carol', '/approve asked it for addresses for an hour'],
    ],
  },
  {
    ...{ by: 'alice', subject: ORCHESTRATION, version: 'v1.6.0', to: 'staging', pause: 1, rest: 1 },
    notes: 'Fixes JIRA-1240 once more, with a limit of connections.\nPlease look at the error rate of the first hour.',
    says: [['bob', '/approve watched it on my own machine for a day']],
  },
];

/** What nobody has asked for yet. */
const NEXT = { by: 'eve', subject: AGENT, version: 'v2.2.0', notes: 'Answers in the language of the question.' };

/** Plays everything; what is told last is not decided yet. */
export async function playHistory(hands: Stagehands): Promise<void> {
  const broken = new Set<string>();
  bringMachines(hands.world, (version) => !broken.has(version), '8h');
  for (const tale of TALES) await play(tale, hands, broken);
  release(hands.world, NEXT);
}

async function play(tale: Tale, { world, settle, passes }: Stagehands, broken: Set<string>): Promise<void> {
  const { by, subject, version, to, notes, says, pause, rest, breaks } = tale;
  release(world, tale);
  const from = to === 'staging' ? 'development' : 'staging';
  const body = writeRequest({ ...NOTHING, subject, version, from, to, notes, rollbackPlan: PLAN });
  const issue = world.as(by).opens(REPOSITORY, { title: `Promote ${subject} to ${to}`, body, labels: ['promotion'] });
  await settle();
  for (const [login, text] of says) {
    await passes(pause * HOUR);
    world.as(login).comments(issue, text);
    await settle();
  }
  const good = breaks ? GOOD : rest;
  await passes(good * HOUR);
  if (breaks) broken.add(version);
  await passes((rest - good) * HOUR);
}

/** Whoever asks has brought it out before. */
function release(world: Sandbox, { by, subject, version, notes }: Pick<Tale, 'by' | 'subject' | 'version' | 'notes'>): void {
  if (world.repository(REPOSITORY).releases.some(({ tag }) => tag === version)) return;
  const [message = ''] = notes.split('\n');
  world.as(by).pushes(REPOSITORY, { [`src/${subject}/plan.py`]: `# ${message}\n` }, { message });
  world.as(by).tags(REPOSITORY, version);
  world.release(REPOSITORY, version, { name: `${subject} ${version}` });
}
