/** `npm run docs`: writes what the pages take from the code, so that a person never has to, and a test sees when somebody forgot. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { createBot } from './bot.ts';
import { gates } from './cli/gates.ts';
import { commandsTable } from './cli/index.ts';
import { commands } from './core/commands/index.ts';
import { CONFIG_PATH } from './core/config.ts';
import { ATTESTATION } from './core/evidence/attestation/index.ts';
import { COVERAGE } from './core/evidence/coverage/index.ts';
import { EVALS } from './core/evidence/evals/index.ts';
import { FINDINGS } from './core/evidence/findings/index.ts';
import type { Format } from './core/evidence/format.ts';
import { PERFORMANCE } from './core/evidence/performance/index.ts';
import { TESTS } from './core/evidence/tests/index.ts';
import { commonKeys } from './core/gates/common.ts';
import { KINDS } from './core/gates/index.ts';
import { REPORT_ARTIFACT, REPORT_FILE } from './core/names.ts';
import { makeReport } from './core/report.ts';
import type { Report } from './core/report-document.ts';
import { reportSchema } from './core/report-schema.ts';
import { NOTHING, writeRequest } from './core/request.ts';
import { helpText } from './core/views/answers.ts';
import { operationsParts } from './docs-operations.ts';
import { createProbot } from './github/octokit.ts';
import { createLog } from './log.ts';
import { prepare, REPOSITORY } from './sandbox/cast.ts';
import { createWorld, type Sandbox } from './sandbox/index.ts';

const fromRoot = (path: string): URL => new URL(`../${path}`, import.meta.url);
const textOf = (path: string): string => readFileSync(fromRoot(path), 'utf8');

/** Every generated part of the README by its name, as Markdown. @throws when the sandbox does. */
export async function generatedParts(): Promise<Readonly<Record<string, string>>> {
  const example = await judgedByHand();
  return {
    panel: asQuotation(await panelOfTheSandbox()),
    commands: helpText(commands).markdown,
    costs: costs(`${textOf('test/scenario/requests.test.ts')}${textOf('test/contract/readme.test.ts')}`),
    cli: commandsTable().trim(),
    'gate-rules': `\`\`\`yaml\n${GATE_RULES}\`\`\``,
    'gate-panel': asQuotation(sectionOf(await panelWithGates(example.report), 'Quality gates')),
    'gate-run-by-hand': `\`\`\`text\n$ promotion-bot gates --subject agent_orchestration --to staging\n${example.printed}\n\`\`\``,
    'gate-kinds': kindsTable(),
    formats: formatsTable(),
    'action-inputs': inputsTable(),
    'action-outputs': outputsTable(),
  };
}

/** The pages that have generated parts, and who makes them. */
export const GENERATED: Readonly<Record<string, () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>>> = {
  'README.md': generatedParts,
  'docs/operations.md': operationsParts,
};

/**
 * Replaces what stands between `<!-- generated:name -->` and `<!-- /generated -->`.
 * @throws for a name that no part has, and for a part that no place asks for.
 */
export function weave(page: string, parts: Readonly<Record<string, string>>): string {
  const unused = new Set(Object.keys(parts));
  const woven = page.replaceAll(/(<!-- generated:(\S+) -->\n)[\s\S]*?(\n?<!-- \/generated -->)/g, (_, open: string, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`Nothing generates "${name}". Take one of: ${Object.keys(parts).join(', ')}.`);
    unused.delete(name);
    return `${open}${part}\n<!-- /generated -->`;
  });
  if (unused.size > 0) throw new Error(`No place is marked for: ${[...unused].join(', ')}.`);
  return woven;
}

/** What a promotion costs is asserted by tests, and their titles say how much. */
const costs = (test: string): string =>
  [...test.matchAll(/^test\('(.*\bcosts?\b.*)', /gm)]
    .map(([, title = '']) => `* ${title.charAt(0).toUpperCase()}${title.slice(1)}`)
    .join('\n');

/** The panel of a promotion that one of two people has approved. */
async function panelOfTheSandbox(): Promise<string> {
  const { world, issue, settle } = await opened(() => undefined);
  world.clock.advance(600);
  world.as('bob').comments(issue, '/approve load test looks good');
  await settle();
  return issue.comments[0]?.body ?? '';
}

/** A promotion asked for in a sandbox that was arranged for it. Keys are made anew each time, and nothing of them is shown. */
async function opened(arrange: (world: Sandbox) => void) {
  const app = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ledgerKey = pemOf(generateKeyPairSync('ed25519').privateKey);
  const secret = 'stays in this process';
  const world = createWorld({ secret, app: { publicKey: app.publicKey.export({ type: 'spki', format: 'pem' }).toString() } });
  prepare(world);
  arrange(world);
  const log = createLog({ level: 'warn', write: (line) => process.stderr.write(line) });
  const probot = createProbot({ appId: world.app.id, privateKey: pemOf(app.privateKey), secret, log, fetch: world.fetch });
  await probot.load(createBot({ ledgerKey, log }));
  const settle = () =>
    world.deliver(({ guid, event, payload }) =>
      probot.receive({ id: guid, name: event, payload } as unknown as Parameters<typeof probot.receive>[0]),
    );
  const notes = 'Fixes the retry loop of JIRA-1234. Watch the error rate in the first hour.';
  const body = writeRequest({
    ...NOTHING,
    subject: 'agent_orchestration',
    version: 'v1.4.0',
    from: '',
    to: 'staging',
    notes,
  });
  const issue = world.as('alice').opens(REPOSITORY, { title: 'Promote agent_orchestration to staging', body, labels: ['promotion'] });
  await settle();
  return { world, issue, settle };
}

/** The rules whose gates the README shows from all sides: as they are written, judged by hand, and on the panel. */
const GATE_RULES = `version: 1
roles:
  tech-lead: { teams: [tech-leads] }
  qa: { teams: [qa] }
evidence:                                  # the artifacts of the commit's own CI runs that hold reports
  - { artifact: reports, workflow: ci.yml, to: reports/ }
environments:
  development:
  staging:
    approval: { all: [tech-lead, qa] }
    gates:                                 # what a version needs to enter staging
      coverage: { coverage: reports/coverage.json, min: 80 }
      tests: { tests: 'reports/junit-*.xml' }
      lint: { findings: reports/pylint.json, required: false }    # advisory: it is told, and stops nobody
      review: { human: Code review approved, by: [tech-lead] }    # a person answers /sign review
  production:                              # the same as staging, and one limit is stricter
    extends: staging
    gates: { coverage: { min: 85 } }
subjects:
  agent_orchestration: { kind: component, paths: [src/agent_orchestration/**] }
`;

/** Real reports, as the tools wrote them, under the names that the rules give them. */
const REPORTS: Readonly<Record<string, string>> = {
  'coverage.json': 'coveragepy-json/line.json',
  'junit-unit.xml': 'junit/pytest9.pass.xml',
  'pylint.json': 'pylint-json/dirty.json',
};

interface ByHand {
  /** Without the moment, which is another one every time. */
  readonly printed: string;
  readonly report: Report;
}

/** `promotion-bot gates` on a folder with the rules and the reports in it. */
async function judgedByHand(): Promise<ByHand> {
  const cwd = mkdtempSync(join(tmpdir(), 'promotion-bot-docs-'));
  try {
    for (const folder of ['.github', 'reports']) mkdirSync(join(cwd, folder));
    writeFileSync(join(cwd, CONFIG_PATH), GATE_RULES);
    for (const [name, report] of Object.entries(REPORTS)) cpSync(fromRoot(`test/fixtures/reports/${report}`), join(cwd, 'reports', name));
    const run = async (json: boolean): Promise<string> => {
      const said: string[] = [];
      const write = (text: string): unknown => said.push(text);
      const io = { stdout: { write }, stderr: { write }, stdin: Readable.from([]), env: {}, cwd, stop: new AbortController().signal };
      await gates.run({ args: [], subject: 'agent_orchestration', to: 'staging', json }, io);
      return said.join('');
    };
    const printed = (await run(false)).replace(/\n+Checked .*\n*$/, '').trim();
    return { printed, report: reportSchema.parse(JSON.parse(await run(true))) };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const GATES_WORKFLOW = '.github/workflows/promotion-gates.yml';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The panel after a run that found the very same. */
async function panelWithGates({ promotion_criteria: { details } }: Report): Promise<string> {
  const { issue } = await opened((world) => {
    world
      .as('alice')
      .pushes(REPOSITORY, { [CONFIG_PATH]: GATE_RULES, [GATES_WORKFLOW]: textOf('templates/workflows/promotion-gates.yml') });
    world.actions.runner('promotion-gates.yml', ({ id }, { subject: name = '', from = '', to = '', version = '', sha = '', key = '' }) => {
      const about = { subject: { name }, from, to, version, sha, repository: REPOSITORY, at: '2026-11-20T12:00:30Z' };
      const policy = { path: CONFIG_PATH, sha256: sha256(GATE_RULES) };
      const report = makeReport({ about, gates: details, policy, run: { id, attempt: 1, key } });
      return { conclusion: 'success', artifacts: [{ name: REPORT_ARTIFACT, files: { [REPORT_FILE]: JSON.stringify(report) } }] };
    });
  });
  return issue.comments[0]?.body ?? '';
}

/** A section of a panel with its heading, before any picture. */
const sectionOf = (panel: string, title: string): string => {
  const section = panel.split(/^(?=### )/m).find((part) => part.startsWith(`### ${title}\n`)) ?? '';
  return section.split('\n```mermaid')[0] ?? '';
};

const listed = (names: readonly string[], last = 'and'): string => {
  const spans = names.map((name) => `\`${name}\``);
  return spans.length < 2 ? spans.join('') : `${spans.slice(0, -1).join(', ')} ${last} ${spans.at(-1)}`;
};

/** What a kind of gate takes, as its own schema says. */
const shape = z.object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()).default([]) });

function kindsTable(): string {
  const rows = KINDS.map((kind) => {
    const { properties, required } = shape.parse(z.toJSONSchema(kind.options(), { io: 'input', unrepresentable: 'any' }));
    const { limits = [], compares } = kind;
    const oneOf = [...limits, ...(limits.length > 0 && compares ? ['compare'] : [])];
    const beside = required.filter((key) => key !== kind.kind);
    const needed = [...(beside.length > 0 ? [listed(beside)] : []), ...(oneOf.length > 0 ? [`one of ${listed(oneOf, 'or')}`] : [])];
    const common = commonKeys(kind).filter((key) => key === 'max_age' || key === 'compare');
    const free = [...Object.keys(properties), ...common].filter((key) => ![kind.kind, ...required, ...oneOf].includes(key));
    return `| \`${kind.kind}\` | ${kind.title} | ${needed.join(' and ')} | ${listed(free)} |`;
  });
  return ['| Key | What it measures | Needs | May have |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The families of formats, by the gates that read them. */
const FAMILIES: readonly (readonly [gates: readonly string[], formats: readonly Format[]])[] = [
  [['tests'], TESTS.formats],
  [['coverage'], COVERAGE.formats],
  [['findings'], FINDINGS.formats],
  [['k6', 'lighthouse', 'benchmark'], PERFORMANCE.formats],
  [['evals'], EVALS.formats],
  [['attestation'], ATTESTATION.formats],
];

function formatsTable(): string {
  const rows = FAMILIES.map(([names, formats]) => {
    const titles = formats.map(({ name, title }) => `${title} (\`${name}\`)`);
    return `| ${listed(names)} | ${titles.join(', ')} |`;
  });
  return ['| Gate | Formats, and their names for `format` |', '| --- | --- |', ...rows].join('\n');
}

const described = z.record(z.string(), z.object({ description: z.string(), default: z.string().optional() }));
const action = z.object({ inputs: described, outputs: described });
const readAction = (): z.infer<typeof action> => action.parse(parse(textOf('action/action.yml')));
/** As a cell of a table shows it, angle brackets too. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const inputsTable = (): string =>
  [
    '| Input | What it is | Default |',
    '| --- | --- | --- |',
    ...Object.entries(readAction().inputs).map(
      ([name, { description, default: value }]) => `| \`${name}\` | ${cell(description)} | ${value === undefined ? '' : `\`${value}\``} |`,
    ),
  ].join('\n');

const outputsTable = (): string =>
  [
    '| Output | What it is |',
    '| --- | --- |',
    ...Object.entries(readAction().outputs).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`),
  ].join('\n');

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** As GitHub draws it, shortened: links into the sandbox lead nowhere, and what is folded stays folded. */
function asQuotation(panel: string): string {
  const shown = panel
    .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
    .replaceAll(/\[([^\]]*)\]\(https?:[^)]*\)/g, '$1')
    .replaceAll(/<details><summary>([\s\S]*?)<\/summary>[\s\S]*?<\/details>/g, '▸ *$1*')
    .replaceAll(/^#+ (.*)$/gm, (_, heading: string) => `**${heading}**`);
  return shown
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  for (const [path, parts] of Object.entries(GENERATED)) {
    const page = textOf(path);
    const woven = weave(page, await parts());
    if (woven !== page) writeFileSync(fromRoot(path), woven);
    process.stdout.write(woven === page ? `${path} is up to date.\n` : `${path} was written anew.\n`);
  }
}
