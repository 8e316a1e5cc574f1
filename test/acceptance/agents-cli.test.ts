/** `promotion-bot agents`: what people and scripts get, and with which exit code (MISSION, part C). */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/index.ts';
import { main } from '../../src/cli.ts';
import { but, MAP } from '../core/agents-map.ts';
import { agents, PATH, path } from './agents-run.ts';
import { opensShop, type Shop } from './agents-world.ts';
import { cliWorld } from './cli-world.ts';

const TODO = readFileSync('templates/agent_engine_envs.yaml', 'utf8');

describe('C2: shown, without a token', () => {
  test('C2: all agents, aligned, with a box for each engine id, project, region and status', async () => {
    const { code, out, err } = await agents(but('"1234567890123456789"', '"TODO-SET"'));
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatchInlineSnapshot(`
"config/agent_engine_envs.yaml: schema 1.0.0, app 0.14.1
Environments: dev -> stage -> prod

[x] set, and for a status: validated   [ ] not yet
             engine id                                                                           project         region           status

bob  Bob, agents/bob
  dev    [ ] TODO-SET                                                                        [x] acme-dev    [x] us-central1  [x] validated
  stage  [x] projects/acme-stage/locations/us-central1/reasoningEngines/2345678901234567890  [x] acme-stage  [x] us-central1  [ ] deployed
  prod   [x] 3456789012345678901                                                             [x] acme        [x] us-central1  [ ] pending

foreman  Foreman
  dev    [x] 4567890123456789012                                                             [x] acme-dev    [x] us-central1  [x] validated
  stage  [x] 5678901234567890123                                                             [x] acme-stage  [x] us-central1  [x] validated
  prod   [x] 6789012345678901234                                                             [x] acme        [x] us-central1  [ ] deployed
"
`);
  });

  test('C2: --agent all is the same, --agent bob is bob alone', async () => {
    expect((await agents(MAP, '--agent', 'all')).out).toBe((await agents(MAP)).out);
    const { out } = await agents(MAP, '--agent', 'bob');
    expect(out).toContain('\nbob  Bob, agents/bob\n');
    expect(out).not.toContain('foreman');
  });

  test('C2, C7, C8: a path with its checks, those of the other edge written out, its approval and its channel', async () => {
    const { code, out } = await agents(MAP, '--agent', 'bob', ...path('stage', 'prod'));
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
"config/agent_engine_envs.yaml: schema 1.0.0, app 0.14.1
Environments: dev -> stage -> prod

stage -> prod
Required checks (whether they passed is not known here):
  - Unit tests passing
  - Drift detection clean
  - Stage health check OK
Approval: by a person; ask in #deployments

[x] set, and for a status: validated   [ ] not yet
             engine id                                                                           project         region           status

bob  Bob, agents/bob
  stage  [x] projects/acme-stage/locations/us-central1/reasoningEngines/2345678901234567890  [x] acme-stage  [x] us-central1  [ ] deployed
  prod   [x] 3456789012345678901                                                             [x] acme        [x] us-central1  [ ] pending
"
`);
    expect((await agents(MAP, ...path('dev', 'stage'))).out).toContain('\nApproval: none by a person\n');
    const unnamed = await agents(but('"#deployments"', '#deployments'), ...path('stage', 'prod'));
    expect(unnamed.out).toContain('Approval: by a person; no approval_channel is named (put quotes around one that begins with #)\n');
  });

  test('C2: --config names another map', async () => {
    const { folder } = await agents(MAP);
    const world = cliWorld();
    expect(await main(['agents', '--config', join(folder, PATH)], world.io)).toBe(0);
    expect(await main(['agents'], world.io)).toBe(1);
    expect(world.err()).toBe(`${PATH} cannot be read: there is no such file. Name the map: --config path/to/agent_engine_envs.yaml\n`);
  });

  test('C6: the version of the application is printed', async () => {
    expect((await agents(MAP)).out).toMatch(
      /^config\/agent_engine_envs\.yaml: schema 1\.0\.0, app 0\.14\.1\nEnvironments: dev -> stage -> prod\n/,
    );
    expect((await agents(but('app_version: "0.14.1"\n', ''))).out).toContain('schema 1.0.0, app version not said\n');
  });

  test('colours are for terminals, and not for those who said NO_COLOR', async () => {
    const painted = async (env: Readonly<Record<string, string>>, isTTY: boolean): Promise<boolean> => {
      const world = cliWorld(env);
      mkdirSync(join(world.folder, 'config'));
      writeFileSync(join(world.folder, PATH), MAP);
      let out = '';
      await main(['agents', '--validate'], { ...world.io, stdout: { isTTY, write: (text) => (out += text) } });
      return out.includes('\u001b[');
    };
    expect([await painted({}, true), await painted({}, false), await painted({ NO_COLOR: '1' }, true)]).toEqual([true, false, false]);
  });
});

describe('C12: the first real state is all TODO', () => {
  test('C12: it is shown with 0, and a path of it too', async () => {
    expect((await agents(TODO)).code).toBe(0);
    expect((await agents(TODO, ...path('dev', 'stage'))).code).toBe(0);
  });

  test('C12: validate ends with 2, and names agent, environment and field for both ends, with what to do', async () => {
    const { code, out, err } = await agents(TODO, '--validate', ...path('dev', 'stage'));
    expect([code, err]).toEqual([2, '']);
    expect(out).toMatchInlineSnapshot(`
"config/agent_engine_envs.yaml: schema 1.0.0, app 0.1.0
Environments: dev -> stage -> prod

dev -> stage
Required checks (whether they passed is not known here):
  - Unit tests passing
  - Evals passing
Approval: none by a person

[x] set, and for a status: validated   [ ] not yet
             engine id                     project                     region           status

support  Support agent, agents/support
  dev    [ ] TODO-SET-DEV-ENGINE-ID    [ ] TODO-SET-DEV-PROJECT    [x] us-central1  [ ] pending
  stage  [ ] TODO-SET-STAGE-ENGINE-ID  [ ] TODO-SET-STAGE-PROJECT  [x] us-central1  [ ] pending

support, dev -> stage: not ready

4 values are not set yet
  support in dev
    engine_id    config/agent_engine_envs.yaml:18  is still the placeholder "TODO-SET-DEV-ENGINE-ID"
    project_id   config/agent_engine_envs.yaml:16  is still the placeholder "TODO-SET-DEV-PROJECT"
    To mend it: promotion-bot agents set support dev --engine-id ID --project-id PROJECT
  support in stage
    engine_id    config/agent_engine_envs.yaml:24  is still the placeholder "TODO-SET-STAGE-ENGINE-ID"
    project_id   config/agent_engine_envs.yaml:22  is still the placeholder "TODO-SET-STAGE-PROJECT"
    To mend it: promotion-bot agents set support stage --engine-id ID --project-id PROJECT

Not validated
  config/agent_engine_envs.yaml:20  support is pending in dev, and only what is validated there goes on to stage; test it there, then set status to "validated".
"
`);
  });
});

describe('C3: exit codes', () => {
  const ready = but('engine_name: bob-stage\n        status: deployed', 'engine_name: bob-stage\n        status: validated');
  test.each([
    ['everything is set and validated', ready, ['--validate'], 0],
    ['one path is ready, though another is not', MAP, ['--validate', ...path('dev', 'stage')], 0],
    ['one agent is ready, though another is not', MAP, ['--validate', '--agent', 'foreman'], 0],
    ['C5: what should go on is not validated', MAP, ['--validate', ...path('stage', 'prod')], 1],
    ['C5: somewhere, when no path is named', MAP, ['--validate'], 1],
    ['an unknown agent', TODO, ['--agent', 'nobody'], 1],
    ['an unknown agent, validated', TODO, ['--agent', 'nobody', '--validate'], 1],
    ['an edge that is not defined', TODO, path('dev', 'prod'), 1],
    ['an edge that is not defined, validated', TODO, ['--validate', ...path('dev', 'prod')], 1],
    ['backwards', TODO, ['--validate', ...path('prod', 'stage')], 1],
    ['same to same', TODO, ['--validate', ...path('dev', 'dev')], 1],
    ['an unknown environment', TODO, path('dev', 'production'), 1],
    ['nothing to validate', but(/promotion:\n(?: {2}.*\n)+/, ''), ['--validate'], 1],
    ['a config error', but('status: deployed', 'status: done'), [], 1],
    ['a config error of another agent', but('status: deployed', 'status: done'), ['--agent', 'foreman', '--validate'], 1],
    ['something is not set', but('engine_name: bob-prod', 'engine_name: TODO'), ['--validate', '--agent', 'bob'], 2],
    ['something is not set and the source is not validated: 2 wins', TODO, ['--validate', ...path('dev', 'stage')], 2],
    [
      'something is not set and the map is wrong: 2 wins',
      but('status: deployed', 'status: done').replace('bob-prod', 'TODO'),
      ['--validate'],
      2,
    ],
    ['a path with one end', MAP, ['--from-env', 'dev'], 64],
    ['a path with the other end', MAP, ['--to-env', 'stage', '--validate'], 64],
    ['an agent without a name', MAP, ['--agent', ''], 64],
    ['an option that is none', MAP, ['--form-env', 'dev'], 64],
    ['a word too many', MAP, ['bob'], 64],
  ])('%s: %#', async (_what, map, argv, code) => {
    const ended = await agents(map, ...argv);
    expect([ended.code, `${ended.out}${ended.err}`]).toEqual([code, expect.not.stringMatching(/\n\s+at /)]);
  });
});

/** Whoever asks for a network in a process that begins with this is told. */
const DEAF = `import net from 'node:net';
import dns from 'node:dns';
const refuse = () => { process.stderr.write('a network was asked for'); process.exit(9); };
net.Socket.prototype.connect = refuse;
dns.lookup = refuse;
globalThis.fetch = refuse;
`;

describe('as a process of its own', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await opensShop();
  });
  afterAll(() => shop.closes());

  test('C2, C3: it answers with its codes, whatever the environment says of tokens and hosts', async () => {
    expect((await shop.runs('promotion-bot agents --agent all')).code).toBe(0);
    expect((await shop.runs('promotion-bot agents --validate', { GH_TOKEN: 'x', GHE_HOST: '!', PORT: 'x' })).code).toBe(2);
    expect((await shop.runs('promotion-bot agents --validate --from-env dev')).code).toBe(64);
  });

  test('C2: no network is asked for', async () => {
    const deaf = join(shop.folder, 'deaf.mjs');
    writeFileSync(deaf, DEAF);
    const asked = await shop.runs(`node --import='${deaf}' -e 'fetch("http://127.0.0.1:1")'`);
    expect(asked.err).toContain('a network was asked for');
    for (const line of ['agents', 'agents --validate', 'agents set support dev --status validated'])
      expect((await shop.runs(`promotion-bot ${line}`, { NODE_OPTIONS: `--import=${deaf}` })).err).toBe('');
  });

  test('a reader who stops early changes nothing about the code', async () => {
    expect((await shop.runs('promotion-bot agents | head -1')).out).toMatch(/^config\/agent_engine_envs\.yaml: /);
  });
});

describe('the table of commands', () => {
  test('agents begins without the other commands, and is the same as among them', async () => {
    expect(COMMANDS.filter(({ name }) => /^agents\b/.test(name)).map(({ name }) => name)).toEqual(['agents', 'agents set']);
    const [alone, among, set] = [cliWorld(), cliWorld(), cliWorld()];
    await main(['agents', '--help'], alone.io);
    await main(['help', 'agents'], among.io);
    await main(['agents', 'set', '--help'], set.io);
    expect(alone.out()).toContain('Usage: promotion-bot agents [options] [command]');
    expect(alone.out()).toBe(among.out());
    expect(set.out()).toContain('--engine-id <id>');
  });
});
