/** Attack 51: what a gate looks at stays in the repository, whatever is written or filled in. */
import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/core/config.ts';
import { about, judged } from './asked.ts';

const HOSTILE = [
  ['..', '../secrets', '../../etc/passwd', 'a/../../b', 'a/..', './a', 'a/./b', '/etc/passwd', '//host/share', '~/.ssh/id_rsa'],
  ['C:/Windows', 'C:\\Windows', 'a\\..\\b', 'a//b', 'a/', ' ', '%2e%2e/a', 'a%2fb', 'a\0.json', '-rf', 'a\nb', '.. /a'],
].flat();

test('attack 51: there are at least 20 such paths', () => {
  expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(20);
});

test.each(HOSTILE)('attack 51: the config may not name %j', (path) => {
  const text = (gate: object) =>
    JSON.stringify({ version: 1, environments: { dev: { gates: { one: gate } } }, subjects: { web: { kind: 'component' } } });
  for (const gate of [{ file: path }, { json: path, at: '', max: 1 }, { coverage: path, min: 80 }, { attestation: path }]) {
    const { config, problems } = readConfig(text(gate));
    expect(config).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.filter(({ code }) => !/^bad_(path|character)$/.test(code))).toEqual([]);
  }
});

const MEANT = { file: { text: 'secret', source: { path: 'x' } } };

test.each(HOSTILE)('attack 51: a label filled in may not make it %j', (job) => {
  const of = about({ subject: { ...about().subject, labels: { job } } });
  expect(judged({ file: '{labels.job}' }, MEANT, of)).toMatchObject({
    outcome: 'error',
    summary: expect.stringContaining('is not looked at'),
  });
});

test('attack 51: a label that leads out is found when the config is read', () => {
  const { problems } = readConfig(
    'version: 1\nenvironments: { dev: { gates: { one: { file: "docs/{labels.job}" } } } }\nsubjects: { web: { kind: component, labels: { job: ../../etc } } }',
  );
  expect(problems).toMatchObject([{ code: 'unfilled_gate', place: 'environments.dev.gates.one', line: 2, found: 'web' }]);
});
