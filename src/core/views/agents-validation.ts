/** Whether agents are ready for their steps, for people: what is not set, where, and how to set it. */
import { blanksOf, isReady, refusalsOf, type Step } from '../agents/judge.ts';
import { type Blank, type Field, MAP_PATH } from '../agents/map.ts';
import type { Problem } from '../problem.ts';
import { agentProblem, blankText } from './agent-problem.ts';
import type { Paint } from './paint.ts';
import { oneLine, padded } from './report-lines.ts';

/** The options of `agents set`, and what belongs behind them. */
const OPTIONS: Readonly<Record<Field, string>> = {
  engine_id: '--engine-id ID',
  engine_name: '--engine-name NAME',
  project_id: '--project-id PROJECT',
  region: '--region REGION',
  status: '--status pending',
};

interface Validated {
  readonly file: string;
  readonly steps: readonly Step[];
  /** What is wrong with the map itself. */
  readonly problems: readonly Problem[];
}

/** Every step, then everything that is in its way. */
export function validationText({ file, steps, problems }: Validated, paint: Paint): string {
  const blanks = blanksOf(steps);
  const refusals = refusalsOf(steps);
  const lines = steps.map((step) => stepLine(step, problems.length === 0 && isReady(step), paint)).join('');
  const isFine = blanks.length === 0 && refusals.length === 0 && problems.length === 0;
  return [
    `\n${lines}`,
    blanks.length === 0 ? '' : blanksText(file, blanks, paint),
    refusals.length === 0 ? '' : `\n${paint.bold('Not validated')}\n${refusals.map((refusal) => refusalLine(file, refusal)).join('')}`,
    isFine ? '\nEverything is set. Required checks and approvals are not looked at here.\n' : '',
  ].join('');
}

/** Over a map that is wrong nobody goes on, whosever mistake it is. */
function stepLine({ agent, edge }: Step, ready: boolean, paint: Paint): string {
  const words = ready ? paint.green('ready') : paint.red('not ready');
  return `${oneLine(agent.name)}, ${oneLine(edge.from)} -> ${oneLine(edge.to)}: ${words}\n`;
}

const refusalLine = (file: string, refusal: Problem): string => `  ${oneLine(file)}:${refusal.line}  ${agentProblem(refusal)}\n`;

function blanksText(file: string, blanks: readonly Blank[], paint: Paint): string {
  const places = new Map<string, Blank[]>();
  for (const blank of blanks) {
    const key = JSON.stringify([blank.agent, blank.environment]);
    places.set(key, [...(places.get(key) ?? []), blank]);
  }
  const parts = [...places.values()].map((place) => placeText(file, place));
  const title = `${blanks.length} ${blanks.length === 1 ? 'value is' : 'values are'} not set yet`;
  return `\n${paint.bold(title)}\n${parts.join('')}`;
}

/** The blanks of one agent in one environment. */
function placeText(file: string, blanks: readonly Blank[]): string {
  const [first] = blanks;
  if (!first) return '';
  const { agent, environment, line } = first;
  if (first.kind === 'no_environment') {
    const keys = blanks.map(({ field }) => field).join(', ');
    return `  ${oneLine(agent)} in ${oneLine(environment)}  ${oneLine(file)}:${line}\n    ${keys}: the whole environment is missing\n    To mend it: write ${oneLine(environment)} with these keys below environments of ${oneLine(agent)}\n`;
  }
  const lines = blanks.map((blank) => `    ${padded(blank.field, 11)}  ${oneLine(file)}:${blank.line}  ${blankText(blank)}\n`);
  const options = blanks.map(({ field }) => OPTIONS[field]).join(' ');
  return `  ${oneLine(agent)} in ${oneLine(environment)}\n${lines.join('')}    To mend it: promotion-bot agents set ${word(agent)} ${word(environment)} ${options}${configOf(file)}\n`;
}

/** As a shell takes it for one word. */
const word = (text: string): string => (/^[\w.][\w./-]*$/.test(text) ? text : `'${oneLine(text).replaceAll("'", `'\\''`)}'`);

const configOf = (file: string): string => (file === MAP_PATH ? '' : ` --config ${word(file)}`);
