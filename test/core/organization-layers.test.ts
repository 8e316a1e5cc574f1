/** Whatever a repository lays over its organisation's rules: what is taken asks, of what is locked, for nothing less. Told by what judges promotions. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Config, type Environment, environmentBelow, findEnvironment, readConfig } from '../../src/core/config.ts';
import { criteriaOf } from '../../src/core/criteria.ts';
import { deploySettings, verifyWorkflow, watchSettings } from '../../src/core/delivery-settings.ts';
import { secondsOf } from '../../src/core/duration.ts';
import { type EffectiveGate, gatesOfPurpose, type Purpose } from '../../src/core/gates/effective.ts';
import { weigh } from '../../src/core/policy.ts';
import { ok } from '../../src/core/result.ts';
import { rolesHeld } from '../../src/core/roles.ts';
import { skipsGates } from '../../src/core/rules/skip.ts';
import { type Freeze, frozenUntil } from '../../src/core/window.ts';

const HEAD = `version: 1
roles: { qa: { users: [ann, bea] }, lead: { users: [bea, cid] } }
environments:
  development:
  staging:
    approval: qa
    gates: { load: { json: load.json, at: /a, max: 3 }, notes: { human: Notes read, by: [qa] }, base: { json: base.json, at: /a, min: 1 } }
  production:
    extends: staging
    aliases: [prod]
    approval: { all: [qa, lead] }
    soak: 2d
    freeze: [{ rrule: FREQ=DAILY, from: "00:00", for: 6h }]
    deploy: { workflow: ship.yml }
    verify: { workflow: try.yml, gates: { up: { json: up.json, at: /a, max: 2 } } }
    watch: { for: 1d, on_fail: rollback, gates: { errors: { json: errors.json, at: /a, max: 2 } } }
    gates: { same: { use: base, max: 5 } }
    rollback: { by: [lead] }
    rollback_plan: true
    protected: true
  island:
    approval: none
subjects:
  shop: { kind: component, gates: { load: { max: 1 } } }
`;

/** What may be locked, and what of a promotion to production it is about. */
const LOCKS = {
  'environments.production': [
    'name',
    'approval',
    'soak',
    'freeze',
    'deploy',
    'load',
    'notes',
    'same',
    'up',
    'errors',
    'watch',
    'plan',
    'rest',
    'roles',
  ],
  'environments.production.approval': ['approval', 'roles'],
  'environments.production.soak': ['soak'],
  'environments.production.freeze': ['freeze'],
  'environments.production.gates': ['load', 'notes', 'same'],
  'environments.production.gates.load': ['load'],
  'environments.production.gates.notes': ['notes'],
  'environments.production.gates.same': ['same'],
  'environments.production.verify.gates.up': ['up'],
  'environments.production.watch': ['errors', 'watch'],
  'environments.production.watch.gates.errors': ['errors'],
  'environments.production.deploy': ['deploy'],
  'environments.production.rollback_plan': ['plan'],
  'subjects.shop.gates.load': ['load of shop'],
  'subjects.shop': ['load of shop'],
  'roles.lead': ['lead'],
} as const;
type Lock = keyof typeof LOCKS;

/** Few changes at a time: of many, one is always refused. */
const rarely = (inner: fc.Arbitrary<string>, nothing: number): fc.Arbitrary<string | undefined> =>
  fc.oneof({ weight: 1, arbitrary: inner }, { weight: nothing, arbitrary: fc.constant(undefined) });
const often = (...values: readonly string[]) => rarely(fc.constantFrom(...values), 4);
const map = (keys: Readonly<Record<string, fc.Arbitrary<string | undefined>>>): fc.Arbitrary<string> =>
  fc.record(keys).map((written) => {
    const parts = Object.entries(written).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
    return `{ ${parts.join(', ')} }`;
  });
const sometimes = (inner: fc.Arbitrary<string>) => rarely(inner, 1);
const limits = {
  min: often('0', '1', '2'),
  max: often('0', '1', '2', '3', '4', '6'),
  off: often('legacy'),
  required: often('false', 'true'),
};
const gates = map({
  load: sometimes(map({ ...limits, json: often('other.json'), at: often('/b') })),
  base: sometimes(map(limits)),
  same: sometimes(map({ ...limits, use: often('load') })),
  notes: sometimes(map({ by: often('[qa]', '[lead]', '[qa, lead]', '[own]'), self: often('true', 'false'), off: often('no') })),
  mine: often('{ file: README.md }'),
});
const after = (name: string) => sometimes(map({ [name]: sometimes(map({ ...limits, json: often(`${name}.json`), at: often('/a') })) }));
const environment = map({
  extends: often('development', 'staging'),
  aliases: often('[prod, live]', '[]', '[live]'),
  approval: often(
    'none',
    'qa',
    '{ all: [qa, lead] }',
    '{ all: [own, lead, qa] }',
    '{ any: [lead, { all: [qa, lead] }] }',
    '{ role: qa, count: 2 }',
  ),
  soak: often('1d', '47h', '48h', '3d'),
  freeze: often(
    '[]',
    '[{ rrule: FREQ=DAILY, from: "00:00", for: 1h }]',
    '[{ from: "00:00", for: 6h, rrule: FREQ=DAILY }, { rrule: FREQ=YEARLY, from: "10:00", for: 1h }]',
  ),
  deploy: often('{ workflow: ship.yml }', '{ workflow: own.yml }', '{ deployment: true }'),
  verify: sometimes(map({ workflow: fc.constantFrom('try.yml', 'own.yml'), gates: after('up') })),
  watch: sometimes(
    map({
      for: fc.constantFrom('1h', '1d', '2d'),
      every: often('10m', '1h'),
      on_fail: often('rollback'),
      workflow: often('own.yml'),
      gates: after('errors'),
    }),
  ),
  gates: sometimes(gates),
  rollback_plan: often('true', 'false'),
  protected: often('true', 'false'),
  allow_skip: often('true', 'false'),
  newer: often('queue', 'supersede'),
});
const subject = map({ kind: fc.constant('component'), gates: sometimes(gates) });
const people = map({ users: often('[ann]', '[bea]', '[BEA, cid]', '[ann, mal]', '[mal]'), teams: often('[everybody]') });
const layer = fc.record({
  roles: sometimes(map({ qa: sometimes(people), lead: sometimes(people), own: fc.constant('{ users: [mal] }') })),
  environments: map({ staging: rarely(environment, 2), production: environment, canary: rarely(environment, 3) }),
  subjects: map({ web: subject, shop: sometimes(subject) }),
});

const read = (lock: string, own: string) =>
  readConfig(`version: 1\nextends: org\n${own}`, { file: 'org', text: `${HEAD}locked: [${lock}]\n` });

/** Three of whom each holds what the rules say, one of whom is in every team, and one more. */
const PEOPLE = ['ann', 'bea', 'cid', 'mal'].map((login, id) => ({ id, login, kind: 'person' as const }));
const TEAMS = { everybody: { id: 1, members: [{ id: 3, login: 'mal' }] } };
const votesIn = (config: Config, ids: readonly number[]) =>
  PEOPLE.filter(({ id }) => ids.includes(id)).map((by) => {
    const { roles } = rolesHeld(config, { teams: TEAMS }, by);
    return { roles, approval: { by, at: '2026-11-20T10:00:00Z', comment: by.id, roles, note: '' } };
  });
const GROUPS = Array.from({ length: 16 }, (_, bits) => [0, 1, 2, 3].filter((id) => bits & (2 ** id)));
const VALUES = [-1, 0, 1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => `2026-11-20T${String(hour).padStart(2, '0')}:30:00Z`);

interface Place {
  readonly config: Config;
  readonly production: Environment;
}
const placeOf = (config: Config): Place => {
  const production = findEnvironment(config, 'production');
  if (!production) throw new Error('there is no production');
  return { config, production };
};

/** Values of what it reads that a gate lets through; all of them where it stops nobody. */
function letThrough({ config, production: environment }: Place, purpose: Purpose, name: string, of: string): readonly unknown[] {
  const found = config.subjects.find((one) => one.name === of);
  if (!found) throw new Error(`there is no ${of}`);
  const gate = gatesOfPurpose(purpose, { config, subject: found, environment }).find((one) => one.name === name);
  const isSkipped = purpose === 'gates' && skipsGates({ config, environment }, { asked: { skipGates: true } } as never);
  return !gate || isSkipped || gate.off !== undefined || !gate.required ? VALUES.flatMap((value) => [value, -value]) : passing(gate);
}

function passing({ gate, kind }: EffectiveGate): readonly unknown[] {
  if (kind !== 'json') throw new Error('only numbers are tried');
  const file = gate.needs({ subject: { name: 'web', paths: [], labels: {} } } as never)[0];
  const own = file?.kind === 'json' && /^(load|base|up|errors)\.json$/.test(file.path);
  return VALUES.filter((value) => {
    // What is read elsewhere, or at another place, is whatever somebody likes.
    const ask = (() => ok({ value: { a: own ? value : 2, b: 2 }, source: { path: 'a.json' } })) as never;
    return (
      gate.judge(ask, { subject: { name: 'web', kind: 'component', paths: [], labels: {}, spec: undefined } } as never).outcome === 'pass'
    );
  });
}

const signers = ({ config, production }: Place, of: string): readonly string[] => {
  const found = config.subjects.find((one) => one.name === of);
  if (!found) throw new Error(`there is no ${of}`);
  const notes = criteriaOf({ subject: found, environment: production }).find(({ name }) => name === 'notes');
  if (!notes?.required || skipsGates({ config, environment: production }, { asked: { skipGates: true } } as never))
    return ['nobody has to'];
  const held = PEOPLE.filter((by) => rolesHeld(config, { teams: TEAMS }, by).roles.some((role) => notes.by.includes(role)));
  return held.flatMap(({ login }) => [login, ...(notes.self ? [`${login}'s own word`] : [])]);
};
const fills = ({ config }: Place, name: string): readonly string[] =>
  PEOPLE.flatMap((by) => (rolesHeld(config, { teams: TEAMS }, by).roles.includes(name) ? [by.login] : []));

/** Everything that gets by in one respect: as a list, of which a stricter rule has a part. */
const OPEN: Readonly<Record<string, (place: Place) => readonly unknown[]>> = {
  name: ({ config }) => [findEnvironment(config, 'prod')?.name],
  approval: (at) => GROUPS.filter((ids) => weigh(at.production.approval, votesIn(at.config, ids)).met),
  roles: (at) => fills(at, 'qa'),
  lead: (at) => fills(at, 'lead'),
  soak: ({ config, production }) => {
    expect(environmentBelow(config, production)?.name).toBe('staging');
    const { soak } = production.settings;
    return [1, 24, 47, 48, 72].filter((hours) => hours * 3_600 >= (typeof soak === 'string' ? secondsOf(soak) : 0));
  },
  freeze: ({ production }) => HOURS.filter((at) => !frozenUntil((production.settings['freeze'] ?? []) as readonly Freeze[], at)),
  deploy: ({ production }) => [JSON.stringify(deploySettings(production))],
  plan: ({ production: { settings } }) => [settings['rollback_plan'] === true ? 'a plan' : 'no plan'],
  rest: ({ production: { settings } }) => [JSON.stringify([settings['protected'], settings['newer'] ?? 'queue', settings['rollback']])],
  load: (at) => letThrough(at, 'gates', 'load', 'web'),
  'load of shop': (at) => letThrough(at, 'gates', 'load', 'shop'),
  same: (at) => letThrough(at, 'gates', 'same', 'web'),
  notes: (at) => signers(at, 'web'),
  up: (at) => [verifyWorkflow(at.production), ...letThrough(at, 'verify', 'up', 'web')],
  errors: (at) => [watchSettings(at.production)?.workflow, ...letThrough(at, 'watch', 'errors', 'web')],
  watch: ({ production }) => {
    const { for: lasts = 0, rollsBack = false } = watchSettings(production) ?? {};
    return [...[3_600, 86_400, 172_800].filter((seconds) => lasts < seconds), ...(rollsBack ? [] : ['what fails stays'])];
  },
};

const KEPT = read('roles', 'subjects: { web: { kind: component } }\n').config;
const BEFORE = Object.fromEntries(Object.entries(OPEN).map(([respect, open]) => [respect, KEPT ? open(placeOf(KEPT)) : []]));

test('what is taken over a lock lets nothing by that would not have got by', () => {
  const taken = new Set<Lock>();
  const lock = fc.constantFrom(...(Object.keys(LOCKS) as Lock[]));
  fc.assert(
    fc.property(lock, layer, (path, { roles, environments, subjects }) => {
      const own = [roles && `roles: ${roles}`, `environments: ${environments}`, `subjects: ${subjects}`].filter(Boolean).join('\n');
      const { config } = read(path, own);
      if (!config) return;
      taken.add(path);
      for (const respect of LOCKS[path]) {
        const open = OPEN[respect]?.(placeOf(config));
        expect([own, respect, open?.filter((one) => !BEFORE[respect]?.includes(one))]).toEqual([own, respect, []]);
      }
    }),
    { numRuns: 600 },
  );
  expect(taken.size).toBeGreaterThan(10);
});
