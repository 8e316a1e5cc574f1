/** Where an audit gets its ledgers and its keys from; what cannot be had is said in a sentence that tells what to do. */
import { resolve } from 'node:path';
import type { Thread } from '../core/audit.ts';
import type { Verifier } from '../core/chain.ts';
import type { Ref } from '../core/promotion.ts';
import { pemsIn, readIfThere } from '../env.ts';
import { readAccess } from '../env-access.ts';
import { redactor } from '../log.ts';
import { PUBLIC_KEYS } from '../setup/public-key.ts';
import type { Io } from './command.ts';

export const KEY_OPTION = {
  flags: '--key <file...>',
  summary: `public keys of the audit trail, PEM; ${PUBLIC_KEYS} when not given`,
};
export const BOT_OPTION = { flags: '--bot <id>', summary: "numeric id of the app's account; told from the comments when not given" };

/** Why something cannot be had. */
export interface Unavailable {
  readonly sentence: string;
}

const REF = /^([a-z\d](?:[a-z\d-]{0,38}))\/([\w.-]{1,100})#([1-9]\d{0,8})$/i;

/** `owner/repo#7`; undefined for anything else, addresses included: a host in it could be somebody else's. */
export function refOf(text: string): Ref | undefined {
  const [, owner, repo, number] = REF.exec(text) ?? [];
  return owner === undefined || repo === undefined || /^\.+$/.test(repo) ? undefined : { owner, repo, number: Number(number) };
}

export async function verifierFrom(io: Io, files: readonly string[] | undefined): Promise<Verifier | Unavailable> {
  const { verifierOf } = await import('../app/notary.ts');
  const pems: string[] = [];
  for (const file of files ?? [PUBLIC_KEYS]) {
    const text = readIfThere(resolve(io.cwd, file));
    const found = pemsIn(text ?? '').filter((pem) => pem.includes('BEGIN PUBLIC KEY'));
    if (text === undefined && files !== undefined) return { sentence: `${file} cannot be read. ${GET_KEY}` };
    if (found.length === 0 && files !== undefined) return { sentence: `${file} holds no public key in PEM form. ${GET_KEY}` };
    pems.push(...found);
  }
  if (pems.length === 0) return { sentence: `There is no public key in ${PUBLIC_KEYS}. ${GET_KEY}` };
  try {
    return verifierOf(pems);
  } catch {
    return { sentence: `The audit trail is signed with Ed25519 keys, and what was given is another. ${GET_KEY}` };
  }
}

const GET_KEY = `Get it from whoever runs the bot ("npx promotion-bot setup" prints it), save it there, or name a file with --key FILE.`;

/** The ledgers behind one argument: an issue on GitHub, or all in an export. */
export async function threadsFrom(io: Io, source: string): Promise<readonly Thread[] | Unavailable> {
  const ref = refOf(source);
  return ref ? fromGithub(io, source, ref) : fromExport(io, source);
}

async function fromGithub(io: Io, source: string, ref: Ref): Promise<readonly Thread[] | Unavailable> {
  const reading = readAccess(io.env);
  if (!reading.ok) return { sentence: `${reading.problem.sentence} ${reading.problem.remedy}` };
  const { readThread } = await import('../github/thread.ts');
  try {
    return [await readThread(reading.access, ref)];
  } catch (error) {
    return { sentence: `${source} cannot be read from GitHub: ${refusal(error, reading.access.token)}` };
  }
}

const REFUSALS: Readonly<Record<number, string>> = {
  401: 'the token is not valid. Set GH_TOKEN or GITHUB_TOKEN to one that is.',
  403: 'the token may not do this, or has used up its requests for this hour. Try another one, or wait.',
  404: 'there is no such issue, or the token may not see it. Check the name, and that the token may read issues there.',
  410: 'the issue was deleted.',
};

/** Why GitHub refused, and what to do; without the token, whatever GitHub or the network says. */
export function refusal(error: unknown, token: string): string {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : undefined;
  const known = status === undefined ? undefined : REFUSALS[status];
  const message = redactor([token])(error instanceof Error ? error.message : String(error));
  return known ?? `${message}. Try again in a moment.`;
}

async function fromExport(io: Io, source: string): Promise<readonly Thread[] | Unavailable> {
  const text = readIfThere(resolve(io.cwd, source));
  if (text === undefined)
    return {
      sentence: `${source} is neither owner/repo#number nor a file that can be read. Name one like acme/shop#7, or trail.json.`,
    };
  const { exportSchema } = await import('../core/audit.ts');
  const read = exportSchema.safeParse(parsed(text));
  if (read.success) return read.data.threads;
  return {
    sentence: `${source} is not an export that can be verified. Make one with: promotion-bot audit export owner/repo#number --format json --out ${source}`,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
