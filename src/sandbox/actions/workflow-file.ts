/** What GitHub reads of a workflow file: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
import { readYaml } from '../../core/yaml-source.ts';
import type { Permissions } from '../world.ts';

export interface InputDeclaration {
  readonly type: string;
  readonly required: boolean;
  readonly default: string | undefined;
  /** Of the type `choice`. */
  readonly options: readonly string[];
}

export interface WorkflowJob {
  readonly name: string;
  readonly uses: string | undefined;
  /** As it is written: expressions are not filled in. Undefined too where `deployment: false` asks for its secrets and for no deployment. */
  readonly environment: string | undefined;
}

export interface WorkflowFile {
  readonly name: string | undefined;
  readonly runName: string | undefined;
  readonly events: readonly string[];
  /** Of `workflow_dispatch`, by name. */
  readonly inputs: Readonly<Record<string, InputDeclaration>>;
  readonly jobs: readonly WorkflowJob[];
  /** Of GITHUB_TOKEN, named as the API names them; undefined when the file says nothing. */
  readonly permissions: Permissions | undefined;
}

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);
const mapOf = (value: unknown): Plain => (isPlain(value) ? value : {});
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function eventsOf(on: unknown): readonly string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(mapOf(on));
}

function inputOf(written: unknown): InputDeclaration {
  const { type, required, default: preset, options } = mapOf(written);
  return {
    type: textOf(type) ?? 'string',
    required: required === true,
    default: preset === undefined || preset === null ? undefined : String(preset),
    options: Array.isArray(options) ? options.map(String) : [],
  };
}

// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions ; `id-token` is no permission of the API.
const SCOPES = [
  'actions',
  'checks',
  'contents',
  'deployments',
  'issues',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
];

/** "If you specify the access for any of these permissions, all of those that are not specified are set to none"; metadata can always be read. */
function permissionsOf(written: unknown): Permissions | undefined {
  if (written === undefined) return undefined;
  const all = { 'read-all': 'read', 'write-all': 'write' }[textOf(written) ?? ''];
  const levels = all === undefined ? mapOf(written) : Object.fromEntries(SCOPES.map((scope) => [scope, all]));
  const kept = Object.entries(levels).filter(([scope, level]) => SCOPES.includes(scope) && (level === 'read' || level === 'write'));
  const named = kept.map(([scope, level]) => [scope.replaceAll('-', '_'), level === 'write' ? 'write' : 'read'] as const);
  return { metadata: 'read', ...Object.fromEntries(named) };
}

/** https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/control-deployments#using-environments-without-deployments */
const deployedTo = ({ name, deployment }: Plain): string | undefined => (deployment === false ? undefined : textOf(name));

/** Undefined for text that is no workflow. assumed: the permissions of the first job that names some count for the whole run. */
export function readWorkflow(text: string): WorkflowFile | undefined {
  const value = readYaml(text).source?.value;
  if (!isPlain(value) || value['on'] === undefined) return undefined;
  const jobs = Object.entries(mapOf(value['jobs'])).map(([id, job]) => ({ id, job: mapOf(job) }));
  const ofJob = jobs.find(({ job }) => job['permissions'] !== undefined)?.job['permissions'];
  const declared = mapOf(mapOf(mapOf(value['on'])['workflow_dispatch'])['inputs']);
  return {
    name: textOf(value['name']),
    runName: textOf(value['run-name']),
    events: eventsOf(value['on']),
    inputs: Object.fromEntries(Object.entries(declared).map(([name, input]) => [name, inputOf(input)])),
    jobs: jobs.map(({ id, job }) => ({
      name: textOf(job['name']) ?? id,
      uses: textOf(job['uses']),
      environment: textOf(job['environment']) ?? deployedTo(mapOf(job['environment'])),
    })),
    permissions: permissionsOf(ofJob ?? value['permissions']),
  };
}

/** What expressions of a run stand for, as far as the sandbox knows them. */
export function valuesOf(run: {
  readonly inputs: Readonly<Record<string, string>>;
  readonly actor: string;
  readonly ref: string;
  readonly sha: string;
}): Readonly<Record<string, string>> {
  const inputs = Object.entries(run.inputs);
  return {
    ...Object.fromEntries(inputs.flatMap(([name, value]) => [`inputs.${name}`, `github.event.inputs.${name}`].map((key) => [key, value]))),
    'github.actor': run.actor,
    'github.ref_name': run.ref.replace(/^refs\/(heads|tags)\//, ''),
    'github.ref': run.ref,
    'github.sha': run.sha,
  };
}

/** What an expression of `run-name` may name: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#run-name */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => values[name] ?? '');
}

/** The inputs a run gets, defaults filled in; or why the dispatch is refused, in GitHub's words as people report them (assumed: no page lists them). */
export function takeInputs(file: WorkflowFile, given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> | string {
  const unexpected = Object.keys(given).filter((name) => !(name in file.inputs));
  if (unexpected.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unexpected)}`;
  const taken: Record<string, string> = {};
  for (const [name, declared] of Object.entries(file.inputs)) {
    const value = given[name] === undefined ? (declared.default ?? '') : String(given[name]);
    if (declared.required && value === '') return `Required input '${name}' not provided`;
    if (!fits(declared, value)) return `Provided value '${value}' for input '${name}' not in the list of allowed values`;
    taken[name] = value;
  }
  return taken;
}

function fits({ type, options }: InputDeclaration, value: string): boolean {
  if (value === '') return true;
  if (type === 'choice') return options.includes(value);
  return type === 'boolean' ? value === 'true' || value === 'false' : type !== 'number' || Number.isFinite(Number(value));
}
