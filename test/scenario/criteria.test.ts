/** What people attest to, what a component consists of, and what it stands on. */
import { expect, test } from '@jest/globals';
import { imports } from '../harness/import.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, form, REPO, type Setting, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { testOfApp } from '../harness/test-of-app.ts';

const GATES = `    gates:
      code-review: { human: "Code review approved", by: [tech-lead] }
      rollback-tested: { human: "Rollback tested", by: [security], evidence: link }
      docs: { human: "Documentation complete", by: [qa], required: false }
`;
const WITH_CRITERIA: Setting = {
  config: CONFIG.replace('    approval: { all: [tech-lead, qa] }\n', `    approval: { all: [tech-lead, qa] }\n${GATES}`),
};

async function opened(s: Story, asked: Parameters<Story['opens']>[1] = {}) {
  const issue = await s.opens('alice', asked);
  s.panel(issue);
  s.reads(issue);
  return issue;
}

test('MISSION B7: every required criterion of the edge is signed by who may, before approval begins', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    expect(s.panel(issue)).toMatch(/\*\*Code review approved\*\* is not signed\. Who holds `tech-lead` answers `\/sign code-review`/);
    expect(s.panel(issue)).not.toContain('Documentation complete');
    await s.says('carol', issue, '/sign code-review');
    expect(s.reads(issue)).toContain('needs the role `tech-lead`');
    await s.says('bob', issue, '/sign code-revue');
    expect(s.reads(issue)).toContain('Did you mean `code-review`?');
    await s.says('bob', issue, '/sign code-review');
    expect(s.reads(issue)).toMatch(/bob.*signed `code-review` as tech-lead for commit/);
    await s.says('dave', issue, '/sign rollback-tested');
    expect(s.reads(issue)).toContain('`rollback-tested` wants evidence');
    await s.says('dave', issue, '/sign rollback-tested https://github.com/acme/shop/actions/runs/812');
    expect(s.reads(issue)).toMatch(/signed `rollback-tested` as security[\s\S]*\*\*Round 1:\*\*/);
    expect(s.panel(issue)).toMatch(/Code review approved: attested by bob on .* UTC/);
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
  }, WITH_CRITERIA);
});

test('a signature is for one commit: another version asks for it again', async () => {
  await story(
    async (s) => {
      const issue = await opened(s);
      await s.says('bob', issue, '/sign code-review');
      expect(s.reads(issue)).toContain('Round 1');
      s.world.as('alice').tags(REPO, 'v1.5.0', { at: s.world.as('alice').pushes(REPO, { 'src/a.ts': '' }) });
      await s.edits('alice', issue, form({ version: 'v1.5.0' }));
      expect(s.panel(issue)).toContain('**Code review approved** is not signed');
      s.reads(issue);
      await s.says('bob', issue, '/approve');
      expect(s.reads(issue)).toContain('on hold');
    },
    { config: WITH_CRITERIA.config?.replace(/ {6}rollback-tested.*\n/, '') ?? null },
  );
});

test('MISSION B8: a ticked box is a claim and signs nothing; an unticked one speaks against a signature', async () => {
  const boxes = (tick: string) =>
    `${form()}\n\n### Promotion Criteria\n\n- [${tick}] Code review approved`.replace(/### Notes\n\n.*\n\n/, '');
  await story(
    async (s) => {
      const issue = await opened(s, boxes('x'));
      expect(s.panel(issue)).toContain('**Code review approved** is not signed');
      await s.edits('alice', issue, boxes(' '));
      await s.says('bob', issue, '/sign code-review');
      s.reads(issue);
      expect(s.panel(issue)).toContain('is signed, but its box in the issue is not ticked');
      await s.edits('alice', issue, boxes('x'));
      expect(s.reads(issue)).toContain('Round 1');
    },
    { config: WITH_CRITERIA.config?.replace(/ {6}rollback-tested.*\n/, '') ?? null },
  );
});

test('MISSION B1: component directory, tests and specification must be in the very commit', async () => {
  const config = CONFIG.replace(
    'agent_orchestration: { kind: component }',
    "agent_orchestration: { kind: component, paths: ['src/{subject}/**', 'tests/{subject}/**'], spec: 'specs/{subject}.md' }",
  );
  await story(
    async (s) => {
      const issue = await s.opens('alice');
      expect(s.panel(issue)).toMatch(
        /The component directory `src\/agent_orchestration`[\s\S]*The tests directory `tests\/agent_orchestration`[\s\S]*The specification `specs\/agent_orchestration\.md`/,
      );
      const files = { 'src/agent_orchestration/a.py': '', 'tests/agent_orchestration/test_a.py': '', 'specs/agent_orchestration.md': '#' };
      s.world.as('alice').tags(REPO, 'v1.5.0', { at: s.world.as('alice').pushes(REPO, files) });
      await s.edits('alice', issue, form({ version: 'v1.5.0' }));
      expect(s.panel(issue)).toMatch(/✅ The component directory `src\/agent_orchestration` is there/);
      s.reads(issue);
    },
    { config },
  );
});

test('MISSION B24: a component is not promoted above one it depends on', async () => {
  const config = `${CONFIG}  shop_window: { kind: component, depends_on: [agent_orchestration] }\n`;
  await story(
    async (s) => {
      const issue = await s.opens('alice', { subject: 'shop_window' });
      expect(s.panel(issue)).toContain('It depends on `agent_orchestration`, which has not arrived in `staging`');
      const below = await opened(s);
      for (const login of ['bob', 'carol']) {
        await s.says(login, below, '/approve');
        s.reads(below);
      }
      await s.says('alice', issue, '/why');
      expect(s.panel(issue)).toContain(`It depends on \`agent_orchestration\`, which arrived in \`staging\` by #${below.number}`);
      s.reads(issue);
    },
    { config },
  );
});

testOfApp('MISSION B24: what it depends on may have been imported, and approvers read so', async () => {
  const config = `${CONFIG}  shop_window: { kind: component, depends_on: [agent_orchestration] }\n`;
  await story(
    async (s) => {
      const files = { 'MATURITY.md': '# Agent Orchestration\n\n**Stage**: staging\n**Version**: v1.4.0\n' };
      expect(await imports(s, { files, write: true })).toMatchObject({ code: 0 });
      for (const issue of s.issues()) {
        s.panel(issue);
        s.reads(issue);
      }
      const issue = await opened(s, { subject: 'shop_window' });
      expect(s.panel(issue)).toContain('It depends on `agent_orchestration`, which was imported in `staging` by #1');
    },
    { config },
  );
});

/** The form with the box "Skip quality gates" ticked. */
const skipping = (to: string): string =>
  form({ to }).replace('### Notes', '### Skip quality gates\n\n- [X] Skip the quality gates (for testing only)\n\n### Notes');
const measured = (lines: string): Setting => ({
  config: CONFIG.replace(
    '    approval: { all: [tech-lead, qa] }\n',
    `    approval: { all: [tech-lead, qa] }\n    gates: { coverage: { coverage: reports/coverage.json, min: 70 } }\n${lines}`,
  ),
});

test('MISSION B9: where it is allowed, gates are skipped by decision of the roles, and everybody can see it', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', skipping('staging'));
    expect(s.panel(issue)).toMatch(/^.*\n## ⚠️ SKIPPED GATES · ⏳ Waiting for 2 approvals/);
    expect(s.reads(issue)).toContain('The quality gates are SKIPPED in round 1');
    for (const login of ['bob', 'carol']) {
      await s.says(login, issue, '/approve');
      s.reads(issue);
    }
    expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
    expect(s.panel(issue)).toContain('SKIPPED');
  }, measured('    allow_skip: true\n'));
});

test('MISSION B9: without allow_skip it is refused', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', skipping('staging'));
    expect(s.panel(issue)).toContain('`staging` does not allow skipping the quality gates');
  }, measured(''));
});

test('MISSION B9, attack 54: production refuses to skip, whatever the config allows', async () => {
  await story(
    async (s) => {
      const issue = await s.opens('alice', skipping('production'));
      expect(s.panel(issue)).toContain('`production` never skips the quality gates');
      expect(promotionOf(s, issue)).toBeUndefined();
    },
    { config: CONFIG.replace('    aliases: [prod]\n', '    aliases: [prod]\n    allow_skip: true\n') },
  );
});

const INHERITED = CONFIG.replace(
  '    approval: { all: [tech-lead, qa] }',
  '    approval: { all: [tech-lead] }\n    gates: { review: { human: Code reviewed, by: [qa] } }',
).replace(
  '    approval: { all: [tech-lead, qa, security] }',
  '    extends: staging\n    approval: { all: [tech-lead] }\n    rollback_plan: false',
);

/** v1.4.0 is PROMOTED to staging, where carol gave her word for it. */
async function arrives(s: Story): Promise<void> {
  const issue = await s.opens('alice');
  await s.says('carol', issue, '/sign review');
  await s.says('bob', issue, '/approve');
  while (s.unread(issue).length > 0) s.reads(issue);
}

test('what was signed for the same commit on its way to staging counts for production, where the criterion is inherited', async () => {
  await story(
    async (s) => {
      await arrives(s);
      const issue = await s.opens('alice', { to: 'production' });
      expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
      expect(s.panel(issue)).toContain('Code reviewed: attested by carol on 20 Nov 2026 10:00 UTC in #1');
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config: INHERITED },
  );
});

test.each([
  ['another text', 'review: { human: Code reviewed twice, by: [qa] }'],
  ['another role', 'review: { human: Code reviewed, by: [security] }'],
])('a criterion that asks for more than below (%s) is signed anew', async (_what, gate) => {
  await story(
    async (s) => {
      await arrives(s);
      const issue = await s.opens('alice', { to: 'production' });
      expect(promotionOf(s, issue)?.status).toBe('PENDING');
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config: INHERITED.replace('    rollback_plan: false', `    rollback_plan: false\n    gates: { ${gate} }`) },
  );
});

test('what was signed for another commit does not count', async () => {
  await story(
    async (s) => {
      await arrives(s);
      s.world.as('alice').pushes('acme/shop', { 'a.txt': 'new' });
      s.world.as('alice').tags('acme/shop', 'v1.5.0');
      const second = await s.opens('alice', { version: 'v1.5.0' });
      expect(promotionOf(s, second)?.status).toBe('PENDING');
      while (s.unread(second).length > 0) s.reads(second);
    },
    { config: INHERITED },
  );
});

test('a word that is too old is asked for again, and counts again when it is given', async () => {
  await story(
    async (s) => {
      const issue = await opened(s);
      await s.says('carol', issue, '/sign review');
      expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
      s.world.clock.advance(25 * 3600);
      await s.says('bob', issue, '/approve');
      expect(s.panel(issue)).toContain('**Code reviewed** was signed too long ago');
      expect(promotionOf(s, issue)?.approvals).toEqual([]);
      await s.says('carol', issue, '/sign review');
      await s.says('bob', issue, '/approve');
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config: INHERITED.replace('by: [qa] }', 'by: [qa], max_age: 24h }') },
  );
});
