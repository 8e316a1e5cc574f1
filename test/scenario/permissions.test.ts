/** What an installation has not been granted: for each permission of app.yml, what goes on without it, what waits, and what the panel says. */
import { expect, test } from '@jest/globals';
import type { Issue } from '../../src/sandbox/index.ts';
import type { Permissions } from '../../src/sandbox/world.ts';
import { readManifest } from '../../src/setup/manifest.ts';
import { checkedBy, DELIVERY_CONFIG, DEPLOY, VERIFY, WATCHED_CONFIG, withDelivery } from '../harness/delivery.ts';
import { GREEN, reportOf, WORKFLOW, WORKFLOW_FILE, withGates } from '../harness/gates.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, Story } from '../harness/story.ts';

const GATES = 'gates: { coverage: { coverage: reports/coverage.json, min: 70 }, tests: { tests: reports/junit.xml } }';
/** Everything that the bot can do for an environment. */
const everything = (as: string): string =>
  `${WATCHED_CONFIG.replace('    aliases: [stage]\n', `    aliases: [stage]\n    protected: true\n    ${GATES}\n`)}project: { owner: acme, number: 11, field: Status }
records:
  as: ${as}
  files:
    - { file: stages.yaml, set: { '{subject}.version': '{version}' } }
`;

/** Told to its end, as far as it goes. */
async function tells(permissions: Permissions, as = 'commit'): Promise<{ readonly s: Story; readonly issue: Issue }> {
  const config = everything(as);
  const s = new Story({ config });
  const { world } = s;
  world.project('acme', { number: 11, fields: { Status: ['Development', 'Staging'] } });
  world.organisation('acme', { installed: permissions });
  world.as('alice').pushes(REPO, { 'stages.yaml': "agent_orchestration:\n  version: 'v0'\n" });
  withDelivery(world, { verify: checkedBy('pass', 'it answers', config) });
  withGates(world, (run, inputs) => ({ conclusion: 'success', artifacts: [reportOf(run, inputs, GREEN, config)] }));
  const issue = await s.opens('alice');
  await approves(s, issue);
  return { s, issue };
}

async function approves(s: Story, issue: Issue): Promise<void> {
  for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
}

/** What can be seen to have happened. */
function happened(s: Story, issue: Issue): readonly string[] {
  const { refs, commits, deployments } = s.world.repository(REPO);
  const runs = (file: string): boolean => s.world.actions.of(REPO, file).length > 0;
  const at = (ref: string) => commits.get(refs.get(ref) ?? '');
  const all = {
    panel: issue.comments.some(({ body }) => body.startsWith('<!-- promotion-bot:panel')),
    labels: issue.labels.length > 1,
    gates: runs(WORKFLOW_FILE),
    approved: promotionOf(s, issue)?.status === 'PROMOTED',
    deployed: runs(DEPLOY),
    recorded: deployments.length > 0,
    checked: runs(VERIFY),
    marked: (at('refs/tags/v1.4.0')?.statuses.length ?? 0) > 0,
    noted: at('refs/heads/main')?.files.get('stages.yaml')?.includes('v1.4.0') || s.issues().some(({ pull }) => pull),
    board: (s.world.projects[0]?.items.length ?? 0) > 0,
  };
  return Object.entries(all).flatMap(([what, is]) => (is ? [what] : []));
}

const granted: Permissions = Object.fromEntries(
  Object.entries(readManifest().default_permissions).flatMap(([name, level]) =>
    level === 'read' || level === 'write' ? [[name, level]] : [],
  ),
);
const without = (permission: string, level: string): Permissions => {
  const { [permission]: _, ...rest } = granted;
  return level === 'none' ? rest : { ...rest, [permission]: 'read' };
};
/** Each permission taken away, and down to reading where writing is asked for; nobody can take `metadata` away, and `issues` is told below. */
const rows = Object.entries(granted)
  .filter(([name]) => !['metadata', 'issues'].includes(name))
  .flatMap(([name, level]) => (level === 'write' ? ['none', 'read'] : ['none']).map((left) => [name, left] as const));

const ALL = ['panel', 'labels', 'gates', 'approved', 'deployed', 'recorded', 'checked', 'marked', 'noted', 'board'];
const HELD = ['panel', 'labels'];

interface Expected {
  readonly happens: readonly string[];
  readonly says: RegExp;
  readonly as?: string;
}
/** By permission, and by what is left of it where that matters. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  actions: {
    happens: HELD,
    says: /1 thing to mend[\s\S]*\*\*This App lacks the permission “Actions: Read and write”, so the quality gates cannot be run, nothing can be deployed by a workflow and what was deployed cannot be checked/,
  },
  'contents none': { happens: HELD, says: /Contents: Read-only”, so the rules and the versions cannot be read/ },
  contents: { happens: HELD, says: /Contents: Read and write”, so stage records cannot be committed/ },
  deployments: { happens: HELD, says: /Deployments: Read and write”, so no deployment can be recorded/ },
  members: {
    happens: ['panel', 'labels', 'gates', 'board'],
    says: /Waiting for 2 approvals[\s\S]*Switched off[\s\S]*“Members: Read-only”: nobody holds a role by a team/,
  },
  organization_projects: { happens: ALL.filter((one) => one !== 'board'), says: /accepts the permission \*\*Projects: Read and write\*\*/ },
  pull_requests: { happens: HELD, says: /Pull requests: Read and write”, so stage records cannot be proposed/, as: 'pull_request' },
  statuses: { happens: ALL.filter((one) => one !== 'marked'), says: /“Commit statuses: Read and write”: the commit is not marked/ },
  vulnerability_alerts: { happens: ALL, says: /“Dependabot alerts: Read-only”: security alerts are not watched/ },
};
const expectedOf = (name: string, left: string): Expected => {
  const found = EXPECTED[`${name} ${left}`] ?? EXPECTED[name];
  if (!found) throw new Error(`Say in EXPECTED what happens without ${name}: app.yml asks for it.`);
  return found;
};

const SETTINGS = 'https://github.com/organizations/acme/settings/installations/';

test.each(['commit', 'pull_request'])('with every permission everything happens, and none is spoken of (records as %s)', async (as) => {
  const { s, issue } = await tells(granted, as);
  expect(happened(s, issue)).toEqual(ALL);
  expect(s.panel(issue)).not.toMatch(/permission|installations/);
});

/** An owner accepts everything, of which GitHub tells the App. */
async function accepts(s: Story): Promise<void> {
  s.world.organisation('acme', { installed: granted });
  const installation = s.world.installations.find(({ account }) => account.login === 'acme');
  const payload = { action: 'new_permissions_accepted', installation: { id: installation?.id }, sender: { id: 1, login: 'alice' } };
  const [at, body] = [s.world.clock.now(), JSON.stringify(payload)];
  const event = { guid: 'accepted', event: 'installation', action: payload.action };
  s.world.hooks.queue.push({ ...event, at, payload, body, headers: {}, status: undefined, attempts: 0 });
  await s.settles();
}

// Falls without: src/bot.ts, `hear` (all); a row of FEATURES in src/core/granted.ts, MIRRORS in src/core/plan.ts (statuses), bearableWith in src/github/see/see.ts (contents, statuses)
test.each(rows)('%s, of which is left: %s', async (name, left) => {
  const { happens, says, as } = expectedOf(name, left);
  const { s, issue } = await tells(without(name, left), as);
  expect({ happens: happened(s, issue), panel: s.panel(issue) }).toEqual({ happens, panel: expect.stringMatching(says) });
  const named = s.panel(issue).split(SETTINGS).length - 1;
  expect(named).toBe(1);
  // Nothing is asked for that is known to be refused, and a look that finds nothing new changes nothing.
  expect(s.requests().filter(({ status }) => status >= 400)).toEqual([]);
  const before = s.requests().length;
  await s.says('alice', issue, '/why');
  expect(s.asked(before).filter((asked) => !/^(query See|GET |mutation (updateIssueComment )?addComment)/.test(asked))).toEqual([]);
  expect(s.log.join('')).not.toMatch(/"level":"error"/);

  await accepts(s);
  await s.says('alice', issue, '/why');
  await approves(s, issue);
  expect(happened(s, issue)).toEqual(ALL);
  expect(s.panel(issue)).not.toMatch(/permission|installations/);
});

// Falls without: src/bot.ts, mustSpeak
test.each(['none', 'read'])(
  'where issues may not be written (%s), the log says so, and nothing is asked for again and again',
  async (left) => {
    const s = new Story({ config: everything('commit') });
    s.world.organisation('acme', { installed: without('issues', left) });
    await expect(s.opens('alice')).rejects.toThrow();
    const [issue] = s.issues();
    if (!issue) throw new Error('there is no issue');
    await expect(s.says('bob', issue, '/approve')).rejects.toThrow();
    expect(s.log.filter((line) => line.includes('This App may not write issues in acme/shop')).length).toBeGreaterThan(0);
    expect(s.asked()).toEqual([expect.stringMatching(/^POST \/app\/installations\/\d+\/access_tokens$/)]);
    await accepts(s);
    await s.says('alice', issue, '/why');
    expect(happened(s, issue)).toEqual(expect.arrayContaining(['panel', 'labels']));
  },
);

// Falls without: src/app/handle.ts, the run that stays unknown
test.each(['none', 'read'])(
  'taken away while the gates are run (actions: %s), it holds what is under way, and given back it goes on',
  async (left) => {
    const config = everything('commit');
    const s = new Story({ config });
    withDelivery(s.world, { verify: checkedBy('pass', 'it answers', config) });
    s.world
      .as('alice')
      .pushes(REPO, { [`.github/workflows/${WORKFLOW_FILE}`]: WORKFLOW, 'stages.yaml': "agent_orchestration:\n  version: 'v0'\n" });
    const issue = await s.opens('alice');
    expect(s.panel(issue)).not.toContain('lacks the permission');
    s.world.organisation('acme', { installed: without('actions', left) });
    s.restarts();
    await s.says('alice', issue, '/why');
    expect(s.panel(issue)).toMatch(/On hold: 1 thing to mend[\s\S]*“Actions: Read and write”/);
    expect(s.requests().filter(({ status }) => status >= 400)).toEqual([]);
    await accepts(s);
    s.world.actions.runner(WORKFLOW_FILE, (run, inputs) => ({ conclusion: 'success', artifacts: [reportOf(run, inputs, GREEN, config)] }));
    await s.settles();
    await approves(s, issue);
    expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
  },
);

/** Without the permission to mark commits, or with that to read marks only. */
const unmarked = ['none', 'read'].map((left) => [left, without('statuses', left)] as const);

test.each(unmarked)('what was taken back stays in quarantine without a mark on the commit (statuses: %s)', async (_left, installed) => {
  const s = new Story({ config: DELIVERY_CONFIG });
  s.world.organisation('acme', { installed });
  withDelivery(s.world, { verify: checkedBy('pass', 'it answered 200', DELIVERY_CONFIG) });
  await approves(s, await s.opens('alice', { version: 'v1.3.2' }));
  const issue = await s.opens('alice');
  await approves(s, issue);
  expect(s.panel(issue)).not.toContain('carries the proof as a status');
  await s.says('bob', issue, '/rollback it broke');
  expect(promotionOf(s, issue)?.status).toBe('ROLLED_BACK');
  const again = await s.opens('alice');
  expect(s.panel(again)).toContain('was rolled back before (v1.4.0 ROLLED&#95;BACK by ');
  await approves(s, again);
  expect(promotionOf(s, again)?.status).not.toBe('PROMOTED');
  // Written when it may be: by the next look at that promotion.
  await accepts(s);
  await s.says('eve', issue, '/why');
  const { refs, commits } = s.world.repository(REPO);
  const marks = commits.get(refs.get('refs/tags/v1.4.0') ?? '')?.statuses.map(({ context, state }) => `${context} ${state}`);
  expect(marks?.at(-1)).toMatch(/^promotion\/staging\/agent_orchestration failure$/i);
});

test.each(unmarked)(
  'what has arrived goes on to the next environment without a mark on the commit (statuses: %s)',
  async (_left, installed) => {
    const s = new Story();
    s.world.organisation('acme', { installed });
    await approves(s, await s.opens('alice'));
    const further = await s.opens('alice', { to: 'production' });
    for (const login of ['bob', 'carol', 'dave']) await s.says(login, further, '/approve');
    expect(promotionOf(s, further)).toMatchObject({ status: 'PROMOTED', round: { terms: { to: 'production' } } });
    // What never arrived below is not taken for it.
    s.world.as('alice').pushes(REPO, { 'src/new.ts': '' });
    s.world.as('alice').tags(REPO, 'v1.5.0');
    expect(s.panel(await s.opens('alice', { version: 'v1.5.0', to: 'production' }))).toContain('has not been promoted to `staging`');
  },
);
