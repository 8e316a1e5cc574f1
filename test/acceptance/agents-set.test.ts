/** `promotion-bot agents set`: what it writes into the map, and what it leaves alone (MISSION, part C). */
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { but, MAP } from '../core/agents-map.ts';
import { agents, PATH } from './agents-run.ts';
import { cliWorld } from './cli-world.ts';

describe('C11, C13: agents set', () => {
  const set = ['set', 'bob', 'stage', '--engine-id', '9876543210987654321', '--status', 'validated'];

  test('C13: writes the values, says what they were, and leaves the rest alone', async () => {
    const { code, out, err, text, folder } = await agents(MAP, ...set);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      'bob in stage\n  engine_id    projects/acme-stage/locations/us-central1/reasoningEngines/2345678901234567890 -> 9876543210987654321\n  status       deployed -> validated\nCommit config/agent_engine_envs.yaml so that others see it.\n',
    );
    expect(text()).toBe(
      but('projects/acme-stage/locations/us-central1/reasoningEngines/2345678901234567890', "'9876543210987654321'").replace(
        'status: deployed\n      prod',
        'status: validated\n      prod',
      ),
    );
    expect(readdirSync(join(folder, 'config'))).toEqual(['agent_engine_envs.yaml']);
  });

  test('C11: all five fields can be written, and --json says what changed', async () => {
    const { code, out, text } = await agents(
      MAP,
      'set',
      'bob',
      'dev',
      '--engine-name',
      'b',
      '--project-id',
      'p',
      '--region',
      'europe-west4',
      '--json',
    );
    expect([code, JSON.parse(out)]).toEqual([
      0,
      {
        file: PATH,
        ok: true,
        agent: 'bob',
        environment: 'dev',
        changes: [
          { field: 'engine_name', from: 'bob-dev', to: 'b' },
          { field: 'project_id', from: 'acme-dev', to: 'p' },
          { field: 'region', from: 'us-central1', to: 'europe-west4' },
        ],
      },
    ]);
    expect(text()).toContain(
      'project_id: "p"\n        region: "europe-west4"\n        engine_id: "1234567890123456789"\n        engine_name: "b"\n',
    );
  });

  test('what is so already is not written again', async () => {
    const { code, out, file } = await agents(MAP, 'set', 'bob', 'stage', '--status', 'deployed');
    expect([code, out, readFileSync(file, 'utf8')]).toEqual([0, 'bob in stage says so already; nothing was changed.\n', MAP]);
  });

  test.each([
    [['set', 'bod', 'stage', '--status', 'validated'], 1, 'There is no agent "bod"; did you mean "bob"?'],
    [['set', 'bob', 'canary', '--status', 'validated'], 1, 'There is no environment "canary"'],
    [['set', 'bob', 'stage', '--status', 'done'], 64, 'status cannot be "done"; it is one of pending, deployed, validated.'],
    [['set', 'bob', 'stage', '--engine-id', 'TODO'], 64, 'because that counts as not set'],
    [['set', 'bob', 'stage', '--engine-id', ''], 64, '--engine-id takes a value'],
    [['set', 'bob', 'stage'], 64, 'Say what to set: --engine-id'],
    [['set', 'bob'], 64, "missing required argument 'environment'"],
    [['--agent', 'bob', 'set', 'bob', 'stage', '--status', 'validated'], 64, '--agent does not belong to "agents set".'],
    [['--validate', 'set', 'bob', 'stage', '--status', 'validated'], 64, '--validate does not belong to "agents set".'],
  ])('%j: %d, and nothing is written', async (argv, code, words) => {
    const ended = await agents(MAP, ...argv);
    expect([ended.code, ended.out, ended.err, ended.text()]).toEqual([code, '', expect.stringContaining(words), MAP]);
  });

  test('--config is heard on either side of set', async () => {
    for (const argv of [
      ['--config', 'other.yaml', ...set],
      [...set, '--config', 'other.yaml'],
    ]) {
      const { code, err, text } = await agents(MAP, ...argv);
      expect([code, err, text()]).toEqual([1, expect.stringContaining('other.yaml cannot be read'), MAP]);
    }
  });

  test('a link stays a link, and the rights of the file stay what they were', async () => {
    const { folder, file } = await agents(MAP);
    chmodSync(file, 0o640);
    symlinkSync(file, join(folder, 'link.yaml'));
    const world = cliWorld();
    expect(await main(['agents', ...set, '--config', join(folder, 'link.yaml')], world.io)).toBe(0);
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8').includes('9876543210987654321')]).toEqual([0o640, true]);
    expect(readdirSync(join(folder, 'config'))).toEqual(['agent_engine_envs.yaml']);
  });
});
