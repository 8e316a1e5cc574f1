/** The Agent Engine map (MISSION, part C): what is read of it, what counts as not set, and what it says about a step. */
import { describe, expect, test } from '@jest/globals';
import { agentsNamed, allEdges, blanksOf, edgeBetween, isReady, judgeStep, refusalsOf } from '../../src/core/agents/judge.ts';
import { readAgentMap } from '../../src/core/agents/read.ts';
import { blankText } from '../../src/core/views/agent-problem.ts';
import { blanksIn, but, MAP, mapOf } from './agents-map.ts';

const ENGINE = '"1234567890123456789"';

describe('C1: a map loads as it stands', () => {
  const map = mapOf(MAP);

  test('versions, agents, environments and steps', () => {
    expect(map).toMatchObject({ schemaVersion: '1.0.0', appVersion: '0.14.1', environments: ['dev', 'stage', 'prod'] });
    expect(map.agents.map(({ name, title, description, directory, line }) => [name, title, description, directory, line])).toEqual([
      ['bob', 'Bob', 'Talks to people', 'agents/bob', 8],
      ['foreman', 'Foreman', undefined, undefined, 26],
    ]);
    expect(map.agents[0]?.places[0]?.values).toEqual({
      project_id: 'acme-dev',
      region: 'us-central1',
      engine_id: '1234567890123456789',
      engine_name: 'bob-dev',
      status: 'validated',
    });
  });

  test('without a list of environments the path is that of the agents', () => {
    const text = but(/environments:\n {2}dev: \{ purpose[\s\S]*$/, '');
    expect(mapOf(text)).toEqual(map);
  });

  test.each([
    ['CRLF', MAP.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${MAP}`],
    ['keys nobody knows', but('app_version:', 'owner: { team: agents }\napp_version:')],
    ['names as other tools have them', but('display_name: "Bob"', 'name: "Bob"').replace('agent_dir:', 'directory:')],
  ])('%s changes nothing', (_what, text) => {
    const shape = (one: typeof map) => JSON.stringify(one, (key, value) => (/line$/i.test(key) ? undefined : value));
    expect(shape(mapOf(text))).toBe(shape(map));
  });

  test('four environments, and names that a JavaScript object would reorder or has already', () => {
    const text = 'schema_version: 1\nagents: { constructor: , 2: , 1: }\nenvironments: { z: , toString: , 9: , 1: }\n';
    const { agents, environments } = mapOf(text);
    expect([agents.map(({ name }) => name), environments]).toEqual([
      ['constructor', '2', '1'],
      ['z', 'toString', '9', '1'],
    ]);
  });
});

describe('C4: what counts as not set', () => {
  test.each([
    ['"TODO-SET-DEV-ENGINE-ID"', 'todo', 'is still the placeholder "TODO-SET-DEV-ENGINE-ID"'],
    ['TODO', 'todo', 'is still the placeholder "TODO"'],
    ['" TODO later "', 'todo', 'is still the placeholder " TODO later "'],
    ['"<TODO>"', 'todo', 'is still the placeholder "<TODO>"'],
    [
      'projects/acme/locations/us-central1/reasoningEngines/TODO-SET-ID',
      'todo',
      'is still the placeholder "projects/acme/locations/us-central1/reasoningEngines/TODO-SET-ID"',
    ],
    [
      'projects/TODO/locations/us-central1/reasoningEngines/12',
      'todo',
      'is still the placeholder "projects/TODO/locations/us-central1/reasoningEngines/12"',
    ],
    ['todo', 'lower_case_todo', 'is "todo", which counts as a placeholder in small letters too'],
    ['"todo: ask ops"', 'lower_case_todo', 'is "todo: ask ops", which counts as a placeholder in small letters too'],
    ['todo-set-dev-engine-id', 'lower_case_todo', 'is "todo-set-dev-engine-id", which counts as a placeholder in small letters too'],
    ['null', 'null', 'has no value (null)'],
    ['~', 'null', 'has no value (null)'],
    ['', 'null', 'has no value (null)'],
    ['""', 'empty', 'is empty text'],
    ['"  "', 'empty', 'is empty text'],
  ])('C4: engine_id: %s', (written, kind, words) => {
    const text = but(ENGINE, written);
    expect(blanksIn(text)).toEqual([['engine_id', kind, 16]]);
    const blank = readAgentMap(text).map?.agents[0]?.places[0]?.blanks[0];
    expect(blank && blankText(blank)).toBe(words);
    expect(readAgentMap(text).problems).toEqual([]);
  });

  test.each(['projects/acme/locations/us-central1/reasoningEngines/TODO-list', 'todo-app-prod', 'mytodo', '"null"', '0'])(
    'C4: %s is set',
    (written) => {
      expect(blanksIn(but(ENGINE, written))).toEqual([]);
    },
  );

  test('C4: every field counts, each by itself', () => {
    for (const [field, line] of [
      ['project_id', 14],
      ['region', 15],
      ['engine_id', 16],
      ['engine_name', 17],
      ['status', 18],
    ] as const)
      expect(blanksIn(MAP.replace(new RegExp(`${field}: "[^"]*"`), `${field}: TODO`))).toEqual([[field, 'todo', line]]);
  });

  test('C4: a missing key is named at its environment, with the key that was probably meant', () => {
    const text = but(`engine_id: ${ENGINE}`, `enigne_id: ${ENGINE}`);
    expect(blanksIn(text)).toEqual([['engine_id', 'missing', 13]]);
    const blank = readAgentMap(text).map?.agents[0]?.places[0]?.blanks[0];
    expect(blank && blankText(blank)).toBe('is missing; did you mean it by "enigne_id"?');
    expect(blanksIn(but(`        engine_id: ${ENGINE}\n`, ''))).toEqual([['engine_id', 'missing', 13]]);
  });

  test.each([
    ['is not there', but(/ {6}dev:\n(?: {8}.*\n)+/, '')],
    ['is null', but(/ {6}dev:\n(?: {8}.*\n)+/, '      dev:\n')],
    ['is that of an agent that is null', but(/ {2}bob:\n(?: {4}.*\n)+/, '  bob:\n')],
    ['is that of an agent without environments', but(/ {4}environments:\n(?: {6}.*\n)+/, '')],
  ])('C4: an environment that %s lacks every field', (_what, text) => {
    expect(blanksIn(text).map(([field, kind]) => [field, kind])).toEqual(
      ['engine_id', 'engine_name', 'project_id', 'region', 'status'].map((field) => [field, 'no_environment']),
    );
    expect(readAgentMap(text).problems).toEqual([]);
  });
});

const steps = (text: string, from?: string, to?: string) => {
  const map = mapOf(text);
  const edges = from !== undefined && to !== undefined ? edgeBetween(map, from, to) : allEdges(map);
  const list = edges.ok ? [edges.value].flat() : [];
  return list.flatMap((edge) => map.agents.map((agent) => judgeStep(agent, edge)));
};

describe('C4 and C5: a step', () => {
  test('C4: blanks of both ends count, for every agent, each named once', () => {
    const text = but(ENGINE, 'TODO').replace('engine_name: foreman-stage', 'engine_name:').replace('project_id: acme,', 'project_id: "",');
    const named = (list: ReturnType<typeof steps>) =>
      blanksOf(list).map(({ agent, environment, field }) => `${agent} ${environment} ${field}`);
    expect(named(steps(text, 'dev', 'stage'))).toEqual(['bob dev engine_id', 'foreman stage engine_name']);
    expect(named(steps(text))).toEqual(['bob dev engine_id', 'foreman stage engine_name', 'bob prod project_id']);
  });

  test.each(['pending', 'deployed'])('C5: what is %s does not leave', (status) => {
    const [step] = steps(but('status: "validated"', `status: "${status}"`), 'dev', 'stage');
    expect(step?.refusal).toMatchObject({
      code: 'not_validated',
      line: 18,
      found: status,
      facts: { agent: 'bob', environment: 'dev', field: 'status' },
    });
    expect(step && isReady(step)).toBe(false);
  });

  test('C5: a status that is there and cannot be read is no more set than one that is missing', () => {
    const { map } = readAgentMap(but('status: "validated"', 'status: "Validated"'));
    const edge = map && edgeBetween(map, 'dev', 'stage');
    expect(edge?.ok && map?.agents.map((agent) => isReady(judgeStep(agent, edge.value)))).toEqual([false, true]);
  });

  test('C5: only the source must be validated; the target may be pending', () => {
    expect(steps(MAP, 'dev', 'stage').map(isReady)).toEqual([true, true]);
    expect(steps(MAP, 'stage', 'prod').map(isReady)).toEqual([false, true]);
    expect(refusalsOf(steps(MAP)).map(({ place }) => place)).toEqual(['agents.bob.environments.stage.status']);
  });

  test('C5: a status that is not set is missing, and not refused as well', () => {
    const [step] = steps(but('status: "validated"', 'status: TODO'), 'dev', 'stage');
    expect([step?.blanks.map(({ field }) => field), step?.refusal]).toEqual([['status'], undefined]);
  });
});

describe('C6: the version of the schema', () => {
  test.each(['1', '1.0', 'v1.2', '"1.9.3-rc.1"', '01.0'])('C6: %s is known', (written) => {
    expect(readAgentMap(but('"1.0.0"', written)).problems).toEqual([]);
  });

  test.each(['"2.0.0"', '2', '0.9', '"10.0"', '999999999'])('C6: %s is refused, and nothing else is read', (written) => {
    const { map, problems } = readAgentMap(but('"1.0.0"', written).replace('status: deployed', 'status: [1]'));
    expect([map, problems.map(({ code, line }) => [code, line])]).toEqual([undefined, [['unknown_schema', 2]]]);
  });

  test('C6: the version of the application may be left out', () => {
    expect(mapOf(but('app_version: "0.14.1"\n', '')).appVersion).toBeUndefined();
    expect(mapOf(but('"0.14.1"', '1.10')).appVersion).toBe('1.10');
  });
});

describe('C7 and C8: what an edge asks for', () => {
  const edge = (text: string, from: string, to: string) => {
    const found = edgeBetween(mapOf(text), from, to);
    return found.ok ? found.value : found.error.code;
  };

  test('C7: All dev_to_stage checks is the list of the other edge', () => {
    expect(edge(MAP, 'stage', 'prod')).toMatchObject({ checks: ['Unit tests passing', 'Drift detection clean', 'Stage health check OK'] });
  });

  test('C7: also through several edges, each check once, and whatever the order of the file', () => {
    const text = but('"Unit tests passing"', '"All stage_to_prod checks"').replace('"All dev_to_stage checks"', '"Drift detection clean"');
    expect(edge(text, 'dev', 'stage')).toMatchObject({ checks: ['Drift detection clean', 'Stage health check OK'] });
  });

  test('C7: words that only look like it stay a check, which nobody takes for passed', () => {
    const text = but('"All dev_to_stage checks"', '"All integration checks"');
    expect(edge(text, 'stage', 'prod')).toMatchObject({ checks: ['All integration checks', 'Stage health check OK'] });
  });

  test('C8: manual approval and its channel', () => {
    expect(edge(MAP, 'dev', 'stage')).toMatchObject({ manualApproval: false, channel: undefined });
    expect(edge(MAP, 'stage', 'prod')).toMatchObject({ manualApproval: true, channel: '#deployments' });
    expect(edge(but('"#deployments"', '#deployments'), 'stage', 'prod')).toMatchObject({ manualApproval: true, channel: undefined });
  });

  test.each([
    ['dev', 'prod', 'undefined_edge'],
    ['prod', 'dev', 'backward'],
    ['stage', 'dev', 'backward'],
    ['dev', 'dev', 'same_environment'],
    ['dev', 'production', 'no_such_environment'],
    ['Dev', 'stage', 'no_such_environment'],
    ['', 'stage', 'no_such_environment'],
  ])('C8: from %j to %j is %s', (from, to, code) => {
    expect(edge(MAP, from, to)).toBe(code);
  });

  test('C8: a step may skip an environment when the map says so', () => {
    const text = but('promotion:\n', 'promotion:\n  dev_to_prod: { required_checks: [Hotfix], manual_approval: true }\n');
    expect(edge(text, 'dev', 'prod')).toMatchObject({ name: 'dev_to_prod', checks: ['Hotfix'] });
  });

  test('C8: names of environments may have _to_ in them', () => {
    const text =
      'schema_version: 1\nagents: { a: }\nenvironments: { go_to_it: , dev: }\npromotion: { go_to_it_to_dev: { required_checks: [], manual_approval: false } }\n';
    expect(edge(text, 'go_to_it', 'dev')).toMatchObject({ name: 'go_to_it_to_dev' });
  });

  test('C8: an unknown agent is an error, and says who was probably meant', () => {
    const map = mapOf(MAP);
    expect(agentsNamed(map, 'bod')).toMatchObject({
      ok: false,
      error: { code: 'unknown_agent', suggestion: 'bob', allowed: ['bob', 'foreman'] },
    });
    expect(agentsNamed(map, 'toString').ok).toBe(false);
    expect(agentsNamed(map, 'all')).toEqual({ ok: true, value: map.agents });
  });

  test('a map without any step lets nothing through', () => {
    const text = but(/promotion:\n(?: {2}.*\n)+/, '');
    expect(mapOf(text).edges).toEqual([]);
    expect(allEdges(mapOf(text))).toMatchObject({ ok: false, error: { code: 'no_edges' } });
  });
});

test('C11: ids of 19 digits are read as they are written, in quotes or not', () => {
  const ids = mapOf(MAP).agents.flatMap(({ places }) => places.map(({ values }) => values.engine_id));
  expect(ids).toEqual([
    '1234567890123456789',
    'projects/acme-stage/locations/us-central1/reasoningEngines/2345678901234567890',
    '3456789012345678901',
    '4567890123456789012',
    '5678901234567890123',
    '6789012345678901234',
  ]);
  for (const id of ['0012', '0x1F', '1e3', '123456789012345678901234567890'])
    expect(mapOf(but(ENGINE, id)).agents[0]?.places[0]?.values.engine_id).toBe(id);
});
