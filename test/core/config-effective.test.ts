import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { effectiveSettings, findEnvironment, findSubject } from '../../src/core/config.ts';
import { one, read, SMALL } from './config-read.ts';

describe('an approval depends on what matters to it and on nothing else', () => {
  /** Canonical enough to compare: keys sorted at every depth. */
  const canonical = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    );
  const effective = (text: string): string => {
    const config = read(text);
    return canonical(effectiveSettings(config, one(findSubject(config, 'web')), one(findEnvironment(config, 'production'))));
  };
  const before = effective(SMALL);

  test.each<[string, (text: string) => string]>([
    ['who must approve', (text) => text.replace('{ all: [qa, lead] }', '{ all: [qa, owner] }')],
    ['how many must approve', (text) => text.replace('{ all: [qa, lead] }', '{ all: [{ role: qa, count: 2 }, lead] }')],
    ['that nobody must approve', (text) => text.replace(/approval: \{ any.*/, 'approval: none')],
    ['a team of a role in it', (text) => text.replace('teams: [leads]', 'teams: [chiefs]')],
    ['a person of a role in it', (text) => text.replace('users: [erin]', 'users: [erin, mallory]')],
    ['a gate that is inherited', (text) => text.replace('min: 70', 'min: 60')],
    ['a setting of the environment', (text) => text.replace('soak: 7d', 'soak: 1d')],
    ['a gate of the subject', (text) => text.replace('min: 90', 'min: 10')],
    ['the paths of the subject', (text) => text.replace('web/**', 'web/src/**')],
    ['the kind of the subject', (text) => text.replace('web: { kind: component', 'web: { kind: agent')],
  ])('it changes with %s', (_what, edit) => {
    expect(edit(SMALL)).not.toBe(SMALL);
    expect(effective(edit(SMALL))).not.toBe(before);
  });

  test.each<[string, (text: string) => string]>([
    ['another subject', (text) => text.replace('bob: { kind: agent }', 'bob: { kind: agent, paths: [bob/**] }')],
    ['a further subject', (text) => `${text}  eve: { kind: agent }\n`],
    [
      'another environment',
      (text) => text.replace('development: { aliases: [dev, Sandbox] }', 'development: { aliases: [dev, Sandbox], approval: lead }'),
    ],
    ['the approval of the environment below', (text) => text.replace('approval: qa\n', 'approval: lead\n')],
    ['an alias', (text) => text.replace('aliases: [prod]', 'aliases: [prod, live]')],
    ['notify', (text) => text.replace('notify: false', 'notify: true')],
    ['a role that is not in it', (text) => text.replace('roles:\n', 'roles:\n  guest: { users: [zoe] }\n')],
    [
      'the order of teams and the case of logins',
      (text) => text.replace('[qa, testers, qa]', '[testers, qa]').replace('[Carol, carol, dave]', '[DAVE, carol]'),
    ],
    ['comments and quotes', (text) => text.replace('soak: 7d', '"soak": "7d"  # one week')],
    [
      'the order of keys',
      (text) =>
        text
          .replace('    aliases: [prod]\n', '')
          .replace('    soak: 7d\n', '    soak: 7d\n    aliases: [prod]\n')
          .replace('kind: component, paths: [web/**]', 'paths: [web/**], kind: component'),
    ],
    ['another way to write the same', (text) => text.replace('{ role: owner, count: 1 }', 'owner')],
    ['extends written out', (text) => text.replace('extends: staging\n', 'gates: { coverage: { min: 70, coverage: lcov.info } }\n')],
  ])('it does not change with %s', (_what, edit) => {
    expect(edit(SMALL)).not.toBe(SMALL);
    expect(effective(edit(SMALL))).toBe(before);
  });

  test('it is plain JSON', () => {
    const config = read(readFileSync(new URL('../fixtures/config/promotion.tta.yml', import.meta.url), 'utf8'));
    for (const subject of config.subjects) {
      for (const environment of config.environments) {
        const settings = effectiveSettings(config, subject, environment);
        expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
      }
    }
  });
});
