/** What each variable of the environment is: the words of the table in docs/operations.md, and of the advice when one is wrong. */

/** One variable of the server. */
export interface Variable {
  /** What it is, as Markdown for one cell of a table. */
  readonly what: string;
  /** What happens without it, the same. */
  readonly without: string;
  /** One sentence: what to do when it is missing or wrong. */
  readonly remedy: string;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Characters that a webhook secret must have at least: 32 of hexadecimal hold the 128 bits that nobody guesses. */
export const SHORTEST_SECRET = 32;

const REFUSES = 'refuses to start';

/** Every variable that the server reads, in the order in which people meet them. `NAME_PATH` is told with `NAME`. */
export const VARIABLES: Readonly<Record<string, Variable>> = {
  APP_ID: {
    what: 'the number called "App ID" on the settings page of the GitHub App',
    without: REFUSES,
    remedy: 'Copy the number called "App ID" from the settings page of your GitHub App.',
  },
  PRIVATE_KEY: {
    what: "the App's private key: PEM, PEM with `\\n` written out, or PEM in base64; `PRIVATE_KEY_PATH` names a file instead",
    without: REFUSES,
    remedy: 'Generate a private key on the settings page of your GitHub App and set PRIVATE_KEY_PATH to the downloaded .pem file.',
  },
  WEBHOOK_SECRET: {
    what: `at least ${SHORTEST_SECRET} characters that nobody guesses, the same as on the settings page of the App`,
    without: REFUSES,
    remedy: 'Choose a long random text, for instance from "openssl rand -hex 32", and set it here and in the settings of your GitHub App.',
  },
  WEBHOOK_SECRET_PREVIOUS: {
    what: 'the secret before this one, which is taken as well while you [change it](#changing-the-webhook-secret)',
    without: 'one secret is taken',
    remedy: 'Set it to the secret that was used before, or leave it out when nothing is signed with that any more.',
  },
  LEDGER_KEY: {
    what: 'the Ed25519 key that signs the audit trail; `LEDGER_KEY_PATH` names a file instead',
    without: REFUSES,
    remedy: 'Run "npx promotion-bot setup --key-only": it makes the key that signs the audit trail and writes it to .env.',
  },
  LEDGER_KEY_PREVIOUS: {
    what: 'ledger keys it was rotated from, newest first; `npx promotion-bot keys rotate` writes it; `LEDGER_KEY_PREVIOUS_PATH` names a file instead',
    without: 'audit trails of an older key are held',
    remedy: 'Set it to what "npx promotion-bot keys rotate" wrote, or leave it out when the key was never rotated.',
  },
  ORGANIZATION_RULES: {
    what: '`required`: only rules that say `extends: org` are taken, so that no repository slips out of [what its organisation has locked](organization.md)',
    without: '`optional`: each repository decides',
    remedy: 'Set it to required or optional, or leave it out.',
  },
  DATABASE_URL: {
    what: 'the PostgreSQL that keeps inbox and index: `postgres://user:password@host:5432/name`; what several servers share',
    without: 'they are kept in the folder `DATA_DIR`, for one server',
    remedy: 'Set it to an address like postgres://user:password@host:5432/name, or leave it out to keep everything in the folder data.',
  },
  DATA_DIR: {
    what: 'the folder for inbox and index where there is no `DATABASE_URL`; it belongs to one server',
    without: '`data` in the folder it is started in',
    remedy: 'Set it to a folder that this user may write.',
  },
  PORT: {
    what: 'where to listen; 0 takes any free port',
    without: '3000',
    remedy: 'Set a number from 0 to 65535; 3000 is used when it is not set, and 0 takes any free port.',
  },
  HOST: {
    what: 'the address to listen on; 0.0.0.0 is all of them',
    without: '127.0.0.1',
    remedy: 'Set the address to listen on; 127.0.0.1 is used when it is not set, and 0.0.0.0 opens all of them, as a container needs.',
  },
  METRICS_PORT: {
    what: 'where `/metrics` is served, a port of its own; 0 takes any free port',
    without: 'no metrics are served',
    remedy: 'Set a number from 0 to 65535, another one than PORT, or leave it out to serve no metrics.',
  },
  METRICS_HOST: {
    what: 'the address that `/metrics` listens on; anybody who reaches it can read them',
    without: '127.0.0.1',
    remedy: 'Set the address that /metrics listens on; 127.0.0.1 is used when it is not set.',
  },
  GITHUB_CLIENT_ID: {
    what: 'the "Client ID" on the settings page of the GitHub App: switches the [dashboard](dashboard.md) on',
    without: 'there is no dashboard',
    remedy: 'Copy the "Client ID" from the settings page of your GitHub App, or leave GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET out.',
  },
  GITHUB_CLIENT_SECRET: {
    what: 'a client secret of the App, generated on the same page',
    without: 'there is no dashboard',
    remedy: 'Generate a client secret on the settings page of your GitHub App, or leave GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET out.',
  },
  DASHBOARD_URL: {
    what: 'where people open the dashboard, `https://promotions.example.com`; its `/auth/callback` is the callback URL of the App',
    without: '`http://localhost` with its port',
    remedy:
      'Set the address that people open, like https://promotions.example.com, with https and without a path; http only for localhost.',
  },
  GHE_HOST: {
    what: 'bare host name of a GitHub Enterprise Server',
    without: 'github.com',
    remedy: 'Set the bare host name of your GitHub Enterprise Server, like github.example.com, or leave it out for github.com.',
  },
  GHE_PROTOCOL: {
    what: '`https` or `http`, for `GHE_HOST`',
    without: 'https',
    remedy: 'Set https or http, or leave it out for https.',
  },
  LOG_LEVEL: {
    what: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`',
    without: 'info',
    remedy: `Set one of ${LOG_LEVELS.join(', ')}, or leave it out for info.`,
  },
};
