/** What each key of `.github/promotion.yml` means, for docs/configuration.md. A test holds that every key has its words, and every example is one. */

import { ENVIRONMENT } from './docs-environment-words.ts';
import type { KeyWords } from './docs-key-words.ts';

const TOP: Readonly<Record<string, KeyWords>> = {
  version: { means: 'the version of this language', example: 'version: 1' },
  extends: {
    means: 'these rules are laid over those of the organisation, which may have locked some ([more](organization.md))',
    without: 'this file has them all',
    example: 'extends: org',
  },
  notify: {
    means: 'whether the teams that may approve are mentioned when a promotion waits for them',
    without: '`true`',
    example: 'notify: false',
  },
  gates_workflow: {
    means: 'the workflow that judges measured gates, by its name in `.github/workflows`',
    without: '`promotion-gates.yml`',
    example: 'gates_workflow: promotion-gates.yml',
  },
  roles: {
    means: 'who may decide',
    without: 'nobody can be asked, so every `approval` is `none`',
    example: 'roles: { qa: { teams: [qa] } }',
  },
  environments: {
    means: 'the path, from top to bottom; no step is skipped',
    without: 'required, unless `extends` brings some',
    example: 'environments: { development: , staging: { approval: qa } }',
  },
  subjects: {
    means: 'what can be promoted',
    without: 'required, unless `extends` brings some',
    example: 'subjects: { shop: { kind: component } }',
  },
  evidence: {
    means: "artifacts of the commit's own CI runs that hold reports ([more](gates.md#evidence))",
    without: 'reports are looked for in the commit alone',
    example: 'evidence: [{ artifact: reports, workflow: ci.yml, to: reports/ }]',
  },
  prometheus: {
    means: 'where `prometheus` and `uptime` gates ask',
    without: 'there can be no such gates',
    example: "prometheus: { url: 'https://prometheus.example.com' }",
  },
  project: {
    means:
      'a Projects board of the organisation that shows promotions; its columns are the environments, and its fields `Current stage`, `Target stage`, `Blocker count`, `Coverage`, `Version` and `Last updated` are filled in where it has them',
    without: 'there are no cards',
    example: 'project: { number: 11 }',
  },
  records: {
    means: 'files of the repository that tell where a version is, changed when it has arrived ([more](records.md))',
    without: 'no file is changed',
    example: "records: { files: [{ file: docs/promotions.md, append: '- {date}: {subject} {version} reached {to}' }] }",
  },
};

const BY_TOP: Readonly<Record<string, KeyWords>> = {
  'evidence[].artifact': { means: 'its name in actions/upload-artifact', example: 'evidence: [{ artifact: reports }]' },
  'evidence[].workflow': {
    means: 'the workflow that uploads it',
    without: 'the newest run that has such an artifact',
    example: 'evidence: [{ artifact: reports, workflow: ci.yml }]',
  },
  'evidence[].to': {
    means: 'the folder its files are read under',
    without: 'the top of the repository',
    example: 'evidence: [{ artifact: reports, to: reports/ }]',
  },
  'prometheus.url': {
    means: 'an address without a user or a password in it',
    example: "prometheus: { url: 'https://prometheus.example.com' }",
  },
  'project.number': { means: 'the number in the address of the board', example: 'project: { number: 11 }' },
  'project.owner': {
    means: 'the organisation that owns the board',
    without: 'the owner of the repository',
    example: 'project: { owner: acme, number: 11 }',
  },
  'project.field': {
    means: 'the field whose options are the environments',
    without: '`Status`',
    example: 'project: { number: 11, field: Stage }',
  },
  'records.as': {
    means: 'one commit on the default branch, or one pull request',
    without: '`commit`',
    example: "records: { as: pull_request, files: [{ file: docs/log.md, append: '{version}' }] }",
  },
  'records.files': {
    means: 'the files, each with one kind of change',
    example: "records: { files: [{ file: docs/log.md, append: '{version}' }] }",
  },
};

const FILES = (change: string): string => `records: { files: [{ file: docs/log.md, ${change} }] }`;
const RECORD: Readonly<Record<string, KeyWords>> = {
  'records.files[].file': { means: 'its path; placeholders may stand in it', example: FILES("append: '{version}'") },
  'records.files[].python': {
    means: 'assignments and lines of the docstring of a Python module',
    without: 'another kind of change is there',
    example: "records: { files: [{ file: 'src/{subject}/__init__.py', python: { __version__: '{version}' } }] }",
  },
  'records.files[].set': {
    means: 'values of a YAML file, by their keys from the top',
    without: 'another kind of change is there',
    example: "records: { files: [{ file: stages.yaml, set: { 'components.{subject}.stage': '{to}' } }] }",
  },
  'records.files[].block': {
    means: 'the marks in a Markdown file between which `text` is put',
    without: 'another kind of change is there',
    example: FILES("block: promotion, text: 'Version: {version}'"),
  },
  'records.files[].text': {
    means: 'what stands between the marks of `block`',
    without: 'required beside `block`',
    example: FILES("block: promotion, text: 'Version: {version}'"),
  },
  'records.files[].append': {
    means: 'one more line at the end, never a second time',
    without: 'another kind of change is there',
    example: FILES("append: '- {version}'"),
  },
  'records.files[].subjects': {
    means: 'only for these subjects',
    without: 'for all',
    example: FILES("append: '{version}', subjects: [shop]"),
  },
  'records.files[].environments': {
    means: 'only when one of these is reached',
    without: 'for all',
    example: FILES("append: '{version}', environments: [production]"),
  },
  'records.files[].optional': {
    means: 'nothing is said when there is no such file',
    without: '`false`',
    example: FILES("append: '{version}', optional: true"),
  },
};

const ROLE: Readonly<Record<string, KeyWords>> = {
  'roles.*.teams': {
    means: 'team slugs of the organisation, without `org/` and `@`; every active member holds the role',
    without: 'no team; then `users` must name somebody',
    example: 'teams: [tech-leads]',
  },
  'roles.*.users': { means: 'logins of single people', without: 'nobody; then `teams` must name a team', example: 'users: [octocat]' },
};

const SUBJECT: Readonly<Record<string, KeyWords>> = {
  'subjects.*.kind': { means: 'a part of this repository, or an AI agent with versions ([more](agents.md))', example: 'kind: component' },
  'subjects.*.paths': {
    means: 'the files that belong to it: they are in the commit, and coverage is about them',
    without: 'the whole repository',
    example: "paths: ['src/shop/**']",
  },
  'subjects.*.spec': {
    means: 'where its specification stands; the file is in the commit',
    without: 'none is asked for',
    example: 'spec: specs/shop.md',
  },
  'subjects.*.labels': { means: 'what `{labels.job}` in a gate stands for', without: 'there are none', example: 'labels: { job: shop }' },
  'subjects.*.depends_on': {
    means: 'subjects that have arrived in the target, or beyond it, before this one goes there',
    without: 'it depends on none',
    example: 'depends_on: [database]',
  },
  'subjects.*.gates': {
    means: 'changes gates of the environments for this subject alone; it cannot add one',
    without: 'the gates hold as they are',
    example: 'gates: { coverage: { min: 65 } }',
  },
  'subjects.*.version': {
    means: 'agents: the file of the commit that says which version it is ([more](agents.md#versions))',
    without: 'the tag says it',
    example: 'version: "json:agents/bob/agent.json#/version"',
  },
  'subjects.*.published': {
    means: 'what makes a version one that may be promoted',
    without: '`release` for agents (`file` with `version`), `commit` for components',
    example: 'published: tag',
  },
  'subjects.*.map': {
    means: 'agents: the Agent Engine map in which the step must be in order ([more](agents.md#the-map))',
    without: 'there is no map',
    example: 'map: config/agent_engine_envs.yaml',
  },
  'subjects.*.checks': {
    means: 'agents: which gate stands for which required check of the map',
    without: 'the gate that has the name of the check',
    example: 'checks: { Evals passing: evals }\nmap: config/agent_engine_envs.yaml',
  },
};

const GATE: Readonly<Record<string, KeyWords>> = {
  'gate.required': {
    means: '`false`: it is judged and told, and stops nobody',
    without: '`true`',
    example: 'lint: { findings: reports/eslint.json, required: false }',
  },
  'gate.off': {
    means: 'it is not judged; this is the reason, and it is told',
    without: 'it is judged',
    example: "e2e: { workflow: e2e.yml, off: 'no user-facing flow before 2.0' }",
  },
  'gate.locked': {
    means: 'no subject and no environment that extends this one may change it',
    without: '`false`',
    example: 'secrets: { findings: reports/secrets.sarif, locked: true }',
  },
  'gate.by': { means: '`human` gates: the roles that may sign', example: 'review: { human: Code review approved, by: [tech-lead] }' },
  'gate.max_age': {
    means: 'evidence that is older is an error',
    without: 'any age will do',
    example: 'e2e: { workflow: e2e.yml, max_age: 24h }',
  },
  'gate.compare': {
    means: 'holds the value against another one ([more](gates.md#compare))',
    without: 'it is held against its limits alone',
    example: 'evals: { evals: evals/promptfoo.json, compare: { with: previous, max_drop: 2% } }',
  },
  'gate.format': {
    means: 'how the report is read ([names](gates.md#formats))',
    without: 'its content tells',
    example: 'tests: { tests: reports/junit.xml, format: junit }',
  },
};

/** By the path of the key: `*` is a name, `[]` a place in a list. What every gate may have stands under `gate`, wherever the gate does. */
export const KEYS: Readonly<Record<string, KeyWords>> = { ...TOP, ...ROLE, ...ENVIRONMENT, ...GATE, ...SUBJECT, ...BY_TOP, ...RECORD };
