/** What the commands share that act as the person whose token they find: which repository, which issue, and what to say when GitHub refuses. */
import { resolve } from 'node:path';
import { Refused } from '../app/ports.ts';
import { webAt } from '../core/hosts.ts';
import type { Ref } from '../core/promotion.ts';
import { readIfThere } from '../env.ts';
import { type Access, readAccess } from '../env-access.ts';
import type { personClient, Repository } from '../github/person.ts';
import { refOf, refusal } from './audit-input.ts';
import { EXIT, type Io, Misuse } from './command.ts';

export type Client = ReturnType<typeof personClient>;

export const REPO_OPTION = { flags: '--repo <name>', summary: 'owner/name; that of the checkout you stand in when not given' };
export const PROMOTION = { syntax: '[promotion]', summary: 'address of the issue, owner/name#7, or 7 in a checkout or with --repo' };

/** Where people look at GitHub: only addresses that begin like this are taken. */
export const webOf = ({ baseUrl }: Pick<Access, 'baseUrl'>): string => webAt(baseUrl);

/** The issue of an address on exactly this server. A name before an `@`, another port, or a host that only looks alike is no such address. */
export function issueAt(address: string, web: string): Ref | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, username, password, pathname } = new URL(address);
  const [, place, number] = /^\/([^/]+\/[^/]+)\/issues\/(\d+)\/?$/.exec(pathname) ?? [];
  return origin === web && username === '' && password === '' ? refOf(`${place}#${number}`) : undefined;
}

/** @throws Misuse when none is named and none can be told. */
export function repositoryFor(io: Io, named: string | undefined, web: string): Repository {
  const given = named ?? (io.env['GITHUB_REPOSITORY'] || originOf(io, web));
  const found = given === undefined ? undefined : refOf(`${given}#1`);
  if (found) return { owner: found.owner, repo: found.repo };
  if (given !== undefined) throw new Misuse(`${JSON.stringify(given)} is no repository. Name it like this: --repo acme/shop`);
  throw new Misuse(`This is no checkout of a repository on ${new URL(web).host}. Name the repository: --repo acme/shop`);
}

/** What git's remote "origin" names, when it is on this server. */
function originOf({ cwd }: Io, web: string): string | undefined {
  const config = readIfThere(resolve(cwd, '.git/config')) ?? '';
  const [, url = ''] = /^\[remote "origin"\]\s*\n(?:\s+(?!url\b).*\n)*\s+url\s*=\s*(\S+)\s*$/m.exec(config) ?? [];
  const { host } = new URL(web);
  const starts = [`${web}/`, `git@${host}:`, `ssh://git@${host}/`];
  const start = starts.find((one) => url.startsWith(one));
  return start === undefined ? undefined : url.slice(start.length).replace(/\.git$/, '');
}

/** @throws Misuse for what names no issue. */
export function issueFor(io: Io, named: string | undefined, repo: string | undefined, web: string): Ref {
  const [, number] = /^#?([1-9]\d{0,8})$/.exec(named ?? '') ?? [];
  const found =
    number === undefined ? (refOf(named ?? '') ?? issueAt(named ?? '', web)) : { ...repositoryFor(io, repo, web), number: Number(number) };
  if (found) return found;
  const example = `for example acme/shop#7 or ${web}/acme/shop/issues/7`;
  if (named === undefined) throw new Misuse(`Name the promotion, ${example}.`);
  throw new Misuse(`${JSON.stringify(named)} names no issue on ${new URL(web).host}. Name it by number or address, ${example}.`);
}

interface Doing {
  /** What was not done when GitHub refuses: "acme/shop#7 cannot be read from GitHub". */
  readonly failure: string;
  readonly json: boolean;
}

/** Says what went wrong, for people or programs, and answers with the code of it. */
export async function tellWhy(io: Io, sentence: string, { json }: Pick<Doing, 'json'>, code: number = EXIT.unknown): Promise<number> {
  const { plain } = await import('../core/views/plain.ts');
  const lines = sentence.split('\n').map(plain);
  if (json) io.stdout.write(`${JSON.stringify({ ok: code === EXIT.unknown ? null : false, error: lines.join('\n') })}\n`);
  else io.stderr.write(`${lines.join('\n')}\n`);
  return code;
}

/** Does something as the person whose token is in the environment; says why when there is none, or GitHub refuses. */
export async function asPerson(
  io: Io,
  doing: Doing,
  work: (client: Client, web: string, access: Access) => Promise<number>,
): Promise<number> {
  const reading = readAccess(io.env);
  if (!reading.ok) return tellWhy(io, `${reading.problem.sentence} ${reading.problem.remedy}`, doing);
  const { access } = reading;
  const { personClient } = await import('../github/person.ts');
  try {
    return await work(personClient(access), webOf(access), access);
  } catch (error) {
    const isGithubs = error instanceof Refused || (typeof error === 'object' && error !== null && 'status' in error);
    if (!isGithubs) throw error;
    const { NotShown } = await import('../github/see/not-shown.ts');
    // GraphQL has no status: what it does not show, REST answers with 404.
    const told = refusal(error instanceof NotShown ? { status: 404 } : error, access.token);
    return tellWhy(io, `${doing.failure}: ${told}`, doing);
  }
}
