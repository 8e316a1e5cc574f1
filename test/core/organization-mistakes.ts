/** A repository's file over that of its organisation, and each mistake there can be in the two, with the file and place where it is told. */
import type { Row } from './config-mistakes.ts';

export const FILE = 'acme/.github: .github/promotion.yml';

const BELOW = [
  'version: 1',
  'locked:',
  '  - environments.staging.gates.coverage',
  '  - environments.production',
  '  - prometheus',
  'prometheus: { url: "https://prometheus.example.com" }',
  'roles:',
  '  lead: { users: [carol, dave] }',
  '  qa: { teams: [qa] }',
  'environments:',
  '  development:',
  '  staging:',
  '    approval: qa',
  '    gates:',
  '      coverage: { coverage: c.json, min: 70, max_drop: 2 }',
  '      lint: { findings: l.json, locked: true }',
  '      notes: { human: Notes read, by: [docs, qa] }',
  '  production:',
  '    extends: staging',
  '    approval: { all: [qa, lead] }',
  '    soak: 2d',
  '    freeze: [{ rrule: "FREQ=WEEKLY;BYDAY=FR", from: "12:00", for: 60h }]',
  '    watch: { for: 1d, workflow: watch.yml, gates: { errors: { prometheus: "errors", max: 0.01 } } }',
  '    deploy: { workflow: deploy.yml }',
];
const OWN = [
  'version: 1',
  'extends: org',
  'roles:',
  '  docs: { teams: [docs] }',
  'environments:',
  '  staging:',
  'subjects:',
  '  web: { kind: component }',
];

const edit = (lines: readonly string[], changes: Readonly<Record<number, string>>): string =>
  lines.map((line, index) => changes[index + 1] ?? line).join('\n');
/** The organisation's file with some lines (1-based) written differently. */
export const below = (changes: Readonly<Record<number, string>> = {}): string => edit(BELOW, changes);
/** The repository's. */
export const over = (changes: Readonly<Record<number, string>> = {}): string => edit(OWN, changes);

export interface Pair extends Omit<Row, 'marked'> {
  readonly repository: string;
  readonly organization: string;
}

const own = (marked: string, code: string, place: string, suggestion?: string): Pair => ({
  repository: marked,
  organization: below(),
  code,
  place,
  ...(suggestion === undefined ? {} : { suggestion }),
});
const theirs = (marked: string, code: string, place: string, suggestion?: string): Pair => ({
  ...own(over(), code, place, suggestion),
  organization: marked,
});
const MANY = Array.from({ length: 18 }, () => '{ any: [qa, lead] }').join(', ');
const staging = (settings: string): string => over({ 6: `  staging: { ${settings} }` });
const production = (settings: string): string => over({ 6: `  production: { ${settings} }` });
const web = (gates: string): string => over({ 8: `  web: { kind: component, gates: { ${gates} } }` });
const at = (key: string): string => `environments.production.${key}`;

/** Each loosens something that is locked, by the way that is marked. */
export const LOOSER: Readonly<Record<string, Pair>> = Object.fromEntries(
  (
    [
      ['a lower limit', staging('gates: { coverage: { ▸min: 60, max_drop: 2 } }'), 'environments.staging.gates.coverage.min'],
      ['a limit in another form', production("gates: { coverage: { ▸min: '80%' } }"), at('gates.coverage.min')],
      ['a wider drop', production('gates: { coverage: { ▸max_drop: 3 } }'), at('gates.coverage.max_drop')],
      ['another source', production('gates: { coverage: { ▸coverage: other.json } }'), at('gates.coverage.coverage')],
      ['another metric', production('gates: { coverage: { ▸metric: branches } }'), at('gates.coverage.metric')],
      ['a gate that only informs', production('gates: { coverage: { ▸required: false } }'), at('gates.coverage.required')],
      ['a gate that is off', production('gates: { coverage: { ▸off: legacy } }'), at('gates.coverage.off')],
      ['a gate that is off for a subject', web('notes: { ▸off: legacy }'), 'subjects.web.gates.notes.off'],
      ['a lower limit for a subject', web('coverage: { ▸min: 2 }'), 'subjects.web.gates.coverage.min'],
      ['more people who may sign', production('gates: { notes: { ▸by: [docs, qa, lead] } }'), at('gates.notes.by')],
      ['no approval', production('▸approval: none'), at('approval')],
      ['one instead of two', production('▸approval: { any: [qa, lead] }'), at('approval')],
      [
        'two ways, of which one is not enough',
        production('▸approval: { any: [{ all: [qa, lead] }, { all: [qa, docs] }] }'),
        at('approval'),
      ],
      ['other people', production('▸approval: { all: [qa, docs] }'), at('approval')],
      ['a shorter soak', production('▸soak: 47h'), at('soak')],
      ['a freeze less', production('▸freeze: []'), at('freeze')],
      ['another deployment', production('▸deploy: { deployment: true }'), at('deploy')],
      [
        'a shorter watch',
        production('watch: { ▸for: 1h, workflow: watch.yml, gates: { errors: { prometheus: errors, max: 0.01 } } }'),
        at('watch.for'),
      ],
      [
        'a watch of another workflow',
        production('watch: { for: 1d, ▸workflow: w.yml, gates: { errors: { prometheus: errors, max: 0.01 } } }'),
        at('watch.workflow'),
      ],
      ['a watched gate less', production('▸watch: { for: 1d, workflow: watch.yml }'), at('watch.gates.errors')],
      ['a newer one that takes its place', production('▸newer: supersede'), at('newer')],
      [
        'people added to a role that decides',
        over({ 4: '  docs: { teams: [docs] }\n  lead: { ▸users: [carol, dave, mallory] }' }),
        'roles.lead.users',
      ],
      [
        'a team added to a role that decides',
        over({ 4: '  docs: { teams: [docs] }\n  lead: { ▸teams: [everybody] }' }),
        'roles.lead.teams',
      ],
      ['another server to ask', over({ 2: 'extends: org\n▸prometheus: { url: "https://prometheus.other.example" }' }), 'prometheus'],
      ['a lock taken off', staging('gates: { lint: { ▸locked: false } }'), 'environments.staging.gates.lint.locked'],
    ] as const
  ).map(([title, marked, place]) => [title, own(marked, 'loosens_locked', place)]),
);

/** Each is stricter, and taken. */
export const STRICTER: Readonly<Record<string, string>> = {
  'nothing at all': over(),
  'a bare name, which takes nothing away': over({ 6: '  production:' }),
  'a higher limit': staging('gates: { coverage: { min: 80 } }'),
  'a higher limit for a subject': web('coverage: { min: 71 }'),
  'a smaller drop': production('gates: { coverage: { max_drop: 0 } }'),
  'a limit on age': production('gates: { coverage: { max_age: 1d } }'),
  'a link with a signature': production('soak: 9d, gates: { notes: { evidence: link } }'),
  'fewer people who may sign': production('gates: { notes: { by: [qa] } }'),
  'one approval more': production('approval: { all: [lead, qa, docs] }'),
  'more of a role': production('approval: { all: [{ role: lead, count: 2 }, qa] }'),
  'two ways, each of which is enough': production('approval: { any: [{ all: [qa, lead, docs] }, { all: [lead, qa] }] }'),
  'a longer soak': production('soak: 3d'),
  'a freeze more': production(
    'freeze: [{ rrule: "FREQ=DAILY", from: "00:00", for: 1h }, { rrule: "FREQ=WEEKLY;BYDAY=FR", from: "12:00", for: 60h }]',
  ),
  'a longer watch with another gate': production(
    'watch: { for: 2d, workflow: watch.yml, on_fail: rollback, gates: { errors: { prometheus: errors, max: 0.001 }, up: { http: "https://a.example" } } }',
  ),
  'a verification': production('verify: { workflow: verify.yml }'),
  'a rollback plan': production('rollback_plan: true, protected: true, allow_skip: false'),
  'another name': production('aliases: [prod]'),
  'fewer people in a role': over({ 4: '  docs: { teams: [docs] }\n  lead: { users: [Carol] }' }),
  'an end of a watch that takes it back': production(
    'watch: { for: 1d, workflow: watch.yml, on_fail: rollback, gates: { errors: { prometheus: errors, max: 0.01 } } }',
  ),
  'an environment of its own at the end': over({ 6: '  staging:\n  canary: { extends: production }' }),
  'a loosening of what nobody locked': staging('approval: none'),
  'a gate of its own': staging('gates: { spec: { file: README.md } }'),
};

export const PAIRS: Readonly<Record<string, Pair>> = {
  ...LOOSER,
  'locks in the file of a repository': own(over({ 3: '▸locked: [roles]\nroles:' }), 'locked_in_repository', 'locked'),
  'another thing to extend': own(over({ 2: 'extends: ▸acme' }), 'wrong_value', 'extends'),
  'an environment before those of the organisation': own(
    over({ 6: '  ▸canary: { approval: qa }\n  production:' }),
    'environment_order',
    'environments.canary',
  ),
  'environments turned around': own(over({ 6: '  ▸production:\n  staging:' }), 'environment_order', 'environments.production'),
  'a role that neither file has': own(staging('approval: ▸leed'), 'unknown_role', 'environments.staging.approval', 'lead'),
  'a role that the organisation leaves to others': theirs(
    below({ 13: '    approval: ▸docz' }),
    'unknown_role',
    'environments.staging.approval',
    'docs',
  ),
  'no subject in either': own(over({ 7: '', 8: '' }).replace('version', '▸version'), 'missing_in_both', ''),
  'a file that extends in its turn': theirs(below({ 1: 'version: 1\n▸extends: org' }), 'extends_in_organization', 'extends'),
  'a lock that leads nowhere': theirs(
    below({ 4: '  - ▸environments.prodction' }),
    'locked_nowhere',
    'locked[1]',
    'environments.production',
  ),
  'a lock of what is not written': theirs(below({ 4: '  - ▸environments.production.allow_skip' }), 'locked_nowhere', 'locked[1]'),
  'a lock that is no text': theirs(below({ 4: '  - ▸[a]' }), 'wrong_type', 'locked[1]'),
  'a mistake that the repository has replaced': {
    ...theirs(below({ 21: '    soak: ▸a week' }), 'bad_duration', 'environments.production.soak'),
    repository: over({ 6: '  production: { soak: 3d }' }),
  },
  'an approval with too many ways, which the repository has replaced': {
    ...theirs(below({ 13: `    approval: ▸{ all: [${MANY}] }` }), 'too_many_alternatives', 'environments.staging.approval'),
    repository: over({ 6: '  staging: { approval: qa }' }),
  },
  'an environment below that extends nothing': theirs(
    below({ 19: '    extends: ▸nowhere' }),
    'unknown_environment',
    'environments.production.extends',
  ),
  'an unknown key below': theirs(below({ 1: 'version: 1\n▸notifi: true' }), 'unknown_key', '', 'notify'),
  'a tab below': theirs(below({ 8: '▸\tlead: { users: [carol] }' }), 'tab', ''),
};
