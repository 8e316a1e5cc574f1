/** `npm run docs`: writes what the README takes from the code, so that a person never has to, and a test sees when somebody forgot. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createBot } from './bot.ts';
import { commandsTable } from './cli/index.ts';
import { commands } from './core/commands/index.ts';
import { NOTHING, writeRequest } from './core/request.ts';
import { helpText } from './core/views/answers.ts';
import { createProbot } from './github/octokit.ts';
import { createLog } from './log.ts';
import { prepare, REPOSITORY } from './sandbox/cast.ts';
import { createWorld } from './sandbox/index.ts';

const fromRoot = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** Every generated part by its name, as Markdown. @throws when the sandbox does. */
export async function generatedParts(): Promise<Readonly<Record<string, string>>> {
  return {
    panel: asQuotation(await panelOfTheSandbox()),
    commands: helpText(commands).markdown,
    costs: costs(readFileSync(fromRoot('test/scenario/requests.test.ts'), 'utf8')),
    cli: commandsTable().trim(),
  };
}

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

/** The panel of a promotion that one of two people has approved. Keys are made anew each time, and nothing of them is shown. */
async function panelOfTheSandbox(): Promise<string> {
  const app = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ledgerKey = pemOf(generateKeyPairSync('ed25519').privateKey);
  const secret = 'stays in this process';
  const world = createWorld({ secret, app: { publicKey: app.publicKey.export({ type: 'spki', format: 'pem' }).toString() } });
  prepare(world);
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
  world.clock.advance(600);
  world.as('bob').comments(issue, '/approve load test looks good');
  await settle();
  return issue.comments[0]?.body ?? '';
}

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
  const readme = fromRoot('README.md');
  const page = readFileSync(readme, 'utf8');
  const woven = weave(page, await generatedParts());
  if (woven !== page) writeFileSync(readme, woven);
  process.stdout.write(woven === page ? 'README.md is up to date.\n' : 'README.md was written anew.\n');
}
