/** `extends: org` on the command line: settings files checked, gates judged, and promotions asked for by rules of two files. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { organizationJsonSchema } from '../../src/core/config-json-schema.ts';
import { CONFIG, REPO } from '../harness/story.ts';
import { sample } from './action-world.ts';
import { type CliWorld, cliWorld } from './cli-world.ts';
import { people } from './person-world.ts';

const PATH = '.github/promotion.yml';
const BELOW = `version: 1
locked: [environments.staging.gates.coverage]
environments:
  development:
  staging: { approval: none, gates: { coverage: { coverage: reports/coverage.json, min: 70 } } }
`;
const OWN = 'version: 1\nextends: org\nsubjects: { web: { kind: component } }\n';
const LOOSE = 'version: 1\nextends: org\nsubjects: { web: { kind: component, gates: { coverage: { min: 60 } } } }\n';
const LOOSENED = 'subjects.web.gates.coverage.min comes to be 60, where the organisation has 70';

const worlds: CliWorld[] = [];
afterEach(() => {
  for (const { folder } of worlds.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A command in a folder with these files. */
async function run(files: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  const world = cliWorld({ PATH: process.env['PATH'] });
  worlds.push(world);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(world.folder, path)), { recursive: true });
    writeFileSync(join(world.folder, path), text);
  }
  const code = await main([...argv], world.io);
  return { code, out: world.out(), err: world.err() };
}

describe('config check', () => {
  const check = (own: string, below: string, ...argv: readonly string[]) =>
    run({ [PATH]: own, 'org.yml': below }, 'config', 'check', ...argv);

  test('with the file of the organisation: fine is 0, and a mistake is told in the file it is in', async () => {
    expect(await check(OWN, BELOW, '--defaults', 'org.yml')).toEqual({ code: 0, out: `${PATH} is fine.\n`, err: '' });
    expect(await check(LOOSE, BELOW, '--defaults', 'org.yml')).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${PATH}:3:58  ${LOOSENED}`),
    });
    const theirs = await check(OWN, BELOW.replace('staging.gates', 'stagin.gates'), '--defaults', 'org.yml');
    expect([theirs.code, theirs.out]).toEqual([
      1,
      expect.stringMatching(/^org\.yml:2:10 {2}locked\[0\] is "environments\.stagin\.gates\.coverage"/),
    ]);
  });

  test('without it: what is wrong alone is 1, and what nobody can say is 2', async () => {
    expect(await check(OWN, BELOW)).toEqual({
      code: 2,
      out: '',
      err: `Nothing is wrong in ${PATH} by itself, and it extends the file of the organisation. What the two mean together is only known with that: --defaults path/to/promotion.yml\n`,
    });
    const wrong = await check(OWN.replace('kind', 'knd'), BELOW);
    expect([wrong.code, wrong.out.split('\n').length]).toEqual([1, 2]);
    const { code, out } = await check(OWN, BELOW, '--json');
    expect([code, JSON.parse(out)]).toEqual([2, { file: PATH, ok: null, error: expect.stringContaining('--defaults') }]);
    expect(await check(OWN, BELOW, '--defaults', 'gone.yml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no file gone.yml.'),
    });
  });

  test('--json names the file of each problem', async () => {
    const { out } = await check(OWN, BELOW.replace('version: 1', 'version: 2'), '--defaults', 'org.yml', '--json');
    expect(JSON.parse(out)).toMatchObject({ file: PATH, ok: false, problems: [{ file: 'org.yml', line: 1, code: 'wrong_value' }] });
  });

  test('--organization checks the file of an organisation by itself', async () => {
    expect(await check(OWN, BELOW, 'org.yml', '--organization')).toMatchObject({ code: 0, out: 'org.yml is fine.\n' });
    expect(await check(OWN, BELOW, PATH, '--organization')).toMatchObject({
      code: 1,
      out: expect.stringContaining('extends nothing itself'),
    });
    expect(await check(OWN, BELOW, 'org.yml', '--organization', '--defaults', 'org.yml')).toMatchObject({
      ...{ code: 64, out: '', err: expect.stringContaining('Leave out --defaults to check it, or --organization') },
    });
    const { out } = await run({}, 'config', 'schema', '--organization');
    expect(JSON.parse(out)).toEqual(organizationJsonSchema());
  });
});

test('gates judges by both files, and its report has the digest of both', async () => {
  const files = { [PATH]: OWN, 'org.yml': BELOW, 'reports/coverage.json': sample('coveragepy-json/line.json') };
  const ask = ['gates', '--subject', 'web', '--to', 'staging'];
  const { code, out } = await run(files, ...ask, '--defaults', 'org.yml', '--json');
  const sha256 = createHash('sha256').update(`${OWN}\0${BELOW}`).digest('hex');
  expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ policy: { path: PATH, sha256 } })]);
  expect(await run(files, ...ask)).toMatchObject({
    code: 2,
    err: expect.stringContaining('name it with --defaults path/to/promotion.yml'),
  });
  expect(await run({ ...files, [PATH]: LOOSE }, ...ask, '--defaults', 'org.yml')).toMatchObject({
    code: 2,
    err: expect.stringContaining(LOOSENED),
  });
  expect(await run(files, ...ask, '--defaults', 'no.yml')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no file no.yml.'),
  });
});

describe('against GitHub', () => {
  const [HEAD = '', SUBJECTS = ''] = CONFIG.split('subjects:');
  const EXTENDING = `version: 1\nextends: org\nsubjects:${SUBJECTS}`;
  const setting = { config: EXTENDING };
  const open = ['open', '--repo', REPO, '--subject', 'agent_orchestration', '--version', 'v1.4.0', '--to', 'stage'] as const;

  test('open finds names in the file of the organisation, and says what it cannot read', async () => {
    await people(async ({ s, as }) => {
      expect(await as('alice', [...open, '--dry-run'])).toMatchObject({
        code: 2,
        err: expect.stringContaining('GitHub shows me no such repository'),
      });
      s.world.repository('acme/.github', { files: { 'README.md': '' } });
      expect(await as('alice', [...open, '--dry-run'])).toMatchObject({ code: 2, err: expect.stringContaining('there is no such file') });
      s.world.as('alice').pushes('acme/.github', { [PATH]: HEAD });
      expect(await as('alice', [...open, '--dry-run'])).toMatchObject({
        code: 0,
        out: expect.stringContaining('Promote agent_orchestration to staging'),
      });
      s.world.as('alice').pushes('acme/.github', { [PATH]: HEAD.replace('version: 1', 'version: 9') });
      expect(await as('alice', [...open, '--dry-run'])).toMatchObject({
        code: 2,
        err: expect.stringContaining('acme/.github: .github/promotion.yml: version is 9'),
      });
    }, setting);
  });

  test('why and config simulate judge as the bot does', async () => {
    await people(async ({ s, as }) => {
      s.world.repository('acme/.github', { files: { [PATH]: HEAD } });
      const issue = await s.opens('alice');
      expect(await as('eve', ['why', `${REPO}#${issue.number}`])).toMatchObject({ code: 1, out: expect.stringContaining('tech-lead') });
      for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
      const simulate = (next: string) => as('eve', ['config', 'simulate', 'next.yml', '--repo', REPO], { files: { 'next.yml': next } });
      expect(await simulate(EXTENDING)).toMatchObject({ code: 0, out: expect.stringContaining('1 as decided') });
      const stricter = `${EXTENDING}environments: { staging: { approval: { all: [tech-lead, qa, security] } } }\n`;
      expect(await simulate(stricter)).toMatchObject({ code: 1, out: expect.stringContaining('security') });
      expect(await simulate(`${EXTENDING}environments: { staging: { approval: nobody } }\n`)).toMatchObject({
        code: 2,
        err: expect.stringContaining('has mistakes'),
      });
    }, setting);
  });

  // Falls without: the organisation's file handed to the look in src/cli/config-simulate.ts
  test('config simulate tries a file of the organisation that is not there yet', async () => {
    await people(async ({ s, as }) => {
      s.world.repository('acme/.github', { files: { [PATH]: HEAD } });
      const issue = await s.opens('alice');
      for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
      const simulate = (next: string, ...argv: string[]) =>
        as('eve', ['config', 'simulate', 'own.yml', '--repo', REPO, ...argv], { files: { 'own.yml': EXTENDING, 'next.yml': next } });
      const tried = ['--defaults', 'next.yml'];
      expect(await simulate(HEAD, ...tried)).toMatchObject({ code: 0, out: expect.stringContaining('1 as decided') });
      const stricter = HEAD.replace('all: [tech-lead, qa]', 'all: [tech-lead, qa, security]');
      expect(stricter).not.toBe(HEAD);
      expect(await simulate(stricter, ...tried)).toMatchObject({
        code: 1,
        out: expect.stringContaining('would have been missing: security'),
      });
      expect(await simulate('version: 9', ...tried)).toMatchObject({
        code: 2,
        err: expect.stringContaining('promotion-bot config check own.yml --defaults next.yml'),
      });
      expect(await simulate(HEAD, '--defaults', 'no.yml')).toMatchObject({
        code: 2,
        err: expect.stringContaining('There is no file no.yml.'),
      });
    }, setting);
  });
});
