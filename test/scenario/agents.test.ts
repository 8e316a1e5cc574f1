/** Versions of an agent on their way along the Agent Engine map. */
import { describe, expect, test } from '@jest/globals';
import { releaseAgent } from '../../src/sandbox/agent-cast.ts';
import { AGENT_MAP, AGENT_RULES, approves, asks, type Bob, bobTells, MAP, mapNow, wanted } from '../harness/agents.ts';
import { kinds } from '../harness/deliveries.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import { REPO } from '../harness/story.ts';

const ENGINE = 'projects/acme-stage/locations/us-central1/reasoningEngines/7012345678901234567';

describe('an agent that is in order', () => {
  test('MISSION C13: reaches staging on its evals and one approval; the map is told its engine and status in one commit', async () => {
    await bobTells({ engine: () => ENGINE }, async (s) => {
      const before = mapNow(s);
      const issue = await asks(s);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', round: { terms: { version: '1.2.0' } } });
      const asked = s.requests().length;
      await approves(s, issue);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
      expect(kinds(s, issue).slice(-3)).toEqual(['deployed', 'checked', 'promoted']);
      // Only the two values are others; comments, quotes and the 19 digits beside them are as they were.
      expect(mapNow(s)).toBe(before.replace('"1234567890123456789"', `"${ENGINE}"`).replace('status: "pending"', 'status: "validated"'));
      expect(s.asked(asked).filter((one) => one.includes('createCommitOnBranch') || one.startsWith('mutation Records'))).toHaveLength(1);
      expect(s.reads(issue)).toBeDefined();
    });
  });

  test('MISSION C8: what the map asks of the step is shown: how many checks, who approves, and where they are asked', async () => {
    await bobTells({}, async (s) => {
      const panel = s.panel(await asks(s));
      expect(panel).toContain('`dev_to_stage` of the map: 1 required check, each a gate here; a person approves, asked in `#agents`');
      expect(panel).toContain('has its place in `stage`: engine `1234567890123456789`, project `acme-stage`, `us-central1`');
      expect(panel).toContain('`agents/bob/agent.json` of the commit calls `1.2.0` PUBLISHED');
    });
  });

  test('is called deployed, and not validated, where nobody looks whether it works', async () => {
    const rules = AGENT_RULES.replace(/ {4}verify:.*\n/, '');
    await bobTells({ rules }, async (s) => {
      await approves(s, await asks(s));
      expect(mapNow(s)).toBe(AGENT_MAP.replace('status: "pending"', 'status: "deployed"'));
    });
  });

  test('changes the map by a pull request where records are written so', async () => {
    const rules = `${AGENT_RULES}\nrecords: { as: pull_request, files: [{ file: README.md, append: '{subject} {version}' }] }\n`;
    await bobTells({ rules }, async (s) => {
      const issue = await asks(s);
      await approves(s, issue);
      expect(mapNow(s)).toBe(AGENT_MAP);
      const pull = s.world.repository(REPO).issues.findLast((one) => one.pull !== null);
      expect(ledgerOf(s, issue).entries.at(-1)).toMatchObject({ kind: 'promoted', records: { pull: pull?.number, problems: [] } });
      expect(pull?.title).toBe('Record bob 1.2.0 in staging');
    });
  });

  test('a map that is changed so that its values find no place is told, and the version is promoted all the same', async () => {
    await bobTells({}, async (s) => {
      const issue = await asks(s);
      await s.says('carol', issue, '/approve');
      s.world.as('eve').pushes(REPO, { [MAP]: 'agents: [bob]\n' });
      await s.passes(400);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
      expect(
        s
          .unread(issue)
          .map(({ body }) => body)
          .join('\n'),
      ).toContain('There is no map to hold agents.bob.environments');
    });
  });
});

describe('MISSION C4 to C8: the map stands in the way', () => {
  const stage = (from: string, to: string): Bob => ({ map: AGENT_MAP.replace(from, to) });

  test.each<[string, Bob, readonly (string | RegExp)[]]>([
    ['without a map', { map: null }, [/^The default branch has no Agent Engine map config\/agent_engine_envs\.yaml\. Start from/]],
    ['that is no text', { map: 'a\0b' }, [/is not UTF-8 text/]],
    ['of a newer schema', stage('"1.0.0"', '"2.0.0"'), [/line 2: schema_version is "2\.0\.0", and this version knows 1\.x only/]],
    ['that knows no such agent', stage('  bob:', '  rob:'), [/There is no agent "bob"; did you mean "rob"\?/]],
    [
      'without an engine at the target',
      stage('"1234567890123456789"', '"TODO-SET"'),
      [
        /line 19: engine_id of bob in stage is still the placeholder "TODO-SET"\. Set it: promotion-bot agents set bob stage --engine-id ID, and/,
      ],
    ],
    ['without a project where it comes from', stage('"acme-dev"', 'null'), [/project_id of bob in dev has no value \(null\)/]],
    [
      'in which it is not validated where it comes from',
      stage('"validated"', '"deployed"'),
      [/line 15: bob is deployed in dev, and only what is validated there goes on to stage/],
    ],
    ['without the step', stage('dev_to_stage:', 'x_to_y:'), [/promotion has the step "x_to_y"/]],
    [
      'that requires what no gate measures',
      stage('      - "Evals passing"\n', '      - "Evals passing"\n      - "Unit tests passing"\n'),
      [
        /requires Unit tests passing for dev_to_stage, and no gate of staging stands for it\..* Call a gate unit-tests-passing, .*Gates there: evals\./,
      ],
    ],
    [
      'whose check is given a gate that is misspelt',
      { rules: AGENT_RULES.replace('"Evals passing": evals', '"Evals passing": evalz') },
      [/checks of bob names the gate evalz, which staging does not have\. Did you mean evals\?/],
    ],
    [
      'whose check has no letters for a name',
      stage('      - "Evals passing"\n', '      - "Evals passing"\n      - "テスト"\n'),
      [/stands for it\. What nobody measures has not passed\. Write under bob in/],
    ],
    [
      'that requires what is only advised',
      { rules: AGENT_RULES.replace('max_errors: 0,', 'max_errors: 0, required: false,') },
      [/its gate evals has required: false/],
    ],
    [
      'that wants a person where nobody is asked',
      { rules: AGENT_RULES.replace('approval: qa', 'approval: none') },
      [/wants a person's approval for dev_to_stage, and staging has approval: none/],
    ],
  ])('%s', async (_what, bob, words) => {
    await bobTells({ ...bob, map: AGENT_MAP }, async (s) => {
      s.world.as('alice').pushes(REPO, { [MAP]: bob.map === undefined ? AGENT_MAP : bob.map });
      const issue = await asks(s);
      expect(wanted(s, issue)).toEqual(words.map((one) => expect.stringMatching(one)));
      expect(promotionOf(s, issue)?.status ?? 'PENDING').toBe('PENDING');
    });
  });

  test('a gate that is called like the check stands for it', async () => {
    const rules = AGENT_RULES.replace('evals: { evals:', 'evals-passing: { evals:').replace('    checks: { "Evals passing": evals }\n', '');
    await bobTells({ rules }, async (s) => {
      expect(wanted(s, await asks(s))).toEqual([]);
    });
  });

  test('mended, it goes on', async () => {
    await bobTells({}, async (s) => {
      s.world.as('alice').pushes(REPO, { [MAP]: AGENT_MAP.replace('"validated"', '"deployed"') });
      const issue = await asks(s);
      expect(wanted(s, issue)).toHaveLength(1);
      s.world.as('alice').pushes(REPO, { [MAP]: AGENT_MAP });
      await s.says('alice', issue, '/why');
      await s.passes(400);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    });
  });
});

test('another engine in the map is another decision: approvals given before do not count', async () => {
  const rules = AGENT_RULES.replace('approval: qa', 'approval: { role: qa, count: 2 }');
  await bobTells({ rules }, async (s) => {
    const issue = await asks(s);
    await s.says('carol', issue, '/approve');
    expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
    s.world.as('eve').pushes(REPO, { [MAP]: AGENT_MAP.replace('1234567890123456789', '9999999999999999999') });
    await s.says('alice', issue, '/why');
    await s.passes(400);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', round: { number: 2 }, approvals: [] });
    expect(
      s
        .unread(issue)
        .map(({ body }) => body)
        .join('\n'),
    ).toMatch(/Changed since round 1: what the Agent Engine map says of this step/);
  });
});

test('MISSION B20: taken back, the version before runs on its engine again, and the map says so', async () => {
  let engine = ENGINE;
  await bobTells({ engine: () => engine }, async (s) => {
    await approves(s, await asks(s));
    releaseAgent(s.world, { version: '1.3.0' });
    await asks(s, { version: '1.3.0', to: 'development' });
    engine = ENGINE.replace(/\d+$/, '8888888888888888888');
    const issue = await asks(s, { version: '1.3.0' });
    await approves(s, issue);
    expect(mapNow(s)).toContain('8888888888888888888');
    engine = ENGINE;
    await s.says('carol', issue, '/rollback hands out refunds');
    await s.passes(400);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK' });
    expect(mapNow(s)).toBe(AGENT_MAP.replace('"1234567890123456789"', `"${ENGINE}"`).replace('status: "pending"', 'status: "validated"'));
  });
});

test('MISSION B20: taken back from an engine of its own to one that nobody names, it is no more called validated', async () => {
  let engine: string | undefined = ENGINE;
  await bobTells({ engine: () => engine }, async (s) => {
    await approves(s, await asks(s));
    releaseAgent(s.world, { version: '1.3.0' });
    await asks(s, { version: '1.3.0', to: 'development' });
    const issue = await asks(s, { version: '1.3.0' });
    await approves(s, issue);
    engine = undefined;
    await s.says('carol', issue, '/rollback hands out refunds');
    await s.passes(400);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK' });
    expect(mapNow(s)).toBe(AGENT_MAP.replace('"1234567890123456789"', `"${ENGINE}"`).replace('status: "pending"', 'status: "deployed"'));
  });
});

test('where the bot only looks whether it works, the map is left to whoever deploys', async () => {
  await bobTells({ rules: AGENT_RULES.replace(/ {4}deploy:.*\n/, '') }, async (s) => {
    const issue = await asks(s);
    await approves(s, issue);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
    expect(mapNow(s)).toBe(AGENT_MAP);
  });
});

test('a status that moves on in the map voids no approval', async () => {
  const rules = AGENT_RULES.replace('approval: qa', 'approval: { role: qa, count: 2 }');
  await bobTells({ rules }, async (s) => {
    const issue = await asks(s);
    await s.says('carol', issue, '/approve');
    s.world.as('eve').pushes(REPO, { [MAP]: AGENT_MAP.replace('"pending"', '"deployed"') });
    await s.says('alice', issue, '/why');
    expect(promotionOf(s, issue)).toMatchObject({ round: { number: 1 }, approvals: [{ by: { login: 'carol' } }] });
  });
});

test('an agent that is worse than what runs in the target waits, though it is above the limit', async () => {
  await bobTells({ passed: 60 }, async (s) => {
    await approves(s, await asks(s));
    releaseAgent(s.world, { version: '1.3.0', passed: 56 });
    await asks(s, { version: '1.3.0', to: 'development' });
    const issue = await asks(s, { version: '1.3.0' });
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING' });
    expect(s.panel(issue)).toMatch(/`evals` \| 93\.33 % passed \(56 of 60\); 90 % needed;.* 1\.2\.0 had 100 %/);
  });
});

describe('MISSION A14, C7: the evals of this very version decide', () => {
  test.each([
    ['too few pass', { passed: 50 }, /50 of 60/],
    ['there are too few cases', { cases: 40, passed: 40 }, /40/],
  ])('%s: it waits, and says what was found', async (_what, bob, words) => {
    await bobTells(bob, async (s) => {
      const issue = await asks(s);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING' });
      expect(s.panel(issue)).toMatch(words);
      await s.says('carol', issue, '/approve');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING' });
    });
  });
});
