/** `templates/promotion.organization.yml`: right as it is and with everything switched on, explained line by line, and of use to a repository. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readConfig, readOrganization } from '../../src/core/config.ts';
import { organizationJsonSchema } from '../../src/core/config-json-schema.ts';
import { readYaml } from '../../src/core/yaml-source.ts';
import { makeAjv } from '../../src/sandbox/contract/ajv.ts';
import { below } from '../core/organization-mistakes.ts';

const text = readFileSync(new URL('../../templates/promotion.organization.yml', import.meta.url), 'utf8');
/** As the head of the file says it is done. */
const switchedOn = text.replaceAll(/^( *)#(?=[a-z-])/gm, '$1');
const OWN = `version: 1
extends: org
roles: { tech-lead: { teams: [shop-leads] }, qa: { teams: [shop-qa] } }
subjects: { shop: { kind: component } }
`;
const read = (own: string, organization = text) => readConfig(own, { file: 'org', text: organization });
const validate = makeAjv().compile(organizationJsonSchema());

test.each([
  ['as it is', text],
  ['with every setting switched on', switchedOn],
  ['without its comments', text.replace(/\s*#.*$/gm, '')],
])('%s it is right, for reading and for editors, and a repository only adds its own', (_how, organization) => {
  expect(readOrganization(organization)).toEqual([]);
  expect([validate(readYaml(organization).source?.value), validate.errors]).toEqual([true, null]);
  const { config, problems } = read(OWN, organization);
  expect(problems).toEqual([]);
  expect(config?.environments.map(({ name }) => name)).toEqual(['development', 'staging', 'production']);
});

test('what it says is locked is locked', () => {
  const looser = [
    'environments: { production: { soak: 1d } }',
    'environments: { staging: { approval: qa } }',
    'environments: { staging: { gates: { docs: { off: legacy } } } }',
  ];
  const [soak, approval, docs] = looser.map((more) => read(`${OWN}${more}\n`).problems.map(({ code }) => code));
  expect([soak, approval, docs]).toEqual([['loosens_locked'], ['loosens_locked'], ['loosens_locked']]);
  expect(read(OWN.replace('roles: {', 'roles: { security: { users: [mallory] },')).problems.map(({ place }) => place)).toEqual([
    'roles.security.users',
  ]);
  expect(read(`${OWN}environments: { staging: { soak: 1d } }\n`).problems).toEqual([]);
});

test('each line that sets something is explained', () => {
  const unexplained = text.split('\n').filter((line) => /^ *#?(- )?[a-z][a-z_.-]*:? /.test(line) && !/ # .{3,}$/.test(line));
  expect(unexplained).toEqual([]);
  for (const key of ['locked', 'notify', 'prometheus', 'roles', 'environments', 'soak', 'gates'])
    expect(switchedOn).toMatch(new RegExp(`^ *${key}:`, 'm'));
  expect(text).toContain('# yaml-language-server: $schema=promotion.organization.schema.json');
});

test('editors refuse what reading refuses by its shape', () => {
  for (const organization of [below({ 1: 'version: 1\nextends: org' }), below({ 4: '  - [a]' }), below({ 1: 'version: 1\nnotifi: true' })])
    expect(validate(readYaml(organization).source?.value)).toBe(false);
  expect(validate(readYaml(below()).source?.value)).toBe(true);
});
