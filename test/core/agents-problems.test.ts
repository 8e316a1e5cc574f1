/** Each mistake in an Agent Engine map is found where it stands, and said in one sentence that helps. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { setInMap } from '../../src/core/agents/edit.ts';
import { agentsNamed, allEdges, edgeBetween, judgeStep, refusalsOf } from '../../src/core/agents/judge.ts';
import { readAgentMap } from '../../src/core/agents/read.ts';
import { AGENT_PROBLEMS, agentProblem } from '../../src/core/views/agent-problem.ts';
import { but, MAP, mapOf } from './agents-map.ts';

const said = (text: string): readonly string[] =>
  readAgentMap(text).problems.map((problem) => `${problem.line ?? '-'}:${problem.column ?? '-'} ${agentProblem(problem)}`);

const ENGINE = '"1234567890123456789"';
const circle = but('"Unit tests passing"', '"All stage_to_prod checks"');
const long = (count: number): string =>
  Array.from(
    { length: count },
    (_, n) => `  e${n}_to_e${n + 1}: { manual_approval: false, required_checks: ["All e${n + 1}_to_e${n + 2} checks"] }\n`,
  ).join('');

const MISTAKES: readonly (readonly [title: string, text: string, code: string, sentence: string | RegExp])[] = [
  ['nothing', '', 'empty', '1:1 The file is empty; start from the file templates/agent_engine_envs.yaml of Promotion Bot.'],
  ['a list', '- bob\n', 'not_a_map', /^1:1 The file is a list, and must be a map with schema_version, agents and promotion; start from/],
  ['a sentence', 'hello', 'not_a_map', /^1:1 The file is text, and must be a map/],
  [
    'binary',
    '\u007fELF\0\0',
    'not_text',
    '-:- The file is not UTF-8 text, so nothing in it was read; save it as UTF-8, or name the right file with --config.',
  ],
  ['what is no UTF-8', `${MAP}\uFFFD`, 'not_text', /^-:- The file is not UTF-8 text/],
  [
    'a tab',
    but('      dev:', '\tdev:'),
    'tab',
    '13:1 A tab is used for indentation, and YAML allows only spaces; replace it with two spaces.',
  ],
  ['a quote too few', but('"0.14.1"', '"0.14.1'), 'yaml_syntax', /This is not valid YAML: /],
  ['two documents', `${MAP}---\n${MAP}`, 'several_documents', /A second YAML document begins here/],
  ['an alias', but(ENGINE, '*id'), 'alias', /uses the YAML anchor or alias "\*id", which is not read here/],
  [
    'a merge key',
    but('project_id: "acme-dev"', '<<: { region: x }'),
    'merge_key',
    '14:9 agents.bob.environments.dev uses the YAML merge key "<<", which is not read here; write the values out.',
  ],
  [
    'a key twice',
    but('project_id: "acme-dev"', 'region: "x"'),
    'duplicate_key',
    '15:9 agents.bob.environments.dev has the key "region" twice; keep one of them.',
  ],
  ['an agent called __proto__', but('  bob:', '  __proto__:'), 'forbidden_key', /has the key "__proto__", which is not allowed anywhere/],
  [
    'an escape sequence',
    but('"bob-dev"', '"bob\\e]0;x"'),
    'bad_character',
    '17:22 agents.bob.environments.dev.engine_name contains a control character; remove it.',
  ],
  ['too much', `${MAP}# ${'x'.repeat(524_288)}`, 'too_long', /at most 524288 are read/],
  [
    'too many agents',
    `schema_version: 1\nenvironments: { dev: }\nagents:\n${Array.from({ length: 1_001 }, (_, n) => `  a${n}:\n`).join('')}`,
    'too_many',
    '3:1 There are 1001 agents, and at most 1000 are read; write the map in several files.',
  ],
  [
    'no schema_version',
    but('schema_version: "1.0.0"\n', ''),
    'missing_top',
    '2:1 The file has no key "schema_version"; add it at the top level, for instance schema_version: "1.0.0".',
  ],
  [
    'a misspelt schema_version',
    but('schema_version', 'shema_version'),
    'missing_top',
    '2:1 The file has no key "schema_version", but "shema_version"; rename it.',
  ],
  [
    'a schema_version that is none',
    but('"1.0.0"', 'latest'),
    'bad_schema_version',
    '2:17 schema_version is "latest", and must be a version such as "1.0.0".',
  ],
  [
    'a schema_version that is null',
    but('"1.0.0"', ''),
    'bad_schema_version',
    '2:1 schema_version is empty, and must be a version such as "1.0.0".',
  ],
  [
    'a newer schema',
    but('"1.0.0"', '"2.0.0"'),
    'unknown_schema',
    '2:17 schema_version is "2.0.0", and this version knows 1.x only, so nothing else was read; upgrade promotion-bot, or write the map as 1.x.',
  ],
  ['an app_version that is a list', but('"0.14.1"', '[1]'), 'wrong_type', '4:14 app_version is a list, and must be text.'],
  [
    'no agents',
    but(/agents:\n(?:(?: {2}.*)?\n)+?(?=promotion)/, ''),
    'missing_top',
    /The file has no key "agents"; add it at the top level\.$/,
  ],
  [
    'empty agents',
    but(/agents:\n(?:(?: {2}.*)?\n)+?(?=promotion)/, 'agents: {}\n'),
    'no_agents',
    '6:9 agents is empty; add at least one agent with its environments.',
  ],
  [
    'agents as a list',
    but(/agents:\n(?:(?: {2}.*)?\n)+?(?=promotion)/, 'agents: [bob]\n'),
    'wrong_type',
    '6:9 agents is a list, and must be a map.',
  ],
  [
    'no environment anywhere',
    'schema_version: 1\nagents: { bob: }\n',
    'no_environments',
    /There is no environment; name them under "environments"/,
  ],
  [
    'environments as a list',
    but(/environments:\n {2}dev: \{ purpose[\s\S]*$/, 'environments: [dev, stage, prod]\n'),
    'wrong_type',
    /environments is a list, and must be a map/,
  ],
  ['an agent that is text', but(/ {2}bob:\n(?: {4}.*\n)+/, '  bob: yes\n'), 'wrong_type', '8:8 agents.bob is "yes", and must be a map.'],
  [
    'environments of an agent as text',
    but(/ {4}environments:\n(?: {6}.*\n)+/, '    environments: all\n'),
    'wrong_type',
    /agents\.bob\.environments is "all", and must be a map/,
  ],
  [
    'an environment that is text',
    but(/ {6}dev:\n(?: {8}.*\n)+/, '      dev: acme\n'),
    'wrong_type',
    '13:12 agents.bob.environments.dev is "acme", and must be a map.',
  ],
  ['an environment nobody knows', but('      dev:', '      dve:'), 'unknown_environment', /^13:7 agents\.bob\.environments\.dve is "dve"/],
  [
    'an engine_id that is a list',
    but(ENGINE, '[1]'),
    'wrong_type',
    '16:20 agents.bob.environments.dev.engine_id is a list, and must be text.',
  ],
  [
    'an engine_id that is true',
    but(ENGINE, 'true'),
    'wrong_type',
    '16:20 agents.bob.environments.dev.engine_id is true, and must be text.',
  ],
  [
    'a status nobody knows',
    but('"validated"', '"Validated"'),
    'wrong_value',
    '18:17 agents.bob.environments.dev.status is "Validated", and must be pending, deployed or validated; write validated.',
  ],
  [
    'promotion as a list',
    but(/promotion:\n(?: {2}.*\n)+/, 'promotion: []\n'),
    'wrong_type',
    /promotion is an empty list, and must be a map/,
  ],
  [
    'a step that is misspelt',
    but('dev_to_stage:', 'dev_to_stag:').replace('"All dev_to_stage checks"', '"x"'),
    'unknown_edge',
    '34:3 promotion has the step "dev_to_stag", which does not lead from one environment to another; did you mean "dev_to_stage"?',
  ],
  [
    'a step that goes back',
    but('promotion:\n', 'promotion:\n  prod_to_dev: { required_checks: [], manual_approval: true }\n'),
    'backward_edge',
    /^34:3 promotion has the step "prod_to_dev", which goes back/,
  ],
  [
    'a step to itself',
    but('promotion:\n', 'promotion:\n  dev_to_dev: { required_checks: [], manual_approval: true }\n'),
    'same_edge',
    '34:3 promotion has the step "dev_to_dev", which leads nowhere; remove it.',
  ],
  [
    'a step that is text',
    but(/ {2}dev_to_stage:\n(?: {4}.*\n)+/, '  dev_to_stage: yes\n'),
    'wrong_type',
    /promotion\.dev_to_stage is "yes", and must be a map/,
  ],
  [
    'no word about approval',
    but('    manual_approval: false\n', ''),
    'missing_key',
    '34:3 promotion.dev_to_stage needs the key "manual_approval"; add "manual_approval: true".',
  ],
  [
    'approval that is text',
    but('manual_approval: false', 'manual_approval: "no"'),
    'wrong_type',
    '38:22 promotion.dev_to_stage.manual_approval is "no", and must be true or false.',
  ],
  [
    'no checks',
    but(/ {4}required_checks:\n {6}- "Unit.*\n.*\n/, ''),
    'missing_key',
    /^34:3 promotion\.dev_to_stage needs the key "required_checks"/,
  ],
  [
    'checks that are text',
    but(/required_checks:\n {6}- "Unit.*\n.*\n/, 'required_checks: all\n'),
    'wrong_type',
    /required_checks is "all", and must be a list/,
  ],
  ['an empty check', but('"Unit tests passing"', '""'), 'empty_text', /^36:9 promotion\.dev_to_stage\.required_checks\[0\] is empty/],
  [
    'a check that is a map',
    but('"Unit tests passing"', '{ a: b }'),
    'wrong_type',
    /^36:9 .*required_checks\[0\] is a map, and must be text/,
  ],
  ['a channel that is a list', but('"#deployments"', '[a]'), 'wrong_type', /approval_channel is a list, and must be text/],
  [
    'checks of a step that is not there',
    but('All dev_to_stage checks', 'All dev_to_stag checks'),
    'unknown_checks',
    /required_checks\[0\] includes the checks of "dev_to_stag", which is no step here; did you mean "dev_to_stage"\?$/,
  ],
  [
    'checks in a circle',
    circle,
    'checks_in_circle',
    /includes the checks of "dev_to_stage", which leads back here; write out what is meant\.$/,
  ],
];

describe('each mistake is found where it stands, and said once', () => {
  test.each(MISTAKES)('%s', (_title, text, code, sentence) => {
    const { problems } = readAgentMap(text);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(said(text)).toEqual([typeof sentence === 'string' ? sentence : expect.stringMatching(sentence)]);
  });

  test('checks that include checks more than thirty deep', () => {
    const text = `schema_version: 1\nagents: { a: }\nenvironments: { ${Array.from({ length: 32 }, (_, n) => `e${n}: `).join(', ')} }\npromotion:\n${long(30)}  e30_to_e31: { manual_approval: false, required_checks: [last] }\n`;
    expect(said(text)).toEqual([]);
    expect(mapOf(text).edges[0]?.checks).toEqual(['last']);
  });

  test('problems name agent, environment, field and line', () => {
    expect(readAgentMap(but(ENGINE, '[1]')).problems).toMatchObject([
      { place: 'agents.bob.environments.dev.engine_id', line: 16, facts: { agent: 'bob', environment: 'dev', field: 'engine_id' } },
    ]);
  });

  test('a map with mistakes is read as far as it can be', () => {
    const { map, problems } = readAgentMap(but('"validated"', 'fine').replace('engine_name: bob-stage', 'engine_name: TODO'));
    expect(problems.map(({ code }) => code)).toEqual(['wrong_value']);
    expect(map?.agents[0]?.places.map(({ blanks }) => blanks.length)).toEqual([0, 1, 0]);
  });
});

describe('questions that have no answer', () => {
  const map = mapOf(MAP);
  const none = mapOf(but(/promotion:\n(?: {2}.*\n)+/, ''));
  const words = (asked: { readonly ok: boolean; readonly error?: Parameters<typeof agentProblem>[0] }): string =>
    asked.error ? agentProblem(asked.error) : 'fine';
  const set = (text: string, field: string, value: string, environment = 'dev') =>
    words(setInMap(text, { agent: 'bob', environment, fields: { [field]: value } }));

  test.each([
    [agentsNamed(map, 'bod'), 'There is no agent "bod"; did you mean "bob"?'],
    [agentsNamed(map, 'zoe'), 'There is no agent "zoe"; there are: bob, foreman.'],
    [edgeBetween(map, 'dev', 'stagge'), 'There is no environment "stagge"; did you mean "stage"?'],
    [edgeBetween(map, 'dev', 'x'), 'There is no environment "x"; there are, in path order: dev, stage, prod.'],
    [edgeBetween(map, 'dev', 'dev'), '"dev" to "dev" is no step: both are the same environment; name the next one with --to-env.'],
    [
      edgeBetween(map, 'prod', 'dev'),
      '"prod" to "dev" goes back, and promotions only go forward; to take a version back, see "Rollback" in the playbook.',
    ],
    [edgeBetween(map, 'dev', 'prod'), '"dev" to "prod" is not defined under "promotion"; defined: dev_to_stage, stage_to_prod.'],
    [edgeBetween(none, 'dev', 'prod'), '"dev" to "prod" is not defined under "promotion", and neither is any other step.'],
    [allEdges(none), 'No step is defined under "promotion", so there is nothing that could be ready; add one, for instance dev_to_stage.'],
  ])('%j', (asked, sentence) => {
    expect(words(asked)).toBe(sentence);
  });

  test('what is not validated', () => {
    const refusals = refusalsOf(map.edges.flatMap((edge) => map.agents.map((agent) => judgeStep(agent, edge))));
    expect(refusals.map(agentProblem)).toEqual([
      'bob is deployed in stage, and only what is validated there goes on to prod; test it there, then set status to "validated".',
    ]);
  });

  test.each([
    [
      MAP,
      'engine_id',
      'a\nb',
      'engine_id cannot be "a\\nb"; write one line of plain text without blanks around it, at most 1024 characters.',
    ],
    [MAP, 'engine_id', ' a', /^engine_id cannot be " a"; write one line/],
    [MAP, 'engine_id', 'TODO-SET', 'engine_id cannot be "TODO-SET", because that counts as not set; give the real value.'],
    [MAP, 'engine_id', '', /because that counts as not set/],
    [MAP, 'status', 'done', 'status cannot be "done"; it is one of pending, deployed, validated.'],
    [
      but(ENGINE, '[1]'),
      'engine_id',
      '2',
      'agents.bob.environments.dev.engine_id is not a value of one line, so nothing was changed; write a single value there.',
    ],
    [
      but(ENGINE, '!x "1"'),
      'engine_id',
      '2',
      'agents.bob.environments.dev.engine_id carries a tag, which says how its value is read; remove the tag.',
    ],
    [
      but(/ {6}dev:\n(?: {8}.*\n)+/, '      dev: acme\n'),
      'engine_id',
      '2',
      'agents.bob.environments.dev.engine_id has no map around it, so nothing was changed; write one first.',
    ],
    [
      but(/ {6}dev:\n(?: {8}.*\n)+/, '      dev:\n'),
      'engine_id',
      '2',
      /^bob has no environment "dev" in the file, and the rest of it is not invented/,
    ],
    [but('"1.0.0"', '"2.0"'), 'engine_id', '2', /^schema_version is "2\.0"/],
  ])('%#: an edit that cannot be', (text, field, value, sentence) => {
    expect(set(text, field, value)).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
  });

  test('an edit of an environment that is not in the map', () => {
    expect(set(MAP, 'engine_id', '2', 'canary')).toBe('There is no environment "canary"; there are, in path order: dev, stage, prod.');
  });
});

test('every code has words of its own, and every word a mistake above or a reason not to be made here', () => {
  const elsewhere = ['unknown_agent', 'no_such_environment', 'same_environment', 'backward', 'undefined_edge', 'no_edges', 'not_validated'];
  const edits = AGENT_PROBLEMS.filter((code) => /^(yaml_|un(?:fit|known_status|written)|blank_)/.test(code));
  const read = new Set<string>([...MISTAKES.map(([, , code]) => code), ...elsewhere, ...edits, 'checks_too_deep']);
  expect(AGENT_PROBLEMS.filter((code) => !read.has(code))).toEqual([]);
});

describe('whatever is written, it is answered', () => {
  const holds = (text: string): void => {
    const { problems } = readAgentMap(text);
    expect(problems.length).toBeLessThanOrEqual(21);
    for (const problem of problems) expect(agentProblem(problem)).toMatch(/^[^\p{Cc}\p{Cf}]+[.?]$/u);
  };
  test('any text', () => fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), holds), { numRuns: 300 }));
  test('the map with anything in it, anywhere', () => {
    const piece = fc.oneof(
      fc.constantFrom('\t', '"', "'", '{', '[', ': ', '- ', '\n', '&a ', '*a', '<<: ', '!!x ', '~', '#', '|', '\u001b[2J', '\u202e'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.nat(MAP.length), fc.nat(20), piece, (at, gone, put) => holds(MAP.slice(0, at) + put + MAP.slice(at + gone))),
      { numRuns: 500 },
    );
  });
});
