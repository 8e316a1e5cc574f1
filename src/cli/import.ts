/** `promotion-bot import`: what already runs where, as the first records of a team that begins. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { ImportTools } from '../app/import.ts';
import type { Config } from '../core/config.ts';
import type { Reading } from '../core/imports/found.ts';
import type { Step } from '../core/imports/plan.ts';
import { contradictionIn, namedSaid, readSaid, type Said, unusedIn } from '../core/imports/said.ts';
import type { Told } from '../core/views/import.ts';
import type { Repository } from '../github/person.ts';
import { redactor } from '../log.ts';
import { type Command, defineCommand, EXIT, type Io, Misuse } from './command.ts';
import { type Missing, type Writer, webFor, writerFor } from './import-access.ts';
import { defaultsFor } from './organization.ts';
import { paintFor } from './paint.ts';
import { REPO_OPTION, repositoryFor, tellWhy } from './person.ts';
import type { Way } from './rebuild.ts';

const input = z.object({
  args: z.tuple([z.array(z.string()).default([])]),
  repo: z.string().optional(),
  deployments: z.boolean().default(false),
  version: z.array(z.string()).default([]),
  subject: z.string().optional(),
  operator: z.string().optional(),
  write: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Given = z.infer<typeof input>;

export const importCommand: Command = defineCommand({
  name: 'import',
  summary:
    "Read what already runs where, and write it down as first records, in the bot's name. Shows the plan; nothing is written without --write. 1 when something cannot be imported.",
  arguments: [{ syntax: '[file...]', summary: 'Agent Engine maps, MATURITY.md files, JSON lists of Deployments' }],
  options: [
    REPO_OPTION,
    { flags: '--deployments', summary: 'ask GitHub which Deployment is active in each environment' },
    { flags: '--version <said...>', summary: 'subject@environment=version, for what a source leaves open' },
    { flags: '--subject <name>', summary: 'the component or agent, where a source does not say' },
    { flags: '--operator <name>', summary: 'who you are, for the record; the user of this machine or workflow when not given' },
    { flags: '--write', summary: 'write the records; it may be stopped and run again' },
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  input,
  run: (given, io) => importIn(io, given),
});

/** @param way to GitHub, for tests. */
export async function importIn(io: Io, given: Given, way: Way = {}): Promise<number> {
  const said = given.version.map(saidIn);
  if (given.args[0].length === 0 && !given.deployments)
    throw new Misuse('Name what to read, a file for instance: promotion-bot import MATURITY.md, or say --deployments.');
  const operator = operatorOf(io, given);
  const place = repositoryFor(io, given.repo, webFor(io));
  try {
    const writer = await writerFor(io, place, way);
    if ('sentence' in writer) return await tellWhy(io, writer.sentence, given);
    return await importWith(io, { ...given, writer, said, operator, place, way });
  } catch (error) {
    if (error instanceof Misuse) throw error;
    const what = io.stop.aborted ? 'It was stopped' : `GitHub failed: ${await wordsOf(error)}`;
    const { postponement } = await import('../app/ports.ts');
    const later = postponement(error) ? ' It asks for a long pause.' : '';
    return tellWhy(io, `${what}.${later} What is written stays; run the same again, and it goes on.`, given);
  }
}

/** What GitHub said, and the permission that it misses; a page in HTML, as some outages have it, says nothing. */
async function wordsOf(error: unknown): Promise<string> {
  const { withNeed } = await import('../github/needed.ts');
  const said = redactor()(error instanceof Error ? withNeed(error) : String(error));
  const status = typeof error === 'object' && error !== null && 'status' in error ? `status ${String(error.status)}` : 'no answer';
  return (/^\s*</.test(said) ? status : said).replace(/\.$/, '');
}

function saidIn(text: string): Said {
  const said = readSaid(text);
  if (said) return said;
  throw new Misuse(`--version ${JSON.stringify(text)} says nothing. Write it like this: --version bob@staging=1.2.0`);
}

const LONGEST = 100;

function operatorOf({ env }: Io, { operator, write }: Given): string {
  const name = (operator ?? env['GITHUB_ACTOR'] ?? env['USER'] ?? env['LOGNAME'] ?? env['USERNAME'] ?? '').trim();
  if (name === '' && write) throw new Misuse('Say who imports, for the record: --operator "Ada Lovelace"');
  if (name.length > LONGEST || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name))
    throw new Misuse(`--operator is one line of at most ${LONGEST} characters that everybody can see.`);
  return name;
}

interface Order extends Omit<Given, 'operator'> {
  readonly writer: Exclude<Writer, Missing>;
  readonly said: readonly Said[];
  readonly operator: string;
  readonly place: Repository;
  readonly way: Way;
}

async function importWith(io: Io, order: Order): Promise<number> {
  const { writer, place } = order;
  const { readGround } = await import('../github/imports.ts');
  const { readConfig } = await import('../core/config.ts');
  const { at, self, rules } = await readGround(writer.client, place);
  const name = `${place.owner}/${place.repo}`;
  if (rules === undefined)
    return tellWhy(
      io,
      `${name} has no .github/promotion.yml on its default branch, so its subjects and environments are not known. Add it first.`,
      order,
    );
  const { config, problems } = readConfig(rules, await defaultsFor(writer.client, place, rules));
  if (!config) {
    const { configProblemIn } = await import('../core/views/config-problem.ts');
    return tellWhy(
      io,
      [`.github/promotion.yml of ${name} has mistakes, to be mended first:`, ...problems.map(configProblemIn)].join('\n'),
      order,
    );
  }
  if (!self.login.endsWith('[bot]'))
    return tellWhy(
      io,
      `This token is ${self.login}'s, and the bot believes only what its own account wrote. Run this beside the .env of your server, or in a workflow with GITHUB_TOKEN.`,
      order,
    );
  const named = namedSaid(order.said, config);
  if (!named.ok) throw new Misuse(`--version names ${JSON.stringify(named.error)}, which .github/promotion.yml does not know.`);
  const [one, other] = contradictionIn(named.value) ?? [];
  if (one && other)
    throw new Misuse(`--version says ${one.version} and ${other.version} of ${one.subject} in ${one.environment}. Say one.`);
  const reading = await readAll(io, order, config);
  if (typeof reading === 'string') return tellWhy(io, reading, order);
  const unused = unusedIn(named.value, reading, config);
  if (unused)
    throw new Misuse(
      `No source says that ${unused.subject} runs in ${unused.environment}, so --version has nothing to add there. Leave it out, or name the source.`,
    );
  const tools = await toolsFor(io, order, self.id);
  const told = await planAll(order, { reading, config, said: named.value, at }, tools);
  return order.write ? writeAll(io, order, told, tools) : show(io, order, told);
}

/** What all sources say together, or why one of them cannot be read. */
async function readAll(io: Io, { args: [files], deployments, subject, writer, place }: Order, config: Config): Promise<Reading | string> {
  const { askDeployments, readSource, readTexts } = await import('./import-sources.ts');
  const texts = readTexts(io, files);
  if (!texts.ok) return texts.error;
  const ask = { client: writer.client, place, config, said: subject };
  const read = [];
  for (const text of texts.value) read.push(await readSource(text, ask));
  if (deployments) read.push(await askDeployments(ask));
  const wrong = read.find((one) => !one.ok);
  if (wrong && !wrong.ok) return wrong.error;
  const readings = read.flatMap((one) => (one.ok ? [one.value] : []));
  return { found: readings.flatMap(({ found }) => found), left: readings.flatMap(({ left }) => left) };
}

async function toolsFor(io: Io, { writer, place, operator, way }: Order, bot: number): Promise<ImportTools> {
  const { Gatherer } = await import('../app/gather.ts');
  const { memories } = await import('../app/memory.ts');
  const { githubHub } = await import('../github/hub.ts');
  const { importIssues } = await import('../github/imports.ts');
  const { client, notary } = writer;
  const { now = Date.now, sleep: pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal: io.stop }) } = way.pacing ?? {};
  const pauseUntil = async (moment: Date): Promise<void> => void (await pause(Math.max(0, moment.getTime() - now())));
  const gatherer = new Gatherer(notary, sleep);
  return {
    place,
    hub: githubHub(client),
    issues: importIssues(client, place),
    notary,
    gatherer,
    memoryOf: memories(),
    bot,
    operator,
    pauseUntil,
  };
}

interface Question {
  readonly reading: Reading;
  readonly config: Config;
  readonly said: readonly Said[];
  readonly at: string;
}

async function planAll({ writer, place }: Order, { reading, config, said, at }: Question, tools: ImportTools): Promise<Told> {
  const { planRow } = await import('../app/import.ts');
  const { readVersions } = await import('../github/imports.ts');
  const { namedRows, resolvedRows, wantedOf } = await import('../core/imports/rows.ts');
  const { IMPORTED } = await import('../core/names.ts');
  const named = namedRows(reading, config, said);
  const { rows, left } = resolvedRows(named.rows, await readVersions(writer.client, place, wantedOf(named.rows)), at);
  const begun = [];
  if (rows.length > 0) for await (const issue of tools.issues.list([IMPORTED])) if (issue.isOpen) begun.push(issue);
  const steps: Step[] = [];
  for (const row of rows) steps.push(await planRow(row, begun, tools));
  return { repository: `${place.owner}/${place.repo}`, steps, left: [...named.left, ...left] };
}

async function show(io: Io, { json }: Order, told: Told): Promise<number> {
  const { importJson, importText, isWhole, nextText } = await import('../core/views/import.ts');
  const { inertJson } = await import('../core/views/inert-json.ts');
  io.stdout.write(json ? inertJson(importJson(told, undefined)) : importText(told, paintFor(io.stdout, io.env)) + nextText(told));
  return isWhole(told) ? EXIT.yes : EXIT.no;
}

async function writeAll(io: Io, { json }: Order, told: Told, tools: ImportTools): Promise<number> {
  const { writeRow } = await import('../app/import.ts');
  const { importJson, importText, isToWrite, isWhole, writtenText } = await import('../core/views/import.ts');
  const { inertJson } = await import('../core/views/inert-json.ts');
  if (!json) io.stdout.write(importText(told, paintFor(io.stdout, io.env)));
  const written = new Map<Step, number>();
  // What the ledgers say now may be something else than when it was planned.
  const changed = new Map<Step, Step>();
  for (const step of told.steps.filter(isToWrite)) {
    io.stop.throwIfAborted();
    const done = await writeRow(step, tools);
    if (done.kind === 'written') written.set(step, done.number);
    else changed.set(step, done);
    if (!json) io.stdout.write(writtenText(told.repository, step, done));
  }
  const after = { ...told, steps: told.steps.map((step) => changed.get(step) ?? step) };
  io.stdout.write(json ? inertJson(importJson(after, written)) : `${endText(written.size)}\n`);
  return isWhole(after) ? EXIT.yes : EXIT.no;
}

const endText = (count: number): string =>
  count === 0
    ? 'There was nothing to write.'
    : `${count === 1 ? 'One first record' : `${count} first records`} written. A server that was not running reads them with "promotion-bot rebuild".`;
