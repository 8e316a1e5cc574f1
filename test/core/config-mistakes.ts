/** A good config, and each mistake a person can make in it, with the place where it must be reported. */

const GOOD = [
  'version: 1',
  'roles:',
  '  qa: { teams: [qa] }',
  '  lead: { users: [carol, dave] }',
  'environments:',
  '  development:',
  '    aliases: [dev]',
  '  staging:',
  '    approval: qa',
  'subjects:',
  '  web: { kind: component }',
];

/** The good config with some lines (1-based) written differently. */
export const edited = (lines: Readonly<Record<number, string>>): string => GOOD.map((line, index) => lines[index + 1] ?? line).join('\n');

/** `▸` marks where the problem must point; it is not part of the text. */
export function unmark(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const before = marked.slice(0, marked.indexOf('▸')).split('\n');
  return { text: marked.replace('▸', ''), line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

export interface Row {
  readonly marked: string;
  readonly code: string;
  readonly place: string;
  readonly suggestion?: string;
}

export const row = (marked: string, code: string, place: string, suggestion?: string): Row => ({
  marked,
  code,
  place,
  ...(suggestion === undefined ? {} : { suggestion }),
});
export const staging = (settings: string): string => edited({ 9: `    approval: qa\n    ${settings}` });
const approval = (written: string): string => edited({ 9: `    approval: ${written}` });
export const web = (settings: string): string => edited({ 11: `  web: { kind: component, ${settings} }` });
const pairs = (count: number): string => Array.from({ length: count }, () => '{ any: [qa, lead] }').join(', ');

export const ROWS: Readonly<Record<string, Row>> = {
  // The text
  'an empty file': row('▸', 'empty', ''),
  'only comments': row('▸# nothing yet\n', 'empty', ''),
  'a list at the top': row('▸- version: 1', 'not_a_map', ''),
  'text at the top': row('▸hello', 'not_a_map', ''),
  'too many characters': row(`▸${edited({})}\n#${'x'.repeat(65_536)}`, 'too_long', ''),
  'a quote that is not closed': row(edited({ 11: '  web: { kind: "component }\n▸' }), 'yaml_syntax', ''),
  'a map in a one-line map': row(approval('▸role: qa'), 'yaml_syntax', ''),
  'an unknown directive': row(`▸%FOO bar\n---\n${edited({})}`, 'yaml_syntax', ''),
  'a tab': row(edited({ 7: '▸\taliases: [dev]' }), 'tab', ''),
  'a login with @ and no quotes': row(edited({ 4: '  lead: { users: [▸@carol] }' }), 'at_sign', '', 'carol'),
  'a team with @ and no quotes': row(edited({ 3: '  qa: { teams: [▸@acme/qa] }' }), 'at_sign', '', 'qa'),
  'two documents': row(`${edited({})}\n▸---\nversion: 1`, 'several_documents', ''),
  'an anchor': row(edited({ 3: '  qa: { teams: &t ▸[qa] }' }), 'alias', 'roles.qa.teams'),
  'an alias of nothing': row(edited({ 3: '  qa: { teams: ▸*t }' }), 'alias', 'roles.qa.teams'),
  'a merge key': row(staging('▸<<: { soak: 7d }'), 'merge_key', 'environments.staging'),
  'a custom tag': row(approval('!secret ▸qa'), 'tag', 'environments.staging.approval'),
  'a standard tag': row(approval('!!str ▸qa'), 'tag', 'environments.staging.approval'),
  'a list as a key': row(staging('? ▸[a]\n    : 1'), 'bad_key', 'environments.staging'),
  'the key __proto__': row(edited({ 4: '  ▸__proto__: { users: [mallory] }' }), 'forbidden_key', 'roles'),
  'the key __proto__ at the top': row(`${edited({})}\n▸__proto__: { admin: true }`, 'forbidden_key', ''),
  'a key twice': row(staging('▸approval: lead'), 'duplicate_key', 'environments.staging'),
  'a key twice, once in quotes': row(staging('▸"approval": none'), 'duplicate_key', 'environments.staging'),
  'a number without end': row(edited({ 1: 'version: ▸1e999' }), 'bad_number', 'version'),
  'a number that would lose digits': row(edited({ 1: 'version: ▸12345678901234567890' }), 'bad_number', 'version'),
  'a control character': row(web('spec: ▸"a\\u0000b"'), 'bad_character', 'subjects.web.spec'),
  'half a surrogate pair': row(web('spec: ▸"\\uD800"'), 'bad_character', 'subjects.web.spec'),
  'lists in lists without end': row(`version: ${'['.repeat(32)}▸[]${']'.repeat(32)}`, 'too_deep', ''),

  // Shapes
  'a misspelt key at the top': row(edited({ 5: '▸enviroments:' }), 'unknown_key', '', 'environments'),
  'a misspelt key of an environment': row(edited({ 9: '    ▸aproval: qa' }), 'unknown_key', 'environments.staging', 'approval'),
  'a misspelt key of a role': row(edited({ 3: '  qa: { ▸team: [qa] }' }), 'unknown_key', 'roles.qa', 'teams'),
  'a misspelt key of a subject': row(web('▸dependson: []'), 'unknown_key', 'subjects.web', 'depends_on'),
  'a misspelt key in an approval': row(approval('{ ▸al: [qa] }'), 'unknown_key', 'environments.staging.approval', 'all'),
  'a key nobody knows': row(staging('▸colour: red'), 'unknown_key', 'environments.staging'),
  'no version': row(edited({ 1: '▸notify: true' }), 'missing_key', ''),
  'no kind': row(edited({ 11: '  ▸web: {}' }), 'missing_key', 'subjects.web'),
  'another version': row(edited({ 1: 'version: ▸2' }), 'wrong_value', 'version'),
  'the version as text': row(edited({ 1: 'version: ▸"1"' }), 'wrong_value', 'version', '1'),
  'a misspelt kind': row(edited({ 11: '  web: { kind: ▸componet }' }), 'wrong_value', 'subjects.web.kind', 'component'),
  'one alias that is no list': row(edited({ 7: '    aliases: ▸dev' }), 'wrong_type', 'environments.development.aliases', '[dev]'),
  'a login that reads as a number': row(edited({ 4: '  lead: { users: [▸007] }' }), 'wrong_type', 'roles.lead.users[0]', '"7"'),
  'an approval that says nothing': row(edited({ 9: '    ▸approval:' }), 'wrong_type', 'environments.staging.approval'),
  'an approval that is a list': row(approval('▸[qa]'), 'wrong_type', 'environments.staging.approval'),
  'an approval inside that is a number': row(approval('{ all: [qa, ▸3] }'), 'wrong_type', 'environments.staging.approval.all[1]'),
  'roles that are a list': row(edited({ 2: 'roles: ▸[qa]', 3: '', 4: '' }), 'wrong_type', 'roles'),
  'notify that is a word': row(`${edited({})}\nnotify: ▸yes`, 'wrong_type', 'notify'),
  'a count of 0': row(approval('{ role: qa, count: ▸0 }'), 'number_too_small', 'environments.staging.approval.count'),
  'a count of 21': row(approval('{ role: qa, count: ▸21 }'), 'number_too_big', 'environments.staging.approval.count'),
  'an empty text': row(web('spec: ▸""'), 'empty_text', 'subjects.web.spec'),
  'a very long text': row(web(`spec: ▸${'x'.repeat(1_001)}`), 'long_text', 'subjects.web.spec'),
  'all of nobody': row(approval('{ all: ▸[] }'), 'empty_list', 'environments.staging.approval.all'),
  'any of nobody, deep inside': row(approval('{ all: [qa, { any: ▸[] }] }'), 'empty_list', 'environments.staging.approval.all[1].any'),
  'a subject with capitals': row(edited({ 11: '  ▸Web Shop: { kind: component }' }), 'bad_name', 'subjects["Web Shop"]', 'web-shop'),
  'a subject that climbs': row(edited({ 11: '  ▸../web: { kind: component }' }), 'bad_name', 'subjects["../web"]', 'web'),
  'a name of 65 signs': row(edited({ 11: `  ▸${'a'.repeat(65)}: { kind: component }` }), 'bad_name', `subjects["${'a'.repeat(63)}…"]`),
  'an alias with a blank': row(edited({ 7: '    aliases: [▸my dev]' }), 'bad_alias', 'environments.development.aliases[0]', 'my-dev'),
  'a duration in words': row(staging('soak: ▸7 days'), 'bad_duration', 'environments.staging.soak'),
  'a watch without unit': row(staging('watch: { for: ▸"24" }'), 'bad_duration', 'environments.staging.watch.for'),
  'a time that is none': row(
    staging("freeze: [{ rrule: 'FREQ=DAILY', from: ▸'25:00', for: 1h }]"),
    'bad_time',
    'environments.staging.freeze[0].from',
  ),
  'a recurrence of minutes': row(
    staging("freeze: [{ rrule: ▸'FREQ=MINUTELY', from: '12:00', for: 1h }]"),
    'bad_rrule',
    'environments.staging.freeze[0].rrule',
  ),
  'a zone that is none': row(
    staging("freeze: [{ rrule: 'FREQ=DAILY', from: '12:00', for: 1h, timezone: ▸Mars/Base }]"),
    'bad_timezone',
    'environments.staging.freeze[0].timezone',
  ),
  'a team with its organisation': row(edited({ 3: '  qa: { teams: [▸acme/qa] }' }), 'bad_team', 'roles.qa.teams[0]', 'qa'),
  'a team with @ in quotes': row(edited({ 3: '  qa: { teams: [▸"@acme/qa"] }' }), 'bad_team', 'roles.qa.teams[0]', 'qa'),
  'the name of a team': row(edited({ 3: '  qa: { teams: [▸Quality Team] }' }), 'bad_team', 'roles.qa.teams[0]', 'quality-team'),
  'a user with @ in quotes': row(edited({ 4: '  lead: { users: [▸"@carol"] }' }), 'bad_user', 'roles.lead.users[0]', 'carol'),
  'a bot as a user': row(edited({ 4: '  lead: { users: [▸"dependabot[bot]"] }' }), 'bad_user', 'roles.lead.users[0]'),

  // Meaning
  'no environment at all': row(edited({ 5: '▸environments: {}', 6: '', 7: '', 8: '', 9: '' }), 'no_environments', 'environments'),
  'no subject at all': row(edited({ 10: '▸subjects: {}', 11: '' }), 'no_subjects', 'subjects'),
  'an alias that is a name': row(staging('aliases: [▸Development]'), 'taken_name', 'environments.staging.aliases[0]'),
  'an alias that is taken': row(staging('aliases: [▸DEV]'), 'taken_name', 'environments.staging.aliases[0]'),
  'an alias of the name below it': row(edited({ 7: '    aliases: [▸staging]' }), 'taken_name', 'environments.development.aliases[0]'),
  'extends of a misspelt name': row(staging('extends: ▸developmnt'), 'unknown_environment', 'environments.staging.extends', 'development'),
  'extends of an alias': row(staging('extends: ▸dev'), 'unknown_environment', 'environments.staging.extends'),
  'extends of itself': row(staging('extends: ▸staging'), 'extends_later', 'environments.staging.extends'),
  'extends of what comes later': row(edited({ 7: '    extends: ▸staging' }), 'extends_later', 'environments.development.extends'),
  'a circle of extends': row(
    edited({ 7: '    extends: ▸staging', 9: '    approval: qa\n    extends: development' }),
    'extends_later',
    'environments.development.extends',
  ),
  'no approval': row(edited({ 8: '  ▸staging: {}', 9: '' }), 'missing_approval', 'environments.staging'),
  'a bare name without approval': row(edited({ 8: '  ▸staging:', 9: '' }), 'missing_approval', 'environments.staging'),
  'extends of an environment without approval': row(
    edited({ 8: '  ▸staging:', 9: '    extends: development' }),
    'missing_approval',
    'environments.staging',
  ),
  'none by inheritance': row(edited({ 7: '    approval: none', 9: '    extends: ▸development' }), 'inherited_none', 'environments.staging'),
  'a role called none': row(edited({ 4: '  ▸none: { users: [carol] }' }), 'reserved_name', 'roles.none'),
  'a role of nobody': row(edited({ 4: '  ▸lead: {}' }), 'empty_role', 'roles.lead'),
  'a role with empty lists': row(edited({ 4: '  ▸lead: { teams: [], users: [] }' }), 'empty_role', 'roles.lead'),
  'two forms in one approval': row(approval('▸{ role: qa, all: [lead] }'), 'approval_form', 'environments.staging.approval'),
  'a count of all': row(approval('▸{ all: [qa, lead], count: 2 }'), 'approval_form', 'environments.staging.approval'),
  'an approval without content': row(approval('▸{}'), 'approval_form', 'environments.staging.approval'),
  'a misspelt role': row(approval('▸leed'), 'unknown_role', 'environments.staging.approval', 'lead'),
  'a role in capitals': row(
    approval('{ any: [qa, { role: ▸LEAD }] }'),
    'unknown_role',
    'environments.staging.approval.any[1].role',
    'lead',
  ),
  'None with a capital': row(approval('▸None'), 'unknown_role', 'environments.staging.approval', 'none'),
  'none inside a rule': row(approval('{ any: [qa, ▸none] }'), 'unknown_role', 'environments.staging.approval.any[1]'),
  'a role nobody defined': row(
    edited({ 2: 'roles: {}', 3: '', 4: '', 9: '    approval: ▸constructor' }),
    'unknown_role',
    'environments.staging.approval',
  ),
  'more people than the role has': row(approval('{ role: lead, count: ▸3 }'), 'count_too_big', 'environments.staging.approval.count'),
  'one person named twice': row(
    edited({ 4: '  lead: { users: [carol, Carol] }', 9: '    approval: { role: lead, count: ▸2 }' }),
    'count_too_big',
    'environments.staging.approval.count',
  ),
  '128 ways to approve': row(approval(`▸{ all: [${pairs(7)}] }`), 'too_many_alternatives', 'environments.staging.approval'),
  '21 people to approve': row(approval('▸{ all: [{ role: qa, count: 20 }, lead] }'), 'too_many_slots', 'environments.staging.approval'),
  'more gates for more subjects than can be judged': row(
    edited({
      9: `    approval: qa\n    gates: { ${Array.from({ length: 400 }, (_, index) => `g${index}: { file: a }`).join(', ')} }`,
      10: '▸subjects:',
      11: Array.from({ length: 300 }, (_, index) => `  s${index}: { kind: agent }`).join('\n'),
    }),
    'too_many_gates',
    'subjects',
  ),
  'a dependency nobody knows': row(
    web('depends_on: [▸wbe]').replace('  web:', '  wab: { kind: agent }\n  web:'),
    'unknown_subject',
    'subjects.web.depends_on[0]',
    undefined,
  ),
  'a misspelt dependency': row(
    web('depends_on: [▸databse]').replace('  web:', '  database: { kind: agent }\n  web:'),
    'unknown_subject',
    'subjects.web.depends_on[0]',
    'database',
  ),
  'a dependency on itself': row(web('depends_on: [▸web]'), 'depends_on_itself', 'subjects.web.depends_on[0]'),
  'dependencies in a circle': row(
    web('depends_on: ▸[db]').concat('\n  db: { kind: component, depends_on: [api] }\n  api: { kind: component, depends_on: [web] }'),
    'depends_in_circle',
    'subjects.web.depends_on',
  ),
  'a deployment in two ways': row(staging('deploy: ▸{ workflow: a.yml, deployment: true }'), 'deploy_form', 'environments.staging.deploy'),
};
