/** Short stories that sweeps tell again and again, each time with something going wrong, and the end of the world they must all reach. */
import type { Sandbox } from '../../src/sandbox/index.ts';
import { keepLaws } from './laws.ts';
import { form, REPO, Story } from './story.ts';

/** What people do, one thing after the other; the bot gets its turn after each. */
export type Tale = readonly ((world: Sandbox) => unknown)[];

const opens = (to: string) => (world: Sandbox) =>
  world.as('alice').opens(REPO, { title: 'Promote', body: form({ to }), labels: ['promotion'] });
export const says = (login: string, body: string) => (world: Sandbox) => world.as(login).comments(theIssue(world), body);

export function theIssue(world: Sandbox) {
  const [issue] = world.repository(REPO).issues;
  if (!issue) throw new Error('nobody has opened an issue yet');
  return issue;
}

export const TALES: Readonly<Record<string, Tale>> = {
  'an issue is opened where no label exists': [opens('staging')],
  'one of two approves': [opens('staging'), says('bob', '/approve fine')],
  'the last approval promotes': [opens('staging'), says('bob', '/approve'), says('carol', '/approve')],
  'a reviewer rejects': [opens('staging'), says('carol', '/reject error rate doubled')],
  'nobody has to approve': [opens('development')],
};

/** Everything that stays, numbers of the sandbox and moments aside where a delay moves them: the clock of a tale stands still. */
export function endOf(s: Story) {
  const { commits, issues } = s.world.repository(REPO);
  return {
    statuses: [...commits.values()].flatMap(({ sha, statuses }) =>
      statuses.map(({ context, state, description, targetUrl, creator }) => [sha, context, state, description, targetUrl, creator?.login]),
    ),
    issues: issues.map((issue) => ({
      body: issue.body,
      state: issue.state,
      reason: issue.stateReason,
      labels: issue.labels.map(({ name, color, description }) => [name, color, description]).toSorted(),
      // Which of two comments of one moment came first is no difference.
      comments: issue.comments.map(({ author, body }) => `${author?.login}: ${body}`).toSorted(),
    })),
  };
}

/** Holds a tale to the laws of every story, its comments taken as read. */
export async function keepTaleLaws(s: Story): Promise<void> {
  for (const issue of s.issues()) while (s.unread(issue).length > 0) s.reads(issue);
  await keepLaws(s);
}

/** Tells a tale in a new world: `prepare` sets up what goes wrong, `then` happens when a delivery has failed, before it is sent again. */
export async function tell(tale: Tale, prepare: (s: Story) => void = () => {}, then: (s: Story) => void = () => {}): Promise<Story> {
  const s = new Story();
  prepare(s);
  for (const step of tale) {
    step(s.world);
    await settlesAtLast(s, () => then(s));
  }
  return s;
}

/** Deliveries that the bot has failed: GitHub lists them, and sends them again when asked to. */
const failed = (s: Story): readonly string[] => s.world.hooks.log.filter(({ status }) => status === 500).map(({ guid }) => guid);

/** Lets the bot react; what it fails is sent again after `then`, until nothing fails. */
async function settlesAtLast(s: Story, then: () => void): Promise<void> {
  for (let rounds = 0; rounds < 4; rounds += 1) {
    await s.settles().catch(() => {});
    const guids = failed(s);
    if (guids.length === 0) return;
    then();
    for (const guid of guids) s.world.redeliver(guid);
  }
  throw new Error(`a delivery fails again and again:\n${s.log.join('')}`);
}
