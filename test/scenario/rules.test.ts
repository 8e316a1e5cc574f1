/** The rules of promoting, each as a story. What opens by itself says when. */
import { expect, test } from '@jest/globals';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, form, REPO, type Setting, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const staging = (lines: string): Setting => ({
  config: CONFIG.replace('    approval: { all: [tech-lead, qa] }\n', `    approval: { all: [tech-lead, qa] }\n${lines}`),
});

async function arrives(s: Story, asked: Parameters<Story['opens']>[1] = {}) {
  const issue = await s.opens('alice', asked);
  s.panel(issue);
  s.reads(issue);
  for (const login of ['bob', 'carol']) {
    await s.says(login, issue, '/approve');
    s.reads(issue);
  }
  return issue;
}

const toMend = (panel: string): string => panel.split('### What to mend\n\n')[1]?.split('\n\n')[0] ?? '';

test.each([
  ['missing', {}, undefined, /`v1\.4\.0` has no published release/],
  ['a draft', { draft: true }, 'v1.4.0', /`v1\.4\.0` has no published release.*\(a draft is not published\)/],
  ['deprecated', { body: 'Use 2.0.\nDEPRECATED: leaks memory' }, 'v1.4.0', /`v1\.4\.0` is marked as deprecated/],
] as const)('MISSION A2: an agent whose release is %s is refused', async (_what, input, tag, says) => {
  await story(async (s) => {
    if (tag) s.world.release(REPO, tag, input);
    const issue = await s.opens('alice', { subject: 'bob' });
    expect(toMend(s.panel(issue))).toMatch(says);
    expect(promotionOf(s, issue)).toBeUndefined();
  });
});

test.each(['v1.4.0-rc.1', 'bob-v2.0.0', 'bob@2.0.0', '2.1.0'])(
  'MISSION A1: agents carry semantic versions, prereleases among them: %s',
  async (tag) => {
    await story(async (s) => {
      s.world.as('alice').tags(REPO, tag);
      s.world.release(REPO, tag);
      const issue = await s.opens('alice', { subject: 'bob', version: tag });
      expect(s.panel(issue)).toContain('Waiting for 2 approvals');
      s.reads(issue);
    });
  },
);

test('MISSION A1: a version that is none, or two commits under one version, is refused', async () => {
  await story(async (s) => {
    s.world.as('alice').tags(REPO, 'latest');
    s.world.as('alice').tags(REPO, '1.4.0', { at: s.world.as('alice').pushes(REPO, { 'src/other.ts': '' }) });
    const issue = await s.opens('alice', { subject: 'bob', version: 'latest' });
    expect(toMend(s.panel(issue))).toContain('`latest` is no semantic version');
    await s.edits('alice', issue, form({ subject: 'bob', version: '1.4.0' }));
    expect(toMend(s.panel(issue))).toContain('may be the tag `1.4.0` or `v1.4.0`, and they are different commits');
  });
});

test('MISSION A3, A6: environments of any name and order; an unknown one is refused with the list of known ones', async () => {
  const config = `version: 1
roles: { lead: { teams: [tech-leads] } }
environments:
  lab: {}
  canary-eu: { aliases: [canary], approval: lead }
  world: { approval: lead, rollback_plan: false }
subjects: { api: { kind: component } }
`;
  await story(
    async (s) => {
      const issue = await s.opens('alice', { subject: 'api', to: 'prod' });
      expect(toMend(s.panel(issue))).toContain('Known environments, in their order: `lab`, `canary-eu` and `world`');
      await s.edits('alice', issue, form({ subject: 'api', to: 'Canary' }));
      expect(s.panel(issue)).toMatch(/Waiting for 1 approval: `api` v1\.4\.0, lab → canary-eu/);
      s.reads(issue);
    },
    { config },
  );
});

test.each(['', 'update'])('MISSION A4: notes %j draw a friendly hint; good ones are shown word for word', async (notes) => {
  await story(async (s) => {
    const issue = await s.opens('alice', { notes });
    expect(s.panel(issue)).toContain('💡 A line on why');
    await s.edits('alice', issue, form({ notes: 'Fixes JIRA-1234,\n  increases temperature to 0.8' }));
    expect(s.panel(issue)).toMatch(/> Fixes JIRA-1234,<br>\n> increases temperature to 0\.8/);
    expect(s.panel(issue)).not.toContain('💡');
    s.reads(issue);
    expect(s.reads(issue)).toContain('changed the request: notes');
  });
});

test('MISSION A2: an agent is promoted as a published release; a prerelease is shown as one; a SHA is none', async () => {
  await story(async (s) => {
    s.world.release(REPO, 'v1.4.0', { prerelease: true });
    const issue = await s.opens('alice', { subject: 'bob' });
    expect(s.panel(issue)).toMatch(/`v1\.4\.0`\]\(.*\) is a published release, marked as a prerelease/);
    expect(s.labels(issue)).toContain('agent:bob');
    s.reads(issue);
    const bySha = await s.opens('alice', { subject: 'bob', to: 'development', version: s.world.as('alice').tags(REPO, 'v0.1.0') });
    expect(toMend(s.panel(bySha))).toMatch(/is no release\.\*\* `bob` is promoted only as a published release/);
  });
});

test('MISSION A2: a release that is withdrawn while people approve holds the promotion', async () => {
  await story(async (s) => {
    s.world.release(REPO, 'v1.4.0');
    const issue = await s.opens('alice', { subject: 'bob' });
    s.panel(issue);
    s.reads(issue);
    await s.says('bob', issue, '/approve');
    s.reads(issue);
    s.world.repository(REPO).releases.splice(0);
    await s.says('carol', issue, '/approve');
    expect(s.reads(issue)).toContain('on hold until what the panel names is mended');
    expect(s.panel(issue)).toMatch(/## ✋ On hold[\s\S]*has no published release/);
  });
});

test.each(['tag', 'commit'])('MISSION A2: where the config says published: %s, no release is asked for', async (standard) => {
  await story(
    async (s) => {
      const issue = await s.opens('alice', { subject: 'bob' });
      expect(s.panel(issue)).toContain('Waiting for 2 approvals');
      s.reads(issue);
    },
    { config: CONFIG.replace('bob: { kind: agent }', `bob: { kind: agent, published: ${standard} }`) },
  );
});

test('MISSION B6: production counts seven days from the promotion to staging; one day short is refused with the date', async () => {
  await story(
    async (s) => {
      await arrives(s);
      s.world.clock.advance(6 * 86_400);
      const issue = await s.opens('alice', { to: 'production' });
      expect(s.panel(issue)).toMatch(
        /takes only what has been in `staging` for 7d; this commit arrived there on 20 Nov 2026 10:00 UTC\. That opens on 27 Nov 2026 10:00 UTC\./,
      );
      expect(promotionOf(s, issue)?.status).toBe('PENDING');
      s.reads(issue);
      await s.passes(86_460);
      expect(s.panel(issue)).toContain('Waiting for 3 approvals');
      s.reads(issue);
    },
    { config: CONFIG.replace('    aliases: [prod]\n', '    aliases: [prod]\n    soak: 7d\n') },
  );
});

test('a soak is without a break: another version in between ends it', async () => {
  await story(
    async (s) => {
      await arrives(s);
      s.world.clock.advance(4 * 86_400);
      s.world.as('alice').tags(REPO, 'v1.5.0', { at: s.world.as('alice').pushes(REPO, { 'src/a.ts': '' }) });
      await arrives(s, { version: 'v1.5.0' });
      s.world.clock.advance(4 * 86_400);
      const issue = await s.opens('alice', { to: 'production' });
      expect(toMend(s.panel(issue))).toMatch(/without a break; `v1\.5\.0` replaced/);
    },
    { config: CONFIG.replace('    aliases: [prod]\n', '    aliases: [prod]\n    soak: 7d\n') },
  );
});

test('in a freeze people decide and nothing is completed; the panel says when it opens', async () => {
  // 20 November 2026 is a Friday; at 12:00 in Berlin (11:00 UTC) the week ends.
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    s.world.clock.advance(3_600);
    for (const login of ['bob', 'carol']) {
      await s.says(login, issue, '/approve');
      s.reads(issue);
    }
    expect(s.panel(issue)).toMatch(/## ⏸️ Pending[\s\S]*is frozen now[\s\S]*That opens on 22 Nov 2026 23:00 UTC\./);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'queued' });
    await s.passes(60 * 3_600 + 60);
    expect(s.reads(issue)).toContain('Promoted');
  }, staging("    freeze: [{ rrule: 'FREQ=WEEKLY;BYDAY=FR', from: '12:00', for: 60h, timezone: Europe/Berlin }]\n"));
});

test('MISSION B13: an open issue named as a blocker blocks; closed ones and "None" do not; anything else is to be named', async () => {
  await story(async (s) => {
    const bug = s.world.as('eve').opens(REPO, { title: 'Crash on start', body: 'boom', labels: [] });
    const issue = await s.opens('alice', { blockers: `Waiting for #${bug.number}` });
    expect(toMend(s.panel(issue))).toContain(`Blocker #${bug.number} is still open: Crash on start`);
    await s.edits('alice', issue, form({ blockers: 'the weather' }));
    expect(toMend(s.panel(issue))).toContain('Blockers says `the weather`, and I cannot look that up');
    await s.edits('alice', issue, form({ blockers: 'No blockers but the weather' }));
    expect(toMend(s.panel(issue))).toContain('and I cannot look that up');
    await s.edits('alice', issue, form({ blockers: '#999' }));
    expect(toMend(s.panel(issue))).toContain('Blocker `#999` is no issue of this repository');
    await s.does((world) => world.as('eve').closes(bug));
    await s.edits('alice', issue, form({ blockers: `#${bug.number}` }));
    expect(s.panel(issue)).toContain(`Every blocker is closed: \`#${bug.number}\``);
    s.reads(issue);
  });
});

test.each(['None', 'none.', 'n/a', '_No response_', '-', '', 'No blockers.', 'no known blockers', 'None known'])(
  'MISSION B13: %j means no blockers',
  async (blockers) => {
    await story(async (s) => {
      const issue = await s.opens('alice', { blockers });
      expect(s.panel(issue)).toContain('No blockers named');
      s.reads(issue);
    });
  },
);

test('MISSION B14: production needs a rollback plan', async () => {
  await story(async (s) => {
    await arrives(s);
    const issue = await s.opens('alice', { to: 'production', rollbackPlan: '' });
    expect(toMend(s.panel(issue))).toContain('`production` needs a rollback plan');
    await s.edits('alice', issue, form({ to: 'production' }));
    expect(s.panel(issue)).toContain('Waiting for 3 approvals');
    s.reads(issue);
  });
});

test('authors, co-authors and the committer of the version do not decide about it', async () => {
  await story(async (s) => {
    const at = s.world
      .as('bob')
      .pushes(REPO, { 'src/a.ts': '' }, { message: 'Work\n\nCo-authored-by: Carol <carol@users.noreply.github.com>' });
    s.world.as('bob').tags(REPO, 'v1.5.0', { at });
    const issue = await s.opens('alice', { version: 'v1.5.0' });
    s.panel(issue);
    s.reads(issue);
    for (const login of ['bob', 'carol']) {
      await s.says(login, issue, '/approve');
      expect(s.reads(issue)).toContain('you are an author or the committer of this version');
    }
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
  });
});

test('/hold pauses, /resume goes on', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    await s.says('dave', issue, '/hold no role here');
    expect(s.reads(issue)).toContain('needs the role `tech-lead` or `qa`');
    await s.says('bob', issue, '/hold');
    expect(s.reads(issue)).toContain('needs a reason');
    await s.says('alice', issue, '/hold incident review');
    expect(s.reads(issue)).toMatch(/alice.*paused this promotion:\n\n> incident review/);
    for (const login of ['bob', 'carol']) {
      await s.says(login, issue, '/approve');
      s.reads(issue);
    }
    expect(s.panel(issue)).toMatch(/## ⏸️ Pending[\s\S]*\*\*alice\*\* paused it: incident review/);
    await s.says('carol', issue, '/resume');
    expect(s.reads(issue)).toMatch(/ended the pause[\s\S]*Promoted/);
  });
});

test('/supersede lets a newer promotion take the place of the older one', async () => {
  await story(async (s) => {
    s.world.as('alice').tags(REPO, 'v1.5.0', { at: s.world.as('alice').pushes(REPO, { 'src/a.ts': '' }) });
    const older = await s.opens('alice');
    s.panel(older);
    s.reads(older);
    const newer = await s.opens('eve', { version: 'v1.5.0' });
    s.panel(newer);
    await s.says('bob', newer, '/supersede');
    expect(s.reads(newer)).toContain(`lets this promotion take the place of #${older.number}`);
    expect(s.reads(newer)).toContain('Round 1');
    expect(s.reads(older)).toContain('replaced this promotion with a newer one');
    expect(promotionOf(s, older)).toMatchObject({ status: 'CANCELLED', why: 'superseded' });
    expect(promotionOf(s, newer)?.status).toBe('AWAITING_APPROVAL');
  });
});

test('newer: supersede does the same without being asked', async () => {
  await story(async (s) => {
    const older = await s.opens('alice');
    s.panel(older);
    s.reads(older);
    const newer = await s.opens('eve');
    s.panel(newer);
    expect(s.reads(newer)).toContain(`takes the place of the older #${older.number}`);
    expect(s.reads(older)).toContain('replaced this promotion');
    expect([promotionOf(s, older)?.status, promotionOf(s, newer)?.status]).toEqual(['CANCELLED', 'AWAITING_APPROVAL']);
  }, staging('    newer: supersede\n'));
});
