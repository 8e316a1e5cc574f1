/** The only place that reads the environment: what the server needs to know, or everything that is wrong with it and what to do. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import * as z from 'zod';
import { apiAt } from './core/hosts.ts';
import { type DashboardSettings, dashboardOf, dashboardVariables, HALF, isWhole } from './env-dashboard.ts';
import { LOG_LEVELS, SHORTEST_SECRET, VARIABLES } from './env-variables.ts';

/** Names to values, as in `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Env {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** A secret that deliveries may be signed with as well, while it is changed. */
  readonly previousWebhookSecret?: string | undefined;
  /** Ed25519, PKCS8 PEM: signs the ledger. */
  readonly ledgerKey: string;
  /** Ed25519, PKCS8 PEM each: keys it was rotated from, newest first. Undefined when there are none. */
  readonly previousLedgerKeys?: readonly string[] | undefined;
  /** Whether only rules that extend those of the organisation are taken. */
  readonly mustExtend?: boolean | undefined;
  /** The PostgreSQL that keeps inbox and index, with its password; a folder of their own when undefined. */
  readonly databaseUrl?: string | undefined;
  /** As it is set; `readStore` says which folder that is. */
  readonly dataDir?: string | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Where the metrics are served, port 0 being any free one; nowhere when undefined. */
  readonly metrics?: { readonly port: number; readonly host: string } | undefined;
  /** Undefined while the dashboard is switched off. */
  readonly dashboard?: DashboardSettings | undefined;
  /** `https://HOST/api/v3` for GitHub Enterprise Server; undefined for github.com. */
  readonly baseUrl: string | undefined;
  readonly logLevel: LogLevel;
}

export interface EnvProblem {
  /** The variable. */
  readonly name: string;
  /** One sentence: what is wrong. */
  readonly sentence: string;
  /** One sentence: what to do about it. */
  readonly remedy: string;
}

export type EnvReading = { readonly ok: true; readonly env: Env } | { readonly ok: false; readonly problems: readonly EnvProblem[] };

/** Keys come as PEM, as PEM with `\n` written out, or as PEM in base64. */
function pemOf(text: string): string {
  const plain = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
  return `${plain.replaceAll('\\n', '\n').trim()}\n`;
}

/** Several keys one after another, each a PEM of its own. */
export const pemsIn = (text: string): readonly string[] =>
  [...text.matchAll(/-----BEGIN ([A-Z\d ]+)-----[^-]*-----END \1-----/g)].map(([block]) => `${block}\n`);

function keyTypeOf(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType;
  } catch {
    return undefined;
  }
}

const key = (type: string, called: string) =>
  z
    .string('is missing')
    .min(1, 'is empty')
    .transform(pemOf)
    .refine((pem) => keyTypeOf(pem) === type, `is not ${called} in PEM form`);

/** Which GitHub. */
export const github = {
  GHE_HOST: z
    .string()
    .regex(/^[a-z\d.-]+(:\d+)?$/i, 'is not a host name')
    .optional(),
  GHE_PROTOCOL: z.enum(['https', 'http'], 'is neither https nor http').default('https'),
};

interface Github {
  readonly GHE_HOST?: string | undefined;
  readonly GHE_PROTOCOL: string;
}

export const baseUrlOf = ({ GHE_HOST: host, GHE_PROTOCOL: protocol }: Github): string | undefined => apiAt(host, protocol);

const secret = z
  .string('is missing')
  .min(1, 'is empty')
  .refine((text) => text !== 'development', { error: 'is the public default "development", which lets anybody forge events', abort: true })
  .refine((text) => text === '' || text.length >= SHORTEST_SECRET, `is shorter than ${SHORTEST_SECRET} characters`);

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'is not a port number')
  .transform(Number)
  .refine((number) => number <= 65_535, 'is not a port number');

const host = z.string().min(1, 'is empty').default('127.0.0.1');

const POSTGRES = /^postgres(ql)?:\/\/\S+$/;

const schema = z
  .object({
    APP_ID: z
      .string('is missing')
      .regex(/^[1-9]\d{0,14}$/, 'is not a number')
      .transform(Number),
    PRIVATE_KEY: key('rsa', 'an RSA private key'),
    WEBHOOK_SECRET: secret,
    WEBHOOK_SECRET_PREVIOUS: secret.optional(),
    LEDGER_KEY: key('ed25519', 'an Ed25519 private key'),
    LEDGER_KEY_PREVIOUS: z
      .string()
      .transform((text) => pemsIn(pemOf(text)))
      .refine((pems) => pems.length > 0 && pems.every((pem) => keyTypeOf(pem) === 'ed25519'), 'is not Ed25519 private keys in PEM form')
      .optional(),
    ORGANIZATION_RULES: z.enum(['optional', 'required'], 'is neither optional nor required').default('optional'),
    DATABASE_URL: z.string().regex(POSTGRES, 'is not the address of a PostgreSQL').optional(),
    DATA_DIR: z.string().optional(),
    PORT: port.default(3000),
    HOST: host,
    METRICS_PORT: port.optional(),
    METRICS_HOST: host,
    ...dashboardVariables,
    ...github,
    LOG_LEVEL: z.enum(LOG_LEVELS, 'is not a level').default('info'),
  })
  .refine(({ PORT, METRICS_PORT }) => PORT === 0 || PORT !== METRICS_PORT, { path: ['METRICS_PORT'], error: 'is the same as PORT' })
  .refine(isWhole, HALF)
  .transform(
    (read): Env => ({
      appId: read.APP_ID,
      privateKey: read.PRIVATE_KEY,
      webhookSecret: read.WEBHOOK_SECRET,
      previousWebhookSecret: read.WEBHOOK_SECRET_PREVIOUS,
      ledgerKey: read.LEDGER_KEY,
      previousLedgerKeys: read.LEDGER_KEY_PREVIOUS,
      mustExtend: read.ORGANIZATION_RULES === 'required',
      databaseUrl: read.DATABASE_URL,
      dataDir: read.DATA_DIR,
      port: read.PORT,
      host: read.HOST,
      metrics: read.METRICS_PORT === undefined ? undefined : { port: read.METRICS_PORT, host: read.METRICS_HOST },
      dashboard: dashboardOf(read),
      baseUrl: baseUrlOf(read),
      logLevel: read.LOG_LEVEL,
    }),
  );

/** The text of a file, or undefined when there is none to be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The variables with those of `.env` in `folder` below them: what is set outside wins, even if it is empty. */
export function withDotenv(variables: Variables, folder: string): Variables {
  const text = readIfThere(resolve(folder, '.env'));
  return text === undefined ? variables : { ...parseEnv(text), ...variables };
}

const MANDATORY = ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'LEDGER_KEY'];
const OPTIONAL = Object.keys(VARIABLES).filter((name) => !MANDATORY.includes(name));

/** `NAME_PATH` stands for `NAME` where that is not set; optional settings that are empty count as not set. */
function settle(variables: Variables, folder: string): { readonly values: Variables; readonly problems: readonly EnvProblem[] } {
  const values: Record<string, string | undefined> = { ...variables };
  const problems: EnvProblem[] = [];
  for (const name of OPTIONAL) if (values[name] === '') values[name] = undefined;
  for (const name of ['PRIVATE_KEY', 'LEDGER_KEY', 'LEDGER_KEY_PREVIOUS']) {
    const path = values[`${name}_PATH`];
    if (!path || values[name]) continue;
    values[name] = readIfThere(resolve(folder, path));
    const remedy = `Check that the file is there and that this user may read it: ${resolve(folder, path)}`;
    if (values[name] === undefined)
      problems.push({ name: `${name}_PATH`, sentence: `${name}_PATH names a file that cannot be read.`, remedy });
  }
  return { values, problems };
}

/**
 * Reads the settings of the server from variables.
 *
 * @param folder where relative paths of key files begin.
 * @returns the settings, or every problem at once, each with its remedy; values are never quoted, they may be secrets.
 */
export function readEnv(variables: Variables, folder: string): EnvReading {
  const { values, problems } = settle(variables, folder);
  const read = schema.safeParse(values);
  if (read.success && problems.length === 0) return { ok: true, env: read.data };
  return { ok: false, problems: [...problems, ...told(read.error, problems)] };
}

/** One problem for each variable, and none for one whose file could not be read. */
export function told(error: z.ZodError | undefined, problems: readonly EnvProblem[]): readonly EnvProblem[] {
  const unread = new Set(problems.map((problem) => problem.name));
  const found = new Map<string, EnvProblem>();
  for (const { path, message } of error?.issues ?? []) {
    const name = String(path[0]);
    if (found.has(name) || unread.has(`${name}_PATH`)) continue;
    found.set(name, { name, sentence: `${name} ${message}.`, remedy: VARIABLES[name]?.remedy ?? '' });
  }
  return [...found.values()];
}

/** The private keys of the ledger in the variables, the present one first; none when there is none or one cannot be read. */
export function readLedgerKeys(variables: Variables, folder: string): readonly string[] {
  const { values } = settle(variables, folder);
  const read = z
    .object({ LEDGER_KEY: schema.in.shape.LEDGER_KEY, LEDGER_KEY_PREVIOUS: schema.in.shape.LEDGER_KEY_PREVIOUS })
    .safeParse(values);
  return read.success ? [read.data.LEDGER_KEY, ...(read.data.LEDGER_KEY_PREVIOUS ?? [])] : [];
}

/** Where inbox and index are kept. */
export interface StoreSettings {
  /** With its password; the folder counts when undefined. */
  readonly url: string | undefined;
  /** Absolute path. */
  readonly folder: string;
}

/**
 * DATABASE_URL and DATA_DIR.
 *
 * @param folder where a relative DATA_DIR begins; `./data` in it is taken when it is not set.
 */
export function readStore(
  variables: Variables,
  folder: string,
): { readonly ok: true; readonly store: StoreSettings } | { readonly ok: false; readonly problem: EnvProblem } {
  const url = variables['DATABASE_URL'] || undefined;
  if (url === undefined || POSTGRES.test(url))
    return { ok: true, store: { url, folder: resolve(folder, variables['DATA_DIR'] || 'data') } };
  return {
    ok: false,
    problem: {
      name: 'DATABASE_URL',
      sentence: 'DATABASE_URL is not the address of a PostgreSQL.',
      remedy: VARIABLES['DATABASE_URL']?.remedy ?? '',
    },
  };
}
