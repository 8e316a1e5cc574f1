/** `promotion-bot agents set`: writes what is known of an agent in an environment into the Agent Engine map, and changes nothing else in it. */
import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setInMap, unfitValue } from '../core/agents/edit.ts';
import { FIELDS, type Field, MAP_PATH, placeOf } from '../core/agents/map.ts';
import { readAgentMap } from '../core/agents/read.ts';
import { agentProblem } from '../core/views/agent-problem.ts';
import { inertJson } from '../core/views/inert-json.ts';
import { oneLine, padded } from '../core/views/report-lines.ts';
import { CONFIG_OPTION, readMapFile, refuse, tellProblems } from './agents-file.ts';
import { type Command, codeOf, EXIT, type Io, Misuse } from './command.ts';
import { argumentsOf, isGiven, wordOf } from './typed.ts';

const FLAGS: Readonly<Record<Field, string>> = {
  engine_id: '--engine-id',
  engine_name: '--engine-name',
  project_id: '--project-id',
  region: '--region',
  status: '--status',
};

interface Given {
  readonly file: string;
  readonly json: boolean;
  readonly agent: string;
  readonly environment: string;
  readonly fields: Readonly<Partial<Record<Field, string>>>;
}

/** Options of `agents` that stand before `set`, and mean nothing there. */
const NOT_HERE = ['--agent', '--from-env', '--to-env'];

function take(given: unknown): Given {
  const [agent = '', environment = ''] = argumentsOf(given);
  const stray = NOT_HERE.find((flag) => wordOf(given, flag) !== undefined) ?? (isGiven(given, '--validate') ? '--validate' : undefined);
  if (stray !== undefined) throw new Misuse(`${stray} does not belong to "agents set". Write: agents set bob stage --engine-id ID`);
  const fields: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const value = wordOf(given, FLAGS[field]);
    const unfit = value === undefined ? undefined : unfitValue(field, value);
    if (unfit) throw new Misuse(agentProblem(unfit));
    if (value !== undefined) fields[field] = value;
  }
  if (Object.keys(fields).length === 0) throw new Misuse(`Say what to set: ${Object.values(FLAGS).join(', ')}.`);
  return { file: wordOf(given, '--config') ?? MAP_PATH, json: isGiven(given, '--json'), agent, environment, fields };
}

export const agentsSet: Command = {
  name: 'agents set',
  summary: 'Write what is known of an agent in an environment into the Agent Engine map; everything else in the file stays as it is.',
  arguments: [
    { syntax: '<agent>', summary: 'as the map names it' },
    { syntax: '<environment>', summary: 'as the map names it' },
  ],
  options: [
    { flags: '--engine-id <id>', summary: 'the number, or the full resource name' },
    { flags: '--engine-name <name>', summary: 'as Agent Engine shows it' },
    { flags: '--project-id <id>', summary: 'the project of Google Cloud' },
    { flags: '--region <region>', summary: 'us-central1 for instance' },
    { flags: '--status <status>', summary: 'pending, deployed or validated' },
    CONFIG_OPTION,
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  run: async (raw, io) => {
    const given = take(raw);
    const text = readMapFile(io, given.file);
    if (!text.ok) return refuse(io, given, text.error);
    const done = setInMap(text.value, given);
    if (!done.ok) return tellProblems(io, given, [done.error]);
    const why = done.value === text.value ? undefined : replaceFile(resolve(io.cwd, given.file), done.value);
    if (why !== undefined) return refuse(io, given, `${oneLine(given.file)} was not changed: ${why}.`);
    tell(io, given, text.value);
    return EXIT.yes;
  },
};

/** All of it or nothing, through links and with the rights it had; or why not. */
function replaceFile(path: string, text: string): string | undefined {
  try {
    const real = realpathSync(path);
    const fresh = join(dirname(real), `.${basename(real)}.${process.pid}`);
    try {
      writeFileSync(fresh, text, { flag: 'wx' });
      chmodSync(fresh, statSync(real).mode);
      renameSync(fresh, real);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') rmSync(fresh, { force: true });
      throw error;
    }
    return undefined;
  } catch (error) {
    return `it cannot be written here (${codeOf(error) ?? 'unknown error'})`;
  }
}

function tell(io: Io, { file, json, agent, environment, fields }: Given, before: string): void {
  const place = readAgentMap(before)
    .map?.agents.flatMap((one) => (one.name === agent ? [placeOf(one, environment)] : []))
    .at(0);
  const was = (field: Field): string | undefined => place?.values[field] ?? place?.blanks.find((blank) => blank.field === field)?.found;
  const changes = FIELDS.flatMap((field) => {
    const to = fields[field];
    return to === undefined || place?.values[field] === to ? [] : [{ field, from: was(field) ?? null, to }];
  });
  if (json) {
    io.stdout.write(inertJson({ file, ok: true, agent, environment, changes }));
    return;
  }
  const lines = changes.map(({ field, from, to }) => `  ${padded(field, 11)}  ${oneLine(from ?? '') || '-'} -> ${oneLine(to)}\n`);
  const name = `${oneLine(agent)} in ${oneLine(environment)}`;
  const text =
    lines.length === 0
      ? `${name} says so already; nothing was changed.\n`
      : `${name}\n${lines.join('')}Commit ${oneLine(file)} so that others see it.\n`;
  io.stdout.write(text);
}
