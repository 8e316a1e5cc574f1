import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { findEnvironment, findSubject, readConfig } from '../../src/core/config.ts';
import { criteriaOf, effectiveGates, measuredGates } from '../../src/core/criteria.ts';

const { config } = readConfig(readFileSync('test/fixtures/config/promotion.tta.yml', 'utf8'));

function named(subjectName: string, environmentName: string) {
  const subject = config && findSubject(config, subjectName);
  const environment = config && findEnvironment(config, environmentName);
  if (!subject || !environment) throw new Error('the fixture has no such names');
  return { subject, environment };
}

test.each([
  ['agent_orchestration', 'development', 60],
  ['agent_orchestration', 'staging', 70],
  ['agent_orchestration', 'production', 80],
  ['player_experience', 'production', 65],
])('MISSION B3: thresholds belong to the target, and a component may override them: %s to %s needs %d %%', (subject, environment, min) => {
  expect(Object.fromEntries(effectiveGates(named(subject, environment)))['coverage']).toMatchObject({ min });
});

test('MISSION B7: the criteria of an edge are its own, in their order', () => {
  const text = (environment: string) =>
    criteriaOf(named('agent_orchestration', environment)).map(({ name, by, required }) => `${name} ${by}${required ? '' : ' (advisory)'}`);
  expect(text('development')).toEqual([]);
  expect(text('staging')).toEqual([
    'code-review tech-lead',
    'core tech-lead',
    'error-handling tech-lead',
    'logging tech-lead',
    'docs qa (advisory)',
  ]);
  expect(text('production').slice(5)).toEqual([
    'security-review security',
    'rollback-tested sre',
    'dashboards sre',
    'stakeholder product-owner',
  ]);
});

test('a gate that is switched off for a subject is neither measured nor asked for', () => {
  expect(measuredGates(named('agent_orchestration', 'production'))).toContain('e2e');
  expect(measuredGates(named('player_experience', 'production'))).not.toContain('e2e');
});

test('of the gates, people attest to some, and only a run can judge the others', () => {
  const counts = (subject: string) =>
    ['development', 'staging', 'production'].map((environment) => {
      const both = named(subject, environment);
      return [measuredGates(both).length, criteriaOf(both).length];
    });
  expect(counts('agent_orchestration')).toEqual([
    [2, 0],
    [8, 5],
    [17, 9],
  ]);
  expect(counts('player_experience')).toEqual([
    [2, 0],
    [8, 5],
    [16, 9],
  ]);
});
