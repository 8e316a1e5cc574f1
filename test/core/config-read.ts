/** Settings that must be without problems, and those of a small team, with a little of everything. */
import { expect } from '@jest/globals';
import { type Config, readConfig } from '../../src/core/config.ts';

export function read(text: string): Config {
  const { config, problems } = readConfig(text);
  expect(problems).toEqual([]);
  if (!config) throw new Error('a config without problems must be there');
  return config;
}

export function one<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('expected to find it');
  return thing;
}

export const SMALL = `
version: 1
notify: false
roles:
  qa: { teams: [qa, testers, qa], users: [Carol, carol, dave] }
  lead: { teams: [leads] }
  owner: { users: [erin] }
environments:
  development: { aliases: [dev, Sandbox] }
  staging:
    aliases: [stage]
    extends: development
    approval: qa
    gates: { coverage: { coverage: lcov.info, min: 70 } }
  production:
    aliases: [prod]
    extends: staging
    approval: { any: [{ all: [qa, lead] }, { role: owner, count: 1 }, qa] }
    soak: 7d
subjects:
  web: { kind: component, paths: [web/**], gates: { coverage: { min: 90 } } }
  bob: { kind: agent }
`;
