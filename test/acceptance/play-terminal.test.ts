/** The sandbox's terminal, line by line: each line is somebody doing something, and the answer says what came of it. */
import { expect, test } from '@jest/globals';
import { CAST } from '../../src/sandbox/cast.ts';
import { type Desk, HELP, obey } from '../../src/sandbox/terminal.ts';
import { Story } from '../harness/story.ts';

function desk(): Desk & { readonly obeys: (...lines: readonly string[]) => Promise<string> } {
  const story = new Story();
  const at: Desk = {
    world: story.world,
    settle: () => story.settles(),
    passes: async (seconds) => story.world.clock.advance(seconds),
    paper: { columns: 100, colour: false },
    current: undefined,
    printed: new Map(),
  };
  const obeys = async (...lines: readonly string[]): Promise<string> => {
    let answer = '';
    for (const line of lines) answer = (await obey(line, at)) ?? '(left)';
    return answer;
  };
  return Object.assign(at, { obeys });
}

const OPENS = 'alice opens agent_orchestration v1.4.0 staging';

test('a whole promotion: alice opens and may not approve, bob and carol do', async () => {
  const { obeys } = desk();
  expect(await obeys(`${OPENS} Fixes JIRA-1234, retries on timeout`)).toContain('Waiting for 2 approvals');
  expect(await obeys('alice: /approve')).toContain('so somebody else has to approve');
  expect(await obeys('bob: /approve')).toContain('Waiting for 1 approval:');
  expect(await obeys('carol: /approve looks good')).toContain('The panel says: ✅ Promoted');
  const thread = await obeys('show');
  expect(thread).toMatch(/#1 {2}\[closed\]\n.*\(status:promoted\)/);
  expect(thread).toContain('Fixes JIRA-1234, retries on timeout');
});

test('time passes with each line, and when told', async () => {
  const at = desk();
  const before = Date.parse(at.world.clock.now());
  await at.obeys(OPENS);
  expect(Date.parse(at.world.clock.now()) - before).toBe(60_000);
  expect(await at.obeys('wait 3600')).toBe(`It is ${new Date(before + 3_660_000).toISOString().replace('.000', '')} now.\n`);
});

test('list shows every issue, show goes on with one of them', async () => {
  const { obeys } = desk();
  expect(await obeys('list')).toBe('No issue yet. Try "alice opens agent_orchestration v1.4.0 staging".\n');
  await obeys(OPENS, 'alice opens bob v1.4.0 staging');
  expect(await obeys('list')).toMatch(
    /^#1 {2}open {2}Promote agent_orchestration to staging .*\n#2 {2}open {2}Promote bob to staging .*\n$/,
  );
  expect(await obeys('show')).toContain('Promote bob to staging #2');
  expect(await obeys('show #1')).toContain('Promote agent_orchestration to staging #1');
  expect(await obeys('bob: /reject not today', 'show')).toMatch(/#1 {2}\[closed\][\s\S]*Rejected[\s\S]*not today/);
  expect(await obeys('show 7')).toBe('There is no issue #7. "list" shows what there is.\n');
});

test('an edit of an answer changes what is asked for', async () => {
  const { obeys } = desk();
  expect(await obeys('alice opens agent_orchestration v1.4.0 stagign')).toMatch(/Did you mean `?staging`?\?/);
  expect(await obeys('alice edits to staging')).toContain('Waiting for 2 approvals');
  expect(await obeys('alice edits notes now with a reason', 'show')).toContain('now with a reason');
  expect(await obeys('alice edits colour red')).toContain(
    '"colour" is no answer of the form: take subject, version, from, to, blockers, rollbackPlan or notes.',
  );
});

test('closing withdraws, reopening starts nothing', async () => {
  const { obeys } = desk();
  expect(await obeys(OPENS, 'alice closes', 'show')).toContain('(status:cancelled)');
  expect(await obeys('alice reopens')).toContain('an end stays an end');
});

test('a comment may run over several lines', async () => {
  const { obeys } = desk();
  expect(await obeys(OPENS, 'bob: /approve all green\\n\\nI watched it.')).toMatch(/all green\s*\n\s*I watched it\./);
});

test.each([
  ['zoe: /approve', /do not know who should do that.*"help"/],
  ['/approve', /do not know who should do that/],
  ['bob dances', /There is no issue yet\. Try "alice opens/],
  ['bob: /approve', /There is no issue yet\. Try "alice opens/],
  ['show', /There is no issue yet\. "list" shows/],
])('%s, before there is an issue: the answer says what to do', async (line, answer) => {
  expect(await desk().obeys(line)).toMatch(answer);
});

test('a verb nobody knows is answered with the way to help', async () => {
  expect(await desk().obeys(OPENS, 'bob dances')).toBe('I do not know how to "dances". "help" shows what can be done.\n');
});

test('help names everything and everybody; nothing typed answers nothing; exit and quit leave', async () => {
  const { obeys } = desk();
  expect(await obeys('help')).toBe(HELP);
  for (const { login, who } of CAST) expect(HELP).toContain(`${login} (${who})`);
  expect(await obeys('  ')).toBe('');
  expect([await obeys('exit'), await obeys(' quit ')]).toEqual(['(left)', '(left)']);
});
