/** `extends: org` read: what comes out, what is a mistake in which file, and that what is locked is never looser. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Config, effectiveSettings, readConfig, readOrganization } from '../../src/core/config.ts';
import { configProblem } from '../../src/core/views/config-problem.ts';
import { edited, unmark } from './config-mistakes.ts';
import { below, FILE, over, PAIRS, STRICTER } from './organization-mistakes.ts';

const read = (repository: string, organization: string) => readConfig(repository, { file: FILE, text: organization });

test('both files together say what holds', () => {
  const { config, problems } = read(over(), below());
  expect(problems).toEqual([]);
  expect(config?.environments.map(({ name }) => name)).toEqual(['development', 'staging', 'production']);
  expect(config?.roles.map(({ name }) => name)).toEqual(['lead', 'qa', 'docs']);
  expect(config?.environments[2]?.settings).toMatchObject({ soak: '2d', gates: { coverage: { min: 70 } } });
});

test('what comes out of which key: names are merged, gates key by key, and everything else is replaced', () => {
  const { config } = read(
    over({
      2: 'extends: org\nnotify: false',
      4: '  docs: { teams: [docs] }\n  qa: { users: [eve] }',
      6: '  staging: { approval: none, gates: { coverage: { max_drop: 1 }, spec: { file: README.md } } }\n  canary: { extends: staging, approval: qa }',
    }),
    below({ 3: '  - environments.production.soak', 4: '  - prometheus' }).replace(
      '      notes: { human: Notes read, by: [docs, qa] }\n',
      '',
    ),
  );
  expect(config?.notify).toBe(false);
  expect(config?.environments.map(({ name }) => name)).toEqual(['development', 'staging', 'production', 'canary']);
  expect(config?.roles.find(({ name }) => name === 'qa')).toEqual({ name: 'qa', teams: ['qa'], users: ['eve'] });
  const gates = {
    coverage: { coverage: 'c.json', min: 70, max_drop: 1 },
    lint: { findings: 'l.json', locked: true },
    spec: { file: 'README.md' },
  };
  expect(config?.environments[1]?.settings).toEqual({ approval: 'none', gates });
  expect(config?.environments[2]?.settings['gates']).toEqual(gates);
});

describe('each mistake is told in the file and at the place where it is to be mended, and once', () => {
  test.each(Object.entries(PAIRS))('%s', (_title, { repository, organization, code, place, suggestion }) => {
    const isTheirs = organization.includes('▸');
    const { text, line, column } = unmark(isTheirs ? organization : repository);
    const { config, problems } = isTheirs ? read(repository, text) : read(text, organization);
    expect(config).toBeUndefined();
    const told = problems.map(({ code: found, place: where, file, line: row, column: at, suggestion: meant }) => [
      found,
      where,
      file,
      row,
      at,
      meant,
    ]);
    // A limit that production inherits is loosened twice by one line.
    const [first, ...more] = told;
    expect(first).toEqual([code, place, isTheirs ? FILE : undefined, line, column, suggestion]);
    for (const [again, , , row] of more) expect([again, row]).toEqual(['loosens_locked', line]);
    for (const sentence of problems.map(configProblem)) expect(sentence).toMatch(/^\S(?!.*undefined).*[.?]$/);
  });
});

test.each(Object.entries(STRICTER))('%s may be written over what is locked', (_title, repository) => {
  expect(read(repository, below()).problems.map(configProblem)).toEqual([]);
});

test('what loosens a lock is told with what was found, what is kept, and what to do', () => {
  const [first] = read(over({ 6: '  staging: { gates: { coverage: { min: 60 } } }' }), below()).problems;
  expect(first && configProblem(first)).toBe(
    'environments.staging.gates.coverage.min comes to be 60, where the organisation has 70 and locks environments.staging.gates.coverage; only what is known to be as strict is taken, so remove this here, or ask for more.',
  );
});

test('what the organisation leaves to repositories is told where it is missed, and that it may be added in either file', () => {
  const [first] = read(over(), below({ 13: '    approval: tester' })).problems;
  expect([first?.file, first && configProblem(first)]).toEqual([
    FILE,
    'environments.staging.approval names the role "tester", which is not defined; defined: lead, qa, docs or none. The repository may add it in its own file too.',
  ]);
});

test('an environment that extends another one than before is held to what it would have inherited', () => {
  const { problems } = read(over({ 6: '  production: { extends: development }' }), below());
  expect(problems.map(({ code, place, line, column }) => [code, place, line, column])).toEqual([
    ['loosens_locked', 'environments.production.gates.coverage', 6, 17],
    ['loosens_locked', 'environments.production.gates.lint', 6, 17],
    ['loosens_locked', 'environments.production.gates.notes', 6, 17],
  ]);
});

test('what an environment loosens is said once, however many subjects have gates of their own', () => {
  const own = over({
    6: '  staging: { gates: { coverage: { min: 60 } } }',
    8: '  web: { kind: component, gates: { notes: { by: [qa] } } }',
  });
  expect(read(own, below()).problems.map(({ place }) => place)).toEqual([
    'environments.staging.gates.coverage.min',
    'environments.production.gates.coverage.min',
  ]);
});

test('gates that are locked may not be skipped, and nothing is added to a whole map that is locked', () => {
  const skipping = read(over({ 6: '  staging: { allow_skip: true }' }), below());
  expect(skipping.problems.map(({ code, place }) => [code, place])).toEqual([['loosens_locked', 'environments.staging.allow_skip']]);
  const closed = below({ 3: '  - roles', 4: '  - environments', 5: '  - version' });
  const { problems } = read(over({ 6: '  canary: { approval: qa }' }), closed.replace('  - version\n', ''));
  expect(problems.map(({ place }) => place)).toEqual(['roles.docs', 'environments.canary']);
});

test('the last environment never skips its gates; one that is put above it must not change that', () => {
  const organization = below({ 24: '    deploy: { workflow: deploy.yml }\n    allow_skip: true' });
  expect(read(over(), organization).problems).toEqual([]);
  expect(read(over({ 6: '  canary: { approval: qa }' }), organization).problems.map(({ place }) => place)).toEqual([
    'environments.production.allow_skip',
  ]);
});

test('without the file of the organisation there are no rules, and it is said why', () => {
  const words = (lacks?: 'repository' | 'file' | 'text') =>
    readConfig(over(), lacks && { file: FILE, text: undefined, lacks }).problems.map(
      (problem) => `${problem.line} ${configProblem(problem)}`,
    );
  expect([undefined, 'repository', 'file', 'text'].map((lacks) => words(lacks as 'file'))).toMatchInlineSnapshot(`
[
  [
    "2 "extends: org" needs the file of the organisation, which was not given; name it with --defaults path/to/promotion.yml.",
  ],
  [
    "2 "extends: org" reads acme/.github: .github/promotion.yml, and GitHub shows me no such repository; install this App on it, or make it public (the token of a workflow reads no private repository beside its own), or remove "extends: org".",
  ],
  [
    "2 "extends: org" reads acme/.github: .github/promotion.yml, and there is no such file on the default branch; add it (templates/promotion.organization.yml of Promotion Bot), or remove "extends: org".",
  ],
  [
    "2 "extends: org" reads acme/.github: .github/promotion.yml, which could not be read as text; it may be too large or not UTF-8, so mend it there, or remove "extends: org".",
  ],
]
`);
  expect(readConfig(over())).toMatchObject({ isExtending: true });
  expect(readConfig(edited({}), { file: FILE, text: below() })).toEqual(readConfig(edited({})));
});

test('the file of an organisation is checked by itself, and may leave to repositories what is theirs', () => {
  expect(readOrganization(below())).toEqual([]);
  expect(readOrganization(below({ 4: '  - nothing', 21: '    soak: long' })).map(({ code, line }) => [code, line])).toEqual([
    ['locked_nowhere', 4],
    ['bad_duration', 21],
  ]);
  expect(readOrganization('version: 1')).toEqual([]);
  expect(readOrganization('- a').map(({ code }) => code)).toEqual(['not_a_map']);
});

test('laid over nothing, a file means what it means by itself', () => {
  const alone = edited({ 9: '    approval: qa\n    soak: 2d\n    gates: { spec: { file: README.md } }' });
  const { config, problems } = read(alone.replace('version: 1', 'version: 1\nextends: org'), 'version: 1');
  expect([problems, config]).toEqual([[], readConfig(alone).config]);
  const named = read('version: 1\nextends: org', alone);
  expect([named.problems, named.config]).toEqual([[], readConfig(alone).config]);
});

/** What somebody may write about production, with how much it asks for: more of each is stricter. */
const APPROVALS = ['none', 'qa', '{ all: [qa, lead] }', '{ all: [qa, lead, docs] }'];
const wishes = fc.record(
  {
    min: fc.integer({ min: 2, max: 100 }),
    soak: fc.integer({ min: 1, max: 99 }),
    approval: fc.integer({ min: 0, max: 3 }),
    off: fc.constant(true),
    required: fc.boolean(),
    through: fc.constantFrom('environment', 'base', 'subject'),
  },
  { requiredKeys: ['through'] },
);
type Wish = typeof wishes extends fc.Arbitrary<infer T> ? T : never;

function wished({ min, soak, approval, off, required, through }: Wish): string {
  const gate = [
    ...(min === undefined ? [] : [`min: ${min}`]),
    ...(off ? ['off: legacy'] : []),
    ...(required === undefined ? [] : [`required: ${required}`]),
  ];
  const gates = gate.length === 0 ? [] : [`gates: { coverage: { ${gate.join(', ')} } }`];
  const own = [...(soak === undefined ? [] : [`soak: ${soak}h`]), ...(approval === undefined ? [] : [`approval: ${APPROVALS[approval]}`])];
  return over({
    6: [
      ...(through === 'base' ? [`  staging: { ${gates.join('')} }`] : []),
      `  production: { ${[...own, ...(through === 'environment' ? gates : [])].join(', ')} }`,
    ].join('\n'),
    8: `  web: { kind: component${through === 'subject' ? gates.map((one) => `, ${one}`).join('') : ''} }`,
  });
}

/** How much production asks of the subject: each number may only grow. */
function demands(config: Config | undefined): readonly number[] {
  const [web, production] = [config?.subjects[0], config?.environments[2]];
  if (!config || !web || !production) throw new Error('there is nothing to compare');
  const { environment, subject } = effectiveSettings(config, web, production) as {
    environment: { settings: { soak: string; gates: { coverage: object } } };
    subject: { settings: { gates?: { coverage?: object } } };
  };
  const gate: { min?: number; off?: string; required?: boolean } = {
    ...environment.settings.gates.coverage,
    ...subject.settings.gates?.coverage,
  };
  const counts = gate.off === undefined && gate.required !== false;
  const { soak } = environment.settings;
  const approval = JSON.stringify(production.approval);
  const level = ['"none"', 'qa', 'lead', 'docs'].findLastIndex((role) => approval.includes(role));
  return [gate.min ?? 0, Number(counts), Number.parseInt(soak, 10) * (soak.endsWith('d') ? 24 : 1), level];
}

test('whatever is written over what is locked, what is taken is never looser, and what is stricter in everything is taken', () => {
  const kept = demands(read(over(), below()).config);
  fc.assert(
    fc.property(wishes, (wish) => {
      const { config, problems } = read(wished(wish), below());
      if (!config) {
        expect(problems.every(({ code }) => code === 'loosens_locked')).toBe(true);
        const isMore =
          (wish.min ?? 70) >= 70 && !wish.off && wish.required !== false && (wish.soak ?? 48) >= 48 && (wish.approval ?? 2) >= 2;
        expect(isMore).toBe(false);
        return;
      }
      expect(demands(config).filter((demand, index) => demand < (kept[index] ?? 0))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const LEAVES = `version: 1
locked: [environments.production.gates.coverage.min, environments.production.gates.lint.max, environments.production.gates.notes.by]
roles:
  docs: { teams: [docs] }
  lead: { users: [bob] }
environments:
  development:
  production:
    approval: docs
    gates:
      coverage: { coverage: c.json, min: 70, max_drop: 2 }
      lint: { findings: l.json, fail_on: any, max: 3 }
      notes: { human: Notes read, by: [docs] }
subjects:
  shop: { kind: component, gates: { notes: { by: [lead] } } }
`;
const overLeaves = (rest: string): readonly string[] =>
  readConfig(`version: 1\nextends: org\n${rest}`, { file: 'below', text: LEAVES }).problems.map(({ code, place }) => `${code} ${place}`);
const leaf = (gate: string): readonly string[] => overLeaves(`environments: { production: { gates: { ${gate} } } }\n`);

test('a locked limit holds whatever is written beside it in the same gate, but for another limit', () => {
  const path = 'loosens_locked environments.production.gates';
  expect(leaf('coverage: { paths: [src/tested/**] }')).toEqual([`${path}.coverage.paths`]);
  expect(leaf('lint: { fail_on: error, allow_empty: true }')).toEqual([`${path}.lint.fail_on`, `${path}.lint.allow_empty`]);
  expect(leaf('notes: { self: true }')).toEqual([`${path}.notes.self`]);
  expect(leaf('coverage: { max_drop: 5 }')).toEqual([]);
});

test('a role that signs for a subject of the organisation is locked with that signature', () => {
  expect(overLeaves('roles: { lead: { users: [bob, mallory] } }\n')).toEqual(['loosens_locked roles.lead.users']);
  expect(overLeaves('roles: { lead: { users: [bob] } }\n')).toEqual([]);
});
