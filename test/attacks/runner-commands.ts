/**
 * The commands that a runner finds in a log, by its own rules: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands,
 * and ActionCommand with ActionCommandManager of https://github.com/actions/runner.
 */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
}

const REGISTERED = [
  ...[
    'set-env',
    'add-path',
    'set-output',
    'save-state',
    'add-mask',
    'add-matcher',
    'remove-matcher',
    'debug',
    'warning',
    'error',
    'notice',
  ],
  ...['group', 'endgroup', 'echo', 'internal-set-repo-path', 'stop-commands'],
];

interface Parsed extends RunnerCommand {
  readonly data: string;
}

/** Names are known whatever their case, and what resumes after `stop-commands` is one as well. */
function parsed(info: string, data: string, separator: ',' | ';', known: readonly string[]): Parsed | undefined {
  const [, name = info, rest = ''] = /^([^ ]*) (.*)$/.exec(info) ?? [];
  if (!known.includes(name.toLowerCase())) return undefined;
  const pairs = rest.split(separator).flatMap((pair) => {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/.exec(pair.trim()) ?? [];
    return key === '' ? [] : [[key, value.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')]];
  });
  return { name: name.toLowerCase(), properties: Object.fromEntries(pairs), data };
}

/** `::name key=value::data`, with blanks before it. */
function parsedV2(line: string, known: readonly string[]): Parsed | undefined {
  const message = line.trimStart();
  const end = message.indexOf('::', 2);
  return message.startsWith('::') && end >= 0 ? parsed(message.slice(2, end), message.slice(end + 2), ',', known) : undefined;
}

/** `##[name key=value]data`, anywhere in a line. */
function parsedV1(line: string, known: readonly string[]): Parsed | undefined {
  const at = line.indexOf('##[');
  const end = at < 0 ? -1 : line.indexOf(']', at);
  return end < 0 ? undefined : parsed(line.slice(at + 3, end), line.slice(end + 1), ';', known);
}

export function commandsIn(log: string): readonly RunnerCommand[] {
  const found: RunnerCommand[] = [];
  let stop: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const known = stop === undefined ? REGISTERED : [stop.toLowerCase()];
    const command = parsedV2(line, known) ?? parsedV1(line, known);
    if (!command) continue;
    found.push({ name: command.name, properties: command.properties });
    stop = stop === undefined && command.name === 'stop-commands' ? command.data : undefined;
  }
  return found;
}
