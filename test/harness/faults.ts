/** One promotion with all that can follow, told again and again while GitHub answers one call wrongly, and the end it must reach each time. */
import type { Entry } from '../../src/core/entry.ts';
import type { Delivery, Fault, Issue } from '../../src/sandbox/index.ts';
import { checkedBy, DELIVERY_CONFIG, DEPLOY, deployments, type Machine, VERIFY, WATCHED_CONFIG, withDelivery } from './delivery.ts';
import { SWEEP } from './ends.ts';
import { ledgerOf, promotionOf } from './laws.ts';
import { form, REPO, Story } from './story.ts';

/** What goes wrong with one call; `timeout` says that the client gives up by itself instead of losing the connection. */
export interface Wrong {
  readonly answer: Fault['answer'];
  readonly timeout?: true;
}

const says = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Wrong => ({
  answer: { status, body: { message }, headers },
});

/** More seconds than the bot lets a call wait, so that the whole look is put off. */
const LONG_WAIT = { 'retry-after': '180' };

export const WRONGS: Readonly<Record<string, Wrong>> = {
  '403': says(403, 'Resource not accessible by integration'),
  '404': says(404, 'Not Found'),
  '409': says(409, 'Conflict'),
  '422': says(422, 'Validation Failed'),
  '429': says(429, 'Too many requests', LONG_WAIT),
  'secondary limit': says(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', LONG_WAIT),
  '500': says(500, 'Server Error'),
  '502': { answer: { status: 502, body: '<html>Bad gateway</html>' } },
  'timeout before': { answer: 'drop request', timeout: true },
  'timeout after': { answer: 'drop answer', timeout: true },
  'connection reset': { answer: 'drop answer' },
};

const RECORDS = `records:
  as: commit
  files: [{ file: README.md, append: '{subject} {version} reached {to}' }]
`;
const DELIVERED = `${DELIVERY_CONFIG}${RECORDS}`;
const WATCHED = `${WATCHED_CONFIG}${RECORDS}`;

const HOUR = 3_600;

/** Where a version that does not work is found out. */
export type Plot = 'deploy' | 'verify' | 'watch';

/** What else happens to the whole story. */
export interface How {
  /** Nothing leaves the process any more after the call that goes wrong, until it is started again. */
  readonly fatal?: true;
  /** What is wrong with the version; found while it is watched when undefined. */
  readonly plot?: Plot;
  /** Deliveries, before they are handed over. */
  readonly rearrange?: (queue: Delivery[]) => void;
}

/** Time goes by as it does for a server: what it failed is sent again at each sweep. */
async function passes(s: Story, seconds: number, { rearrange = () => {} }: How = {}): Promise<void> {
  const settles = async (): Promise<void> => {
    while (s.world.hooks.queue.length > 0) {
      rearrange(s.world.hooks.queue);
      await s.settles().catch(() => rises(s));
    }
  };
  for (let passed = 0; passed < seconds; passed += SWEEP) {
    await settles();
    await s.passes(SWEEP).catch(() => rises(s));
    for (const { guid } of s.world.hooks.log.filter(({ status = 0 }) => status >= 300)) s.world.redeliver(guid);
    await s.settles().catch(() => rises(s));
  }
}

/** A process that died is started again, and the way to GitHub is open. */
function rises(s: Story): void {
  if (!s.world.faults.some(({ answer }) => answer === DEATH)) return;
  s.world.faults.length = 0;
  s.restarts();
}

/** Told from a single lost request. */
const DEATH = 'drop request';

async function promoted(s: Story, version: string, how: How = {}): Promise<Issue> {
  const issue = s.world.as('alice').opens(REPO, { title: 'Promote', body: form({ version }), labels: ['promotion'] });
  await passes(s, SWEEP, how);
  for (const login of ['bob', 'carol']) {
    s.world.as(login).comments(issue, '/approve');
    await passes(s, SWEEP, how);
  }
  return issue;
}

export interface Told {
  readonly s: Story;
  readonly issue: Issue;
  /** The calls, beginning with the issue. */
  readonly calls: readonly string[];
}

/** From here on v1.4.0 is found not to work where the plot says so. */
function spoil(s: Story, plot: Plot, verify: Machine): void {
  const bad = s.world.repository(REPO).refs.get('refs/tags/v1.4.0');
  const isBad = (inputs: Readonly<Record<string, string>>): boolean => inputs['sha'] === bad;
  if (plot === 'deploy') s.world.actions.runner(DEPLOY, (_run, inputs) => ({ conclusion: isBad(inputs) ? 'failure' : 'success' }));
  if (plot === 'verify')
    s.world.actions.runner(VERIFY, (run, inputs) =>
      isBad(inputs) ? checkedBy('fail', 'it answered 500', WATCHED)(run, inputs) : verify(run, inputs),
    );
}

/** v1.3.2 has arrived; v1.4.0 is deployed, verified, promoted, fails while it is watched, and is taken back. Call number `call` goes wrong. */
export async function toldWith(wrong?: Wrong, call = -1, how: How = {}): Promise<Told> {
  const s = new Story({
    config: DELIVERED,
    waits: true,
    way: (github) => (input, init) =>
      github(input, init).catch((error: unknown) => {
        throw wrong?.timeout ? new DOMException('The operation was aborted due to timeout', 'TimeoutError') : error;
      }),
  });
  let [config, works] = [DELIVERED, true];
  const verify: Machine = (run, inputs) =>
    checkedBy(works || inputs['mode'] === 'verify' ? 'pass' : 'fail', works ? 'it answered 200' : 'it answered 503', config)(run, inputs);
  withDelivery(s.world, { verify });
  await promoted(s, 'v1.3.2');
  spoil(s, how.plot ?? 'watch', verify);
  config = WATCHED;
  s.world.as('alice').pushes(REPO, { '.github/promotion.yml': config });
  await passes(s, SWEEP);
  const from = s.world.requests.length;
  if (wrong) s.world.faults.push({ match: (request) => s.world.requests.indexOf(request) === from + call, answer: wrong.answer });
  // Named by its commit, so that a tag has to be made for it.
  if (how.fatal)
    for (let n = 0; n < 40; n += 1)
      s.world.faults.push({ match: (request) => s.world.requests.indexOf(request) > from + call, answer: DEATH });
  const issue = await promoted(s, s.world.repository(REPO).refs.get('refs/tags/v1.4.0') ?? '', how);
  await passes(s, HOUR / 4, how);
  works = false;
  // Long enough for another look, where the first one is lost.
  await passes(s, 2.25 * HOUR, how);
  return { s, issue, calls: s.asked(from).map(plain) };
}

/** One name for the same call of any story. */
const plain = (asked: string): string =>
  asked
    .replace(/\?.*/, '')
    .replace(/[0-9a-f]{40}/, '{sha}')
    .replaceAll(/\/\d+/g, '/{id}')
    .replace('/repos/acme/shop', '');

/** Everything that must be as if nothing had gone wrong; what was tried again is in `traceOf`. */
export function endOf({ s, issue }: Pick<Told, 's' | 'issue'>) {
  const { commits, refs } = s.world.repository(REPO);
  return {
    status: promotionOf(s, issue)?.status,
    entries: milestones(s, issue),
    runs: deployments(s.world),
    statuses: [...commits.values()].flatMap(({ statuses }) => statuses.map(({ context, state }) => `${context} ${state}`)),
    issues: s.issues().map((one) => [one.title, one.state, ...s.labels(one)].join(' ')),
    stages: commits.get(refs.get('refs/heads/main') ?? '')?.files.get('README.md'),
  };
}

const isInVain = (entry: Entry): boolean => entry.kind === 'deploy_failed' || (entry.kind === 'checked' && entry.outcome === 'error');

/** The kinds of the entries, without attempts that came to nothing. */
function milestones(s: Story, issue: Issue): readonly string[] {
  const { entries } = ledgerOf(s, issue);
  const vain = entries.flatMap((entry) => (entry.kind === 'deploy_failed' ? [entry.key] : []));
  return entries
    .filter((entry) => !isInVain(entry) && !(entry.kind === 'deploy_started' && vain.includes(entry.key)))
    .map(({ kind }) => kind);
}

/** What the issue says of attempts that came to nothing. */
export const traceOf = ({ s, issue }: Pick<Told, 's' | 'issue'>): readonly string[] =>
  ledgerOf(s, issue).entries.flatMap((entry) => (isInVain(entry) && 'reason' in entry ? [`${entry.kind}: ${entry.reason}`] : []));
