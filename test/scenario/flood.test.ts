import { expect, test } from '@jest/globals';
import { ledgerOf } from '../harness/laws.ts';
import { story } from '../harness/tell.ts';

test('what was said during an outage fits into comments that GitHub takes, and every entry is there once', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    s.world.silently(() => {
      for (let i = 0; i < 120; i += 1) s.world.as(i % 2 ? 'bob' : 'carol').comments(issue, `/why`);
    });
    await s.says('bob', issue, `/approve ${'<"&>'.repeat(2_000)}`);
    const said = s.unread(issue);
    expect(said.length).toBeGreaterThan(1);
    for (const { body } of said) expect(body.length).toBeLessThanOrEqual(65_536);
    for (const _ of said) s.reads(issue);
    expect(ledgerOf(s, issue).entries.filter(({ kind }) => kind === 'answered')).toHaveLength(120);
    expect(new Set(ledgerOf(s, issue).heard).size).toBe(121);
  });
});
