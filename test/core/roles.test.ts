import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/core/config.ts';
import type { Actor } from '../../src/core/promotion.ts';
import { rolesHeld } from '../../src/core/roles.ts';
import type { SeenTeam } from '../../src/core/seen.ts';

const { config } = readConfig(`version: 1
roles:
  lead: { teams: [leads, chiefs] }
  owner: { users: [Dana] }
  mixed: { teams: [qa], users: [dana] }
environments:
  development:
subjects:
  api: { kind: component }
`);
if (!config) throw new Error('the config of these tests is a good one');

const dana: Actor = { id: 201, login: 'dana', kind: 'person' };
const bob: Actor = { id: 102, login: 'bob', kind: 'person' };
const of = (...members: readonly Actor[]): SeenTeam => ({ id: 1, members });
const held = (actor: Actor, teams: Readonly<Record<string, SeenTeam>>) => rolesHeld(config, { teams }, actor);

describe('who holds which role', () => {
  test('through any of its teams, by number', () => {
    expect(held(bob, { leads: of(), chiefs: of(bob), qa: of() })).toEqual({ roles: ['lead'], unknown: [] });
    expect(held({ ...bob, login: 'renamed' }, { leads: of(bob), chiefs: of(), qa: of() }).roles).toEqual(['lead']);
    expect(held({ ...bob, id: 777 }, { leads: of(bob), chiefs: of(), qa: of() })).toEqual({ roles: [], unknown: [] });
  });

  test('by name, whatever the case', () => {
    expect(held(dana, { leads: of(), chiefs: of(), qa: of() })).toEqual({ roles: ['owner', 'mixed'], unknown: [] });
    expect(held({ ...dana, login: 'DANA' }, {}).roles).toEqual(['owner', 'mixed']);
  });

  test('I8: a team that could not be read leaves it open, unless another one says yes', () => {
    expect(held(bob, { leads: of(), qa: of() })).toEqual({ roles: [], unknown: ['lead'] });
    expect(held(bob, {})).toEqual({ roles: [], unknown: ['lead', 'mixed'] });
    expect(held(bob, { leads: of(bob) })).toEqual({ roles: ['lead'], unknown: ['mixed'] });
  });

  test.each(['bot', 'other'] as const)('attack 19: no %s holds any, not even by name or membership', (kind) => {
    const actor: Actor = { ...dana, kind };
    expect(held(actor, { leads: of(actor), chiefs: of(), qa: of(actor) })).toEqual({ roles: [], unknown: [] });
    expect(held(actor, {})).toEqual({ roles: [], unknown: [] });
  });
});
