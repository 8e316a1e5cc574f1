/** Edits of the Agent Engine map (C11, C13): what was asked for is there afterwards, and every other byte is the one it was. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type MapChange, setInMap } from '../../src/core/agents/edit.ts';
import { ENGINE_STATUSES, FIELDS, type Field, placeOf } from '../../src/core/agents/map.ts';
import { readAgentMap } from '../../src/core/agents/read.ts';
import { but, MAP, mapOf } from './agents-map.ts';

const set = (text: string, agent: string, environment: string, fields: MapChange['fields']): string => {
  const done = setInMap(text, { agent, environment, fields });
  return done.ok ? done.value : done.error.code;
};

describe('C13: a promotion is written down as engine id and status', () => {
  test.each([
    ['bob', 'dev', { engine_id: '9876543210987654321' }, '"1234567890123456789"', '"9876543210987654321"'],
    ['bob', 'dev', { status: 'deployed' }, '"validated"  #', '"deployed"  #'],
    ['bob', 'stage', { region: 'europe-west4' }, "'us-central1'", "'europe-west4'"],
    ['bob', 'stage', { status: 'validated' }, 'status: deployed\n      prod', 'status: validated\n      prod'],
    ['bob', 'prod', { engine_id: '9876543210987654321' }, '3456789012345678901', '9876543210987654321'],
    ['foreman', 'prod', { status: 'validated' }, 'foreman-prod, status: deployed', 'foreman-prod, status: validated'],
  ])('%s in %s: %j', (agent, environment, fields, from, to) => {
    expect(set(MAP, agent, environment, fields)).toBe(but(from, to));
  });

  test('both at once, and twice is once', () => {
    const done = set(MAP, 'bob', 'stage', { engine_id: '9876543210987654321', status: 'validated' });
    expect(mapOf(done).agents[0]?.places[1]?.values).toMatchObject({ engine_id: '9876543210987654321', status: 'validated' });
    expect(set(done, 'bob', 'stage', { engine_id: '9876543210987654321', status: 'validated' })).toBe(done);
    expect(set(MAP, 'bob', 'stage', {})).toBe(MAP);
  });

  test.each([
    ['a placeholder', '"TODO-SET-DEV-ENGINE-ID"', '"42"'],
    ['a plain placeholder', 'TODO', "'42'"],
    ['null', 'null', "'42'"],
    ['nothing', '', "'42'"],
    ['empty text', "''", "'42'"],
  ])('%s becomes an id, which stays text for every reader of YAML', (_what, written, expected) => {
    const text = but('engine_id: "1234567890123456789"', `engine_id: ${written}`.trimEnd());
    expect(set(text, 'bob', 'dev', { engine_id: '42' })).toBe(but('"1234567890123456789"', expected));
  });

  test('a field that is missing is added where its neighbours are', () => {
    const text = but('        engine_id: "1234567890123456789"\n', '');
    expect(set(text, 'bob', 'dev', { engine_id: '1234567890123456789' })).toBe(
      text.replace('validated\n', 'validated\n').replace(/( {8}status: "validated" .*\n)/, `$1        engine_id: '1234567890123456789'\n`),
    );
    const flow = but(', status: pending', '');
    expect(set(flow, 'bob', 'prod', { status: 'pending' })).toBe(MAP);
  });

  test('what is wrong elsewhere does not stand in the way, and stays', () => {
    const text = but('engine_name: bob-stage', 'engine_name: [1]');
    expect(set(text, 'bob', 'dev', { status: 'pending' })).toBe(text.replace('"validated"  #', '"pending"  #'));
  });

  test.each([
    ['nobody', 'dev', 'unknown_agent'],
    ['all', 'dev', 'unknown_agent'],
    ['bob', 'canary', 'no_such_environment'],
    ['__proto__', 'dev', 'unknown_agent'],
  ])('%s in %s cannot be written: %s', (agent, environment, code) => {
    expect(set(MAP, agent, environment, { status: 'pending' })).toBe(code);
  });
});

/** A value as people write it: in quotes or not, or not yet. */
const written = (value: string) => fc.constantFrom(`"${value}"`, `'${value}'`, value, '', 'null', '""', 'TODO-SET', '"TODO: ask"');
const digits = fc.stringMatching(/^[1-9]\d{18}$/);
const resource = digits.map((id) => `projects/acme/locations/us-central1/reasoningEngines/${id}`);
const valueFor = (field: Field): fc.Arbitrary<string> => {
  if (field === 'status') return fc.constantFrom(...ENGINE_STATUSES);
  return field === 'engine_id'
    ? fc.oneof(digits, resource)
    : fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/).filter((name) => !/^todo/.test(name));
};
const comment = fc.constantFrom('', '', '  # why', ' # a: "b"', '   #');

/** An environment on several lines, or in braces. */
const place = fc
  .tuple(...FIELDS.map((field) => fc.tuple(fc.constant(field), valueFor(field).chain(written), comment, fc.integer({ min: 0, max: 9 }))))
  .chain((fields) => fc.tuple(fc.constant(fields.filter(([, , , chance]) => chance > 0)), fc.boolean()))
  .map(([fields, isFlow]) => {
    if (isFlow && fields.every(([, value]) => value !== ''))
      return ` { ${fields.map(([name, value]) => `${name}: ${value}`).join(', ')} }\n`;
    return fields.length === 0 ? ' {}\n' : `\n${fields.map(([name, value, words]) => `        ${name}: ${value}${words}\n`).join('')}`;
  });
const AGENTS = ['bob', 'foreman', 'a.b'];
const ENVIRONMENTS = ['dev', 'stage', 'prod'];
const anyMap = fc
  .tuple(fc.array(place, { minLength: 9, maxLength: 9 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([places, end, hasMark]) => {
    const agents = AGENTS.map((agent, a) => {
      const lines = ENVIRONMENTS.map((environment, e) => `      ${environment}:${places[a * 3 + e]}`);
      return `  ${agent}: # who\n    environments:\n${lines.join('')}\n`;
    });
    const text = `# map\nschema_version: "1.0.0"\nagents:\n${agents.join('')}# the end\nenvironments: { dev: , stage: , prod: }\n`;
    return `${hasMark ? '\uFEFF' : ''}${text.replaceAll('\n', end)}`;
  });
const anyChange = fc
  .tuple(fc.constantFrom(...AGENTS), fc.constantFrom(...ENVIRONMENTS), fc.constantFrom(...FIELDS))
  .chain(([agent, environment, field]) => valueFor(field).map((value) => ({ agent, environment, field, value })));

/** Everything that is known, but for one field of one place. */
function rest(text: string, but?: { readonly agent: string; readonly environment: string; readonly field: string }): unknown {
  const { map, problems } = readAgentMap(text);
  return [
    problems.map(({ code, place }) => [code, place]),
    map?.agents.map(({ name, places }) =>
      places.map(({ environment, values, blanks }) => {
        const isOther = (field: string) => name !== but?.agent || environment !== but.environment || field !== but.field;
        return [
          Object.entries(values).filter(([field]) => isOther(field)),
          blanks.filter(({ field }) => isOther(field)).map(({ kind, field }) => [kind, field]),
        ];
      }),
    ),
  ];
}

describe('C11: laws of edits', () => {
  test('what is written is what is read, and nothing else is read differently', () => {
    fc.assert(
      fc.property(anyMap, anyChange, (text, change) => {
        const done = set(text, change.agent, change.environment, { [change.field]: change.value });
        const agent = readAgentMap(done).map?.agents.find(({ name }) => name === change.agent);
        expect(agent && placeOf(agent, change.environment)?.values[change.field]).toBe(change.value);
        expect(rest(done, change)).toEqual(rest(text, change));
      }),
      { numRuns: 120 },
    );
  });

  test('everything else is equal byte for byte: one place of one line changes, or one line is added', () => {
    fc.assert(
      fc.property(anyMap, anyChange, (text, { agent, environment, field, value }) => {
        const done = set(text, agent, environment, { [field]: value });
        const [before, after] = [text.split('\n'), done.split('\n')];
        const from = before.findIndex((line, at) => line !== after[at]);
        if (from < 0) return;
        const isAdded = after.length === before.length + 1;
        expect(after.slice(from + 1)).toEqual(before.slice(isAdded ? from : from + 1));
        const [was, is] = [isAdded ? '' : (before[from] ?? ''), after[from] ?? ''];
        expect(is).toContain(`${field}: `);
        expect(is.endsWith('\r')).toBe(was.endsWith('\r') || (isAdded && text.includes('\r\n')));
        // The comment behind a value is still behind it.
        expect(is.slice(is.indexOf(' #') + 1 || is.length)).toBe(was.slice(was.indexOf(' #') + 1 || was.length));
      }),
      { numRuns: 120 },
    );
  });

  test('twice is once', () => {
    fc.assert(
      fc.property(anyMap, anyChange, (text, { agent, environment, field, value }) => {
        const once = set(text, agent, environment, { [field]: value });
        expect(set(once, agent, environment, { [field]: value })).toBe(once);
      }),
      { numRuns: 80 },
    );
  });

  test('there and back is where it was, quotes included', () => {
    fc.assert(
      fc.property(anyMap, fc.constantFrom(...AGENTS), fc.constantFrom(...ENVIRONMENTS), digits, (text, agent, environment, id) => {
        const place = readAgentMap(text)
          .map?.agents.find(({ name }) => name === agent)
          ?.places.find((one) => one.environment === environment);
        const was = place?.values.engine_id;
        // A number without quotes that becomes a name and a number again is in quotes afterwards: it stays text.
        if (was === undefined || /\D/.test(was)) return;
        const there = set(text, agent, environment, { engine_id: id });
        expect(set(there, agent, environment, { engine_id: was })).toBe(text);
      }),
      { numRuns: 120 },
    );
  });
});
