/** `config simulate`: what other rules would have said of promotions that were, told by people who tried some. */
import { describe, expect, test } from '@jest/globals';
import { CONFIG, REPO, type Story } from '../harness/story.ts';
import { type Person, people } from './person-world.ts';

const SIMULATE = ['config', 'simulate', 'next.yml', '--repo', REPO] as const;
const STAGING = '    approval: { all: [tech-lead, qa] }\n';

async function promoted(s: Story, to = 'staging', approvers: readonly string[] = ['bob', 'carol']) {
  const issue = await s.opens('alice', { to });
  for (const login of approvers) await s.says(login, issue, '/approve');
  return issue;
}

const trying = ({ as }: Person, config: string, argv: readonly string[] = [], how: { readonly withoutKey?: boolean } = {}) =>
  as('eve', [...SIMULATE, ...argv], { files: { 'next.yml': config }, ...how });

describe('config simulate', () => {
  test('the same rules decide the same: 0, and nothing is written', async () => {
    await people(async (person) => {
      const { s } = person;
      await promoted(s, 'development', []);
      await promoted(s);
      const from = s.world.requests.length;
      const { code, out, err } = await trying(person, CONFIG);
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/^acme\/shop#2 {2}agent_orchestration v1\.4\.0 to staging, PROMOTED: as it was\nacme\/shop#1 /);
      expect(out).toContain('Of 2 promotions: 2 as decided, 0 otherwise, 0 cannot be said.');
      expect(s.asked(from).every((asked) => asked.startsWith('query ') || asked.startsWith('GET '))).toBe(true);
      expect((await trying(person, CONFIG, ['--last', '1'])).out).toContain('Of 1 promotion: 1 as decided');
    });
  });

  test('one approval more would have been missing: 1, named by its role; one less changes nothing', async () => {
    await people(async (person) => {
      await promoted(person.s, 'development', []);
      await promoted(person.s);
      const { code, out } = await trying(person, CONFIG.replace(STAGING, '    approval: { all: [tech-lead, qa, security] }\n'));
      expect([code, out]).toEqual([1, expect.stringContaining('PROMOTED: otherwise\n  approvals would have been missing: security.\n')]);
      expect((await trying(person, CONFIG.replace(STAGING, '    approval: qa\n'))).code).toBe(0);
    });
  });

  test('who was refused then and would count now is not guessed about', async () => {
    await people(async (person) => {
      const { s } = person;
      await promoted(s, 'development', []);
      const issue = await s.opens('alice');
      for (const login of ['bob', 'dave', 'carol']) await s.says(login, issue, '/approve');
      const { code, out } = await trying(person, CONFIG.replace(STAGING, '    approval: { all: [tech-lead, qa, security] }\n'));
      expect([code, out]).toEqual([
        2,
        expect.stringContaining('Unknown: security was missing, but somebody who holds it approved and was refused then.'),
      ]);
    });
  });

  test.each<[string, string, number, string]>([
    [
      'a freeze',
      `${STAGING}    freeze: [{ rrule: 'FREQ=DAILY', from: '00:00', for: 24h }]\n`,
      1,
      'it would have waited, since staging was frozen',
    ],
    [
      'a soak that was not kept',
      `${STAGING}    soak: 7d\n`,
      1,
      'it would have waited, since development had it for less than 7d, until 27 Nov 2026',
    ],
    ['a soak that was kept', `${STAGING}    soak: 30m\n`, 0, 'as it was'],
    ['a gate that nobody measured', `${STAGING}    gates: { build: { check: build } }\n`, 2, 'Unknown: gate build was not measured then.'],
    ['a gate for information', `${STAGING}    gates: { build: { check: build, required: false } }\n`, 0, 'as it was'],
    [
      'a sign-off that nobody gave',
      `${STAGING}    gates: { docs: { human: Docs are read, by: [qa] } }\n`,
      1,
      'nobody signed docs (Docs are read).',
    ],
    ['no such environment', CONFIG, 1, 'it would not have been understood: there is no environment staging in these rules.'],
    ['another path', '    approval: { all: [tech-lead, qa] }\n', 1, 'it would have had to come from test; it came from development.'],
  ])('%s', async (what, staging, wanted, sentence) => {
    await people(async (person) => {
      const { s } = person;
      await promoted(s, 'development', []);
      await s.passes(3600);
      await promoted(s);
      const changes: Readonly<Record<string, string>> = {
        'no such environment': CONFIG.replaceAll('staging', 'stages').replace('[stage]', '[stag]'),
        'another path': CONFIG.replace('  staging:', '  test: { approval: qa }\n  staging:'),
      };
      const { code, out, err } = await trying(person, changes[what] ?? CONFIG.replace(STAGING, staging));
      expect([code, err]).toEqual([wanted, '']);
      expect(out).toContain(sentence);
    });
  });

  test('a rejection stands with who could have approved', async () => {
    await people(async (person) => {
      const { s } = person;
      await promoted(s, 'development', []);
      await s.says('carol', await s.opens('alice'), '/reject no');
      const other = await trying(person, CONFIG.replace(STAGING, '    approval: tech-lead\n'));
      expect([other.code, other.out]).toEqual([1, expect.stringContaining('carol could not have rejected it.')]);
      expect((await trying(person, CONFIG.replace(STAGING, '    approval: qa\n'))).code).toBe(0);
    });
  });

  test('what waits would be enough with fewer approvals', async () => {
    await people(async (person) => {
      await promoted(person.s, 'development', []);
      await promoted(person.s, 'staging', ['bob']);
      const { code, out } = await trying(person, CONFIG.replace(STAGING, '    approval: tech-lead\n'));
      expect([code, out]).toEqual([1, expect.stringContaining('AWAITING_APPROVAL: otherwise\n  the approvals it has would be enough.\n')]);
    });
  });

  test('without a public key nothing is proven: 2', async () => {
    await people(async (person) => {
      await promoted(person.s, 'development', []);
      const { code, err } = await trying(person, CONFIG, [], { withoutKey: true });
      expect([code, err]).toEqual([2, expect.stringContaining('the signatures of the audit trail were not checked')]);
    });
  });

  test('programs get the same; rules with mistakes, no file and a wrong number are said', async () => {
    await people(async (person) => {
      await promoted(person.s, 'development', []);
      const json = JSON.parse((await trying(person, CONFIG, ['--json'])).out);
      expect(json).toMatchObject({ ok: true, promotions: [{ promotion: 'acme/shop#1', status: 'PROMOTED', outcome: 'same', points: [] }] });
      expect(await trying(person, 'version: 2')).toMatchObject({
        code: 2,
        err: expect.stringContaining('promotion-bot config check next.yml'),
      });
      expect(await person.as('eve', [...SIMULATE])).toMatchObject({ code: 2, err: expect.stringContaining('next.yml cannot be read') });
      expect(await trying(person, CONFIG, ['--last', '0'])).toMatchObject({
        code: 64,
        err: expect.stringContaining('--last takes a whole number from 1 to 100.'),
      });
    });
  });
});
