/** The log: one JSON line for each event, a fixed message plus fields, and no secret in any of it. */
import { isNativeError } from 'node:util/types';
import { type Logger, pino } from 'pino';
import type { LogLevel } from './env.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: LogLevel;
  /** Takes one line, its newline included. */
  readonly write: (line: string) => unknown;
  /** Texts that must not appear, besides everything that looks like a token or a key. */
  readonly secrets?: readonly string[] | undefined;
}

const SECRET_SHAPES = [
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
  /\b(?:gh[a-z]_[\w.-]{10,}|github_pat_\w{10,})/g,
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  // The password in the address of a database.
  /(?<=\bpostgres(?:ql)?:\/\/[^:@/\s"]*:)[^@/\s"]+(?=@)/g,
  // A cut key ends where its JSON text does, so that the line stays JSON.
  /-----BEGIN [A-Z\d ]*PRIVATE KEY-----[^"]*?(?:-----END [A-Z\d ]*PRIVATE KEY-----|(?="|$))/g,
];

/**
 * A function that takes secrets out of a text: GitHub tokens, JSON web tokens, private keys, and the given texts of at least 8
 * characters, plain or as JSON writes them.
 */
export function redactor(secrets: readonly string[] = []): (text: string) => string {
  const known = secrets.filter((secret) => secret.length >= 8).flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return (text) => {
    const shapeless = SECRET_SHAPES.reduce((left, shape) => left.replace(shape, '[redacted]'), text);
    return known.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), shapeless);
  };
}

/** What may be told of an error: foreign ones carry whole requests and payloads. */
function describe(error: unknown): unknown {
  if (!isNativeError(error)) return { message: String(error) };
  const status = 'status' in error ? { status: error.status } : {};
  const causes = error instanceof AggregateError ? { errors: error.errors.map(describe) } : {};
  return { type: error.name, message: error.message, ...status, ...causes, stack: error.stack };
}

/** Of a webhook only its name and delivery: payloads hold what people wrote. */
function describeEvent(event: unknown): unknown {
  if (typeof event !== 'object' || event === null) return {};
  return { id: 'id' in event ? event.id : undefined, name: 'name' in event ? event.name : undefined };
}

/** Makes the log that every part is handed; each line passes the redactor. */
export function createLog({ level, write, secrets }: LogOptions): Log {
  const redact = redactor(secrets);
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describe, error: describe, event: describeEvent },
  };
  return pino(options, { write: (line: string) => void write(redact(line)) });
}
