/** Each mistake in an Agent Engine map is found where it stands, and said in one sentence that helps. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { setInMap } from '../../src/core/agents/edit.ts';
import { agentsNamed, allEdges, edgeBetween, judgeStep, refusalsOf } from '../../src/core/agents/judge.ts';
import { readAgentMap } from '../../src/core/agents/read.ts';
import { AGENT_PROBLEMS, agentProblem } from '../../src/core/views/agent-problem.ts';
import { but, MAP, mapOf } from './agents-map.ts';
import { ENGINE, MISTAKES } from './agents-mistakes.ts';

const said = (text: string): readonly string[] =>
  readAgentMap(text).problems.map((problem) => `${problem.line ?? '-'}:${problem.column ?? '-'} ${agentProblem(problem)}`);

const long = (count: number): string =>
  Array.from(
    { length: count },
    (_, n) => `  e${n}_to_e${n + 1}: { manual_approval: false, required_checks: ["All e${n + 1}_to_e${n + 2} checks"] }\n`,
  ).join('');

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
