/** The sandbox from the terminal: a line is somebody doing something, `bob: /approve looks good`. */
import { NOTHING, readRequest, writeRequest } from '../core/request.ts';
import { CAST, REPOSITORY } from './cast.ts';
import type { Issue, Sandbox } from './index.ts';
import { drawNews, drawThread, type Paper } from './thread.ts';

export interface Desk {
  readonly world: Sandbox;
  readonly settle: () => Promise<void>;
  /** Lets time go by; what is due on the way happens. */
  readonly passes: (seconds: number) => Promise<void>;
  readonly paper: Paper;
  /** The issue that lines are about until another is named. */
  current: Issue | undefined;
  /** How many comments of each issue were printed. */
  readonly printed: Map<number, number>;
}

export const HELP = `What you can type:
  alice opens agent_orchestration v1.4.0 staging    open a promotion (subject, version, environment)
  bob: /approve looks good                          say something on the issue, as anybody
  alice edits version v1.3.2                        change an answer (subject, version, from, to, blockers, rollbackPlan, notes)
  alice closes | alice reopens
  show [#2]     print an issue, and go on with it     list     print all issues
  wait 3600     let seconds pass                      help, exit
People: ${CAST.map(({ login, who }) => `${login} (${who})`).join(', ')}.
`;

/** Does what a line says; answers what to print, or undefined to leave. */
export async function obey(line: string, desk: Desk): Promise<string | undefined> {
  const text = line.trim();
  if (text === '') return '';
  if (text === 'exit' || text === 'quit') return undefined;
  const built = BUILT_IN.find(({ form }) => form.test(text));
  if (built) return built.act(text, desk);
  const [, login = '', colon = '', rest = ''] = /^(\w[\w-]*)(:|\s)\s*(.*)$/s.exec(text) ?? [];
  if (!CAST.some((one) => one.login === login)) return `I do not know who should do that. Try "bob: /approve", or "help".\n`;
  desk.world.clock.advance(60);
  const problem = colon === ':' ? say(login, rest, desk) : act(login, rest, desk);
  if (problem !== undefined) return problem;
  await desk.settle();
  return news(desk);
}

function news(desk: Desk): string {
  const { current: issue, paper, printed } = desk;
  if (!issue) return '';
  const since = printed.get(issue.number) ?? 0;
  printed.set(issue.number, issue.comments.length);
  return `${drawNews(issue, Math.min(since, issue.comments.length), paper)}\n("show" prints the whole issue.)\n`;
}

const BUILT_IN: readonly { readonly form: RegExp; readonly act: (text: string, desk: Desk) => string | Promise<string> }[] = [
  { form: /^help$/, act: () => HELP },
  { form: /^list$/, act: (_, { world }) => listOf(world) },
  { form: /^show(\s+#?\d+)?$/, act: show },
  { form: /^wait\s+\d+$/, act: wait },
];

const issuesOf = (world: Sandbox): readonly Issue[] => world.repository(REPOSITORY).issues;

function listOf(world: Sandbox): string {
  const lines = issuesOf(world).map(
    ({ number, title, state, labels }) =>
      `#${number}  ${state.toLowerCase()}  ${title}  ${labels.map(({ name }) => `(${name})`).join(' ')}\n`,
  );
  return lines.join('') || 'No issue yet. Try "alice opens agent_orchestration v1.4.0 staging".\n';
}

function show(text: string, desk: Desk): string {
  const number = /\d+/.exec(text)?.[0];
  const issue = number ? issuesOf(desk.world).find((one) => one.number === Number(number)) : desk.current;
  if (!issue) return `There is no issue ${number ? `#${number}` : 'yet'}. "list" shows what there is.\n`;
  desk.current = issue;
  desk.printed.set(issue.number, issue.comments.length);
  return `${drawThread(issue, desk.paper)}\n`;
}

async function wait(text: string, desk: Desk): Promise<string> {
  await desk.passes(Number(/\d+/.exec(text)?.[0] ?? 0));
  const { world, current, printed } = desk;
  const isNew = current !== undefined && current.comments.length > (printed.get(current.number) ?? 0);
  return `It is ${world.clock.now()} now.\n${isNew ? news(desk) : ''}`;
}

const NO_ISSUE = 'There is no issue yet. Try "alice opens agent_orchestration v1.4.0 staging".\n';

function say(login: string, body: string, { world, current }: Desk): string | undefined {
  if (!current) return NO_ISSUE;
  world.as(login).comments(current, body.replaceAll('\\n', '\n'));
  return undefined;
}

function act(login: string, rest: string, desk: Desk): string | undefined {
  const [verb = '', ...words] = rest.split(/\s+/);
  const person = desk.world.as(login);
  if (verb === 'opens') {
    const [subject = '', version = '', to = '', ...notes] = words;
    const body = writeRequest({ ...NOTHING, subject, version, to, notes: notes.join(' ') });
    desk.current = person.opens(REPOSITORY, { title: `Promote ${subject} to ${to}`, body, labels: ['promotion'] });
    return undefined;
  }
  if (!desk.current) return NO_ISSUE;
  if (verb === 'closes') person.closes(desk.current);
  else if (verb === 'reopens') person.reopens(desk.current);
  else if (verb === 'edits') return edit(login, words, desk.current, desk);
  else return `I do not know how to "${verb}". "help" shows what can be done.\n`;
  return undefined;
}

function edit(login: string, [field = '', ...words]: readonly string[], issue: Issue, { world }: Desk): string | undefined {
  const { request, dryRun, skipGates } = readRequest({ body: issue.body, title: issue.title, labels: [] });
  if (!request || !(field in request))
    return `"${field}" is no answer of the form: take subject, version, from, to, blockers, rollbackPlan or notes.\n`;
  world.as(login).edits(issue, writeRequest({ ...request, [field]: words.join(' ') }, dryRun, skipGates));
  return undefined;
}
