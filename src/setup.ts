/** `setup`: makes the ledger key and registers the GitHub App, and writes what comes of it to `.env`. */
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { newLedgerKey, publicHalf } from './app/notary.ts';
import { EXIT, type Io } from './cli/command.ts';
import { apiAt, webAt } from './core/hosts.ts';
import { readLedgerKeys, type Variables, withDotenv } from './env.ts';
import type { Fetch } from './github/transport.ts';
import { writeDotenv } from './setup/dotenv.ts';
import { dashboardUrl, type Manifest, readManifest } from './setup/manifest.ts';
import { PUBLIC_KEYS, publishKeys } from './setup/public-key.ts';
import { register } from './setup/registration.ts';

export interface SetupOptions {
  readonly org: string | undefined;
  /** Where GitHub shall deliver events; asked for when undefined. */
  readonly webhookUrl: string | undefined;
  readonly keyOnly: boolean;
  /** The way to GitHub, for tests. */
  readonly fetch?: Fetch | undefined;
}

const OF_THE_APP = ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET'] as const;

const isSet = (variables: Variables, name: string): boolean => Boolean(variables[name] || variables[`${name}_PATH`]);

/** The address with the path of the manifest when it names none; undefined when it is no address GitHub could use. */
function webhookAddress(text: string, manifest: Manifest): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  return url.pathname === '/' ? new URL(new URL(manifest.hook_attributes.url).pathname, url).href : url.href;
}

async function askWebhookUrl(io: Io): Promise<string> {
  io.stdout.write(
    'Where can GitHub reach this bot? For example https://bot.example.com, or a channel from https://smee.io/new to try it out.\n',
  );
  const lines = createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY, signal: io.stop });
  try {
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
  }
}

function write(io: Io, values: Readonly<Record<string, string>>): void {
  const { added, kept } = writeDotenv(resolve(io.cwd, '.env'), values);
  if (added.length > 0) io.stdout.write(`Wrote ${added.join(', ')} to .env, which only you may read.\n`);
  if (kept.length > 0) io.stdout.write(`Kept ${kept.join(', ')} in .env as it was.\n`);
}

/** The ledger key: a new one is made unless there is one. The public half is what auditors need. */
function ensureLedgerKey(io: Io): void {
  const variables = withDotenv(io.env, io.cwd);
  if (isSet(variables, 'LEDGER_KEY')) {
    io.stdout.write('LEDGER_KEY is set already and was kept: audit trails that it signed can only be verified with its public half.\n');
  } else {
    const privateKey = newLedgerKey();
    write(io, { LEDGER_KEY: privateKey });
    io.stdout.write(`The public half, for everybody who wants to verify the audit trail:\n\n${publicHalf(privateKey)}\n`);
  }
  if (publishKeys(io.cwd, readLedgerKeys(withDotenv(io.env, io.cwd), io.cwd)))
    io.stdout.write(`Wrote the public half to ${PUBLIC_KEYS}: commit it, and "promotion-bot audit verify" finds it there.\n`);
}

/** Whether there is an App to be registered; says why when there is not. */
function mayRegister(io: Io): number | undefined {
  const variables = withDotenv(io.env, io.cwd);
  const there = OF_THE_APP.filter((name) => isSet(variables, name));
  if (there.length === OF_THE_APP.length) {
    io.stdout.write(`Kept ${there.join(', ')}: the GitHub App is registered already. "npx promotion-bot start" runs the bot.\n`);
    return EXIT.yes;
  }
  if (there.length === 0) return undefined;
  io.stderr.write(`${there.join(' and ')} would not fit a new App, and nothing that is set is overwritten.
Either add ${OF_THE_APP.filter((name) => !there.includes(name)).join(' and ')} of that App by hand, or remove ${there.join(' and ')} and run "npx promotion-bot setup" again.\n`);
  return EXIT.no;
}

function stoppedEarly(io: Io): number {
  io.stderr.write('Stopped before the App was registered. "npx promotion-bot setup" begins again.\n');
  return EXIT.unknown;
}

const nextSteps = (appUrl: string): string => `
Next:
  1. Install the App on your repositories: ${appUrl}/installations/new
  2. Put a promotion.yml into their .github folder; "npx promotion-bot config check" checks it.
  3. Run the bot: npx promotion-bot start
`;

/**
 * Sets the bot up in the folder of `io`.
 *
 * @returns the exit code: 0 when everything is there, 1 when something must be put right first, 2 when it was stopped on the way, 64 when
 * the address for webhooks is none.
 */
export async function runSetup({ org, webhookUrl, keyOnly, fetch }: SetupOptions, io: Io): Promise<number> {
  ensureLedgerKey(io);
  if (keyOnly) return EXIT.yes;
  const done = mayRegister(io);
  if (done !== undefined) return done;
  const manifest = readManifest();
  const address = webhookAddress(webhookUrl ?? (await askWebhookUrl(io)), manifest);
  if (io.stop.aborted) return stoppedEarly(io);
  if (address === undefined) {
    io.stderr.write(
      'That is no web address. Run "npx promotion-bot setup --webhook-url https://..." with the one GitHub can reach this bot at.\n',
    );
    return EXIT.usage;
  }
  const { GHE_HOST: host, GHE_PROTOCOL: protocol = 'https' } = withDotenv(io.env, io.cwd);
  const own = apiAt(host || undefined, protocol);
  const [web, api] = [webAt(own), own ?? 'https://api.github.com'];
  const announce = (url: string) => void io.stdout.write(`Open ${url} in a browser on this machine, and continue there. Ctrl+C stops.\n`);
  const credentials = await register({ manifest, webhookUrl: address, org, web, api, fetch, announce, stop: io.stop });
  if (credentials === undefined) return stoppedEarly(io);
  write(io, {
    APP_ID: String(credentials.id),
    PRIVATE_KEY: credentials.pem,
    WEBHOOK_SECRET: credentials.webhook_secret,
    GITHUB_CLIENT_ID: credentials.client_id,
    GITHUB_CLIENT_SECRET: credentials.client_secret,
    DASHBOARD_URL: dashboardUrl(manifest, address),
  });
  io.stdout.write(nextSteps(credentials.html_url));
  return EXIT.yes;
}
