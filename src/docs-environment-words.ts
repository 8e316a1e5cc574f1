/** What each key of an environment means, for docs/configuration.md. */
import type { KeyWords } from './docs-key-words.ts';

const DEPLOYMENT_BY = 'deploy: { deployment: true, by: [argocd-acme] }';
const WATCH = (more: string): string => `watch: { for: 24h${more} }`;
const FREEZE = "freeze: [{ rrule: 'FREQ=WEEKLY;BYDAY=FR', from: '12:00', for: 60h, timezone: Europe/Berlin }]";
const VERIFY = "verify: { workflow: promotion-verify.yml, gates: { health: { http: 'https://shop.example.com/health' } } }";

/** By the path of the key. */
export const ENVIRONMENT: Readonly<Record<string, KeyWords>> = {
  'environments.*.aliases': { means: 'other names that people may write', without: 'the name alone', example: 'aliases: [stage]' },
  'environments.*.extends': {
    means: 'takes over the settings of an environment above; gates of the same name are merged key by key',
    without: 'nothing is taken over',
    example: 'extends: development',
  },
  'environments.*.approval': {
    means: 'who must approve ([rules](#approval-rules)); every environment but the first says so, itself or by `extends`',
    without: '`none`, in the first environment alone',
    example: 'approval: { all: [tech-lead, qa] }',
  },
  'environments.*.gates': {
    means: 'what a version needs to enter ([kinds](gates.md#kinds))',
    without: 'nothing is measured or signed',
    example: 'gates: { coverage: { coverage: reports/coverage.json, min: 80 } }',
  },
  'environments.*.deploy': {
    means: 'how a version is brought there: exactly one of `workflow` and `deployment` ([more](deploying.md))',
    without: 'a promotion is a record and nothing else',
    example: 'deploy: { workflow: deploy.yml }',
  },
  'environments.*.verify': {
    means: 'promoted only when what was deployed works ([more](verifying.md#verify))',
    without: 'promoted when the deployment ends well',
    example: VERIFY,
  },
  'environments.*.watch': {
    means: 'checked again and again after the promotion ([more](verifying.md#watch))',
    without: 'the issue closes at once',
    example: WATCH(', every: 10m, on_fail: rollback'),
  },
  'environments.*.rollback': {
    means: 'who may say `/rollback` ([more](rollback.md))',
    without: 'whoever may approve; the requester where nobody has to',
    example: 'rollback: { by: [qa] }',
  },
  'environments.*.soak': {
    means: 'the commit has been in the environment below for so long; the panel says when that is',
    without: 'it may go on at once',
    example: 'soak: 7d',
  },
  'environments.*.freeze': {
    means: 'windows in which nothing is completed; people may decide meanwhile',
    without: 'there are none',
    example: FREEZE,
  },
  'environments.*.rollback_plan': {
    means: 'the request must say how to come back',
    without: '`true` in the last environment, else `false`',
    example: 'rollback_plan: true',
  },
  'environments.*.allow_skip': {
    means: 'whoever asks may skip the measured gates, loudly; never in the last environment',
    without: '`false`',
    example: 'allow_skip: true',
  },
  'environments.*.newer': {
    means: 'whether a newer promotion waits for the older open one, or takes its place',
    without: '`queue`',
    example: 'newer: supersede',
  },
  'environments.*.protected': {
    means: 'jobs that wait for the App as a deployment protection rule go on when the promotion is approved ([more](enforcing.md))',
    without: '`false`: such jobs are answered once, when they ask',
    example: 'protected: true',
  },
  'environments.*.deploy.workflow': {
    means: 'the workflow that is started on a tag of the approved commit',
    without: '`deployment` is there',
    example: 'deploy: { workflow: deploy.yml }',
  },
  'environments.*.deploy.deployment': {
    means: '`true`: a GitHub Deployment is recorded, and outside software answers it',
    without: '`workflow` is there',
    example: DEPLOYMENT_BY,
  },
  'environments.*.deploy.by': {
    means: 'the logins whose answers count',
    without: 'those of any App, never of people',
    example: DEPLOYMENT_BY,
  },
  'environments.*.verify.workflow': { means: 'the workflow that checks', example: 'verify: { workflow: promotion-verify.yml }' },
  'environments.*.verify.gates': { means: 'the gates that it judges', without: 'the end of its run alone counts', example: VERIFY },
  'environments.*.watch.for': { means: 'how long', example: WATCH('') },
  'environments.*.watch.every': { means: 'how often it is checked', without: '`10m`', example: WATCH(', every: 30m') },
  'environments.*.watch.on_fail': {
    means: 'the version is taken back when something speaks against it',
    without: 'it is told, and left to people',
    example: WATCH(', on_fail: rollback'),
  },
  'environments.*.watch.workflow': {
    means: 'the workflow that checks',
    without: 'that of `verify`',
    example: WATCH(", workflow: promotion-verify.yml, gates: { health: { http: 'https://shop.example.com' } }"),
  },
  'environments.*.watch.incidents': {
    means: 'labels that make an open issue which mentions the promotion an incident',
    without: '`critical-bug`',
    example: WATCH(', incidents: [critical-bug, incident]'),
  },
  'environments.*.watch.gates': {
    means: 'the gates that are judged each time',
    without: 'incidents and security alerts alone are watched',
    example: WATCH(", workflow: promotion-verify.yml, gates: { health: { http: 'https://shop.example.com' } }"),
  },
  'environments.*.rollback.by': { means: 'the roles that may', example: 'rollback: { by: [qa] }' },
  'environments.*.freeze[].rrule': { means: 'on which days, as in a calendar (RFC 5545)', example: FREEZE },
  'environments.*.freeze[].from': { means: 'when it begins', example: FREEZE },
  'environments.*.freeze[].for': { means: 'how long it lasts', example: FREEZE },
  'environments.*.freeze[].timezone': { means: 'the time zone of `from`', without: '`UTC`', example: FREEZE },
};
