/** Each mistake a person can make in a gate, with the place where it must be reported. */
import { edited, type Row, row, staging, web } from './config-mistakes.ts';

export const GATE_ROWS: Readonly<Record<string, Row>> = {
  'a misspelt kind of gate': row(
    staging('gates: { cov: { ▸covrage: a.json, min: 3 } }'),
    'no_gate_kind',
    'environments.staging.gates.cov',
    'coverage',
  ),
  'a gate without kind': row(staging('gates: { ▸cov: { min: 3 } }'), 'no_gate_kind', 'environments.staging.gates.cov'),
  'a gate of two kinds': row(staging('gates: { ▸cov: { coverage: a, tests: b } }'), 'several_gate_kinds', 'environments.staging.gates.cov'),
  'a changed gate nobody has': row(
    web('gates: { ▸coverge: { min: 3 } }').replace('approval: qa', 'approval: qa\n    gates: { coverage: { coverage: a, min: 3 } }'),
    'unknown_gate',
    'subjects.web.gates.coverge',
    'coverage',
  ),
  'a used gate nobody has': row(
    staging('gates: { health: { file: a }, smoke: { use: ▸healt } }'),
    'unknown_gate',
    'environments.staging.gates.smoke.use',
    'health',
  ),
  'a gate that uses itself': row(staging('gates: { smoke: { use: ▸smoke } }'), 'unknown_gate', 'environments.staging.gates.smoke.use'),
  'gates that use each other': row(
    staging('gates: { one: { use: ▸two }, two: { use: one } }'),
    'use_in_circle',
    'environments.staging.gates.one.use',
  ),
  'a locked gate that is changed': row(
    web('gates: { ▸lint: { max: 3 } }').replace('approval: qa', 'approval: qa\n    gates: { lint: { findings: a.json, locked: true } }'),
    'locked_gate',
    'subjects.web.gates.lint',
  ),
  'a gate of verify that people sign': row(
    staging('verify: { workflow: verify.yml, gates: { ▸seen: { human: "Looked at", by: [qa] } } }'),
    'signed_afterwards',
    'environments.staging.verify.gates.seen',
  ),
  'a gate of verify that uses one that is not there': row(
    staging('gates: { health: { file: a } }\n    verify: { workflow: verify.yml, gates: { health: { use: ▸healt } } }'),
    'unknown_gate',
    'environments.staging.verify.gates.health.use',
    'health',
  ),
  'gates of a watch that nobody judges': row(
    staging('▸watch: { for: 24h, gates: { doc: { file: a } } }'),
    'watch_without_workflow',
    'environments.staging.watch',
  ),
  'a watch that ends before its first look': row(
    staging('watch: { for: ▸5m, workflow: verify.yml, gates: { doc: { file: a } } }'),
    'watch_too_short',
    'environments.staging.watch.for',
  ),
  'a rollback by a role that is not there': row(
    staging('rollback: { by: [▸qaa] }'),
    'unknown_role',
    'environments.staging.rollback.by[0]',
    'qa',
  ),
  'a gate without limit': row(staging('gates: { ▸cov: { coverage: a.json } }'), 'missing_limit', 'environments.staging.gates.cov'),
  'two limits that do not go together': row(
    staging('gates: { cost: ▸{ json: a.json, at: /cost, max: 1, equals: 2 } }'),
    'several_limits',
    'environments.staging.gates.cost',
  ),
  'a comparison with nothing': row(
    staging('gates: { cov: { coverage: a.json, compare: ▸{ max_drop: 2 } } }'),
    'bad_compare',
    'environments.staging.gates.cov.compare',
  ),
  'a limit in words': row(
    staging('gates: { cost: { json: a.json, at: /cost, max: ▸low } }'),
    'bad_limit',
    'environments.staging.gates.cost.max',
  ),
  'a change that is no share': row(
    staging('gates: { speed: { benchmark: a.json, baseline: b.json, max_increase: ▸20 } }'),
    'bad_change',
    'environments.staging.gates.speed.max_increase',
  ),
  'more than everything': row(
    staging('gates: { cov: { coverage: a.json, min: ▸101% } }'),
    'bad_percent',
    'environments.staging.gates.cov.min',
  ),
  'a share of one or of a hundred': row(
    staging('gates: { cov: { coverage: a.json, min: ▸0.8 } }'),
    'ambiguous_share',
    'environments.staging.gates.cov.min',
  ),
  'a time without unit': row(
    staging('gates: { up: { http: "https://example.com", max_time: ▸"300" } }'),
    'bad_time_limit',
    'environments.staging.gates.up.max_time',
  ),
  'a very long timeout': row(
    staging('gates: { up: { http: "https://example.com", timeout: ▸1d } }'),
    'long_duration',
    'environments.staging.gates.up.timeout',
  ),
  'a window of seconds': row(
    `${staging('gates: { up: { uptime: up, window: ▸90s, min: 99% } }')}\nprometheus: { url: 'https://example.com' }`,
    'bad_window',
    'environments.staging.gates.up.window',
  ),
  'uptime without Prometheus': row(
    staging('gates: { ▸up: { uptime: up, window: 7d, min: 99% } }'),
    'missing_section',
    'environments.staging.gates.up',
  ),
  'a pointer without slash': row(
    staging('gates: { cost: { json: a.json, at: ▸cost, max: 1 } }'),
    'bad_pointer',
    'environments.staging.gates.cost.at',
  ),
  'a path that climbs': row(staging('gates: { doc: { file: ▸../a.md } }'), 'bad_path', 'environments.staging.gates.doc.file'),
  'a folder that climbs': row(`${edited({})}\nevidence: [{ artifact: a, to: ▸../a }]`, 'bad_path', 'evidence[0].to'),
  'an address that is none': row(staging('gates: { up: { http: ▸"ftp://example.com" } }'), 'bad_url', 'environments.staging.gates.up.http'),
  'a command with a pipe': row(staging('gates: { run: { command: ▸"a | b" } }'), 'bad_command', 'environments.staging.gates.run.command'),
  'a requirement without number': row(
    staging('gates: { load: { k6: a.json, require: [▸http_req_duration] } }'),
    'bad_requirement',
    'environments.staging.gates.load.require[0]',
  ),
  'a format in capitals': row(
    staging('gates: { t: { tests: a.xml, format: ▸JUnit XML } }'),
    'bad_format',
    'environments.staging.gates.t.format',
  ),
  'an app by its title': row(staging('gates: { ci: { check: CI, app: ▸GitHub Actions } }'), 'bad_app', 'environments.staging.gates.ci.app'),
  'a workflow by its title': row(staging('gates: { ci: { workflow: ▸Build } }'), 'bad_workflow', 'environments.staging.gates.ci.workflow'),
  'a predicate in words': row(
    staging('gates: { p: { attestation: a.tgz, predicate: ▸SLSA 1 } }'),
    'bad_predicate',
    'environments.staging.gates.p.predicate',
  ),
  'a list without end': row(
    staging(`gates: { load: { k6: a.json, require: ▸[${Array.from({ length: 101 }, () => 'a < 1').join(', ')}] } }`),
    'long_list',
    'environments.staging.gates.load.require',
  ),
  'a misspelt placeholder': row(
    staging('gates: { doc: { file: ▸"docs/{subjct}.md" } }'),
    'unknown_placeholder',
    'environments.staging.gates.doc.file',
    '{subject}',
  ),
  'a label a subject lacks': row(
    staging('gates: { ▸doc: { file: "docs/{labels.job}.md" } }'),
    'unfilled_gate',
    'environments.staging.gates.doc',
  ),
  'a signer nobody defined': row(
    staging('gates: { review: { human: "Reviewed", by: [▸leed] } }'),
    'unknown_role',
    'environments.staging.gates.review.by[0]',
    'lead',
  ),
};
