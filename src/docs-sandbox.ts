/** What the pages show of panels and of gates judged by hand: really asked for, really judged, in a sandbox and on a disk. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { createBot } from './bot.ts';
import type { Command } from './cli/command.ts';
import { configCheck } from './cli/config-check.ts';
import { gates } from './cli/gates.ts';
import { CONFIG_PATH } from './core/config.ts';
import { REPORT_ARTIFACT, REPORT_FILE } from './core/names.ts';
import { makeReport } from './core/report.ts';
import type { Report } from './core/report-document.ts';
import { reportSchema } from './core/report-schema.ts';
import { NOTHING, writeRequest } from './core/request.ts';
import { fromRoot, textOf } from './docs-files.ts';
import { createProbot } from './github/octokit.ts';
import { createLog } from './log.ts';
import { prepare, REPOSITORY } from './sandbox/cast.ts';
import { createWorld, type Sandbox } from './sandbox/index.ts';

/** The panel of a promotion that one of two people has approved. */
export async function panelOfTheSandbox(): Promise<string> {
  const { world, issue, settle } = await opened(() => undefined);
  world.clock.advance(600);
  world.as('bob').comments(issue, '/approve load test looks good');
  await settle();
  return asQuotation(issue.comments[0]?.body ?? '');
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

/** The rules whose gates docs/gates.md shows from all sides: as they are written, judged by hand, and on the panel. */
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

/** The gates of those rules as they are written, as `promotion-bot gates` judges them, and as the panel shows them. */
export async function gatesByHand(): Promise<Readonly<Record<string, string>>> {
  const { printed, report } = await judgedByHand();
  return {
    'gate-rules': `\`\`\`yaml\n${GATE_RULES}\`\`\``,
    'gate-panel': asQuotation(sectionOf(await panelWithGates(report), 'Quality gates')),
    'gate-run-by-hand': asText('promotion-bot gates --subject agent_orchestration --to staging', printed),
  };
}

/** What `config check` says to a file with three mistakes. */
export async function rulesChecked(): Promise<Readonly<Record<string, string>>> {
  const wrong = GATE_RULES.replace('required: false', 'requird: false')
    .replace('min: 80', 'min: 0.8')
    .replace('by: [tech-lead]', 'by: [tech-leed]');
  return inFolder({ [CONFIG_PATH]: wrong }, async (cwd) => {
    const printed = await saidBy(configCheck, { args: [undefined] }, cwd);
    return { mistakes: asText('promotion-bot config check', printed.trim()) };
  });
}

const asText = (line: string, printed: string): string => `\`\`\`text\n$ ${line}\n${printed}\n\`\`\``;

interface ByHand {
  /** Without the moment, which is another one every time. */
  readonly printed: string;
  readonly report: Report;
}

/** `promotion-bot gates` on a folder with the rules and the reports in it. */
async function judgedByHand(): Promise<ByHand> {
  return inFolder({ [CONFIG_PATH]: GATE_RULES }, async (cwd) => {
    mkdirSync(join(cwd, 'reports'));
    for (const [name, report] of Object.entries(REPORTS)) cpSync(fromRoot(`test/fixtures/reports/${report}`), join(cwd, 'reports', name));
    const run = (json: boolean) => saidBy(gates, { args: [], subject: 'agent_orchestration', to: 'staging', json }, cwd);
    const printed = (await run(false)).replace(/\n+Checked .*\n*$/, '').trim();
    return { printed, report: reportSchema.parse(JSON.parse(await run(true))) };
  });
}

/** Everything that a command prints in a folder. */
async function saidBy(command: Command, given: unknown, cwd: string): Promise<string> {
  const said: string[] = [];
  const write = (text: string): unknown => said.push(text);
  const io = { stdout: { write }, stderr: { write }, stdin: Readable.from([]), env: {}, cwd, stop: new AbortController().signal };
  await command.run(given, io);
  return said.join('');
}

/** A folder with these files, thrown away after the work. */
async function inFolder<T>(files: Readonly<Record<string, string>>, work: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(join(tmpdir(), 'promotion-bot-docs-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    return await work(cwd);
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
