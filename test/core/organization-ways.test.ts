/** `extends: org`: ways around a lock that lead past the very place that is locked. */
import { expect, test } from '@jest/globals';
import { type ReadConfig, readConfig } from '../../src/core/config.ts';
import { configProblem } from '../../src/core/views/config-problem.ts';
import { FILE } from './organization-mistakes.ts';

const WEB = 'subjects: { web: { kind: component } }\n';
const over = (own: string, organization: string): ReadConfig =>
  readConfig(`version: 1\nextends: org\n${own}`, { file: FILE, text: `version: 1\n${organization}` });
const places = (own: string, organization: string): readonly string[] =>
  over(own, organization).problems.map(({ code, place, line, column }) => `${line}:${column} ${code} ${place}`);

/** Where a locked gate of a subject comes from. */
const SUBJECT = (lock: string, own = ''): string => `${lock}
environments:
  staging: { gates: { cov: { coverage: c.json, min: 50 }, lint: { findings: l.json } } }
subjects: { shop: { kind: component, gates: { cov: { min: 80${own} } } } }
`;

test.each([
  ['the gate of a subject', SUBJECT('locked: [subjects.shop.gates.cov]')],
  ['a whole subject', SUBJECT('locked: [subjects.shop]')],
  ['all subjects', SUBJECT('locked: [subjects]')],
  ['a gate of a subject that locks itself', SUBJECT('', ', locked: true')],
])('%s is not loosened through an environment that nobody locked', (_what, organization) => {
  expect(over('', organization).problems).toEqual([]);
  const staging = (gates: string): readonly string[] => places(`environments: { staging: { gates: { ${gates} } } }\n`, organization);
  expect(staging('cov: { off: legacy }')).toEqual(['3:44 loosens_locked subjects.shop.gates.cov.off']);
  expect(staging('cov: { required: false }')).toEqual(['3:44 loosens_locked subjects.shop.gates.cov.required']);
  expect(staging('cov: { coverage: other.json }')).toEqual(['3:44 loosens_locked subjects.shop.gates.cov.coverage']);
  // What the subject says itself wins, and its other gates are not locked.
  expect(staging('cov: { min: 2 }, lint: { off: legacy }')).toEqual([]);
});

test('the line is that of the environment, although the subject stands in the repository too', () => {
  const own =
    'subjects: { shop: { kind: component, gates: { cov: { max_age: 1d } } } }\nenvironments: { staging: { gates: { cov: { off: legacy } } } }\n';
  expect(places(own, SUBJECT('locked: [subjects.shop]'))).toEqual(['4:44 loosens_locked subjects.shop.gates.cov.off']);
});

test('a gate of a subject that locks itself is not loosened in the subject either', () => {
  const own = 'subjects: { shop: { kind: component, gates: { cov: { min: 2 } } } }\n';
  expect(places(own, SUBJECT('', ', locked: true'))).toEqual(['3:54 loosens_locked subjects.shop.gates.cov.min']);
  expect(places(own, SUBJECT(''))).toEqual([]);
});

test.each(['verify', 'watch'])('a gate that locks itself under "%s" stays, although the repository replaces that as a whole', (section) => {
  const settings = (gates: string): string => `${section}: { workflow: w.yml${section === 'watch' ? ', for: 1d' : ''}${gates} }`;
  const up = (own: string): string => settings(`, gates: { up: { http: "https://a.example"${own} } }`);
  const organization = `environments: { staging: { ${up(', max_time: 2s, locked: true')} } }\n`;
  const staging = (own: string): readonly string[] => places(`${WEB}environments: { staging: { ${own} } }\n`, organization);
  const place = `4:28 loosens_locked environments.staging.${section}.gates.up`;
  expect(staging(settings(''))).toEqual([place]);
  expect(staging(up(', max_time: 9s, locked: true'))[0]).toContain(`environments.staging.${section}.gates.up.max_time`);
  expect(staging(up(', max_time: 1s, locked: true'))).toEqual([]);
});

test('gates that are locked are watched for as long as before, and their failure takes back what it took back', () => {
  const watch = (rest: string): string =>
    `environments: { staging: { watch: { workflow: w.yml, ${rest}, gates: { up: { http: "https://a.example", locked: true } } } } }\n`;
  const organization = watch('for: 1d, on_fail: rollback, incidents: [sev]');
  const loosened = (rest: string): readonly string[] =>
    places(WEB + watch(rest), organization).map((one) => one.split('.watch.')[1] ?? one);
  expect(loosened('for: 1h, on_fail: rollback, incidents: [sev]')).toEqual(['for']);
  expect(loosened('for: 1d, incidents: [sev]')).toEqual(['on_fail']);
  expect(loosened('for: 1d, every: 1d, on_fail: rollback, incidents: [sev]')).toEqual(['every']);
  expect(loosened('for: 2d, on_fail: rollback, incidents: []')).toEqual([]);
});

test('a locked watch is judged by the workflow that it had, also where that is the one of "verify"', () => {
  const staging = (workflow: string): string =>
    `environments: { staging: { verify: { workflow: ${workflow} }, watch: { for: 1d, gates: { up: { http: "https://a.example" } } } } }\n`;
  const own = `${WEB}environments: { staging: { verify: { workflow: own.yml } } }\n`;
  expect(places(own, `locked: [environments.staging.watch.gates]\n${staging('w.yml')}`)).toEqual([
    '4:38 loosens_locked environments.staging.verify.workflow',
  ]);
  expect(places(own, `locked: [environments.staging.watch]\n${staging('w.yml').replace('for: 1d', 'for: 1d, workflow: o.yml')}`)).toEqual(
    [],
  );
});

test('locked gates of a subject are not skipped', () => {
  const own = 'environments: { staging: { allow_skip: true }, canary: { approval: none } }\n';
  const place = '3:28 loosens_locked environments.staging.allow_skip';
  expect(places(own, SUBJECT('locked: [subjects.shop]'))).toEqual([place]);
  expect(places(own, SUBJECT('locked: [subjects.shop.gates.cov.min]'))).toEqual([place]);
  expect(places(own, SUBJECT('locked: [subjects.shop.kind]'))).toEqual([]);
});

test('whoever a locked list of a role does not name is not added by the other list', () => {
  const organization = 'locked: [roles.sec.teams]\nroles: { sec: { teams: [sec] } }\nenvironments: { staging: { approval: sec } }\n';
  expect(places(`${WEB}roles: { sec: { users: [mallory] } }\n`, organization)).toEqual(['4:17 loosens_locked roles.sec.users']);
});

test('an empty report that was refused is not taken where nothing is said of it any more', () => {
  const organization = `locked: [environments.production]
environments:
  development: { gates: { lint: { findings: l.json } } }
  staging: { approval: none, gates: { lint: { findings: l.json, allow_empty: false } } }
  production: { extends: staging, approval: none }
`;
  expect(places(`${WEB}environments: { production: { extends: development } }\n`, organization)).toEqual([
    '4:31 loosens_locked environments.production.gates.lint.allow_empty',
  ]);
});

test('what is locked is told in short, however much it is', () => {
  const file = (index: number): string => `{ file: docs/${index}.md, append: ${'x'.repeat(100)} }`;
  const organization = `locked: [records]\nrecords: { files: [${Array.from({ length: 300 }, (_, index) => file(index))}] }\nenvironments: { staging: }\n`;
  const [problem] = over(`${WEB}records: { files: [${file(0)}] }\n`, organization).problems;
  const sentence = problem ? configProblem(problem) : '';
  expect(sentence.length).toBeLessThan(600);
  expect(sentence).toMatch(/^records comes to be .*… and locks records; only what is known to be as strict is taken, so remove this here/);
});

test('an environment of its own with a bare name lacks what it says it lacks, and nothing else', () => {
  expect(places(`${WEB}environments: { canary: }\n`, 'environments: { staging: }\n')).toEqual([
    '4:17 missing_approval environments.canary',
  ]);
});

test('whoever checks the file of the organisation as one of a repository is told how to check it', () => {
  const [first] = readConfig(`version: 1\nlocked: [roles]\nroles: { qa: { users: [ann] } }\nenvironments: { dev: }\n${WEB}`).problems;
  expect(first && configProblem(first)).toBe(
    'Only the file of the organisation can lock what others may not loosen; remove "locked" here, or check it with --organization if this is that file.',
  );
});
