/** What `promotion-bot agents` says of maps that are not as they should be, to people and to programs (MISSION, part C). */
import { describe, expect, test } from '@jest/globals';
import { but, MAP } from '../core/agents-map.ts';
import { agents, PATH, path } from './agents-run.ts';

describe('C4: whatever a map looks like, there is a message, and no stack', () => {
  test.each([
    ['an empty file', '', 1, `${PATH}:1:1  The file is empty; start from the file templates/agent_engine_envs.yaml of Promotion Bot.\n`],
    [
      'bytes that are no text',
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0, 1]),
      1,
      `${PATH}  The file is not UTF-8 text, so nothing in it was read; save it as UTF-8, or name the right file with --config.\n`,
    ],
    [
      'UTF-16',
      Buffer.from(`\uFEFF${MAP}`, 'utf16le'),
      1,
      `${PATH}  The file is not UTF-8 text, so nothing in it was read; save it as UTF-8, or name the right file with --config.\n`,
    ],
    [
      'a tab',
      but('      dev:', '\tdev:'),
      1,
      `${PATH}:13:1  A tab is used for indentation, and YAML allows only spaces; replace it with two spaces.\n`,
    ],
    [
      'a newer schema',
      but('"1.0.0"', '"2.0.0"'),
      1,
      expect.stringContaining(`${PATH}:2:17  schema_version is "2.0.0", and this version knows 1.x only`),
    ],
    ['no file', undefined, 1, expect.stringContaining('cannot be read: there is no such file')],
  ])('%s', async (_what, map, code, err) => {
    for (const argv of [[], ['--validate'], path('dev', 'stage')]) expect(await agents(map, ...argv)).toMatchObject({ code, out: '', err });
    const json = await agents(map, '--json');
    expect([json.code, json.err, JSON.parse(json.out)]).toEqual([1, '', expect.objectContaining({ file: PATH, ok: false })]);
  });

  test.each([
    ['null', 'has no value (null)'],
    ['""', 'is empty text'],
    ['todo', 'is "todo", which counts as a placeholder in small letters too'],
    ['TODO-LATER', 'is still the placeholder "TODO-LATER"'],
  ])('engine_id: %s', async (written, words) => {
    const { code, out } = await agents(but('"1234567890123456789"', written), '--validate', ...path('dev', 'stage'));
    expect([code, out]).toEqual([
      2,
      expect.stringContaining(`    engine_id    ${PATH}:16  ${words}\n    To mend it: promotion-bot agents set bob dev --engine-id ID\n`),
    ]);
  });

  test('a key and an environment that are missing', async () => {
    const key = await agents(but(/ {8}region: "us-central1"\n/, ''), '--validate', ...path('dev', 'stage'));
    expect([key.code, key.out]).toEqual([2, expect.stringContaining(`    region       ${PATH}:13  is missing\n`)]);
    const whole = await agents(but(/ {6}dev:\n(?: {8}.*\n)+/, ''), '--validate', ...path('dev', 'stage'));
    expect([whole.code, whole.out]).toEqual([
      2,
      expect.stringContaining(
        '  bob in dev  config/agent_engine_envs.yaml:12\n    engine_id, engine_name, project_id, region, status: the whole environment is missing\n',
      ),
    ]);
  });

  test('CRLF is read like LF, and a name that contains TODO-list is set', async () => {
    expect((await agents(MAP.replaceAll('\n', '\r\n'))).out).toBe((await agents(MAP)).out);
    const named = but('"1234567890123456789"', 'projects/acme/locations/us-central1/reasoningEngines/TODO-list');
    expect((await agents(named, '--validate', ...path('dev', 'stage'))).code).toBe(0);
  });

  test('nobody is called ready by a map that is wrong, whosever mistake it is', async () => {
    const wrong = but('"1.0.0"', '"one"');
    const { code, out } = await agents(wrong, '--validate', ...path('dev', 'stage'));
    expect([code, out]).toEqual([1, expect.stringMatching(/\nbob, dev -> stage: not ready\nforeman, dev -> stage: not ready\n$/)]);
    const { steps } = JSON.parse((await agents(wrong, '--validate', '--json', ...path('dev', 'stage'))).out);
    expect(steps.map(({ ready }: { readonly ready: boolean }) => ready)).toEqual([false, false]);
  });

  test('problems of the map go to standard error, below what could be read', async () => {
    const { code, out, err } = await agents(but('status: deployed', 'status: done'));
    expect([code, err]).toEqual([
      1,
      `${PATH}:24:17  agents.bob.environments.stage.status is "done", and must be pending, deployed or validated.\n`,
    ]);
    expect(out).toContain('[x] projects/acme-stage/locations/us-central1/reasoningEngines/2345678901234567890');
  });
});

describe('--json', () => {
  test('the map, a path and what is missing, for programs', async () => {
    const { code, out } = await agents(
      but('"1234567890123456789"', 'TODO'),
      '--agent',
      'bob',
      '--validate',
      ...path('dev', 'stage'),
      '--json',
    );
    const { agents: list, ...rest } = JSON.parse(out);
    expect(code).toBe(2);
    expect(rest).toEqual({
      file: PATH,
      ok: false,
      schema_version: '1.0.0',
      app_version: '0.14.1',
      environments: ['dev', 'stage', 'prod'],
      paths: [expect.objectContaining({ name: 'dev_to_stage', from: 'dev', to: 'stage', manual_approval: false, approval_channel: null })],
      steps: [{ agent: 'bob', from: 'dev', to: 'stage', ready: false }],
      missing: [expect.objectContaining({ agent: 'bob', environment: 'dev', field: 'engine_id', kind: 'todo', line: 16, found: 'TODO' })],
      refused: [],
      problems: [],
    });
    expect(list).toEqual([expect.objectContaining({ name: 'bob', title: 'Bob', directory: 'agents/bob' })]);
    expect(list[0].environments.prod).toEqual({
      engine_id: '3456789012345678901',
      engine_name: 'bob-prod',
      project_id: 'acme',
      region: 'us-central1',
      status: 'pending',
      missing: [],
    });
  });

  test('what is not validated, and a question without an answer', async () => {
    expect(JSON.parse((await agents(MAP, '--validate', '--json')).out).refused).toEqual([
      expect.objectContaining({ code: 'not_validated', line: 24, sentence: expect.stringContaining('bob is deployed in stage') }),
    ]);
    const { code, out, err } = await agents(MAP, '--agent', 'bod', '--json');
    expect([code, err, JSON.parse(out)]).toEqual([
      1,
      '',
      { file: PATH, ok: false, problems: [expect.objectContaining({ code: 'unknown_agent', suggestion: 'bob' })] },
    ]);
  });
});
