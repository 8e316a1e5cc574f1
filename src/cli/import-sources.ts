/** The sources of an import: files by what stands in them, and what GitHub knows of Deployments. */
import { readFileSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { type Config, findSubject } from '../core/config.ts';
import {
  type Deployed,
  deployedThere,
  isDeployments,
  noDeployments,
  noLonger,
  noneSucceeded,
  readDeployments,
  sortDeployments,
} from '../core/imports/deployments.ts';
import { isEngineMap, readEngineMap } from '../core/imports/engine-map.ts';
import { type Reading, subjectCalled } from '../core/imports/found.ts';
import { isMaturity, readMaturity } from '../core/imports/maturity.ts';
import type { Ref } from '../core/promotion.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Client } from '../github/graphql.ts';
import { listDeployments, newestActive } from '../github/imports.ts';
import { codeOf, type Io } from './command.ts';

export interface Text {
  /** As it is written down: inside the folder, else its name alone. */
  readonly file: string;
  readonly text: string;
}

/** The error names the file that cannot be read. */
export function readTexts(io: Io, files: readonly string[]): Result<readonly Text[], string> {
  const texts: Text[] = [];
  for (const file of files) {
    try {
      texts.push({ file: nameOf(io, file), text: readFileSync(resolve(io.cwd, file), 'utf8').replace(/^\uFEFF/, '') });
    } catch (error) {
      return err(`${file} cannot be read (${codeOf(error) ?? 'it cannot be opened'}). Name a file that is there.`);
    }
  }
  return ok(texts);
}

/** What stands in public must not tell where somebody keeps their files. */
function nameOf({ cwd }: Io, file: string): string {
  const inside = relative(cwd, resolve(cwd, file)).replaceAll('\\', '/');
  return inside.startsWith('..') || isAbsolute(inside) ? basename(file) : inside;
}

export interface Ask {
  readonly client: Client;
  readonly place: Pick<Ref, 'owner' | 'repo'>;
  readonly config: Config;
  /** The subject where a source does not say. */
  readonly said: string | undefined;
}

const KINDS =
  'an Agent Engine map (agents, environments), a MATURITY.md ("**Current Stage**: staging", or a table of components with stages), or a JSON list of Deployments';

/** The error says what is wrong with a file as a whole. */
export async function readSource({ file, text }: Text, ask: Ask): Promise<Result<Reading, string>> {
  if (/[\0\uFFFD]/.test(text)) return err(`${file} is not UTF-8 text. It may be ${KINDS}.`);
  if (isDeployments(text)) {
    const read = readDeployments(text);
    if (read.ok) return ok(await deploymentsOf(read.value, file, ask));
    return err(
      `${file} is no list of Deployments: ${read.error}. Make one: gh api --paginate --slurp repos/OWNER/NAME/deployments > ${file}`,
    );
  }
  if (isEngineMap(text)) return ok(readEngineMap(text, file));
  if (isMaturity(text)) return ok(readMaturity(text, { config: ask.config, file, said: ask.said }));
  return err(`${file} is nothing that can be imported. It may be ${KINDS}.`);
}

/** The Deployments to each environment of the rules, by every name it has. One request for each name and each 100. */
export async function askDeployments(ask: Ask): Promise<Result<Reading, string>> {
  const { client, place, config } = ask;
  const found: unknown[] = [];
  for (const { name, aliases } of config.environments)
    for (const called of new Set([name, ...aliases])) found.push(...(await listDeployments(client, place, called)));
  const read = readDeployments(JSON.stringify(found));
  return read.ok ? ok(await deploymentsOf(read.value, null, ask)) : err(`GitHub's list of Deployments cannot be read: ${read.error}.`);
}

/** Whether one succeeded only GitHub says. */
async function deploymentsOf(all: readonly Deployed[], file: string | null, { client, place, config, said }: Ask): Promise<Reading> {
  const known = said === undefined ? undefined : (findSubject(config, said) ?? subjectCalled(config, said))?.name;
  const { candidates, left } = sortDeployments(all, config, file, known);
  const reading = { found: [] as Reading['found'][number][], left: all.length === 0 ? [noDeployments(config, file)] : [...left] };
  for (const one of candidates) {
    const active = await newestActive(client, place, one.newestFirst);
    if (active && 'gone' in active) reading.left.push(noLonger(one, active.gone, file));
    else if (active) reading.found.push(deployedThere(one, active.deployed, active.since, file));
    else reading.left.push(noneSucceeded(one, file));
  }
  return reading;
}
