/** What `promotion-bot agents` prints for people: the map, and one step of it. */
import { type Agent, type AgentMap, type Edge, type Field, type Place, placeOf } from '../agents/map.ts';
import type { Paint, Tint } from './paint.ts';
import { columns, oneLine, padded } from './report-lines.ts';

/** A text, and the colour it has on a terminal. */
interface Cell {
  readonly text: string;
  readonly tint?: Tint;
}
type Row = readonly Cell[];

const TITLES = ['', '    engine id', '    project', '    region', '    status'];
const LEGEND = '[x] set, and for a status: validated   [ ] not yet';

/** The versions, and the way. */
export function headText({ schemaVersion, appVersion, environments }: AgentMap, file: string, paint: Paint): string {
  const app = appVersion === undefined ? 'app version not said' : `app ${oneLine(appVersion)}`;
  const schema = schemaVersion === '' ? 'schema not said' : `schema ${oneLine(schemaVersion)}`;
  return `${paint.bold(oneLine(file))}: ${schema}, ${app}\nEnvironments: ${environments.map(oneLine).join(' -> ')}\n`;
}

/** Agents in their environments, or in some of them, each column as wide as its widest cell. */
export function agentsText(agents: readonly Agent[], environments: readonly string[], paint: Paint): string {
  const rows = agents.map((agent) => environments.flatMap((name) => rowsOf(placeOf(agent, name))));
  const head = TITLES.map((text): Cell => ({ text, tint: 'dim' }));
  const widths = TITLES.map((title, at) =>
    rows.flat().reduce((most, cells) => Math.max(most, columns(cells[at]?.text ?? '')), title.length),
  );
  const parts = agents.map(
    (agent, at) => `\n${titleOf(agent, paint)}\n${(rows[at] ?? []).map((cells) => line(cells, widths, paint)).join('')}`,
  );
  return `\n${paint.dim(LEGEND)}\n${line(head, widths, paint)}${parts.join('')}`;
}

function titleOf({ name, title, directory }: Agent, paint: Paint): string {
  const about = [title, directory].flatMap((text) => (text === undefined ? [] : [oneLine(text)])).join(', ');
  return `${paint.bold(oneLine(name))}${about === '' ? '' : paint.dim(`  ${about}`)}`;
}

function rowsOf(place: Place | undefined): readonly Row[] {
  if (!place) return [];
  const { engine_id, project_id, region, status } = place.values;
  const cells = [
    boxed(place, 'engine_id', engine_id !== undefined),
    boxed(place, 'project_id', project_id !== undefined),
    boxed(place, 'region', region !== undefined),
    boxed(place, 'status', status === 'validated'),
  ];
  return [[{ text: oneLine(place.environment) }, ...cells]];
}

function boxed(place: Place, field: Field, isTicked: boolean): Cell {
  const value = place.values[field] ?? place.blanks.find((blank) => blank.field === field)?.found ?? '';
  return { text: `[${isTicked ? 'x' : ' '}] ${oneLine(value) || '-'}`, tint: isTicked ? 'green' : 'yellow' };
}

function line(cells: Row, widths: readonly number[], paint: Paint): string {
  const painted = cells.map(({ text, tint }, at) => {
    const wide = at === cells.length - 1 ? text : padded(text, widths[at] ?? 0);
    return tint ? paint[tint](wide) : wide;
  });
  return `  ${painted.join('  ').trimEnd()}\n`;
}

/** What a step asks for. */
export function edgeText({ from, to, checks, manualApproval, channel }: Edge, paint: Paint): string {
  const asked =
    channel === undefined ? 'no approval_channel is named (put quotes around one that begins with #)' : `ask in ${oneLine(channel)}`;
  const items = checks.map((check) => `  - ${oneLine(check)}\n`).join('');
  return [
    `\n${paint.bold(`${oneLine(from)} -> ${oneLine(to)}`)}\n`,
    checks.length === 0 ? 'Required checks: none\n' : `Required checks (whether they passed is not known here):\n${items}`,
    manualApproval ? `Approval: by a person; ${asked}\n` : 'Approval: none by a person\n',
  ].join('');
}
