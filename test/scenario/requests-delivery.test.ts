/** What a promotion costs that is carried out from end to end. */
import { expect, test } from '@jest/globals';
import { checkedBy, DELIVERY_CONFIG, withDelivery } from '../harness/delivery.ts';
import { GREEN, reportOf, withGates } from '../harness/gates.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const CONFIG = `${DELIVERY_CONFIG.replace(
  '    aliases: [stage]\n',
  '    aliases: [stage]\n    gates:\n      coverage: { coverage: reports/coverage.json, min: 70 }\n      tests: { tests: reports/junit.xml }\n      style: { findings: reports/ruff.json, required: false }\n',
).replace('{ all: [tech-lead, qa] }', '{ all: [tech-lead, qa, security] }')}records:
  as: commit
  files: [{ file: README.md, append: '{subject} {version} reached {to}' }]
`;

async function promotes(s: Story, version: string) {
  const issue = await s.opens('alice', { version });
  for (const login of ['bob', 'carol', 'dave']) await s.says(login, issue, '/approve');
  expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
  expect(issue.state).toBe('CLOSED');
}

test('gates, three approvals, deployment, verification, a record commit and closing: at most 34 requests, 14 of which create content', async () => {
  await story(
    async (s) => {
      withDelivery(s.world, { verify: checkedBy('pass', 'it answered 200', CONFIG) });
      withGates(s.world, (run, inputs) => ({ conclusion: 'success', artifacts: [reportOf(run, inputs, GREEN, CONFIG)] }));
      for (const tag of ['v1.3.2', 'v1.4.0']) s.world.as('alice').tags(REPO, tag);
      // The first one makes the labels.
      await promotes(s, 'v1.3.2');
      s.world.as('alice').pushes(REPO, { VERSION: 'v1.4.0\n' });
      s.world.as('alice').tags(REPO, 'v1.4.0');
      await s.settles();
      const before = s.requests().length;
      await promotes(s, 'v1.4.0');
      const content = s.requests(before).reduce((sum, { createsContent }) => sum + createsContent, 0);
      expect(s.asked(before).length).toBeLessThanOrEqual(34);
      expect(content).toBeLessThanOrEqual(14);
      for (const issue of s.issues()) while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config: CONFIG, waits: true },
  );
});
