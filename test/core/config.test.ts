import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Environment, environmentBelow, findEnvironment, findSubject, nearest, rolesOf, teamsOf } from '../../src/core/config.ts';
import { measuredGates } from '../../src/core/criteria.ts';
import { one, read, SMALL } from './config-read.ts';

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/config/${name}`, import.meta.url), 'utf8');

const gatesOf = (environment: Environment): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).parse(environment.settings['gates']);

describe('the component example', () => {
  const config = read(fixture('promotion.tta.yml'));

  test('has its path, aliases and approvals', () => {
    expect(config.environments.map(({ name, aliases, approval }) => ({ name, aliases, approval }))).toEqual([
      { name: 'development', aliases: ['dev'], approval: 'none' },
      {
        name: 'staging',
        aliases: ['stage'],
        approval: {
          all: [
            { role: 'tech-lead', count: 1 },
            { role: 'qa', count: 1 },
          ],
        },
      },
      {
        name: 'production',
        aliases: ['prod'],
        approval: {
          all: [
            { role: 'tech-lead', count: 1 },
            { role: 'qa', count: 1 },
            { role: 'security', count: 1 },
          ],
        },
      },
    ]);
  });

  test('merges the gates of what it extends key by key: 26 for production', () => {
    const gates = config.environments.map(gatesOf);
    expect(gates.map((all) => Object.keys(all).length)).toEqual([2, 13, 26]);
    expect(gates.map((all) => all['coverage'])).toEqual([
      { coverage: 'reports/coverage.json', min: 60 },
      { coverage: 'reports/coverage.json', min: 70, max_drop: 2 },
      { coverage: 'reports/coverage.json', min: 80, max_drop: 2 },
    ]);
  });
});

test('the agent example is read', () => {
  const config = read(fixture('promotion.agent.yml'));
  expect(config.environments.map(({ name }) => name)).toEqual(['development', 'staging', 'production']);
  const subject = one(config.subjects[0]);
  expect(config.environments.map((environment) => measuredGates({ subject, environment }))).toEqual([
    [],
    ['published', 'evals', 'no-regression', 'guardrails', 'prompt-lint'],
    ['published', 'evals', 'no-regression', 'guardrails', 'prompt-lint', 'cost', 'latency', 'engine-ids'],
  ]);
  expect(config.subjects).toMatchObject([{ name: 'support-agent', kind: 'agent' }]);
  expect(gatesOf(one(config.environments[2]))['evals']).toEqual({
    evals: 'evals/promptfoo.json',
    pass_rate: '95%',
    max_errors: 0,
    min_cases: 200,
    metrics: { accuracy: '85%', tone: '75%' },
  });
});

describe('what is written is understood', () => {
  const config = read(SMALL);

  test('roles hold each team and each login once', () => {
    expect(config.roles).toEqual([
      { name: 'qa', teams: ['qa', 'testers'], users: ['Carol', 'dave'] },
      { name: 'lead', teams: ['leads'], users: [] },
      { name: 'owner', teams: [], users: ['erin'] },
    ]);
    expect(teamsOf(config)).toEqual(['leads', 'qa', 'testers']);
  });

  test('approvals nest', () => {
    const { approval } = one(findEnvironment(config, 'production'));
    expect(approval).toEqual({
      any: [
        {
          all: [
            { role: 'qa', count: 1 },
            { role: 'lead', count: 1 },
          ],
        },
        { role: 'owner', count: 1 },
        { role: 'qa', count: 1 },
      ],
    });
    expect(rolesOf(approval)).toEqual(['qa', 'lead', 'owner']);
    expect(rolesOf('none')).toEqual([]);
  });

  test.each([
    ['production', 'production'],
    ['  Prod ', 'production'],
    ['STAGE', 'staging'],
    ['sandbox', 'development'],
    ['qa', undefined],
    ['', undefined],
  ])('%j stands for %s', (written, name) => {
    expect(findEnvironment(config, written)?.name).toBe(name);
  });

  test('the Kelvin sign is no k', () => {
    const named = read('version: 1\nenvironments: { desk: {} }\nsubjects: { web: { kind: component } }');
    expect(findEnvironment(named, 'DESK')?.name).toBe('desk');
    expect(findEnvironment(named, 'des\u212A')).toBeUndefined();
  });

  test.each([
    ['web', 'web'],
    [' bob\n', 'bob'],
    ['Web', undefined],
    ['constructor', undefined],
  ])('%j is the subject %s', (written, name) => {
    expect(findSubject(config, written)?.name).toBe(name);
  });

  test('each environment knows the one below', () => {
    expect(config.environments.map((environment) => environmentBelow(config, environment)?.name)).toEqual([
      undefined,
      'development',
      'staging',
    ]);
  });

  test('teams are mentioned unless that is switched off', () => {
    expect(config.notify).toBe(false);
    expect(read(SMALL.replace('notify: false', '')).notify).toBe(true);
  });

  test('a path of numbers keeps the order of the file', () => {
    const numbered = read(
      'version: 1\nroles: { 7: { teams: [a] } }\nenvironments: { 30: , 4: { approval: none }, 11: { approval: "7" } }\nsubjects: { 2: { kind: agent }, 1: { kind: agent } }',
    );
    expect(numbered.environments.map(({ name }) => name)).toEqual(['30', '4', '11']);
    expect(numbered.subjects.map(({ name }) => name)).toEqual(['2', '1']);
  });

  test('an approval may be inherited, also over two steps, but not the aliases', () => {
    const inherited = read(SMALL.replace(/ {4}approval: \{ any.*\n/, '').replace('approval: qa\n', 'approval: { role: qa, count: 2 }\n'));
    const production = one(findEnvironment(inherited, 'production'));
    expect(production.approval).toEqual({ role: 'qa', count: 2 });
    expect(production.settings).toEqual({
      aliases: ['prod'],
      approval: { role: 'qa', count: 2 },
      gates: { coverage: { coverage: 'lcov.info', min: 70 } },
      soak: '7d',
    });
  });

  test('whoever has no aliases of its own inherits none', () => {
    const staging = one(findEnvironment(read(SMALL.replace('    aliases: [stage]\n', '')), 'staging'));
    expect(staging.aliases).toEqual([]);
    expect(Object.keys(staging.settings)).toEqual(['approval', 'gates']);
  });

  test('approval: none is good where it is written out', () => {
    expect(read(SMALL.replace('approval: qa\n', 'approval: none\n')).environments[1]?.approval).toBe('none');
  });

  test('a byte order mark, Windows line ends and comments change nothing', () => {
    expect(read(`\uFEFF# settings\r\n${SMALL.replaceAll('\n', '\r\n')}`)).toEqual(config);
  });
});

test('the whole language of the design is read', () => {
  const config = read(`version: 1
roles:
  tech-lead: { teams: [tech-leads] }
  qa:        { teams: [qa] }
  security:  { teams: [security], users: [carol] }
project: { owner: acme, number: 11, field: Status }
environments:
  development: { aliases: [dev] }
  staging:
    aliases: [stage]
    extends: development
    approval: { all: [tech-lead, qa] }
    gates: { coverage: { coverage: lcov.info, min: 70 } }
    deploy: { deployment: true }
    verify: { workflow: verify.yml }
  production:
    aliases: [prod]
    extends: staging
    soak: 7d
    approval: { all: [tech-lead, qa, security] }
    gates: { coverage: { min: 80 } }
    watch: { for: 24h, every: 10m, on_fail: rollback, gates: { coverage: { use: coverage } } }
    freeze: [{ rrule: 'FREQ=WEEKLY;BYDAY=FR', from: '12:00', for: 60h, timezone: Europe/Berlin }]
subjects:
  agent_orchestration: { kind: component, paths: [src/agent_orchestration/**], spec: specs/agent_orchestration.md, depends_on: [] }
  bob: { kind: agent, map: config/agent_engine_envs.yaml }
`);
  expect(measuredGates({ subject: one(config.subjects[0]), environment: one(config.environments[2]) })).toEqual(['coverage']);
  expect(config.project).toEqual({ owner: 'acme', number: 11, field: 'Status' });
});

describe('the nearest name', () => {
  test.each([
    ['staging', ['stage', 'STAGING', 'stagin'], 'STAGING'],
    ['stagin', ['production', 'staging'], 'staging'],
    ['prodction', ['development', 'production'], 'production'],
    ['aproval', ['aliases', 'approval'], 'approval'],
    ['qb', ['qa', 'qc'], 'qa'],
    ['dve', ['dev'], undefined],
    ['devlopmentt', ['development'], 'development'],
    ['abcdefghijklmnop', ['abcdefghijkl'], undefined],
    ['', ['a'], undefined],
    ['   ', ['a'], undefined],
    ['anything', [], undefined],
  ])('%j among %j is %s', (found, allowed, expected) => {
    expect(nearest(found, allowed)).toBe(expected);
  });
});
